// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <oaicompat/gateway/hedges.hpp>

#include <chrono>
#include <cmath>
#include <optional>
#include <string>

using namespace oaicompat;
using namespace std::chrono_literals;
using hostile::Attempted;
using hostile::Places;

namespace hedges_test {

Route hedging() { return {.name = "r", .hedge = {.after = 800ms, .budget = 1}}; }

// Three targets; the first is asked. `bears` is the account's word on hedges.
struct Hedged : Attempted {
  explicit Hedged(Route route = hedging(), bool bears = true)
      : Attempted{3, std::move(route), [bears](AttemptsOptions& options, const ClockPtr& time) {
                    options.hedges = std::make_shared<HedgeBoard>(time);
                    options.bears_hedge = [bears](std::uint32_t) { return bears; };
                    options.prompt_tokens = 10;
                    options.model = "m";
                  }} {}
};

}  // namespace hedges_test

using hedges_test::Hedged;
using hedges_test::hedging;

TEST_CASE("a target that says nothing for a time is joined by the next one") {
  Hedged it;
  CHECK(it.wait(799ms).asked == Places{0});
  CHECK(it.wait(1ms).asked == Places{0, 1});
  CHECK_FALSE(it.at(0).dropped);
  CHECK(it.wait(10s).asked == Places{0, 1});  // one extra is all
}

TEST_CASE("the hedge's answer wins when it says something first, and nothing of the other one is seen") {
  Hedged it;
  it.at(0).stream_head().bytes(hostile::role);
  it.wait(800ms);
  it.at(1).stream_head().bytes(hostile::role + hostile::token);
  it.pull();
  CHECK(it.taken.header("x-oaicompat-target") == "b");
  CHECK(it.taken.header("x-oaicompat-attempts") == "2");
  CHECK(it.at(0).dropped);
  it.at(1).bytes(hostile::finish + hostile::done).end();
  it.pull();
  CHECK(it.taken.body == hostile::role + hostile::token + hostile::finish + hostile::done);
  REQUIRE(it.reports.size() == 2);
  CHECK(it.reports[0].lost);
  CHECK(it.reports[0].role == AttemptRole::primary);
  CHECK(it.reports[0].tokens == TokenTally{.input = 10});
  CHECK(it.reports[0].estimated);
  CHECK(it.reports[0].failure == std::nullopt);
  CHECK(it.reports[1].role == AttemptRole::hedge);
  CHECK_FALSE(it.reports[1].lost);
  CHECK(it.health_of(0).breaker == Breaker::closed);
  CHECK(it.health_of(0).first_token == 800ms);
  CHECK(it.health_of(0).in_flight + it.health_of(1).in_flight == 0);
}

TEST_CASE("the first target may still win") {
  Hedged it;
  it.wait(900ms);
  it.at(0).head(200, hostile::json).bytes(hostile::whole).end();
  it.pull();
  CHECK(it.taken.body == hostile::whole);
  CHECK(it.taken.header("x-oaicompat-target") == "a");
  CHECK(it.at(1).dropped);
  REQUIRE(it.reports.size() == 2);
  CHECK(it.reports[0].lost);
  CHECK(it.reports[0].target == 1);
}

TEST_CASE("an error of one attempt waits for the other, which is then alone") {
  for (const std::uint32_t failing : {0u, 1u}) {
    Hedged it;
    it.wait(800ms);
    it.at(failing).head(500, hostile::json).bytes("{}").end();
    CHECK(it.pull().taken.last == Pull::wait);
    CHECK(it.asked == Places{0, 1});
    it.at(1 - failing).stream_head().bytes(hostile::token + hostile::finish + hostile::done).end();
    it.pull();
    CHECK(it.taken.body == hostile::token + hostile::finish + hostile::done);
    CHECK(it.reports.at(0).failure == FailureClass::server);
    CHECK(it.reports.at(1).failure == std::nullopt);
  }
}

TEST_CASE("when both fail the target after them is asked, and the first failure is told at the end") {
  Hedged it;
  it.wait(800ms);
  it.at(1).head(503, hostile::json).bytes(R"({"error":{"message":"b"}})").end();
  it.pull();
  it.at(0).head(500, hostile::json).bytes(R"({"error":{"message":"a"}})").end();
  CHECK(it.pull().asked == Places{0, 1, 2});
  it.at(2).head(500, hostile::json).bytes(R"({"error":{"message":"c"}})").end();
  it.pull();
  CHECK(it.taken.last == Pull::end);
  CHECK(it.taken.body == R"({"error":{"message":"b"}})");
}

TEST_CASE("an error before its time goes elsewhere at once, and is no hedge") {
  Hedged it;
  it.at(0).head(402, hostile::json).bytes("{}").end();
  it.pull();
  CHECK(it.asked == Places{0, 1});
  CHECK(it.at(0).dropped);
  CHECK(it.wait(800ms).asked == Places{0, 1, 2});  // now the second is slow
}

