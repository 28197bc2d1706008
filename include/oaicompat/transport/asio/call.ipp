// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/release.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/transport/asio/answer_queue.ipp>
#include <oaicompat/transport/asio/upstream.ipp>
#include <oaicompat/transport/resend.hpp>
#include <oaicompat/transport/response_reader.hpp>
#include <oaicompat/transport/sendable.hpp>

namespace oaicompat::inline v1::detail {

inline Error call_cancelled() { return local_error(ErrorKind::cancelled, "The request was cancelled."); }

/// One request on the loop, from connecting to the answer's end. The loop holds it, answers do not.
class AsioCall final : public LoopObject {
 public:
  AsioCall(std::shared_ptr<AsioCalling> calling, std::shared_ptr<AsioLoop> loop, Request&& request,
           std::shared_ptr<AsioAnswerQueue> queue)
      : calling_{std::move(calling)}, loop_{std::move(loop)}, request_{std::move(request)}, queue_{std::move(queue)} {}
  // Its io_context may go before it was ever begun.
  ~AsioCall() override { queue_->end(call_cancelled()); }

  void start() override {
    if (queue_->has_ended()) return close();
    if (auto kept = calling_->take()) {
      upstream_ = std::move(kept);
      return exchange();
    }
    find_address();
  }
  void expire() override {
    if (phase_ == Phase::connecting && at_ < addresses_.size()) return upstream_->line.close();  // tries the next one
    if (phase_ == Phase::connecting || phase_ == Phase::greeting)
      return fail(local_error(ErrorKind::timeout, "Connecting took too long.", "connect_timeout"));
    fail(local_error(ErrorKind::timeout, "The server was silent for too long.", "read_timeout"));
  }
  void woken() override {
    if (phase_ == Phase::exchanging) listen();
  }
  void drain() override {}
  void stop_request() override { close(); }
  void close() override { finish(call_cancelled()); }

 private:
  enum class Phase { connecting, greeting, exchanging, over };

  static Time now() { return std::chrono::steady_clock::now(); }
  const AsioClientOptions& options() const { return calling_->options; }
  std::shared_ptr<AsioCall> self() { return std::static_pointer_cast<AsioCall>(shared_from_this()); }

  // Connecting.

