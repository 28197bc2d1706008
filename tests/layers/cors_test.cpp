// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/layers/cors.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;
using fakes::take;

namespace {

fakes::Taken preflight(const CorsOptions& options, std::string origin, std::string headers) {
  fakes::Inner inner;
  auto request = fakes::post({{"Origin", std::move(origin)},
                              {"Access-Control-Request-Method", "POST"},
                              {"Access-Control-Request-Headers", std::move(headers)}});
  request.method = "OPTIONS";
  auto taken = take(cors(options)(inner.handler())(std::move(request)));
  CHECK(inner.count() == 0);
  CHECK(taken.head->status == 204);
  CHECK(taken.body.empty());
  return taken;
}

}  // namespace

TEST_CASE("a preflight allows every header that the browser asks for") {
  const auto taken = preflight({}, "https://app.example",
                               "authorization,content-type, X-Api-Key,openai-beta,x-stainless-os,user-agent,"
                               "http-referer,X-Title,anthropic-dangerous-direct-browser-access,x-\x01,a b,,x");
  CHECK(taken.header("access-control-allow-headers") ==
        "authorization, content-type, X-Api-Key, openai-beta, x-stainless-os, user-agent, http-referer, X-Title, "
        "anthropic-dangerous-direct-browser-access, x");
  CHECK(taken.header("access-control-allow-origin") == "*");
  CHECK(taken.header("access-control-allow-methods") == "GET, POST, DELETE, HEAD");
  CHECK(taken.header("access-control-max-age") == "600");
}

TEST_CASE("listed headers are allowed, and no others") {
  const auto taken = preflight({.headers = {"authorization", "content-type", "openai-*"}}, "https://app.example",
                               "Authorization,content-type,cookie,OpenAI-Beta,authorization2,x-title");
  CHECK(taken.header("access-control-allow-headers") == "Authorization, content-type, OpenAI-Beta");
}

TEST_CASE("an answer to a page of another origin can be read, its id too") {
  const auto taken = take(cors({})(fakes::fine())(fakes::post({{"origin", "https://app.example"}})));
  CHECK(taken.header("access-control-allow-origin") == "*");
  CHECK(taken.header("access-control-expose-headers") ==
        "x-request-id, openai-processing-ms, retry-after, retry-after-ms, x-ratelimit-limit-requests, "
        "x-ratelimit-limit-tokens, x-ratelimit-remaining-requests, x-ratelimit-remaining-tokens, "
        "x-ratelimit-reset-requests, x-ratelimit-reset-tokens");
  CHECK(taken.body == "{}");
}

TEST_CASE("listed origins are reflected, others get no leave") {
  const CorsOptions options{.origins = {"https://a.example", "https://b.example"}};
  CHECK(preflight(options, "https://b.example", "").header("access-control-allow-origin") == "https://b.example");
  const auto other = preflight(options, "https://c.example", "authorization");
  CHECK(other.header("access-control-allow-origin").empty());
  CHECK(other.header("access-control-allow-headers").empty());

  const auto answer = [&](Headers headers) { return take(cors(options)(fakes::fine())(fakes::post(headers))); };
  CHECK(answer({{"origin", "https://a.example"}}).header("access-control-allow-origin") == "https://a.example");
  CHECK(answer({{"origin", "https://a.example"}}).header("vary") == "origin");
  CHECK(answer({{"origin", "https://c.example"}}).header("access-control-allow-origin").empty());
  CHECK(answer({{"origin", "https://c.example"}}).header("vary") == "origin");
  CHECK(answer({}).header("access-control-allow-origin").empty());
}

TEST_CASE("an OPTIONS that is no preflight goes on") {
  fakes::Inner inner;
  auto request = fakes::post({{"origin", "https://app.example"}});
  request.method = "OPTIONS";
  auto answer = cors({})(inner.handler())(request);
  CHECK(inner.count() == 1);
}

TEST_CASE("a failure before the head can be read by the page, too") {
  fakes::Inner inner;
  auto answer = cors({})(inner.handler())(fakes::post({{"origin", "https://app.example"}}));
  inner.last().fail(ErrorKind::timeout);
  const auto taken = take(answer);
  CHECK(taken.head->status == 504);
  CHECK(taken.header("access-control-allow-origin") == "*");
}

TEST_CASE("loopback stands for the origins that no page of the web has") {
  const CorsOptions options{.origins = {"loopback", "https://app.example"}, .others = CorsOptions::Others::refused};
  const std::string local[] = {"http://localhost",     "http://localhost:3000",   "https://LocalHost:8443",
                               "http://app.localhost", "http://tauri.localhost",  "http://127.0.0.1:5173",
                               "http://127.9.0.1",     "http://[::1]:8080",       "app://obsidian.md",
                               "tauri://localhost",    "vscode-webview://a1b2c3", "chrome-extension://abcdef",
                               "https://app.example"};
  for (const auto& origin : local) {
    CAPTURE(origin);
    const auto taken = take(cors(options)(fakes::fine())(fakes::post({{"origin", origin}})));
    CHECK(taken.head->status == 200);
    CHECK(taken.header("access-control-allow-origin") == origin);
    CHECK(preflight(options, origin, "x-title").header("access-control-allow-headers") == "x-title");
  }
  const std::string others[] = {"https://evil.example",
                                "null",
                                "http://localhost.evil.example",
                                "http://127.0.0.1.evil.example",
                                "http://127.evil.example:8080",
                                "http://evil.example:127",
                                "http://[::2]",
                                "http://[::1].evil.example",
                                "http://notlocalhost",
                                "http://192.168.0.7",
                                "https://evil.example/localhost",
                                ""};
  for (const auto& origin : others) {
    CAPTURE(origin);
    fakes::Inner inner;
    const auto taken = take(cors(options)(inner.handler())(fakes::post({{"origin", origin}})));
    CHECK(taken.head->status == 403);
    CHECK(taken.body.find(R"("code":"origin_not_allowed")") != std::string::npos);
    CHECK(taken.header("access-control-allow-origin").empty());
    CHECK(inner.count() == 0);
    CHECK(preflight(options, origin, "x-title").header("access-control-allow-origin").empty());
  }
}

TEST_CASE("what is refused by its origin is no program's, and not the server's own page") {
  const CorsOptions options{.origins = {"loopback"}, .others = CorsOptions::Others::refused};
  const auto status = [&](Headers headers) {
    return take(cors(options)(fakes::fine())(fakes::post(std::move(headers)))).head->status;
  };
  CHECK(status({}) == 200);
  CHECK(status({{"origin", "http://192.168.0.7:8080"}, {"host", "192.168.0.7:8080"}}) == 200);
  CHECK(status({{"origin", "http://[fd00::7]:8080"}, {"host", "[fd00::7]:8080"}}) == 200);
  CHECK(status({{"origin", "http://192.168.0.7:8080"}, {"host", "192.168.0.7:9090"}}) == 403);
  // A name may be made to point at this machine by whoever owns it.
  CHECK(status({{"origin", "http://evil.example:8080"}, {"host", "evil.example:8080"}}) == 403);
}
