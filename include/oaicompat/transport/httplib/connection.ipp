// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/guarded.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/transport/httplib/responder.ipp>
#include <oaicompat/transport/httplib/server.hpp>
#include <oaicompat/transport/refusal.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <stop_token>

namespace oaicompat::inline v1::detail {

/// What all connections of a server share.
struct ServerShared {
  Handler handler;
  HttplibServerOptions options;
  std::atomic<bool> draining = false;    ///< No new requests.
  std::atomic<std::size_t> serving = 0;  ///< Threads that have a connection, those of the reserve aside.
};

/// A connection and the request that runs on it. The watching thread has it until the head of a request is there, and
/// after its last answer; in between one worker serves it at a time, and the watching thread looks at it beside.
class Connection {
 public:
  enum class Service { full, reserved };
  enum class After { wait, linger, close };
  enum class Incoming { nothing, part, whole, gone };

  Connection(ServerShared& shared, Socket socket, std::string peer)
      : shared_{shared}, wire_{std::move(socket)}, peer_{std::move(peer)} {}

  const Socket& socket() const { return wire_.socket(); }

  // For the watching thread, while it has the connection.

  /// Takes what has come of a request's head, without waiting. A head that is to be refused counts as whole.
  Incoming read_ahead(std::span<char> scratch) {
    constexpr int at_once = 4;  // others wait
    for (int i = 0;; ++i) {
      const auto state = scan();
      if (state == Incoming::whole || i == at_once) return state;
      const auto got = wire_.fill_now(scratch);
      if (got == Wire::Got::closed) return Incoming::gone;
      if (got == Wire::Got::timeout) return state;
    }
  }
  /// How much has come of a head.
  std::size_t held() const { return wire_.unread().size(); }
  /// Answers an error at once, as far as the peer takes it without being waited for.
  void refuse_now(const Error& error) {
    const auto body = error_body(error);
    Head head{.status = error.status,
              .headers = {{"content-type", "application/json"}, {"x-request-id", random_id("req_")}}};
    if (error.status == 503) head.headers.add("retry-after", "1");
    Bytes out;
    write_answer_head(out, head, {.kind = Framing::Kind::length, .length = body.size()}, 1, false);
    send_pieces(socket(), {out, body});
    socket().finish();
  }
  /// Throws away what still comes. False once that has ended, or was too much.
  bool linger_on(std::span<char> scratch) {
    for (int i = 0; i < 4; ++i) {
      const auto n = receive(socket(), scratch);
      if (n <= 0) return n == io_again;
      lingered_ += static_cast<std::size_t>(n);
      if (lingered_ > options().max_linger_bytes) return false;
    }
    return true;
  }

  // For a worker.

  /// Serves requests until there is none for a while, or the connection is of no more use.
  After serve(Service service) {
    for (;;) {
      const auto incoming = await_head();
      if (incoming == Incoming::gone) return After::close;
      if (incoming != Incoming::whole) {
        if (wire_.unread().empty()) wire_.rest();
        return After::wait;
      }
      if (const auto ended = serve_one(service)) return *ended;
    }
  }

  // For any thread.

  /// Whether a request runs whose peer is not known to have gone.
  bool is_watched() const { return running_ && !gone_; }
  /// The peer has gone, or the server has no more patience.
  void hang_up() {
    gone_ = true;
    stop_request();  // before the worker wakes: it may be done with the request at once
    gone_source_.request_stop();
  }
  /// Tells the running request to stop; the connection stays.
  void stop_request() {
    std::stop_source source{std::nostopstate};
    {
      std::lock_guard lock{mutex_};
      stopping_ = true;
      if (running_) source = request_stop_;
    }
    source.request_stop();
  }
  void close() {
    hang_up();
    wire_.socket().shut();
  }

  // Guarded by the lookout's mutex.
  enum class Phase { served, waiting, lingering } phase = Phase::served;
  Time since{}, until{};  ///< When it began to wait, and when that is too long.

