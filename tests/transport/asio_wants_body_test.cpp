// SPDX-License-Identifier: MIT
#include "serving.hpp"

#include <oaicompat/layers/api_keys.hpp>
#include <oaicompat/server.hpp>
#include <oaicompat/transport/asio/server.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

constexpr std::string_view form_fields = "Content-Type: multipart/form-data; boundary=XX\r\n";
std::string upload_head(std::string_view fields) {
  return "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "\r\n";
}

}  // namespace

TEST_CASE("who shows no known key is told so by the head, before any of the body came") {
  Server server{{.port = 0,
                 .api_keys = {{.key = "good"}},
                 .transport = asio_transport({.spool_directory = "/nowhere/at/all"})}};  // a body would be a 503
  REQUIRE(server.start().has_value());
  const std::string rows[] = {
      upload_head(std::string{form_fields} + "Content-Length: 2000000000\r\n"),
      upload_head(std::string{form_fields} + "Transfer-Encoding: chunked\r\n"),
      upload_head("Content-Length: 1000\r\nAuthorization: Bearer bad\r\n"),
      upload_head("Content-Length: 1000\r\nExpect: 100-continue\r\n"),
  };
  for (const auto& head : rows) {
    CAPTURE(head);
    auto socket = RawSocket::connect(server.port());
    socket.send(head);
    const auto answer = socket.read_answer();
    CHECK(answer.status == 401);
    CHECK(answer.has("Connection: close\r\n"));
    CHECK(answer.body.find("invalid_api_key") != std::string::npos);
    CHECK(socket.read_all().empty());
  }
  auto known = RawSocket::connect(server.port());
  known.send(upload_head("Content-Length: 2\r\nExpect: 100-continue\r\nAuthorization: Bearer good\r\n"));
  CHECK(known.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  known.send("{}");
  CHECK(known.read_answer().status != 401);
}

TEST_CASE("what is sent of a body that nobody wants is not taken for a request") {
  int asked = 0;
  AsioServer server{[&](Request request) {
                      ++asked;
                      return ready_answer({.status = 401}, request.body.empty() ? "no body" : "a body");
                    },
                    {.linger = 500ms, .wants_body = [](const Request&) { return false; }}};
  const auto port = server.start();
  REQUIRE(port.has_value());
  auto socket = RawSocket::connect(*port);
  socket.send(post(get("/smuggled")) + get("/next"));
  const auto answer = socket.read_answer();
  CHECK(answer.status == 401);
  CHECK(answer.body == "no body");
  socket.send(get("/later"));
  CHECK(socket.read_all().empty());
  CHECK(eventually([&] { return server.connections() == 0; }));
  server.stop();
  CHECK(asked == 1);
}

TEST_CASE("who reads no answer before all is sent gets it, and is not read without end") {
  AsioServer server{[](Request) { return ready_answer({.status = 401}, "no"); },
                    {.max_linger = 1s, .wants_body = [](const Request&) { return false; }}};
  const auto port = server.start();
  REQUIRE(port.has_value());
  const auto head = [](std::size_t length) {
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
  };
  auto sends = RawSocket::connect(*port);
  sends.send(head(64 << 20));
  CHECK(sends.send(std::string(64 << 20, 'x')));
  CHECK(sends.read_answer().status == 401);
  auto flood = RawSocket::connect(*port);
  flood.send(head(std::size_t{1} << 40));
  const std::string piece(1 << 20, 'x');
  while (flood.send(piece)) {
  }
  CHECK(eventually([&] { return server.connections() <= 1; }));
}

TEST_CASE("the keys' layer tells by the head alone whom it lets in") {
  const auto lets = lets_in({.keys = {{.key = "good"}}});
  struct Row {
    Request head;
    bool in;
  };
  const Row rows[] = {
      {{.method = "POST", .path = "/v1/files", .headers = {{"Authorization", "Bearer good"}}}, true},
      {{.method = "POST", .path = "/v1/files", .headers = {{"x-api-key", "good"}}}, true},
      {{.method = "POST", .path = "/v1/files", .headers = {{"Authorization", "Bearer bad"}}}, false},
      {{.method = "POST", .path = "/v1/files"}, false},
      {{.method = "OPTIONS", .path = "/v1/files"}, true},
      {{.path = "/health"}, true},
  };
  for (const auto& row : rows) CHECK(lets(row.head) == row.in);
}
