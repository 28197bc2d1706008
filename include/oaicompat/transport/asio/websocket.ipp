// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/guarded.hpp>
#include <oaicompat/transport/asio/websocket_connection.ipp>
#include <oaicompat/transport/asio/websocket_line.ipp>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <deque>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail {

namespace websocket = boost::beast::websocket;

// A session is a handler's work: what an exception of its says stays here.
inline Pull pull_guarded(WebSocketSession& session, Bytes& out) {
  return guarded([&] { return session.pull(out); }, [] { return Pull::fail; });
}

/// The messages of a session that wait for their turn, and how much memory they take.
class AsioWaitingMessages {
 public:
  bool empty() const { return messages_.empty(); }
  std::size_t bytes() const { return bytes_; }
  void push(Bytes message) {
    bytes_ += cost(message);
    messages_.push_back(std::move(message));
  }
  Bytes pop() {
    auto message = std::move(messages_.front());
    messages_.pop_front();
    bytes_ -= cost(message);
    return message;
  }

 private:
  static std::size_t cost(const Bytes& message) { return message.size() + 2 * sizeof(Bytes); }
  std::deque<Bytes> messages_;
  std::size_t bytes_ = 0;
};

/// A session over Beast's WebSocket. What is under way holds it, and with it the connection.
class AsioWebSocket final : public WebSocketConnection, public std::enable_shared_from_this<AsioWebSocket> {
 public:
  explicit AsioWebSocket(Options options)
      : options_{std::move(options)}, session_{std::move(options_.head.session)}, socket_{options_.line} {}

  void begin() override {
    boost::beast::http::request<boost::beast::http::empty_body> handshake{boost::beast::http::verb::get, "/", 11};
    for (const auto& [name, value] : options_.handshake) handshake.insert(name, value);
    socket_.set_option(websocket::stream_base::timeout{server().write_timeout, websocket::stream_base::none(), false});
    socket_.set_option(
        websocket::stream_base::decorator([fields = options_.head.headers](websocket::response_type& answer) {
          for (const auto& [name, value] : fields) answer.insert(name, value);
        }));
    socket_.read_message_max(server().max_body);
    socket_.auto_fragment(false);
    socket_.text(true);
    socket_.control_callback([this](websocket::frame_type, boost::beast::string_view) { heard_of(); });
    socket_.async_accept(handshake, [self = shared_from_this()](AsioError error) {
      if (self->over_) return;
      if (error) return self->hang_up();
      self->accepted_ = true;
      self->heard_of();
      self->go_on();
    });
  }
  void go_on() override {
    if (!accepted_ || over_ || closing_) return;
    hand_over();
    if (!writing_) say();
    if (!closing_) read();
  }
  // A peer that is silent is asked once whether it is there; one that is not read cannot say so.
  void expire() override {
    if (writing_ || closing_ || (pinged_ && !paused_)) return hang_up();
    idle_at_ = now() + server().keep_alive / 2;
    keep_time();
    if (std::exchange(pinged_, true) || std::exchange(pinging_, true)) return;
    socket_.async_ping({}, [self = shared_from_this()](AsioError error) {
      self->pinging_ = false;
      if (error && !self->over_ && !self->closing_) self->hang_up();
    });
  }
  void finish() override {
    finishing_ = true;
    go_on();
  }
  void drop() override {
    over_ = true;
    session_.reset();
  }

 private:
  static Time now() { return std::chrono::steady_clock::now(); }
  const AsioServerOptions& server() const { return options_.serving->options; }
  void hang_up() { options_.connection->close(); }

  // Time.

  void heard_of() {
    pinged_ = false;
    idle_at_ = now() + server().keep_alive / 2;
    keep_time();
  }
  void keep_time() {
    if (!writing_ && !closing_) options_.connection->deadline = idle_at_;
  }
  void begin_write() {
    writing_ = true;
    options_.connection->deadline = now() + server().write_timeout;
  }

  // Listening.

