// A gateway with a cache, two targets whose answers the test gives, and two tenants.
// SPDX-License-Identifier: MIT
#pragma once

#include "hostile.hpp"
#include "support/manual_executor.hpp"

#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/cached_answer.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/gateway_metrics.hpp>
#include <oaicompat/gateway/log_json.hpp>
#include <oaicompat/gateway/usage.hpp>
#include <oaicompat/gateway/whole_answer.hpp>
#include <oaicompat/json/member_scan.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cached {

using namespace oaicompat;

inline const std::string body = R"({"model":"m","temperature":0,"max_tokens":100,"messages":[]})";
inline const std::string streamed = "{\"stream\":true," + body.substr(1);
inline const std::string streamed_with_usage = R"({"stream_options":{"include_usage":true},)" + streamed.substr(1);
inline const std::string usage = R"("usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15})";
inline const std::string whole =
    R"({"id":"c-1","object":"chat.completion","created":17,"model":"m-1","choices":[{"index":0,"message":)"
    R"({"role":"assistant","content":"Hello"},"logprobs":null,"finish_reason":"stop"}],)" +
    usage + "}";

inline std::string chunk(const std::string& choices) {
  return R"(data: {"id":"c-1","object":"chat.completion.chunk","created":17,"model":"m-1",)" + choices + "}\n\n";
}
inline const std::string token =
    chunk(R"("choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"},"finish_reason":null}])");
inline const std::string events = token + chunk(R"("choices":[{"index":0,"delta":{},"finish_reason":"stop"}])") +
                                  chunk(R"("choices":[],)" + usage) + "data: [DONE]\n\n";

struct Cached {
  std::map<std::string, fakes::Inner> targets;
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(1'700'006'400);
  SharedStatePtr state = memory_state(clock);
  std::vector<RequestReport> reports;
  std::shared_ptr<test::ManualExecutor> background = std::make_shared<test::ManualExecutor>();
  std::optional<Gateway> gateway;

  /// `rule` is the line of the route's cache.
  explicit Cached(const std::string& rule = "cache = {}", AnswerCachePtr cache = nullptr) {
    const auto key = [](const char* name, const char* sha256) {
      return std::string{"[[keys]]\nrpm = 1000\nusd_per_day = 1\nname = \""} + name + "\"\nsha256 = \"" + sha256 +
             "\"\n";
    };
    const auto rules = R"(
[targets.near]
base_url = "http://near/v1"
price_per_million = { input = 1, output = 10 }
[targets.far]
base_url = "http://far/v1"
price_per_million = { input = 1, output = 10 }
[[routes]]
strategy = "priority"
use = [{ target = "near" }]
fallback = ["far"]
)" + rule + "\n" + key("app", "2c090a8fd155604c1aceac8ad8abd67f1f16ebfa91699984fcdd18e5b099650a") +
                       key("other", "05270cae9b417ed4a4bc513be1528171eb918453c564bd05bb00017c29e94958");
    clock->advance(std::chrono::seconds{1});
    gateway =
        Gateway::create(
            read_rules(rules).value(),
            {.connect = [this](const Target& target, const std::string&) { return targets[target.name].handler(); },
             .on_request = [this](const RequestReport& report) { reports.push_back(report); },
             .state = state,
             .cache = std::move(cache),
             .executor = background,
             .clock = clock})
            .value();
  }
  fakes::Inner& near() { return targets["near"]; }
  Answer ask(const std::string& text = body, Headers headers = {}) const {
    if (!headers.has("authorization")) headers.add("authorization", "Bearer sk-oc-1");
    return gateway->handler()(
        {.method = "POST", .path = "/v1/chat/completions", .headers = std::move(headers), .body = Bytes{text}});
  }
  void tell(int status, const std::string& text) {
    near().last().head(status, {{"content-type", "application/json"}}).bytes(text).end();
  }
  void stream(const std::string& text) { near().last().stream_head().bytes(text).end(); }
  fakes::Taken answered(const Answer& answer) {
    tell(200, whole);
    return fakes::take(answer);
  }
};

}  // namespace cached