  void find_address() {
    phase_ = Phase::connecting;
    if (calling_->tls_error()) return fail(*calling_->tls_error());
    give_up_at_ = deadline = now() + bounded_span(options().connect_timeout);
    const auto& host = calling_->first_host();
    const auto port = calling_->first_port();
    AsioError error;
    if (const auto address = asio::ip::make_address(host, error); !error) {
      addresses_.emplace_back(address, static_cast<std::uint16_t>(port));
      return connect();
    }
    resolver_.emplace(loop_->io);
    resolver_->async_resolve(host, std::to_string(port),
                             [self = self()](AsioError failed, const AsioTcp::resolver::results_type& found) {
                               if (self->phase_ != Phase::connecting) return;
                               if (failed) return self->fail(self->cannot_connect(failed));
                               for (const auto& entry : found) self->addresses_.push_back(entry.endpoint());
                               self->connect();
                             });
  }
  // Time is shared out among the addresses that are left.
  void connect() {
    upstream_ = std::make_unique<AsioUpstream>(AsioTcp::socket{loop_->io});
    const auto where = addresses_[at_];
    const auto left = static_cast<int>(addresses_.size() - at_++);
    deadline = now() + (give_up_at_ - now()) / left;
    AsioError error;
    auto& socket = upstream_->line.socket();
    socket.open(where.protocol(), error);
    if (error) return connected(error);
    socket.async_connect(where, [self = self()](AsioError failed) { self->connected(failed); });
  }
  void connected(AsioError error) {
    if (phase_ != Phase::connecting) return;
    if (error && at_ < addresses_.size()) return connect();
    if (error == asio::error::operation_aborted)
      return fail(local_error(ErrorKind::timeout, "Connecting took too long.", "connect_timeout"));
    if (error) return fail(cannot_connect(error));
    upstream_->line.ready();
    if (!calling_->tls()) return exchange();
    calling_->proxy ? open_tunnel() : greet();
  }
  Error cannot_connect(AsioError error) const {
    return local_error(ErrorKind::connection, "Cannot connect to " + calling_->first_host() + " port " +
                                                  std::to_string(calling_->first_port()) + ": " + error.message() +
                                                  ".");
  }
  // Has the proxy connect this line with the server's.
  void open_tunnel() {
    phase_ = Phase::greeting;
    deadline = now() + bounded_span(options().connect_timeout);
    tunnel_ = {};
    head_ = tunnel_request(*calling_->proxy, calling_->url);
    pieces_ = {head_};
    ask_proxy();
  }
  void ask_proxy() {
    upstream_->line.write_some(pieces_, [self = self()](AsioError error, std::size_t n) {
      if (self->phase_ != Phase::greeting) return;
      if (error) return self->hear_proxy(error, {});
      drop_written(self->pieces_, n);
      size_of(self->pieces_) > 0 ? self->ask_proxy() : self->await_proxy();
    });
  }
  void await_proxy() {
    upstream_->line.receive(loop_->scratch(), AsioLine::Waits::lean,
                            [self = self()](AsioError error, std::string_view bytes) {
                              if (self->phase_ == Phase::greeting) self->hear_proxy(error, bytes);
                            });
  }
  void hear_proxy(AsioError error, std::string_view bytes) {
    const auto state = error ? tunnel_.put_end() : tunnel_.put(bytes);
    if (state == TunnelAnswer::State::more) return await_proxy();
    state == TunnelAnswer::State::open ? greet() : fail(tunnel_.error());
  }
  void greet() {
    phase_ = Phase::greeting;
    deadline = now() + bounded_span(options().connect_timeout);
    auto& line = upstream_->line;
    line.use_tls(*calling_->tls());
    name_server(line.tls(), calling_->url.host);
    line.tls().async_handshake(asio::ssl::stream_base::client, [self = self()](AsioError error) {
      if (self->phase_ != Phase::greeting) return;
      error ? self->fail(self->greeting_error()) : self->exchange();
    });
  }
  Error greeting_error() {
    const auto verdict = SSL_get_verify_result(upstream_->line.tls().native_handle());
    if (verdict == X509_V_OK) return local_error(ErrorKind::connection, "The TLS handshake failed.", "tls_handshake");
    return local_error(
        ErrorKind::connection,
        std::string{"The server's certificate is refused: "} + X509_verify_cert_error_string(verdict) + ".",
        "tls_certificate");
  }

  // Sending.

  void exchange() {
    phase_ = Phase::exchanging;
    ended_ = heard_ = lost_ = false;
    began_ = now();
    sent_ = 0;
    written_ = 0;
    begin_reader();
    head_.clear();
    write_request_head(head_, request_, calling_->host);
    pieces_ = {head_, more_to_send()};
    write();
    listen();
  }
  void begin_reader() {
    reader_.emplace(ResponseReader::Limits{.head = options().max_head, .body = options().max_answer},
                    request_.method == "HEAD" ? ResponseReader::Asked::head_only : ResponseReader::Asked::whole);
  }
  void write() {
    writing_ = true;
    deadline = now() + bounded_span(options().write_timeout);
    upstream_->line.write_some(pieces_, [self = self(), upstream = upstream_.get()](AsioError error, std::size_t n) {
      if (self->upstream_.get() == upstream) self->wrote(error, n);
    });
  }
  void wrote(AsioError error, std::size_t n) {
    writing_ = false;
    if (phase_ != Phase::exchanging) return;
    if (error) {  // the server may have answered before it closed
      lost_ = true;
      return heard();
    }
    written_ += n;
    drop_written(pieces_, n);
    if (size_of(pieces_) == 0) pieces_ = {more_to_send()};
    size_of(pieces_) > 0 ? write() : heard();
  }
  // The next piece of the body; a file's stays in memory no longer than it takes to send it.
  std::string_view more_to_send() {
    constexpr std::size_t longest = 4 << 20;
    request_.body.forget_before(sent_);
    const auto piece = request_.body.from(sent_).substr(0, longest);
    sent_ += piece.size();
    return piece;
  }
  void heard() { deadline = now() + bounded_span(options().read_timeout); }