 private:
  static Time now() { return std::chrono::steady_clock::now(); }
  bool wants_body(const Request& head) const {
    if (!options().wants_body) return true;
    // After an exception the handler will find the same, and have it answered.
    return guarded([&] { return options().wants_body(head); }, [] { return true; });
  }
  const HttplibServerOptions& options() const { return shared_.options; }

  Incoming scan() {
    while (!is_whole_) {
      const auto state = scanner_.scan(wire_.unread());
      if (state == HeadScanner::State::complete && scanner_.size() == 2) {
        wire_.take(2);  // an empty line before a request is skipped, as RFC 9112 asks
        scanner_ = {};
        continue;
      }
      is_whole_ = state != HeadScanner::State::incomplete || wire_.unread().size() > options().max_head;
      if (!is_whole_) return wire_.unread().empty() ? Incoming::nothing : Incoming::part;
    }
    return Incoming::whole;
  }
  // A busy client's next request is here in no time; a slow one's is the watching thread's to wait for, and every
  // one's where threads are scarce.
  Incoming await_head() {
    const std::chrono::milliseconds patience{shared_.serving < options().max_threads / 2 ? 50 : 0};
    for (const auto deadline = now() + patience;;) {
      const auto state = scan();
      if (state == Incoming::whole || shared_.draining) return state;
      const auto got = wire_.fill(deadline);
      if (got == Wire::Got::closed) return Incoming::gone;
      if (got == Wire::Got::timeout) return state;
    }
  }

