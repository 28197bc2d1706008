// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/impl/httplib_responder.ipp>
#include <oaicompat/transport/httplib_server.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <stop_token>

namespace oaicompat::inline v1::detail {

/// What all connections of a server share.
struct ServerShared {
  Handler handler;
  HttplibServerOptions options;
  std::atomic<bool> draining = false;  ///< No new requests.
};

/// A connection and the request that runs on it. One worker serves it at a time; the watching thread looks at it
/// beside.
class Connection {
 public:
  enum class Service { full, reserved };
  enum class After { park, close };

  Connection(ServerShared& shared, Socket socket, std::string peer)
      : shared_{shared}, wire_{std::move(socket)}, peer_{std::move(peer)} {}

  const Socket& socket() const { return wire_.socket(); }

  /// Serves requests until there is none for a while (`park`), or the connection is of no more use.
  After serve(Service service) {
    for (;;) {
      if (wire_.unread().empty() && !wait_for_request(service)) {
        wire_.rest();
        return After::park;
      }
      if (!serve_one(service)) return After::close;
    }
  }

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
  Time parked_until{};
  bool parked = false;

 private:
  static Time now() { return std::chrono::steady_clock::now(); }
  const HttplibServerOptions& options() const { return shared_.options; }

  // A busy client's next request is here in no time; an idle client's connection goes back to the watching thread.
  bool wait_for_request(Service service) {
    if (served_ == 0 && service == Service::full) return wire_.wait_readable(now() + std::chrono::milliseconds{100});
    const auto patience = service == Service::full ? std::chrono::milliseconds{50} : std::chrono::milliseconds{1000};
    return !shared_.draining && wire_.wait_readable(now() + patience);
  }

  // False when the connection ends with this request.
  bool serve_one(Service service) {
    Request request;
    const auto wrong = read_head(request);
    if (!wrong.has_value()) return false;
    if (wrong->status != 0) return refuse(request, *wrong);
    if (const bool cheap = request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
        shared_.draining || (service == Service::reserved && !cheap)) {
      return refuse(request, api_error(503, "The server is busy; try again.", "overloaded"));
    }
    if (const auto bad = read_body(request); !bad.has_value()) {
      return false;
    } else if (bad->status != 0) {
      return refuse(request, *bad);
    }
    if (service == Service::reserved || ++served_ >= options().max_requests) response_.keep_alive = false;
    return answer(std::move(request));
  }

  // These give an error without a status when all is well, and nothing when the peer left without a word.
  using Verdict = std::optional<Error>;

  Verdict read_head(Request& request) {
    whole_by_ = now() + options().request_timeout;
    const auto deadline = std::min(now() + options().read_timeout, whole_by_);
    HeadScanner scanner;
    for (;;) {
      const auto state = scanner.scan(wire_.unread());
      if (state == HeadScanner::State::malformed) return bad_request("A line of the request does not end with CRLF.");
      const bool whole = state == HeadScanner::State::complete;
      if ((whole ? scanner.size() : wire_.unread().size()) > options().max_head) {
        return api_error(431, "The request's head is too large.", "head_too_large");
      }
      if (whole && scanner.size() > 2) break;
      if (whole) {  // an empty line before a request is skipped, as RFC 9112 asks
        wire_.take(scanner.size());
        scanner = {};
        continue;
      }
      const auto got = wire_.fill(deadline);
      if (got == Wire::Got::timeout && !wire_.unread().empty())
        return api_error(408, "The request took too long to come.");
      if (got != Wire::Got::bytes) return std::nullopt;
    }
    auto head = parse_request_head(wire_.unread().substr(0, scanner.size()));
    wire_.take(scanner.size());
    if (!head) return head.error();
    return accept_head(std::move(*head), request);
  }

  Verdict accept_head(RequestHead head, Request& request) {
    auto framing = request_framing(head);
    if (!framing) return framing.error();
    framing_ = *framing;
    response_ = {.head_only = head.method == "HEAD",
                 .minor = head.minor,
                 .keep_alive = wants_keep_alive(head.headers, head.minor),
                 .write_timeout = options().write_timeout};
    detail::take_head(std::move(head), request);
    return Error{};
  }

  Verdict read_body(Request& request) {
    if (framing_.kind == Framing::Kind::none) return Error{};
    if (framing_.length > options().max_body) return too_large();
    if (const auto* expect = request.headers.find("expect"); expect && response_.minor > 0) {
      if (!same_word(*expect, "100-continue")) return api_error(417, "The only expectation met is 100-continue.");
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
  bool refuse(const Request& request, const Error& error) {
    response_.keep_alive = false;
    response_.write_timeout = options().write_timeout;
    Responder responder{wire_, waiter_, response_};
    responder.add_field("x-request-id", id_for_refusal(request.headers));
    if (error.status == 503) responder.add_field("Retry-After", "1");
    responder.fail(error);
    wire_.drain(std::chrono::milliseconds{500});
    return false;
  }

  bool answer(Request request) {
    request.context.peer = peer_;
    request.context.may_block = true;
    std::stop_source stop;
    request.context.stop = stop.get_token();
    {
      std::lock_guard lock{mutex_};
      request_stop_ = stop;
      running_ = true;
      if (gone_ || stopping_) stop.request_stop();
    }
    if (shared_.draining) response_.keep_alive = false;
    Responder responder{wire_, waiter_, response_};
    const bool more = responder.run(shared_.handler, std::move(request));
    if (!responder.delivered()) stop.request_stop();
    {
      std::lock_guard lock{mutex_};
      running_ = false;
      request_stop_ = std::stop_source{std::nostopstate};
    }
    if (!more && !gone_) wire_.drain(std::chrono::milliseconds{0});
    return more && !gone_;
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
  std::size_t served_ = 0;
  Time whole_by_{};
  Framing framing_;
  Responder::Options response_;
};

}  // namespace oaicompat::inline v1::detail
