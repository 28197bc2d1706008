// A server and the requests that tests send to it.
// SPDX-License-Identifier: MIT
#pragma once

#include "raw_socket.hpp"

#include <oaicompat/transport/httplib/server.hpp>
#if OAICOMPAT_ASIO
#include <oaicompat/transport/asio/server.hpp>
#endif

#include <doctest/doctest.h>

#include <string>
#include <type_traits>
#include <utility>

namespace oaicompat::test {

// What every server of the library does: a case for each of them, whose type is `Server`.
#if OAICOMPAT_ASIO
#define SERVER_CASE(sentence) TEST_CASE_TEMPLATE(sentence, Server, HttplibServer, AsioServer)
#else
#define SERVER_CASE(sentence) TEST_CASE_TEMPLATE(sentence, Server, HttplibServer)
#endif

/// The options of a server that mean the same as these.
template <class Server>
auto options_for(HttplibServerOptions options) {
  if constexpr (std::is_same_v<Server, HttplibServer>) {
    return options;
#if OAICOMPAT_ASIO
  } else {
    return AsioServerOptions{.port = options.port,
                             .threads = 2,
                             .keep_alive = options.keep_alive,
                             .max_requests = options.max_requests,
                             .head_timeout = options.read_timeout,
                             .body_timeout = options.read_timeout,
                             .request_timeout = options.request_timeout,
                             .write_timeout = options.write_timeout,
                             .max_head = options.max_head,
                             .max_body = options.max_body,
                             .stop_grace = options.stop_grace};
#endif
  }
}

/// A server on a port of the system's choice.
template <class Server = HttplibServer>
struct Serving {
  explicit Serving(Handler handler, HttplibServerOptions options = {})
      : server{std::move(handler), options_for<Server>(std::move(options))} {
    auto started = server.start();
    REQUIRE(started.has_value());
    port = *started;
  }
  RawSocket connect() const {
    auto socket = RawSocket::connect(port);
    REQUIRE(socket.is_open());
    return socket;
  }
  SocketAnswer ask(std::string_view bytes, std::string_view method = "GET") const {
    auto socket = connect();
    socket.send(bytes);
    return socket.read_answer(method);
  }
  Server server;
  int port = 0;
};

/// Says what it was asked.
inline Answer echo(Request request) {
  std::string seen = request.method + " " + request.path + "?" + request.query + "\n";
  for (const auto& field : request.headers) seen += field.name + "=" + field.value + "\n";
  return ready_answer({.status = 200, .headers = {{"content-type", "text/plain"}}}, seen + "\n" + request.body.take());
}

inline std::string get(std::string_view path) { return "GET " + std::string{path} + " HTTP/1.1\r\nHost: a\r\n\r\n"; }
inline std::string post(std::string_view body, std::string_view fields = {}) {
  return "POST /p HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string{body};
}

}  // namespace oaicompat::test
