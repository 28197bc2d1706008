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

TEST_CASE("a preflight lets the official clients' headers through, and no others") {
  const auto taken = preflight({}, "https://app.example",
                               "authorization,content-type, X-Api-Key,api-key,x-request-id,openai-beta,"
                               "OpenAI-Organization,x-stainless-os,X-Stainless-Retry-Count,cookie,x-other,"
                               "openai-\x01,openai- x,,authorization2");
  CHECK(taken.header("access-control-allow-headers") ==
        "authorization, content-type, X-Api-Key, api-key, x-request-id, openai-beta, OpenAI-Organization, "
        "x-stainless-os, X-Stainless-Retry-Count");
  CHECK(taken.header("access-control-allow-origin") == "*");
  CHECK(taken.header("access-control-allow-methods") == "GET, POST, DELETE, HEAD");
  CHECK(taken.header("access-control-max-age") == "600");
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
