// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/dialects/speak.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/layers/request_id.hpp>

#include <string>

using namespace oaicompat;

namespace spoken_test {

const std::string rules = R"(
[targets.near]
base_url = "http://near/v1"
price_per_million = { input = 1, output = 10 }
[[routes]]
use = [{ target = "near" }]
[[keys]]
name = "app"
sha256 = "2c090a8fd155604c1aceac8ad8abd67f1f16ebfa91699984fcdd18e5b099650a"
rpm = 1
)";

struct Ground {
  fakes::Inner target;
  RequestReport report;
  Handler handler;

  Ground() {
    const auto gateway = Gateway::create(
        read_rules(rules).value(), {.connect = [this](const Target&, const std::string&) { return target.handler(); },
                                    .on_request = [this](const RequestReport& told) { report = told; }});
    const auto named = request_id({.make_id = [] { return std::string{"req_1"}; }});
    handler = stack({named, speak_dialects({anthropic_dialect()})}, gateway.value().handler());
  }
  Answer ask(const std::string& key) const {
    return handler({.method = "POST",
                    .path = "/v1/messages",
                    .headers = {{"x-api-key", key}, {"anthropic-version", "2023-06-01"}},
                    .body = R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]})"});
  }
};

}  // namespace spoken_test

TEST_CASE("a caller of another dialect reaches a gateway's targets, under the gateway's keys, limits and accounts") {
  const spoken_test::Ground ground;
  auto refused = fakes::take(ground.ask("sk-oc-2"));
  CHECK(refused.head->status == 401);
  CHECK(refused.body.find("\"authentication_error\"") != std::string::npos);
  CHECK(refused.head->headers.get("request-id") == "req_1");

  const auto answer = ground.ask("sk-oc-1");
  fakes::take(answer);
  REQUIRE(ground.target.count() == 1);
  auto& call = ground.target.last();
  CHECK(call.request.path == "/v1/chat/completions");
  CHECK(call.request.headers.get("authorization").empty());
  call.head(200, hostile::json)
      .bytes(R"({"id":"c","object":"chat.completion","created":1,"model":"m-1","choices":[{"index":0,"message":)"
             R"({"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":2,)"
             R"("completion_tokens":1,"total_tokens":3}})")
      .end();
  const auto taken = fakes::take(answer);
  CHECK(taken.head->status == 200);
  CHECK(taken.body.find(R"("type":"message")") != std::string::npos);
  CHECK(taken.body.find("Hello") != std::string::npos);
  CHECK(ground.report.cost == 12'000);
  CHECK(ground.report.key == "app");

  refused = fakes::take(ground.ask("sk-oc-1"));
  CHECK(refused.head->status == 429);
  CHECK(refused.body.find("\"rate_limit_error\"") != std::string::npos);
}
