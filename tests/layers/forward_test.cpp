// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/layers/api_keys.hpp>
#include <oaicompat/layers/forward_headers.hpp>
#include <oaicompat/layers/request_id.hpp>
#include <oaicompat/layers/reverse_proxy.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;
using fakes::take;

TEST_CASE("a path goes on below the upstream's, with the prefix or without, as it was written") {
  struct Row {
    std::string base, asked, sent;
  };
  const Row rows[] = {
      {"/v1", "/v1/chat/completions", "/v1/chat/completions"},
      {"/v1", "/chat/completions", "/v1/chat/completions"},
      {"/openai/v1/", "/v1/models/a%2Fb/", "/openai/v1/models/a%2Fb/"},
      {"", "/v1/models", "/models"},
      {"", "/v1", "/"},
      {"/v1", "/v1", "/v1"},
      {"/v1", "/v10/x", "/v1/v10/x"},
      {"/v1", "/v1//x", "/v1//x"},
      {"/v1", "/v1/a..b/...", "/v1/a..b/..."},
  };
  for (const auto& row : rows) {
    CAPTURE(row.asked);
    fakes::Inner inner;
    const auto answer = reverse_proxy({.base_path = row.base})(inner.handler())(fakes::get(row.asked));
    REQUIRE(inner.count() == 1);
    CHECK(inner.last().request.path == row.sent);
  }
}

TEST_CASE("a path that leads elsewhere is refused") {
  for (const char* path : {"/v1/../admin", "/..", "/v1/%2e%2E/admin", "/v1/..%2Fadmin", "/v1/..\\admin", "*"}) {
    CAPTURE(path);
    fakes::Inner inner;
    const auto taken = take(reverse_proxy({})(inner.handler())(fakes::get(path)));
    CHECK(taken.head->status == 400);
    CHECK(inner.count() == 0);
  }
}

TEST_CASE("a request goes on untouched but for its address and what concerns its connection") {
  fakes::Inner inner;
  auto request =
      fakes::post({{"Authorization", "Bearer mine"}, {"X-B", " b"}, {"Connection", "X-A"}, {"X-A", "1"}}, "{ }");
  request.query = "b=%20&a";
  const auto answer = reverse_proxy({.query = "api-version=1"})(inner.handler())(std::move(request));
  const auto& sent = inner.last().request;
  CHECK(sent.method == "POST");
  CHECK(sent.query == "api-version=1&b=%20&a");
  CHECK(sent.body == "{ }");
  CHECK(sent.headers == Headers{{"Authorization", "Bearer mine"}, {"X-B", " b"}});
}

TEST_CASE("a key of the host's is shown in place of whatever the caller shows") {
  fakes::Inner inner;
  const Headers shown{{"authorization", "Bearer a"}, {"Api-Key", "b"}, {"x-api-key", "c"}, {"x", "d"}};
  const auto answer = reverse_proxy({.key = "host"})(inner.handler())(fakes::post(shown));
  CHECK(inner.last().request.headers == Headers{{"x", "d"}, {"Authorization", "Bearer host"}});
}

TEST_CASE("a WebSocket is not forwarded, and who asks for one is told so") {
  const auto upgrading = [](const char* to) {
    auto request = fakes::get("/v1/responses");
    request.headers = Headers{{"Connection", "Upgrade"}, {"Upgrade", to}};
    return request;
  };
  fakes::Inner inner;
  const auto taken = take(reverse_proxy({})(inner.handler())(upgrading("websocket")));
  CHECK(taken.head->status == 426);
  CHECK(taken.head->headers.get("upgrade") == "websocket");
  CHECK(inner.count() == 0);
  const auto answer = reverse_proxy({})(inner.handler())(upgrading("h2c"));
  CHECK(inner.count() == 1);
}

TEST_CASE("an answer passes as it comes, without what concerns its connection") {
  fakes::Inner inner;
  const auto answer = reverse_proxy({})(inner.handler())(fakes::post());
  CHECK(take(answer).last == Pull::wait);
  inner.last().head(201, {{"X-A", "1"}, {"Connection", "X-B"}, {"X-B", "2"}, {"Content-Length", "4"}}).bytes("ab");
  const auto taken = take(answer);
  CHECK(*taken.head == Head{.status = 201, .headers = {{"X-A", "1"}, {"Content-Length", "4"}}});
  CHECK(taken.body == "ab");
  inner.last().fail(ErrorKind::protocol);
  CHECK(take(answer).last == Pull::fail);
}

TEST_CASE("an upstream that cannot be reached is a 502 in the API's shape") {
  fakes::Inner inner;
  const auto answer = reverse_proxy({})(inner.handler())(fakes::post());
  inner.last().fail(ErrorKind::connection, "Cannot connect.");
  const auto taken = take(answer);
  CHECK(taken.head->status == 502);
  CHECK(taken.body == error_body(local_error(ErrorKind::connection, "Cannot connect.")));
}

TEST_CASE("named fields of a request are handed to a client behind the server") {
  fakes::Inner inner;
  const auto answer = forward_headers({"authorization", "x-none"})(inner.handler())(
      fakes::post({{"Authorization", "Bearer mine"}, {"X-Other", "1"}}));
  CHECK(inner.last().request.context.call.headers == Headers{{"authorization", "Bearer mine"}});
}

TEST_CASE("a gateway's own key never reaches the upstream, with a key of the host's or without") {
  for (const std::string key : {"", "host"}) {
    fakes::Inner inner;
    const auto gateway =
        stack({api_keys({.keys = {{.key = "gateway"}}}), reverse_proxy({.key = key})}, inner.handler());
    for (const Headers& shown : std::vector<Headers>{
             {{"authorization", "Bearer gateway"}}, {{"x-api-key", "gateway"}}, {{"api-key", "gateway"}}}) {
      const auto answer = gateway(fakes::post(shown));
      CHECK(inner.last().request.headers == (key.empty() ? Headers{} : Headers{{"Authorization", "Bearer " + key}}));
    }
  }
}

TEST_CASE("the upstream is told the request's name, and the caller the upstream's") {
  fakes::Inner inner;
  const auto named = stack({request_id({.make_id = [] { return "req_made"; }}), reverse_proxy({})}, inner.handler());
  struct Row {
    Headers asked;
    std::string sent;
  };
  const Row rows[] = {
      {{}, "req_made"}, {{{"X-Request-Id", "req_caller"}}, "req_caller"}, {{{"x-request-id", "not sane"}}, "req_made"}};
  for (const auto& row : rows) {
    const auto answer = named(fakes::post(row.asked));
    CHECK(inner.last().request.headers == Headers{{"x-request-id", row.sent}});
    inner.last().head(200, {{"X-Request-Id", "req_upstream"}}).end();
    const auto taken = take(answer);
    CHECK(taken.header("x-request-id") == row.sent);
    CHECK(taken.header("x-upstream-request-id") == "req_upstream");
  }
}
