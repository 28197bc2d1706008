// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/release.hpp>
#include <oaicompat/http/answer_writer.hpp>
#include <oaicompat/transport/asio/loop.ipp>
#include <oaicompat/transport/asio/serving.ipp>
#include <oaicompat/transport/asio/websocket_connection.ipp>
#include <oaicompat/transport/refusal.hpp>
#include <oaicompat/transport/web_socket.hpp>

#include <algorithm>
#include <cstdint>
#include <stop_token>

namespace oaicompat::inline v1::detail {

/// A connection, from accept to close: it reads a request, pulls and writes the answer, and begins again.
///
/// One receive is outstanding nearly always, but for an answer that leaves in one write: while an answer is pending it
/// brings the peer's leaving, and what the peer sends ahead, which is kept up to a bound. Each callback holds the
/// connection; what other threads hold, wakes above all, does not.
class AsioConnection final : public LoopObject {
 public:
  AsioConnection(std::shared_ptr<AsioServing> serving, std::shared_ptr<AsioLoop> loop, AsioTcp::socket socket,
                 AsioWelcome welcome)
      : serving_{std::move(serving)}, loop_{std::move(loop)}, line_{std::move(socket)}, welcome_{welcome} {
    serving_->count_in();
    AsioError error;
    const auto peer = line_.socket().remote_endpoint(error);
    if (error) return;
    const auto address = peer.address().to_string();
    peer_ = (peer.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(peer.port());
  }
  ~AsioConnection() override { serving_->count_out(); }

  void start() override {
    if (!serving_->tls) return greet();
    line_.use_tls(*serving_->tls);
    deadline = now() + options().head_timeout;
    line_.tls().async_handshake(asio::ssl::stream_base::server, [self = self()](AsioError error) {
      if (self->phase_ == Phase::closed) return;
      error ? self->close() : self->greet();
    });
  }
  void expire() override {
    if (phase_ == Phase::reading) return refuse(api_error(408, "The request took too long to come."));
    websocket_ ? websocket_->expire() : close();
  }
  void woken() override {
    if (phase_ == Phase::answering && !writing_ && !asking_) pump();
    if (websocket_) websocket_->go_on();
  }
  void drain() override {
    if (phase_ == Phase::idle) close();
    if (phase_ == Phase::lingering) deadline = std::min(deadline, linger_until());
    if (websocket_) websocket_->finish();
  }
  void stop_request() override {
    if (phase_ == Phase::answering || phase_ == Phase::upgraded) {
      stop_.request_stop();
    } else {
      close();
    }
  }
  void close() override {
    if (phase_ == Phase::closed) return;
    const auto alive = self();
    const auto was = std::exchange(phase_, Phase::closed);
    deadline = Time::max();
    line_.close();
    loop_->leave(alive);
    if (was != Phase::answering && was != Phase::upgraded) return;
    stop_.request_stop();
    if (auto websocket = std::exchange(websocket_, nullptr)) websocket->drop();
    if (outgoing_) outgoing_->drop();  // its bytes stay for a write that is not yet called off
  }
  // Who was accepted a moment ago has not had the time to ask; who has asked waits for this loop.
  bool is_idle() override {
    constexpr std::chrono::milliseconds a_moment{500};
    AsioError ignored;
    return phase_ == Phase::idle && deadline + a_moment <= now() + options().keep_alive &&
           line_.socket().available(ignored) == 0;
  }

 private:
  enum class Phase { greeting, idle, reading, answering, upgraded, lingering, closed };

  static Time now() { return std::chrono::steady_clock::now(); }
  const AsioServerOptions& options() const { return serving_->options; }
  std::shared_ptr<AsioConnection> self() { return std::static_pointer_cast<AsioConnection>(shared_from_this()); }

  void greet() {
    if (welcome_ == AsioWelcome::served) return await_request();
    refuse(api_error(503, "The server has too many connections; try again.", "overloaded"));
  }

  // Receiving.

  void listen() {
    if (listening_ || ended_ || phase_ == Phase::closed || phase_ == Phase::upgraded) return;
    if (phase_ == Phase::answering && inbox_.size() >= options().max_pipelined) return watch();
    listening_ = true;
    const auto waits = phase_ == Phase::answering ? AsioLine::Waits::lean : AsioLine::Waits::ready_to_read;
    line_.receive(loop_->scratch(), waits, [self = self()](AsioError error, std::string_view bytes) {
      self->listening_ = false;
      self->received(error, bytes);
    });
  }
  // The peer has sent too far ahead; what can still be seen is a connection that breaks.
  void watch() {
    if (line_.has_tls() || std::exchange(watching_, true)) return;
    line_.socket().async_wait(AsioTcp::socket::wait_error, [self = self()](AsioError) { self->close(); });
  }
  void received(AsioError error, std::string_view bytes) {
    if (phase_ == Phase::closed) return;
    if (phase_ == Phase::upgraded) return bytes.empty() ? begin_session() : close();
    if (error) return input_ended();
    if (phase_ == Phase::idle || phase_ == Phase::reading) {
      read(bytes);
    } else if (phase_ == Phase::answering && !discarding_) {
      inbox_ += bytes;
    } else if (phase_ == Phase::lingering) {
      deadline = linger_until();
    }
    if (!writing_) listen();
  }
  // Who asks nonsense and hangs up may still be told so; all others have gone.
  void input_ended() {
    ended_ = true;
    if (phase_ != Phase::answering || !refusing_) close();
  }

  // Requests.

  void await_request() {
    phase_ = Phase::idle;
    deadline = now() + options().keep_alive;
    if (serving_->draining) return close();
    if (!inbox_.empty()) read({});
    listen();
  }
  void read(std::string_view bytes) {
    const bool kept = !inbox_.empty();
    if (kept) bytes = inbox_ += bytes;
    if (!reader_) begin_request();
    const auto taken = reader_->put(bytes);
    if (kept) {
      inbox_.erase(0, taken);
    } else {
      inbox_ = bytes.substr(taken);
    }
    if (inbox_.empty()) release(inbox_);
    go_on_reading();
  }
  void begin_request() {
    phase_ = Phase::reading;
    began_ = now();
    deadline = began_ + std::min(options().head_timeout, options().request_timeout);
    reader_ = std::make_unique<AsioRequestReader>(serving_->limits);
  }
  void go_on_reading() {
    using State = AsioRequestReader::State;
    switch (reader_->state()) {
      case State::head: return;
      case State::body:
        deadline = std::min(now() + options().body_timeout,
                            began_ + (reader_->is_upload() ? options().upload_timeout : options().request_timeout));
        if (inbox_.empty() && reader_->take_expectation()) say_continue();
        return;
      case State::wrong: return refuse(reader_->error());
      case State::complete: break;
    }
    if (serving_->draining) return refuse(api_error(503, "The server stops.", "overloaded"));
    answer();
  }
  void say_continue() {
    constexpr std::string_view words = "HTTP/1.1 100 Continue\r\n\r\n";
    line_.write_some({words}, [self = self()](AsioError, std::size_t) {});
  }

  // Answers.

  void answer() {
    discarding_ = reader_->leaves_body();
    const bool more = !discarding_ && reader_->wants_keep_alive() && ++served_ < options().max_requests;
    const auto reader = std::move(reader_);
    Request&& request = reader->take_request();
    if (discarding_) release(inbox_);
    const bool can_upgrade = more && inbox_.empty() &&
                             options().web_sockets == AsioServerOptions::WebSockets::carried &&
                             request.headers.has("sec-websocket-key");
    outgoing_ = std::make_unique<AnswerWriter>(AnswerWriter::Options{.head_only = request.method == "HEAD",
                                                                     .minor = reader->minor(),
                                                                     .keep_alive = more,
                                                                     .can_upgrade = can_upgrade});
    phase_ = Phase::answering;
    deadline = Time::max();
    stop_ = std::stop_source{};
    request.context.peer = peer_;
    request.context.stop = stop_.get_token();
    if (can_upgrade) handshake_ = std::make_unique<Request>(request);
    request.context.can_upgrade = can_upgrade;
    ask(std::move(request));
  }
  // A compressed body may be of any length once it is inflated.
  void ask(Request&& request) {
    const bool coded = !request.body.empty() && request.headers.has("content-encoding");
    if (serving_->is_long(coded ? SIZE_MAX : request.body.size())) return ask_apart(std::move(request));
    outgoing_->ask(serving_->handler, std::move(request));
    pump();
  }
  void ask_apart(Request&& request) {
    asking_ = true;
    const bool taken = serving_->run_apart([serving = serving_, mailbox = loop_->mailbox, me = std::weak_ptr{self()},
                                            asked = std::make_shared<Request>(std::move(request))] {
      if (asked->context.stop.stop_requested()) return;
      auto answer = ask_guarded(serving->handler, std::move(*asked));
      mailbox->post([me, answer = std::move(answer)]() mutable {
        if (const auto alive = me.lock()) alive->asked(std::move(answer));
      });
    });
    if (!taken) asked(error_answer(api_error(503, "The server is busy; try again.", "overloaded")));
  }
  void asked(Answer answer) {
    asking_ = false;
    if (phase_ != Phase::answering) return;
    outgoing_->answer(std::move(answer));
    pump();
  }
  // Answers what cannot be served, and ends the connection: what follows is not known to be a request.
  void refuse(Error error) {
    const Request unread;
    const Request& request = reader_ ? reader_->request() : unread;
    outgoing_ = std::make_unique<AnswerWriter>(
        AnswerWriter::Options{.head_only = request.method == "HEAD", .keep_alive = false});
    if (error.status == 503) outgoing_->add_field("Retry-After", "1");
    outgoing_->answer(refusal_of(options().refusal, request, std::move(error)));
    reader_.reset();
    release(inbox_);
    refusing_ = discarding_ = true;
    phase_ = Phase::answering;
    pump();
    listen();
  }
  void pump() {
    if (serving_->draining) outgoing_->close_after();
    using Step = AnswerWriter::Step;
    switch (outgoing_->next()) {
      case Step::write: pieces_ = outgoing_->pieces(); return write();
      case Step::wait: return park();
      case Step::done: return answered();
      case Step::cut: return close();
      case Step::upgrade: break;
    }
    if (origin_may_upgrade(handshake_->headers, outgoing_->head())) return switch_to_session();
    refuse(api_error(403, "A page of this origin may not open a WebSocket.", "origin_not_allowed"));
  }
  void park() {
    outgoing_->rest();
    outgoing_->when_ready([mailbox = loop_->mailbox, me = weak_from_this()] { mailbox->wake(me); });
  }
  // What ends an answer is mostly taken at once, which spares a turn of the loop. All else takes turns with others.
  void write() {
    if (outgoing_->ends() && inbox_.empty() && !line_.has_tls()) {
      AsioError error;
      const auto n = line_.write_now(pieces_, error);
      if (error != asio::error::would_block) return wrote(error, n);
    }
    writing_ = true;
    deadline = now() + options().write_timeout;
    line_.write_some(pieces_, [self = self()](AsioError error, std::size_t n) {
      self->writing_ = false;
      self->wrote(error, n);
    });
  }
  void wrote(AsioError error, std::size_t n) {
    if (phase_ == Phase::closed) return;
    if (error) return close();
    drop_written(pieces_, n);
    if (size_of(pieces_) > 0) return write();
    deadline = Time::max();
    pump();
    listen();
  }
  // A receive that waits for the peer's leaving is called off first.
  void switch_to_session() {
    phase_ = Phase::upgraded;
    AsioError ignored;
    if (!listening_) return begin_session();
    line_.socket().cancel(ignored);
  }
  void begin_session() {
    auto head = outgoing_->head();
    outgoing_.reset();
    const auto handshake = std::exchange(handshake_, nullptr);
    head.session->ask_by(message_handler(serving_->handler, *handshake));
    websocket_ = make_websocket_connection({.line = line_,
                                            .handshake = handshake->headers,
                                            .head = std::move(head),
                                            .serving = serving_,
                                            .connection = self(),
                                            .mailbox = loop_->mailbox});
    websocket_->begin();
  }
  void answered() {
    const bool more = outgoing_->keep_alive() && !serving_->draining;
    outgoing_.reset();
    stop_ = std::stop_source{std::nostopstate};
    more ? await_request() : linger();
  }
  Time linger_until() const {
    constexpr std::chrono::milliseconds while_stopping{500};
    const auto at_most = serving_->draining ? std::min(options().max_linger, while_stopping) : options().max_linger;
    return std::min(now() + options().linger, lingers_since_ + at_most);
  }
  // A close with bytes unread would take the answer back: they are read and forgotten, for a while. TLS has a word for
  // the end.
  void linger() {
    const bool more_may_come = discarding_ || !inbox_.empty() || line_.has_tls();
    if (ended_ || !more_may_come) return close();
    phase_ = Phase::lingering;
    lingers_since_ = now();
    deadline = linger_until();
    release(inbox_);
    line_.finish([self = self()](AsioError) { self->close(); });
    listen();
  }

  const std::shared_ptr<AsioServing> serving_;
  const std::shared_ptr<AsioLoop> loop_;
  AsioLine line_;
  std::string peer_;
  std::unique_ptr<AsioRequestReader> reader_;
  std::unique_ptr<AnswerWriter> outgoing_;
  std::unique_ptr<Request> handshake_;  // where it may become a session
  std::shared_ptr<WebSocketConnection> websocket_;
  std::stop_source stop_{std::nostopstate};
  Bytes inbox_;  // what came and was not read yet
  AsioPieces pieces_;
  Time began_{};  // the request that is read
  Time lingers_since_{};
  std::size_t served_ = 0;
  const AsioWelcome welcome_;
  Phase phase_ = Phase::greeting;
  bool listening_ = false, watching_ = false, writing_ = false, ended_ = false;
  bool asking_ = false;      // the handler is asked on the pool
  bool refusing_ = false;    // what came is no request
  bool discarding_ = false;  // what still comes is not read
};

OAICOMPAT_INLINE std::shared_ptr<LoopObject> make_connection(std::shared_ptr<AsioServing> serving,
                                                             std::shared_ptr<AsioLoop> loop, AsioTcp::socket socket,
                                                             AsioWelcome welcome) {
  return std::make_shared<AsioConnection>(std::move(serving), std::move(loop), std::move(socket), welcome);
}

}  // namespace oaicompat::inline v1::detail
