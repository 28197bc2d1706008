// SPDX-License-Identifier: MIT
#include "logged.hpp"

#include <chrono>
#include <string>

using namespace oaicompat;

namespace gateway_metrics_test {

bool has(const std::string& page, const std::string& line) {
  return page.find("oaicompat_gateway_" + line + "\n") != std::string::npos;
}
std::string page(const logged::Ground& ground, MetricsFormat format = MetricsFormat::prometheus) {
  return ground.metrics.text(format, ground.gateway->targets(), {.log = ground.log->dropped()});
}

}  // namespace gateway_metrics_test

using gateway_metrics_test::has;

TEST_CASE("requests, attempts and fallbacks are counted by names of the rules") {
  logged::Ground ground;
  const auto answer = ground.ask();
  ground.targets["near"].last().head(402, hostile::json).bytes(R"({"error":{"message":"Pay."}})").end();
  fakes::Taken taken;
  fakes::take(*answer, taken);
  ground.targets["far"]
      .last()
      .head(200, hostile::json)
      .bytes(R"({"choices":[{"message":{"content":"Hi"}}],"usage":{"prompt_tokens":7,"completion_tokens":2}})")
      .end();
  fakes::take(*answer, taken);
  const auto page = gateway_metrics_test::page(ground);
  CHECK(has(page, R"(requests_total{op="chat",model="sm*",target="far",status="200"} 1)"));
  CHECK(has(page, R"(attempts_total{target="near",class="billing"} 1)"));
  CHECK(has(page, R"(attempts_total{target="far",class="ok"} 1)"));
  CHECK(has(page, R"(fallbacks_total{from="near",to="far",class="billing"} 1)"));
  CHECK(has(page, R"(tokens_total{model="sm*",target="far",type="input"} 7)"));
  CHECK(has(page, R"(tokens_total{model="sm*",target="far",type="output"} 2)"));
  CHECK(has(page, R"(breaker_state{target="near"} 2)"));
  CHECK(has(page, R"(breaker_state{target="far"} 0)"));
  CHECK(has(page, R"(inflight{target="far"} 0)"));
  CHECK(has(page, "unpriced_total 1"));
  CHECK(has(page, "log_dropped_total 0"));
  CHECK(has(page, R"(request_duration_seconds_count{model="sm*",target="far"} 1)"));
}

TEST_CASE("names that callers make up are no labels") {
  const logged::Ground ground;
  for (int i = 0; i < 50; ++i) {
    auto made_up =
        fakes::post({{"authorization", "Bearer sk-oc-1"}}, R"({"model":"made-up-)" + std::to_string(i) + "\"}");
    made_up.path = "/v1/made/up/" + std::to_string(i);
    fakes::take(ground.handler(std::move(made_up)));
  }
  const auto page = gateway_metrics_test::page(ground);
  CHECK(page.find("made") == std::string::npos);
  CHECK(has(page, R"(requests_total{op="other",model="other",target="",status="404"} 50)"));
}

TEST_CASE("more combinations of labels than are told apart are counted as such") {
  const GatewayMetrics metrics{{.max_series = 2}};
  for (int status = 200; status < 210; ++status) {
    metrics.add({.status = status, .outcome = RequestOutcome::refused});
  }
  const auto page = metrics.text(MetricsFormat::prometheus, {});
  CHECK(has(page, "series_dropped_total 8"));
}

TEST_CASE("money is counted to the nano-dollar, and refusals by what refused them") {
  const GatewayMetrics metrics;
  metrics.add({.cost = 1'000'000'001});
  metrics.add({.cost = 2});
  metrics.add({.status = 429, .outcome = RequestOutcome::refused, .error = "rate_limit_exceeded"});
  metrics.add({.status = 429, .outcome = RequestOutcome::refused, .error = "insufficient_quota"});
  const auto page = metrics.text(MetricsFormat::prometheus, {});
  CHECK(has(page, "cost_usd_total 1.000000003"));
  CHECK(has(page, R"(limit_rejections_total{dimension="rate"} 1)"));
  CHECK(has(page, R"(limit_rejections_total{dimension="budget"} 1)"));
}

TEST_CASE("hedges are counted by how they end") {
  const GatewayMetrics metrics;
  auto rules = read_rules(logged::rules).value();
  const auto near = rules->find_target("near").value(), far = rules->find_target("far").value();
  metrics.add(
      {.rules = rules, .attempts = {{.target = near, .lost = true}, {.target = far, .role = AttemptRole::hedge}}});
  metrics.add(
      {.rules = rules, .attempts = {{.target = far, .role = AttemptRole::hedge, .lost = true}, {.target = near}}});
  const auto page = metrics.text(MetricsFormat::prometheus, {});
  CHECK(has(page, R"(hedges_total{target="far",outcome="won"} 1)"));
  CHECK(has(page, R"(hedges_total{target="far",outcome="lost"} 1)"));
  CHECK(has(page, R"(attempts_total{target="near",class="lost"} 1)"));
  CHECK(page.find("fallbacks_total{") == std::string::npos);
}

TEST_CASE("OpenMetrics names counters without their ending, and ends with its mark") {
  const logged::Ground ground;
  const auto page = gateway_metrics_test::page(ground, MetricsFormat::openmetrics);
  CHECK(page.find("# TYPE oaicompat_gateway_requests counter\n") != std::string::npos);
  CHECK(page.ends_with("# EOF\n"));
}

TEST_CASE("the time between the pieces of a stream is measured, and shared by those that came together") {
  using namespace std::chrono_literals;
  logged::Ground ground;
  const auto answer = ground.ask(R"({"model":"small","stream":true,"messages":[]})");
  auto& near = ground.targets["near"].last();
  fakes::Taken taken;
  const auto say = [&](const std::string& events) {
    near.bytes(events);
    fakes::take(*answer, taken);
    ground.clock->advance(100ms);
  };
  near.stream_head();
  say(hostile::role + hostile::token);                    // the first token waits for nothing
  say(hostile::token);                                    // 100 ms
  say(hostile::role);                                     // says nothing
  say(hostile::token + hostile::token + hostile::token);  // 200 ms for three
  near.end();
  say(hostile::finish + hostile::done);
  const auto page = gateway_metrics_test::page(ground);
  CHECK(has(page, R"(inter_token_seconds_bucket{model="sm*",target="near",le="0.04"} 0)"));
  CHECK(has(page, R"(inter_token_seconds_bucket{model="sm*",target="near",le="0.08"} 3)"));
  CHECK(has(page, R"(inter_token_seconds_bucket{model="sm*",target="near",le="0.16"} 4)"));
  CHECK(has(page, R"(inter_token_seconds_sum{model="sm*",target="near"} 0.3)"));
}
