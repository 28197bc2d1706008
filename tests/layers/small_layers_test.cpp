// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/layers/bearer.hpp>
#include <oaicompat/layers/default_headers.hpp>
#include <oaicompat/layers/health.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;
using fakes::take;

TEST_CASE("health is told on its paths, by GET and HEAD") {
  const auto handler = health({})(fakes::always(404, {}, "inner"));
  for (const char* path : {"/health", "/v1/health"}) {
    auto request = fakes::get(path);
    CHECK(take(handler(request)).body == R"({"status":"ok"})");
    request.method = "HEAD";
    CHECK(take(handler(request)).head->status == 200);
    request.method = "POST";
    CHECK(take(handler(request)).body == "inner");
  }
  CHECK(take(handler(fakes::get("/v1/models"))).body == "inner");
}

TEST_CASE("a server that is not ready says so") {
  bool ready = false;
  const auto handler = health({.ready = [&] { return ready; }})(fakes::fine());
  const auto taken = take(handler(fakes::get("/health")));
  CHECK(taken.head->status == 503);
  CHECK(taken.header("retry-after") == "1");
  ready = true;
  CHECK(take(handler(fakes::get("/health"))).head->status == 200);
}

TEST_CASE("a key is shown, but not over the caller's own") {
  fakes::Inner inner;
  const auto sent = [&](const BearerOptions& options, Headers headers) {
    const auto answer = bearer(options)(inner.handler())(fakes::post(std::move(headers)));
    return std::string{inner.last().request.headers.get("authorization")};
  };
  CHECK(sent({.key = "sk-1"}, {}) == "Bearer sk-1");
  CHECK(sent({.key = " sk-1\n"}, {}) == "Bearer sk-1");
  CHECK(sent({.key = "sk-1"}, {{"Authorization", "Basic x"}}) == "Basic x");
  CHECK(sent({.key = "sk-1", .key_source = [] { return std::string{"fresh"}; }}, {}) == "Bearer fresh");
  CHECK(sent({}, {}).empty());
  CHECK_FALSE(inner.last().request.headers.has("authorization"));
}

TEST_CASE("default headers are added where the caller has none of that name") {
  fakes::Inner inner;
  const auto layer = default_headers({{"user-agent", "me/1.0"}, {"openai-beta", "a"}, {"OpenAI-Beta", "b"}});
  auto answer = layer(inner.handler())(fakes::post({{"User-Agent", "caller"}}));
  CHECK(inner.last().request.headers == Headers{{"User-Agent", "caller"}, {"openai-beta", "a"}, {"OpenAI-Beta", "b"}});
  answer = default_headers({{"a", "1"}, {"b", "2"}})(inner.handler())(fakes::post());
  CHECK(inner.last().request.headers == Headers{{"a", "1"}, {"b", "2"}});
  answer = default_headers({{"a", "1"}})(inner.handler())(fakes::post());
  CHECK(inner.last().request.headers == Headers{{"a", "1"}});
}
