// asio_client: a Handler that asks a server elsewhere, over HTTP or HTTPS, on one event loop.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace oaicompat::inline v1 {

/// How an asio_client behaves.
struct AsioClientOptions {
  /// Where the server is: `http://host`, `https://host:8443`, `http://[::1]:8080`. A path in it is not used: a request
  /// names its whole path.
  std::string origin = {};
  /// The proxy on the way there: `http://user:password@host:3128`. An https server is reached through a tunnel
  /// (`CONNECT`), an http one by its whole address in the request. The environment is not asked. Default none.
  std::string proxy = {};
  /// How long connecting may take, and then the TLS handshake. Default 10 s each.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{10};
  /// How long the server may be silent: before its answer, and between two pieces of it. Default 600 s.
  std::chrono::milliseconds read_timeout = std::chrono::seconds{600};
  /// How long the server may take nothing while a request is written to it. Default 30 s.
  std::chrono::milliseconds write_timeout = std::chrono::seconds{30};
  /// The most idle connections that are kept for later requests. Default 64 connections.
  std::size_t max_idle_connections = 64;
  /// How long an idle connection is kept. Default 30 s.
  std::chrono::milliseconds idle_timeout = std::chrono::seconds{30};
  /// The most requests at once. Default 16,384 requests.
  std::size_t max_requests = 16'384;
  /// How much of an answer is read ahead of who pulls it; up to 64 KiB more may lie there. Default 256 KiB.
  std::size_t read_ahead = 256 << 10;
  /// The longest head of an answer; a longer one fails. Default 64 KiB.
  std::size_t max_head = 64 << 10;
  /// The longest answer; a longer one fails. Default 256 MiB.
  std::size_t max_answer = std::size_t{256} << 20;
  /// Whether the server must show a certificate that a trusted authority signed for its name. Default verified.
  enum class Peer { verified, unverified } peer = Peer::verified;
  /// A file of trusted authorities in PEM form. Default the system's.
  std::string ca_file = {};
  /// This side's certificate and its key, files in PEM form. Default none.
  std::string certificate_file = {}, key_file = {};
};

/// Makes a handler that sends each request to the server and gives the answer as it comes: `httplib_client`'s meaning,
/// with one thread for all requests instead of one each.
///
/// Connections are kept and used again. A request that a kept connection lost before any byte of the answer is sent
/// once more on a fresh one. Redirects are not followed and nothing is decompressed (`Accept-Encoding: identity` unless
/// the request says otherwise). The path and query go out as they are; `Host`, `Content-Length` and what concerns the
/// connection are the transport's own. Interim answers (100, 103) are read over.
///
/// Dropping the answer, or `context.stop`, ends the request at once from any thread, and closes its connection. An
/// answer whose bytes end before their length, or before the last chunk, fails. `context.deadline` is left to the
/// timeout layer. Timeouts come true up to a second late (less when one is shorter than 4 s).
///
/// **Lifetime**: an answer may outlive the handler. Dropping the last of both ends the thread, and waits for a look-up
/// of the server's name that is under way. **Threads**: safe to use from many; wakes are called on the handler's own
/// thread. **Errors**: the answer fails with `invalid_argument` (an origin, a proxy, a certificate or a request that
/// cannot be used), `connection`, `timeout`, `cancelled` or `protocol`.
///
///     auto upstream = asio_client({.origin = "https://api.example.com"});
///     auto answer = ask(upstream, {.method = "GET", .path = "/v1/models"});
OAICOMPAT_API Handler asio_client(AsioClientOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY && OAICOMPAT_ASIO
#include <oaicompat/transport/asio/client.ipp>
#endif