TEST_CASE("no hedge is made where the account, the budget, a target's health or a plea speaks against it") {
  Hedged poor{hedging(), false};
  CHECK(poor.wait(2s).asked == Places{0});

  auto none = hedging();
  none.hedge.budget = 0;
  Hedged spent{none};
  for (int i = 0; i < 2; ++i) {
    HedgeBoard board{spent.clock};
    board.count_request(none);
    CHECK(board.take(none));
    CHECK_FALSE(board.take(none));
    board.give_back(none);
    CHECK(board.take(none));
  }

  Hedged ill;
  ill.health->begin(1);
  ill.health->end(1, Verdict::rests, ill.clock->now(), ill.clock->now() + 1h);
  CHECK(ill.wait(2s).asked == Places{0});

  Hedged full;
  full.rules->targets[1].max_in_flight = 1;
  full.health->begin(1);
  CHECK(full.wait(2s).asked == Places{0});

  HedgeBoard asked_to_wait;
  asked_to_wait.count_request(hedging());
  asked_to_wait.hold_off(real_clock()->now() + 1h);
  CHECK_FALSE(asked_to_wait.take(hedging()));
}

TEST_CASE("hedges of a route are a share of its requests and a few in a row") {
  HedgeBoard board;
  auto route = hedging();
  route.hedge.budget = 0.05;
  int made = 0;
  for (int i = 0; i < 10'000; ++i) {
    board.count_request(route);
    made += board.take(route);
  }
  CHECK(made >= 499);
  CHECK(made <= 511);
}

TEST_CASE("a quantile counts once enough was observed, and within its bounds") {
  HedgeBoard board;
  const RouteHedge hedge{.after = 2s, .quantile = 0.95, .min = 50ms, .max = 2s};
  for (int i = 0; i < 49; ++i) board.observe("a", "m", 100ms);
  CHECK(board.after(hedge, "a", "m") == 2s);
  board.observe("a", "m", 100ms);
  CHECK(std::chrono::round<std::chrono::milliseconds>(board.after(hedge, "a", "m")) == 100ms);
  CHECK(board.after(hedge, "b", "m") == 2s);
  CHECK(board.after(hedge, "a", "n") == 2s);
  for (int i = 0; i < 512; ++i) board.observe("a", "m", i % 10 == 0 ? 5s : 1ms);
  CHECK(board.after(hedge, "a", "m") == 2s);
  for (int i = 0; i < 512; ++i) board.observe("a", "m", 1ms);
  CHECK(board.after(hedge, "a", "m") == 50ms);
}

TEST_CASE("a quantile that falls among few slow answers is the slowest of the others") {
  const RouteHedge hedge{.after = 2s, .quantile = 0.95, .min = 50ms, .max = 2s};
  for (const int slow_in_a_thousand : {20, 50, 60, 80}) {
    HedgeBoard board;
    for (int i = 0; i < 512; ++i) {
      const auto fast = std::chrono::milliseconds{80 + i % 41};
      const bool slow = i * slow_in_a_thousand / 1'000 != (i + 1) * slow_in_a_thousand / 1'000;
      slow ? board.observe("a", "m", i % 2 == 0 ? std::optional<Duration>{} : fast * 10)
           : board.observe("a", "m", fast);
    }
    CHECK(board.after(hedge, "a", "m") <= 121ms);
    CHECK(board.after(hedge, "a", "m") >= 115ms);
  }
}

TEST_CASE("a quantile of times of one kind is what it says, however wide they lie") {
  HedgeBoard board;
  const RouteHedge hedge{.after = 10s, .quantile = 0.95, .min = 50ms, .max = 10s};
  for (int i = 0; i < 512; ++i) {
    const auto share = (i + 0.5) / 512;
    board.observe("a", "m", std::chrono::duration_cast<Duration>(std::chrono::duration<double>{-std::log(1 - share)}));
  }
  const auto after = std::chrono::duration<double>{board.after(hedge, "a", "m")}.count();
  CHECK(after >= 2.9);
  CHECK(after <= 3.1);
}

TEST_CASE("a caller who leaves ends both attempts") {
  Hedged it;
  it.wait(800ms);
  it.answer.reset();
  CHECK(it.at(0).dropped);
  CHECK(it.at(1).dropped);
  CHECK(it.reports.size() == 2);
}

TEST_CASE("what either attempt has to say wakes who waits") {
  for (const std::uint32_t speaking : {0u, 1u}) {
    Hedged it;
    it.wait(800ms);
    const auto wakes = fakes::count_wakes(*it.answer);
    it.at(speaking).stream_head();
    CHECK(*wakes == 1);
  }
}
