// Checks, shadows and judges beside callers, whatever anybody answers: nothing of them is the callers' traffic.
// SPDX-License-Identifier: MIT
#include "evaluated.hpp"

#include <future>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace oaicompat;

namespace evaluated_traffic_test {

const std::string judges = R"([judges.helpful]
criteria = "It helps."
target = "wise"
model = "judge-1"
timeout = "50ms"
)";
const std::string everything =
    "evaluate = { judges = [\"helpful\"], judged_share = 1.0 }\n"
    "shadow = { target = \"new\", share = 0.1, timeout = \"50ms\", judges = [\"helpful\"] }";

// What the figures say of callers.
std::string traffic(const evaluated::Ground& on) {
  std::istringstream lines{on.metrics.text(MetricsFormat::prometheus, {})};
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    for (const std::string name : {"requests", "attempts", "fallbacks", "hedges", "tokens", "cost_usd", "unpriced",
                                   "limit_rejections", "cache_requests"}) {
      if (line.starts_with("oaicompat_gateway_" + name + "_total")) out += line + "\n";
    }
  }
  return out;
}
// What is left of the caller's limits and budgets.
std::vector<std::int64_t> left(const evaluated::Ground& on) {
  std::vector<std::int64_t> out;
  for (const auto& each : on.gateway->standings("app")) out.push_back(each.standing.remaining);
  return out;
}

// Asks both the same, and compares all that a caller, an operator or an account sees of it.
void check_same(evaluated::Ground& with, evaluated::Ground& without) {
  for (const auto& body : {evaluated::body, evaluated::streamed}) {
    const auto got = with.ask(body), wanted = without.ask(body);
    CHECK(got.body == wanted.body);
    CHECK(got.last == wanted.last);
    CHECK(got.head.has_value() == wanted.head.has_value());
    for (const auto* name : {"x-oaicompat-target", "x-oaicompat-attempts", "x-ratelimit-remaining-requests"}) {
      CHECK(got.header(name) == wanted.header(name));
    }
  }
  with.evaluated();
  REQUIRE(with.requests.size() == without.requests.size());
  for (std::size_t i = 0; i < without.requests.size(); ++i) {
    const auto &got = with.requests[i], &wanted = without.requests[i];
    CHECK(got.status == wanted.status);
    CHECK(got.outcome == wanted.outcome);
    CHECK(got.error == wanted.error);
    CHECK(got.cost == wanted.cost);
    CHECK(got.attempts.size() == wanted.attempts.size());
  }
  CHECK(traffic(with) == traffic(without));
  CHECK(left(with) == left(without));
  const auto mine = with.gateway->targets(), theirs = without.gateway->targets();
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    CHECK(mine[i].health.breaker == theirs[i].health.breaker);
    CHECK(mine[i].health.in_flight == theirs[i].health.in_flight);
  }
}

}  // namespace evaluated_traffic_test

using namespace evaluated_traffic_test;

TEST_CASE("whatever the caller's target answers, what is evaluated beside it changes nothing") {
  for (const auto& provider : evaluated::hostile_answers) {
    CAPTURE(provider.name);
    evaluated::Ground with{everything, judges}, without{""};
    for (auto* each : {&with, &without}) each->at["near"].answer = [&](const Request&) { return provider.answer(); };
    check_same(with, without);
  }
}

TEST_CASE("whatever shadows and judges answer, the caller's answers, limits and figures are as without them") {
  for (const auto& provider : evaluated::hostile_answers) {
    CAPTURE(provider.name);
    evaluated::Ground with{everything, judges}, without{""};
    for (const auto* name : {"new", "wise"}) {
      with.at[name].answer = [&](const Request&) { return provider.answer(); };
    }
    check_same(with, without);
    CHECK(with.at["wise"].count() > 0);
    CHECK(with.at["new"].count() == 2);
    for (const auto& each : with.evaluated(EvaluationKind::judge)) CHECK(each.outcome == EvaluationOutcome::failed);
  }
}

TEST_CASE("a caller has its whole answer while the judge of it still waits") {
  evaluated::Ground on{"evaluate = { judges = [\"helpful\"], judged_share = 1.0 }",
                       "[judges.helpful]\ncriteria = \"It helps.\"\ntarget = \"wise\"\nmodel = \"judge-1\"\n"};
  std::promise<void> release;
  const auto released = release.get_future().share();
  on.at["wise"].answer = [released](const Request&) {
    released.wait();
    return json_answer(200, evaluated::said(R"("{\"score\":4,\"reason\":\"r\"}")"));
  };
  const auto got = on.ask();
  CHECK(got.last == Pull::end);
  CHECK(got.body == evaluated::said("\"Hello\""));
  CHECK(on.requests.size() == 1);
  release.set_value();
  CHECK(on.evaluated(EvaluationKind::judge).size() == 1);
}