  // Whether as much waits behind what runs as may.
  bool is_full() const {
    return (busy_ || !session_->is_open()) && waiting_.bytes() + buffer_.size() >= server().max_pipelined;
  }
  void read() {
    if (reading_) return;
    if (paused_ && !is_full()) heard_of();  // it had no chance to say that it is there
    paused_ = is_full();
    if (paused_) return watch();
    constexpr std::size_t at_once = 64 << 10;
    reading_ = true;
    socket_.async_read_some(buffer_, at_once, [self = shared_from_this()](AsioError error, std::size_t) {
      self->reading_ = false;
      if (!self->over_) self->heard(error);
    });
  }
  // What can still be seen is a connection that breaks.
  void watch() {
    if (std::exchange(watching_, true)) return;
    options_.line.socket().async_wait(AsioTcp::socket::wait_error, [self = shared_from_this()](AsioError) {
      if (!self->over_) self->hang_up();
    });
  }
  void heard(AsioError error) {
    if (error) return hang_up();
    if (closing_) return;
    heard_of();
    if (!socket_.got_text()) return close(websocket::close_code::unknown_data);
    if (socket_.is_message_done()) take_message();
    go_on();
  }
  void take_message() {
    const auto bytes = buffer_.data();
    if (!finishing_) waiting_.push(Bytes(static_cast<const char*>(bytes.data()), bytes.size()));
    buffer_.clear();
    buffer_.shrink_to_fit();
  }

  // Handing over.

  // Gives the session what it takes now; whether that was anything.
  bool hand_over() {
    bool any = false;
    for (; !busy_ && !waiting_.empty() && session_->is_open(); any = true) {
      auto message = waiting_.pop();
      if (!options_.serving->is_long(message.size()) || !read_apart(message)) session_->take(std::move(message));
    }
    if (!finishing_ || busy_ || !waiting_.empty() || std::exchange(finished_, true)) return any;
    session_->finish();
    return true;
  }
  // Parsing a long message would hold up the loop's other streams. Whether the pool has it.
  bool read_apart(Bytes& message) {
    struct Apart {
      WebSocketSessionPtr session;
      Bytes message{}, out{};
      Pull got = Pull::wait;
    };
    auto apart = std::make_shared<Apart>(Apart{.session = session_, .message = std::move(message)});
    busy_ = options_.serving->run_apart([apart, mailbox = options_.mailbox, me = weak_from_this()] {
      apart->session->take(std::move(apart->message));
      apart->got = pull_guarded(*apart->session, apart->out);
      apart->session.reset();
      mailbox->post([me, apart] {
        if (const auto self = me.lock()) self->read_it(apart->got, std::move(apart->out));
      });
    });
    if (!busy_) message = std::move(apart->message);
    return busy_;
  }
  void read_it(Pull got, Bytes out) {
    busy_ = false;
    if (over_ || closing_) return;
    out_ = std::move(out);
    act(got);
    go_on();
  }

  // Speaking.

  void say() {
    while (!busy_ && act(pull_guarded(*session_, out_))) {
    }
  }
  // Does what a pull asks for; whether to pull again.
  bool act(Pull got) {
    switch (got) {
      case Pull::some: write(); return false;
      case Pull::end:
        close(finishing_ ? websocket::close_code::going_away : websocket::close_code::normal);
        return false;
      case Pull::fail: close(websocket::close_code::internal_error); return false;
      case Pull::wait: break;
    }
    if (hand_over()) return true;
    park();
    return false;
  }
  void park() {
    session_->when_ready([mailbox = options_.mailbox, me = std::weak_ptr{options_.connection}] { mailbox->wake(me); });
  }
  void write() {
    begin_write();
    socket_.async_write(asio::buffer(out_), [self = shared_from_this()](AsioError error, std::size_t) {
      self->writing_ = false;
      if (self->over_) return;
      self->keep_time();
      error ? self->hang_up() : self->go_on();
    });
  }
  // The peer is told, and has a while to answer.
  void close(websocket::close_code code) {
    closing_ = true;
    options_.connection->deadline = now() + server().write_timeout;
    socket_.async_close(code, [self = shared_from_this()](AsioError) { self->hang_up(); });
  }

  Options options_;
  WebSocketSessionPtr session_;
  websocket::stream<AsioWebSocketLine, false> socket_;  // messages are not compressed
  boost::beast::flat_buffer buffer_;                    // the message that comes
  AsioWaitingMessages waiting_;
  Bytes out_;
  Time idle_at_{};
  bool accepted_ = false, reading_ = false, watching_ = false, writing_ = false, finishing_ = false, closing_ = false;
  bool paused_ = false;    // as much waits as may
  bool busy_ = false;      // the pool has the session
  bool finished_ = false;  // the session knows that no more comes
  bool pinged_ = false, pinging_ = false, over_ = false;
};

OAICOMPAT_INLINE std::shared_ptr<WebSocketConnection> make_websocket_connection(WebSocketConnection::Options options) {
  return std::make_shared<AsioWebSocket>(std::move(options));
}

}  // namespace oaicompat::inline v1::detail
