// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/decide.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cmath>
#include <string>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace decide_test {

Rules rules(Strategy strategy, std::vector<RouteTarget> use) {
  Rules out;
  for (const auto* name : {"a", "b", "c", "d"}) out.targets.push_back({.name = name, .base_url = "http://x/v1"});
  out.routes.push_back({.name = "chat", .strategy = strategy, .use = std::move(use)});
  return out;
}
const std::vector<RouteTarget> abc{{.target = 0}, {.target = 1}, {.target = 2}};

Plan plan(const Rules& rules, const HealthView& health = {}, Asked asked = {.model = "m"}) {
  Plan out;
  decide(asked, rules, health, out);
  return out;
}
std::vector<std::uint32_t> order(const Rules& rules, const HealthView& health = {}, Asked asked = {.model = "m"}) {
  return plan(rules, health, asked).targets;
}
Reason reason(const Plan& plan, std::uint32_t target) {
  for (const auto& each : plan.candidates) {
    if (each.target == target) return each.reason;
  }
  return Reason::fallback;
}
// How often each target is first, over many affinities.
std::array<int, 4> firsts(const Rules& rules, const HealthView& health = {}) {
  std::array<int, 4> out{};
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    ++out.at(
        order(rules, health, {.model = "m", .affinity = detail::mix_hash(i, 7), .seed = detail::mix_hash(i, 9)})[0]);
  }
  return out;
}

using Order = std::vector<std::uint32_t>;

}  // namespace decide_test

using namespace decide_test;

TEST_CASE("the first route that matches counts") {
  auto rules = decide_test::rules(Strategy::priority, {{.target = 0}});
  rules.routes[0].match = {.model = "gpt-*", .has_tools = true};
  rules.routes.push_back({.name = "rest", .use = {{.target = 1}}});
  CHECK(order(rules, {}, {.model = "gpt-4o", .tools = true}) == Order{0});
  CHECK(order(rules, {}, {.model = "gpt-4o"}) == Order{1});
  CHECK(order(rules, {}, {.model = "o3", .tools = true}) == Order{1});
  rules.routes.pop_back();
  CHECK(plan(rules).route == nullptr);
  CHECK(order(rules).empty());
}

TEST_CASE("weights are kept over many requests, and a user stays with a target") {
  const auto rules = decide_test::rules(Strategy::weighted, {{.target = 0, .weight = 95}, {.target = 1, .weight = 5}});
  const auto got = firsts(rules);
  const auto sigma = std::sqrt(10'000 * 0.05 * 0.95);
  CHECK(std::abs(got[1] - 500) < 3 * sigma);
  CHECK(got[0] + got[1] == 10'000);
  const Asked asked{.model = "m", .affinity = 42, .seed = 1}, later{.model = "m", .affinity = 42, .seed = 2};
  CHECK(order(rules, {}, asked) == order(rules, {}, later));
}

TEST_CASE("a target that is added takes keys from each, and moves no other") {
  const auto before = decide_test::rules(Strategy::affinity, abc);
  auto use = abc;
  use.push_back({.target = 3});
  const auto after = decide_test::rules(Strategy::affinity, use);
  int moved = 0;
  for (std::uint64_t i = 0; i < 4'000; ++i) {
    const Asked asked{.model = "m", .affinity = detail::mix_hash(i, 3)};
    const auto was = order(before, {}, asked)[0], is = order(after, {}, asked)[0];
    if (was == is) continue;
    CHECK(is == 3);
    ++moved;
  }
  CHECK(moved > 850);
  CHECK(moved < 1'150);
}

TEST_CASE("affinity passes over a target that is overloaded") {
  const auto rules = decide_test::rules(Strategy::affinity, abc);
  const Asked asked{.model = "m", .affinity = 5};
  const auto calm = order(rules, {}, asked);
  HealthView health(4);
  health[calm[0]].in_flight = 8;
  CHECK(order(rules, health, asked) == calm);
  health[calm[0]].in_flight = 30;
  const auto busy = plan(rules, health, asked);
  CHECK(busy.targets == Order{calm[1], calm[2], calm[0]});
  CHECK(reason(busy, calm[0]) == Reason::overloaded);
}

TEST_CASE("lower priorities come first, then the fallbacks in order") {
  auto rules = decide_test::rules(Strategy::weighted, {{.target = 2, .priority = 1}, {.target = 0}});
  rules.routes[0].fallback = {3, 0, 1};
  CHECK(order(rules) == Order{0, 2, 3, 1});
  CHECK(reason(plan(rules), 3) == Reason::fallback);
}

TEST_CASE("the least busy, the cheapest and the listed one come first") {
  HealthView health(4);
  health[0].in_flight = 5;
  health[1].in_flight = 1;
  health[2].in_flight = 3;
  CHECK(order(decide_test::rules(Strategy::least_busy, abc), health) == Order{1, 2, 0});
  auto cost = decide_test::rules(Strategy::cost, abc);
  cost.targets[0].input_price = 5'000'000'000;
  cost.targets[2].input_price = 1'000'000'000;
  CHECK(order(cost, {}, {.model = "m", .prompt_tokens = 10}) == Order{2, 0, 1});
  CHECK(order(decide_test::rules(Strategy::priority, {{.target = 2}, {.target = 0}, {.target = 1}})) == Order{2, 0, 1});
}

TEST_CASE("the fastest of two that are drawn comes first, so that the slowest never does") {
  HealthView health(4);
  health[0].first_token = 900ms;
  health[1].first_token = 100ms;
  health[2].first_token = 300ms;
  const auto got = firsts(decide_test::rules(Strategy::least_latency, abc), health);
  CHECK(got[0] == 0);
  CHECK(got[1] > 6'000);
  CHECK(got[2] > 2'500);
}

TEST_CASE("a target that cannot do what is asked is left out, and why is told") {
  auto rules = decide_test::rules(Strategy::priority, abc);
  rules.targets[0].can.tools = false;
  rules.targets[1].can.context_window = 100;
  const auto got = plan(rules, {}, {.model = "m", .tools = true, .prompt_tokens = 90, .max_tokens = 20});
  CHECK(got.targets == Order{2});
  CHECK(reason(got, 0) == Reason::no_tools);
  CHECK(reason(got, 1) == Reason::too_long);
}

TEST_CASE("a target that rests comes last, one that is drained or full is left out") {
  auto rules = decide_test::rules(Strategy::priority, abc);
  rules.routes[0].fallback = {3};
  HealthView health(4);
  health[0].breaker = Breaker::open;
  CHECK(order(rules, health) == Order{1, 2, 3, 0});
  health[1].breaker = health[2].breaker = health[3].breaker = Breaker::open;
  CHECK(order(rules, health) == Order{0, 1, 2, 3});
  health[1].drained = true;
  rules.targets[2].max_in_flight = 2;
  health[2].in_flight = 2;
  CHECK(order(rules, health) == Order{0, 3});
  rules.routes[0].use[0].weight = 0;
  CHECK(reason(plan(rules, health), 0) == Reason::drained);
}

TEST_CASE("a plan explains itself") {
  auto rules = decide_test::rules(Strategy::priority, {{.target = 0}, {.target = 1}});
  rules.targets[1].can.images = false;
  CHECK(explain(plan(rules, {}, {.model = "m", .images = true}), rules) ==
        R"({"route":"chat","targets":["a"],"candidates":[{"target":"a","why":"chosen","priority":0,"score":0},)"
        R"({"target":"b","why":"no_images","priority":0,"score":1}]})");
  CHECK(explain({}, rules) == R"({"route":null,"targets":[],"candidates":[]})");
}
