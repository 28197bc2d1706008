// What a server refuses before any handler sees it.
// SPDX-License-Identifier: MIT
#include "serving.hpp"

#include <oaicompat/server.hpp>
#include <oaicompat/transport/asio/server.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using namespace oaicompat;
using namespace oaicompat::test;

namespace server_refusal_test {

Dialect toy() {
  return {.name = "toy",
          .speaks = [](const Request& head) { return head.path.starts_with("/toy"); },
          .serve = [](const Backend&) -> Handler { return [](const Request&) { return error_answer({}); }; },
          .finish_head = [](Head& head) { head.headers.set("toy-id", std::string{head.headers.get("x-request-id")}); },
          .error =
              [](const Error& error) {
                return ready_answer({.status = error_status(error), .headers = {{"content-type", "text/toy"}}},
                                    "bad " + error.code + " " + error.request_id);
              }};
}
SocketAnswer asked(int port, const std::string& path, std::string_view fields) {
  auto socket = RawSocket::connect(port);
  socket.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nx-request-id: mine\r\n" + std::string{fields} + "\r\n");
  return socket.read_answer();
}

}  // namespace server_refusal_test

TEST_CASE("what the transport refuses is told in the dialect of its path, with the request's id") {
  using namespace server_refusal_test;
  for (const auto& transport : {over_httplib(), asio_transport()}) {
    ServerOptions options{.port = 0, .transport = transport};
    options.limits.max_body_bytes = 4;
    Server server{std::move(options)};
    server.dialect(toy());
    REQUIRE(server.start().has_value());
    const auto large = asked(server.port(), "/toy", "Content-Length: 5\r\n");
    CHECK(large.status == 413);
    CHECK(large.body == "bad request_too_large mine");
    CHECK(large.has("toy-id: mine"));
    CHECK(large.head.find("x-request-id: mine") == large.head.rfind("x-request-id"));
    const auto own = asked(server.port(), "/v1/chat/completions", "Content-Length: 5\r\n");
    CHECK(own.status == 413);
    CHECK(own.has("x-request-id: mine"));
    CHECK_FALSE(own.has("x-upstream-request-id"));
    CHECK(own.body.find(R"("code":"request_too_large")") != std::string::npos);
  }
}

TEST_CASE("a refusal of a host's that throws leaves the API's error") {
  using namespace server_refusal_test;
  const auto thrown = [](const Request&, const Error&) -> Answer { throw std::runtime_error{"unspoken"}; };
  for (const auto& transport : {over_httplib({.refusal = thrown}), asio_transport({.refusal = thrown})}) {
    Server server{{.port = 0, .transport = transport}};
    REQUIRE(server.start().has_value());
    const auto answer = asked(server.port(), "/v1/models", "Content-Length: x\r\n");
    CHECK(answer.status == 400);
    CHECK(answer.body.find(R"("code":"malformed_http")") != std::string::npos);
    CHECK(answer.has("x-request-id: "));  // a new one, where the head could not be read
  }
}
