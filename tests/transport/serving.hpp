// A server and the requests that tests send to it.
// SPDX-License-Identifier: MIT
#pragma once

#include "raw_socket.hpp"

#include <oaicompat/transport/httplib_server.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace oaicompat::test {

/// A server on a port of the system's choice.
struct Serving {
  explicit Serving(Handler handler, HttplibServerOptions options = {})
      : server{std::move(handler), std::move(options)} {
    auto started = server.start();
    REQUIRE(started.has_value());
    port = *started;
  }
  RawSocket connect() const {
    auto socket = RawSocket::connect(port);
    REQUIRE(socket.is_open());
    return socket;
  }
  RawAnswer ask(std::string_view bytes, std::string_view method = "GET") const {
    auto socket = connect();
    socket.send(bytes);
    return socket.read_answer(method);
  }
  HttplibServer server;
  int port = 0;
};

/// Says what it was asked.
inline Answer echo(Request request) {
  std::string seen = request.method + " " + request.path + "?" + request.query + "\n";
  for (const auto& field : request.headers) seen += field.name + "=" + field.value + "\n";
  return ready_answer({.status = 200, .headers = {{"content-type", "text/plain"}}}, seen + "\n" + request.body);
}

inline std::string get(std::string_view path) { return "GET " + std::string{path} + " HTTP/1.1\r\nHost: a\r\n\r\n"; }
inline std::string post(std::string_view body, std::string_view fields = {}) {
  return "POST /p HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string{body};
}

}  // namespace oaicompat::test
