// AsioServer: serves a Handler on a port of its own, on a few event loops; a stream holds no thread.
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

/// How an AsioServer behaves.
struct AsioServerOptions {
  /// The address or name to listen on. Default 127.0.0.1.
  std::string host = "127.0.0.1";
  /// The port to listen on; 0 lets the system choose. Default 0.
  int port = 0;
  /// Other servers that say so, too, may listen on the same port, and the system spreads the connections over them
  /// (`SO_REUSEPORT`, where it has that). Default no.
  bool share_port = false;
  /// How many connections may wait to be accepted. Default 1024 connections.
  int backlog = 1024;
  /// How many threads carry the connections, each with an event loop of its own. Default 1 thread.
  std::size_t threads = 1;
  /// The server's certificate chain and its key, files in PEM form; with both it speaks TLS (1.2 and 1.3), and nothing
  /// else. Default none: plain HTTP.
  std::string certificate_file = {}, key_file = {};
  /// The most connections at once; one more is answered 503 with Retry-After, and closed. Default 16,384 connections.
  std::size_t max_connections = 16'384;
  /// How long an idle connection is kept for its next request, and a new one for its first. Default 75 s.
  std::chrono::milliseconds keep_alive = std::chrono::seconds{75};
  /// How many requests a connection may carry. Default 10,000 requests.
  std::size_t max_requests = 10'000;
  /// How long a request's head may take, from its first byte; a TLS handshake too. Default 30 s.
  std::chrono::milliseconds head_timeout = std::chrono::seconds{30};
  /// How long a request's body may stall. Default 30 s.
  std::chrono::milliseconds body_timeout = std::chrono::seconds{30};
  /// How long a request may take to come whole, from its first byte, however it dribbles. Default 300 s.
  std::chrono::milliseconds request_timeout = std::chrono::seconds{300};
  /// How long the peer may take nothing of an answer that is written to it. Default 30 s.
  std::chrono::milliseconds write_timeout = std::chrono::seconds{30};
  /// The longest request head; a longer one is refused (431). Default 64 KiB.
  std::size_t max_head = 64 << 10;
  /// The longest request body, declared or chunked; a longer one is refused (413). Default 64 MiB.
  std::size_t max_body = 64 << 20;
  /// The longest form (`multipart/form-data`), as uploads are; it does not lie in memory whole. Default 2 GiB.
  std::size_t max_upload = std::size_t{2} << 30;
  /// A longer form than this goes into a file as it comes, which is mapped as the request's body. Default 1 MiB.
  std::size_t spool_over = std::size_t{1} << 20;
  /// Where such files lie; they have no names, and go with their requests. Default `$TMPDIR`, else `/var/tmp`.
  std::string spool_directory = {};
  /// How much of the disk they take at once; with more the answer is 503 (`upload_storage_full`). Default 8 GiB.
  std::size_t max_spooled = std::size_t{8} << 30;
  /// How long a form may take to come whole, from its first byte. Default 1 h.
  std::chrono::milliseconds upload_timeout = std::chrono::hours{1};
  /// How long a peer whose request was answered before it came whole, of a body that is too large say, may be silent:
  /// what it still sends is read and forgotten, for to close at once would take the answer back. Default 5 s.
  std::chrono::milliseconds linger = std::chrono::seconds{5};
  /// How long such a request is read at most. A server that stops gives it 500 ms. Default 30 s.
  std::chrono::milliseconds max_linger = std::chrono::seconds{30};
  /// How much of later requests, or of a WebSocket's later messages, is read and kept while an answer is pending; the
  /// peer waits with the rest. They stay bytes until their turn comes, so how many they are needs no bound but
  /// `max_requests`. Default 64 KiB.
  std::size_t max_pipelined = 64 << 10;
  /// A request with a longer body than this or with a compressed one, and a longer message of a WebSocket, are handed
  /// to the handler on a thread of a pool: inflating and parsing them would hold up the loop's streams. Default 256
  /// KiB.
  std::size_t pool_over = 256 << 10;
  /// The most threads of that pool, each started when needed; 0 has the loop do it all. Default 2 threads.
  std::size_t pool_threads = 2;
  /// Whether a handler may turn a connection into a WebSocket (`Context::can_upgrade`). Default carried.
  enum class WebSockets { carried, refused } web_sockets = WebSockets::carried;
  /// Whether the body of a request is worth taking, told by its head alone (the body is empty then). Where it is not,
  /// the handler is asked at once, without the body, and the connection closes after the answer. Called on the loop's
  /// thread; what it throws is dropped, and the body taken. Default always.
  std::function<bool(const Request& head)> wants_body = {};
  /// The answer to what the server refuses by itself, a body that is too large say. Of the head stands there what could
  /// be read. After an exception, and by default, it is the API's error.
  std::function<Answer(const Request& head, const Error& error)> refusal = {};
  /// How long a request whose stop has fired may take to end its answer in good form. Default 1 s.
  std::chrono::milliseconds stop_grace = std::chrono::seconds{1};
};

/// An HTTP/1.1 server on event loops: keep-alive, pipelining, chunked bodies both ways, `Expect: 100-continue`, TLS.
///
/// Handlers are called (but with long bodies, see `pool_over`) and answers are pulled on the loop's thread, so neither
/// may block: `context.may_block` is not set, and the API layer then runs a host's blocking functions on threads of its
/// own. An answer that waits holds a
/// connection's few kilobytes and no thread. A request's `context.stop` fires as soon as the peer has left (its FIN
/// counts), whether the answer is streamed or still being made. All that is ready goes out in one write, and nothing is
/// pulled while the peer has not taken what went before. Errors of HTTP itself (400, 408, 413, 417, 431, 501, 503, 505)
/// are answered here, by `refusal` and with an `x-request-id`; the handler does not see them. When the
/// system is out of descriptors, connections that are idle make room for those that wait to be accepted.
///
/// A WebSocket's messages that stand for requests are asked of the whole handler, one after the other, with the
/// handshake's fields: limits, keys, deadlines and logs see each of them. A page may open one only from the same host,
/// or where the handler's answer has an `Access-Control-Allow-Origin` for it; others get 403 (`origin_not_allowed`).
///
/// Timeouts are looked at by one timer a loop, which ticks once a second (oftener when one is shorter than 4 s): they
/// come true up to a tick late. A peer that hangs up while `max_pipelined` bytes of it lie unread is noticed when it is
/// written to.
///
/// **Threads**: every member may be called from any thread, `stop` and the destructor from any but the server's own.
///
///     AsioServer server{handler, {.port = 8080, .threads = 2}};
///     auto port = server.start();
///     if (!port) return report(port.error());
class OAICOMPAT_API AsioServer final : public Listener {
 public:
  explicit AsioServer(Handler handler, AsioServerOptions options = {});
  /// Stops without waiting for what runs.
  ~AsioServer() override;

  /// Binds, listens and serves on threads of its own; gives the port. A server starts once.
  /// **Errors**: `connection` when the address cannot be had, `invalid_argument` when it was started before or the
  /// certificate or its key cannot be used.
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

/// Has a `Server` listen on event loops; it gives the address, the port, the longest body and which bodies are wanted
/// in place of these.
///
///     Server server{{.port = 8080, .transport = asio_transport({.threads = 2})}};
OAICOMPAT_API Transport asio_transport(AsioServerOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY && OAICOMPAT_ASIO
#include <oaicompat/transport/asio/connection.ipp>
#include <oaicompat/transport/asio/server.ipp>
#include <oaicompat/transport/asio/websocket.ipp>
#endif
