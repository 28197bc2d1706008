// HttplibServer: serves a Handler on a port of its own, a thread a running request.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/transport/posix/listener.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace oaicompat::inline v1 {

/// How an HttplibServer behaves.
struct HttplibServerOptions {
  /// The address or name to listen on. Default 127.0.0.1.
  std::string host = "127.0.0.1";
  /// The port to listen on; 0 lets the system choose. Default 0.
  int port = 0;
  /// How many connections may wait to be accepted. Default 1024 connections.
  int backlog = 1024;
  /// The most threads that serve requests: a running request, and a stream above all, holds one; a connection that is
  /// idle, or whose request's head has not come whole, holds none. Default 1024 threads.
  std::size_t max_threads = 1024;
  /// Threads kept back: once all others are taken they still answer GET, HEAD and OPTIONS without a body (health,
  /// models), and tell the rest to come back later (503 with Retry-After). Default 8 threads.
  std::size_t reserve_threads = 8;
  /// How long a request may hold one of those: until its answer is whole (else it is told to come back later), and
  /// again until the peer has taken it (else the connection closes). Default 250 ms.
  std::chrono::milliseconds reserve_timeout{250};
  /// The most connections that wait for a request, idle ones and those whose head is not whole; past it the one that
  /// has waited longest is closed, as it is when the process has no descriptors left. Default 16,384 connections.
  std::size_t max_waiting = 16'384;
  /// How much memory heads that are not whole may take together; past it the one that has waited longest is closed.
  /// Default 64 MiB.
  std::size_t max_waiting_bytes = std::size_t{64} << 20;
  /// How long a connection is kept for its next request. Default 75 s.
  std::chrono::milliseconds keep_alive = std::chrono::seconds{75};
  /// How many requests a connection may carry. Default 10,000 requests.
  std::size_t max_requests = 10'000;
  /// How long a request's head may take, and its body may stall. Default 30 s.
  std::chrono::milliseconds read_timeout = std::chrono::seconds{30};
  /// How long a request may take to come whole, from when its head is read, however it dribbles. Default 300 s.
  std::chrono::milliseconds request_timeout = std::chrono::seconds{300};
  /// How long the peer may stall while an answer is written to it. Default 30 s.
  std::chrono::milliseconds write_timeout = std::chrono::seconds{30};
  /// The longest request head; a longer one is refused (431). Default 64 KiB.
  std::size_t max_head = 64 << 10;
  /// The longest request body, declared or chunked; a longer one is refused (413). Default 64 MiB.
  std::size_t max_body = 64 << 20;
  /// How long a request whose stop has fired may take to end its answer in good form. Default 1 s.
  std::chrono::milliseconds stop_grace = std::chrono::seconds{1};
  /// Whether the body of a request is worth taking, told by its head alone. Where it is not, the handler is asked
  /// without the body, and the connection closes after the answer. Called on a request's thread; what it throws is
  /// dropped, and the body taken. Default always.
  std::function<bool(const Request& head)> wants_body = {};
  /// The answer to what the server refuses by itself, a body that is too large say. Of the head stands there what could
  /// be read. After an exception, and by default, it is the API's error.
  std::function<Answer(const Request& head, const Error& error)> refusal = {};
  /// How long a peer whose request was answered before it came whole may be silent: what it still sends is read and
  /// thrown away, for many write all they have before they read the answer. Default 5 s.
  std::chrono::milliseconds linger = std::chrono::seconds{5};
  /// How long, and how much, of such a request is read at most. A server that stops gives it 500 ms. Default 30 s, 1
  /// GiB.
  std::chrono::milliseconds max_linger = std::chrono::seconds{30};
  std::size_t max_linger_bytes = std::size_t{1} << 30;
};

/// An HTTP/1.1 server: keep-alive, pipelining, chunked bodies both ways, `Expect: 100-continue`, every method and path.
///
/// A request's `context.stop` fires within 100 ms of the peer's leaving (its FIN counts), whether the answer is
/// streamed or still being made; `context.may_block` is set. What a handler sends goes out at once, all that is ready
/// in one write. Errors of HTTP itself (400, 408, 413, 417, 431, 501, 503, 505) are answered here, by `refusal`
/// and with an `x-request-id`; the handler, and its layers, do not see them.
///
/// cpp-httplib finds the address and binds it; from `accept` on the bytes are this library's own, the same with every
/// version. Left to itself cpp-httplib 0.11 stops accepting when the system is out of descriptors or a client gives up
/// early, percent-decodes header values, drops header lines that end with a bare line feed, takes 8 KB of a form,
/// cannot see a peer leave while an answer is being made, and holds a thread for every idle connection. There is no TLS
/// here: mount into an `httplib::SSLServer` for that. A request whose head has come holds a thread, so it is good to
/// about a thousand streams; a handler that blocks without heeding its stop token delays `stop` and the destructor.
///
/// **Threads**: every member may be called from any thread, `stop` from any but a request's own.
///
///     HttplibServer server{handler, {.port = 8080}};
///     auto port = server.start();
///     if (!port) return report(port.error());
class OAICOMPAT_API HttplibServer final : public Listener {
 public:
  explicit HttplibServer(Handler handler, HttplibServerOptions options = {});
  /// Stops without waiting for what runs.
  ~HttplibServer() override;

  /// Binds, listens and serves on threads of its own; gives the port. A server starts once.
  /// **Errors**: `connection` when the address cannot be had, `invalid_argument` when it was started before.
  Result<int> start() override;
  Result<void> run() override;
  /// Takes no new connections and requests, and lets running ones finish. What still runs at the deadline is stopped:
  /// its `context.stop` fires, it has `stop_grace` to end its answer, then its connection is closed.
  void stop(std::chrono::milliseconds deadline = std::chrono::seconds{10}) override;
  int port() const override;
  bool is_secure() const override;
  /// How many connections there are now, idle ones included.
  std::size_t connections() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

/// Has a `Server` listen by an HttplibServer, as it does by itself; the server gives the address, the port, the longest
/// body and the most threads in place of these.
OAICOMPAT_API Transport over_httplib(HttplibServerOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/transport/httplib/server.ipp>
#endif
