// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/impl/asio_talker.ipp>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <string>
#include <utility>

namespace oaicompat::inline v1::detail {

namespace websocket = boost::beast::websocket;

/// A talk over Beast's WebSocket on `Next`, a socket or a TLS stream. What is under way holds it, and with it the
/// connection.
template <class Next>
class AsioWebSocket final : public AsioTalker, public std::enable_shared_from_this<AsioWebSocket<Next>> {
 public:
  AsioWebSocket(Options options, Next& next)
      : options_{std::move(options)}, talk_{std::move(options_.head.talk)}, socket_{next} {}

  void begin() override {
    boost::beast::http::request<boost::beast::http::empty_body> handshake{boost::beast::http::verb::get, "/", 11};
    for (const auto& [name, value] : options_.handshake) handshake.insert(name, value);
    socket_.set_option(websocket::stream_base::timeout{options_.write_timeout, options_.idle_timeout, true});
    socket_.set_option(
        websocket::stream_base::decorator([fields = options_.head.headers](websocket::response_type& answer) {
          for (const auto& [name, value] : fields) answer.insert(name, value);
        }));
    socket_.read_message_max(options_.max_message);
    socket_.auto_fragment(false);
    socket_.text(true);
    socket_.async_accept(handshake, [self = this->shared_from_this()](AsioError error) {
      if (self->over_) return;
      if (error) return self->options_.connection->close();
      self->accepted_ = true;
      self->go_on();
    });
  }
  void go_on() override {
    if (!accepted_ || over_ || closing_) return;
    if (!reading_ && talk_->is_open()) read();
    if (!writing_) say();
  }
  void finish() override {
    finishing_ = true;
    talk_->finish();
    go_on();
  }
  void drop() override {
    over_ = true;
    talk_.reset();
  }

 private:
  static Time now() { return std::chrono::steady_clock::now(); }

  void read() {
    reading_ = true;
    socket_.async_read(buffer_, [self = this->shared_from_this()](AsioError error, std::size_t) {
      self->reading_ = false;
      if (!self->over_) self->heard(error);
    });
  }
  void heard(AsioError error) {
    if (error) return options_.connection->close();
    if (!socket_.got_text()) return close(websocket::close_code::unknown_data);
    const auto bytes = buffer_.data();
    talk_->take(Bytes(static_cast<const char*>(bytes.data()), bytes.size()));
    buffer_.clear();
    buffer_.shrink_to_fit();
    go_on();
  }

  void say() {
    switch (talk_->pull(out_)) {
      case Pull::some: return write();
      case Pull::wait: return park();
      case Pull::end: return close(finishing_ ? websocket::close_code::going_away : websocket::close_code::normal);
      case Pull::fail: return close(websocket::close_code::internal_error);
    }
  }
  void park() {
    talk_->when_ready([mailbox = options_.mailbox, me = std::weak_ptr{options_.connection}] { mailbox->wake(me); });
  }
  void write() {
    writing_ = true;
    options_.connection->deadline = now() + options_.write_timeout;
    socket_.async_write(asio::buffer(out_), [self = this->shared_from_this()](AsioError error, std::size_t) {
      self->writing_ = false;
      if (self->over_) return;
      self->options_.connection->deadline = Time::max();
      error ? self->options_.connection->close() : self->go_on();
    });
  }
  // The peer is told, and has a while to answer.
  void close(websocket::close_code code) {
    closing_ = true;
    options_.connection->deadline = now() + options_.write_timeout;
    socket_.async_close(code, [self = this->shared_from_this()](AsioError) { self->options_.connection->close(); });
  }

  const Options options_;
  TalkPtr talk_;
  websocket::stream<Next&> socket_;
  boost::beast::flat_buffer buffer_;
  Bytes out_;
  bool accepted_ = false, reading_ = false, writing_ = false, finishing_ = false, closing_ = false, over_ = false;
};

OAICOMPAT_INLINE std::shared_ptr<AsioTalker> make_asio_talker(AsioTalker::Options options) {
  auto& line = options.line;
  if (line.has_tls()) {
    using Tls = asio::ssl::stream<AsioTcp::socket&>;
    return std::make_shared<AsioWebSocket<Tls>>(std::move(options), line.tls());
  }
  return std::make_shared<AsioWebSocket<AsioTcp::socket>>(std::move(options), line.socket());
}

}  // namespace oaicompat::inline v1::detail