  // What becomes of the connection, where it ends with this request.
  std::optional<After> serve_one(Service service) {
    Request request;
    if (const auto wrong = take_head(request)) return refuse(request, *wrong);
    if (service == Service::reserved) {
      response_.answer.keep_alive = false;
      response_.write_timeout = response_.whole_within = options().reserve_timeout;
    }
    if (shared_.draining || (service == Service::reserved && !is_cheap(request)))
      return refuse(request, server_is_busy());  // before more of it is read
    const bool wanted = framing_.kind == Framing::Kind::none || wants_body(request);
    if (wanted) {
      const auto wrong = read_body(request);
      if (!wrong.has_value()) return After::close;
      if (wrong->status != 0) return refuse(request, *wrong);
    }
    if (!wanted || ++served_ >= options().max_requests) response_.answer.keep_alive = false;
    return answer(std::move(request), wanted ? After::close : After::linger);
  }
  // Whether the reserve has time for it.
  bool is_cheap(const Request& request) const {
    return framing_.kind == Framing::Kind::none &&
           (request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS");
  }

  // Takes the head that has come whole; what is wrong with it, if something is.
  std::optional<Error> take_head(Request& request) {
    whole_by_ = now() + options().request_timeout;
    framing_ = {};
    response_ = {.answer = {.keep_alive = false}, .write_timeout = options().write_timeout};
    is_whole_ = false;
    scanner_ = {};
    HeadScanner scanner;
    const auto state = scanner.scan(wire_.unread());
    if (state == HeadScanner::State::malformed) return bad_request("A line of the request does not end with CRLF.");
    if (state == HeadScanner::State::incomplete || scanner.size() > options().max_head)
      return api_error(431, "The request's head is too large.", "head_too_large");
    auto head = parse_request_head(wire_.unread().substr(0, scanner.size()));
    wire_.take(scanner.size());
    if (!head) return head.error();
    auto framing = request_framing(*head);
    if (!framing) return framing.error();
    framing_ = *framing;
    response_.answer.head_only = head->method == "HEAD";
    response_.answer.minor = head->minor;
    response_.answer.keep_alive = wants_keep_alive(head->headers, head->minor);
    detail::take_head(std::move(*head), request);
    return std::nullopt;
  }

  // These give an error without a status when all is well, and nothing when the peer left without a word.
  using Verdict = std::optional<Error>;

  Verdict read_body(Request& request) {
    if (framing_.kind == Framing::Kind::none) return Error{};
    if (framing_.length > options().max_body) return too_large();
    if (const auto* expect = request.headers.find("expect"); expect && response_.answer.minor > 0) {
      if (!iequals(*expect, "100-continue")) return api_error(417, "The only expectation met is 100-continue.");
      if (wire_.unread().empty() && !wire_.write({"HTTP/1.1 100 Continue\r\n\r\n"}, options().write_timeout))
        return std::nullopt;
    }
    Bytes body;
    auto verdict = framing_.kind == Framing::Kind::chunked ? read_chunks(body) : read_length(body);
    request.body = std::move(body);
    return verdict;
  }
  // Memory is taken as the bytes come, with room at the end for a parser that reads in wide steps.
  Verdict read_length(Bytes& body) {
    constexpr std::size_t step = 1 << 20, padding = 64;
    const auto length = static_cast<std::size_t>(framing_.length);
    body.reserve(std::min(length, step) + padding);
    while (body.size() < length) {
      const auto had = body.size();
      const auto n = std::min(length - had, std::max(step, had));
      if (had > 0) body.reserve(had + n + padding);
      body.resize(had + n);
      const auto got = wire_.read_all({body.data() + had, n}, options().read_timeout, whole_by_);
      if (got == Wire::Got::timeout) return api_error(408, "The request's body took too long to come.");
      if (got == Wire::Got::closed) return std::nullopt;
    }
    return Error{};
  }
  Verdict read_chunks(Bytes& body) {
    ChunkedDecoder decoder;
    for (;;) {
      auto in = wire_.unread();
      const auto state = decoder.decode(in, body, options().max_body);
      wire_.take(wire_.unread().size() - in.size());
      if (state == ChunkedDecoder::State::done) return Error{};
      if (state == ChunkedDecoder::State::malformed) return bad_request("The chunked body is malformed.");
      if (state == ChunkedDecoder::State::too_large) return too_large();
      const auto got = wire_.fill(std::min(now() + options().read_timeout, whole_by_));
      if (got == Wire::Got::timeout) return api_error(408, "The request's body took too long to come.");
      if (got == Wire::Got::closed) return std::nullopt;
    }
  }
  static Error bad_request(std::string message) { return api_error(400, std::move(message), "malformed_http"); }
  Error too_large() const {
    return api_error(413, fmt::format("The request's body exceeds {} bytes.", options().max_body), "request_too_large");
  }

  // Answers what cannot be served, and ends the connection: what follows the head is not known to be a request.
  After refuse(const Request& request, Error error) {
    response_.answer.keep_alive = false;
    Responder responder{wire_, waiter_, response_};
    if (error.status == 503) responder.add_field("Retry-After", "1");
    responder.answer(refusal_of(options().refusal, request, std::move(error)));
    return end(After::linger);
  }
  After end(After how) {
    wire_.finish();
    return gone_ ? After::close : how;
  }

  std::optional<After> answer(Request request, After at_end) {
    request.context.peer = peer_;
    request.context.may_block = response_.whole_within == Duration{};
    std::stop_source stop;
    request.context.stop = stop.get_token();
    {
      std::lock_guard lock{mutex_};
      request_stop_ = stop;
      running_ = true;
      if (gone_ || stopping_) stop.request_stop();
    }
    if (shared_.draining) response_.answer.keep_alive = false;
    Responder responder{wire_, waiter_, response_};
    const bool more = responder.run(shared_.handler, std::move(request));
    if (!responder.delivered()) stop.request_stop();
    {
      std::lock_guard lock{mutex_};
      running_ = false;
      request_stop_ = std::stop_source{std::nostopstate};
    }
    if (more && !gone_) return std::nullopt;
    return end(at_end);
  }

  ServerShared& shared_;
  Wire wire_;
  const std::string peer_;
  std::stop_source gone_source_;
  Waiter waiter_{gone_source_.get_token()};
  std::atomic<bool> running_ = false, gone_ = false;
  std::mutex mutex_;
  std::stop_source request_stop_{std::nostopstate};
  bool stopping_ = false;
  std::size_t served_ = 0, lingered_ = 0;
  HeadScanner scanner_;
  bool is_whole_ = false;  // the head
  Time whole_by_{};
  Framing framing_;
  Responder::Options response_;
};

}  // namespace oaicompat::inline v1::detail