  // Receiving.

  void listen() {
    if (listening_ || phase_ != Phase::exchanging) return;
    listening_ = true;
    if (!writing_) heard();
    // What comes in more than one piece is likely to be a stream, which may take its time.
    const auto waits = heard_ ? AsioLine::Waits::lean : AsioLine::Waits::ready_to_read;
    upstream_->line.receive(loop_->scratch(), waits, [self = self()](AsioError error, std::string_view bytes) {
      self->listening_ = false;
      if (self->phase_ == Phase::exchanging) self->received(error, bytes);
    });
  }
  void received(AsioError error, std::string_view bytes) {
    if (error) return input_ended(error);
    heard_ = true;
    if (!writing_) {
      forget_request();
      heard();
    }
    reader_->put(bytes);
    hand_over();
  }
  // It is not sent again, and a stream may last: a long prompt would lie here for nothing.
  void forget_request() {
    request_.body = {};
    release(head_);
    pieces_ = {};
  }
  void input_ended(AsioError error) {
    using End = ResponseReader::End;
    ended_ = true;
    if (heard_) {
      reader_->put_end(error == asio::error::eof ? End::closed : End::lost);
      return hand_over();
    }
    if (may_send_again({.reused = upstream_->reused, .heard = heard_, .written = written_, .since = now() - began_}))
      return try_again();
    fail(local_error(ErrorKind::connection, lost_ ? "The connection was lost while the request was sent."
                                                  : "The connection was lost before the answer came."));
  }
  // The kept connection was closed as the request went out: a fresh one takes it.
  void try_again() {
    retired_ = std::move(upstream_);  // a write may still be under way
    retired_->line.close();
    find_address();
  }
  void hand_over() {
    using Flow = AsioAnswerQueue::Flow;
    const auto alive = self();
    const auto flow = queue_->push(reader_->take_head(), reader_->take_body());
    if (phase_ != Phase::exchanging) return;
    if (reader_->state() == ResponseReader::State::wrong) return fail(reader_->error());
    if (reader_->state() == ResponseReader::State::complete) return finish(std::nullopt);
    if (flow == Flow::pause && queue_->is_paused()) {
      if (!writing_) deadline = Time::max();  // its reader's slowness is not the server's
      return;
    }
    listen();
  }

  // Ending.

  void fail(Error error) { finish(std::move(error)); }
  void finish(std::optional<Error> error) {
    if (std::exchange(phase_, Phase::over) == Phase::over) return;
    const auto alive = self();
    deadline = Time::max();
    resolver_.reset();
    if (upstream_ && !error && !writing_ && !ended_ && !lost_ && reader_->keeps_alive()) {
      calling_->give_back(std::move(upstream_), *loop_);
    } else if (upstream_) {
      upstream_->line.close();
    }
    loop_->leave(alive);
    queue_->end(std::move(error));
  }

  const std::shared_ptr<AsioCalling> calling_;
  const std::shared_ptr<AsioLoop> loop_;
  Request request_;
  const std::shared_ptr<AsioAnswerQueue> queue_;
  std::optional<AsioTcp::resolver> resolver_;
  std::vector<AsioTcp::endpoint> addresses_;
  std::size_t at_ = 0;  // the next address
  Time give_up_at_{};
  AsioUpstreamPtr upstream_, retired_;
  TunnelAnswer tunnel_;
  std::optional<ResponseReader> reader_;
  Bytes head_;
  AsioPieces pieces_;
  std::size_t sent_ = 0;       // of the body, or on its way
  std::uint64_t written_ = 0;  // of the request
  Time began_{};               // to write it
  Phase phase_ = Phase::connecting;
  bool listening_ = false, writing_ = false, ended_ = false, heard_ = false, lost_ = false;
};

}  // namespace oaicompat::inline v1::detail
