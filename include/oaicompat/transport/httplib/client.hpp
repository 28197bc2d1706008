// httplib_client: a Handler that asks a server elsewhere, over HTTP or HTTPS.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace oaicompat::inline v1 {

/// How an httplib_client behaves.
struct HttplibClientOptions {
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
  /// The most idle connections that are kept for later requests. Default 16 connections.
  std::size_t max_idle_connections = 16;
  /// How long an idle connection is kept. Default 30 s.
  std::chrono::milliseconds idle_timeout = std::chrono::seconds{30};
  /// The most requests at once; each holds a thread until its answer has been read or dropped. Default 1024 requests.
  std::size_t max_requests = 1024;
  /// How many pieces of an answer are read ahead of who pulls it; each has at most 16 KiB. Default 16 pieces.
  std::size_t read_ahead = 16;
  /// The longest head of an answer, with those of interim answers before it; a longer one fails. Default 64 KiB.
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

/// Makes a handler that sends each request to the server and gives the answer as it comes.
///
/// Connections are kept and used again. A request that a kept connection lost goes out again while nothing shows that
/// it was read: before any byte of an answer, and within 250 ms. An answer that comes while the request is still being
/// sent is read; one with an error status ends the sending. Redirects are not followed and nothing is decompressed
/// (`Accept-Encoding: identity` unless the request says otherwise). The path and query go out as they are; `Host`,
/// `Content-Length` and what concerns the connection are the transport's own.
///
/// Dropping the answer, or `context.stop`, ends the request at once from any thread, while connecting and while the
/// server is silent too; a look-up of the server's name alone runs out by itself, behind an answer that has already
/// failed. An answer whose bytes end before their length, before the last chunk, or by a reset fails.
///
/// Over TLS it speaks 1.2 or later, with forward secrecy and authenticated encryption alone. A certificate that lists
/// names (a SAN) is for those, whatever its common name says. `context.deadline` is left to the timeout layer.
///
/// The name stands for the transport whose server cpp-httplib binds; of that library a client uses nothing.
///
/// **Lifetime**: an answer may outlive the handler. Dropping the last of both waits for the threads behind them.
/// **Threads**: safe to use from many; a request holds a thread of the handler's own. **Errors**: the answer fails with
/// `invalid_argument` (an origin, a proxy or a request that cannot be used), `connection`, `timeout`, `cancelled` or
/// `protocol`.
///
///     auto upstream = httplib_client({.origin = "https://api.example.com"});
///     auto answer = ask(upstream, {.method = "GET", .path = "/v1/models"});
OAICOMPAT_API Handler httplib_client(HttplibClientOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/transport/httplib/client.ipp>
#endif
