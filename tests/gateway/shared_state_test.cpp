// SPDX-License-Identifier: MIT
#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/gateway/shared_state.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace shared_state_test {

constexpr Charge minute_charge{"k/requests", Window::minute, 60, 1};
constexpr Charge open_charge{"k/open", Window::open, 2, 1};
constexpr Charge day_charge{"k/day", Window::day, 1'000, 400};

struct CounterGround {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(1'700'006'400);  // 2023-11-15 00:00 UTC
  SharedStatePtr state = memory_state(clock);

  bool take(const Charge& charge) const { return !state->reserve({charge}).refused; }
};

}  // namespace shared_state_test

using namespace shared_state_test;

TEST_CASE("a minute's counter holds its limit and fills evenly") {
  const CounterGround ground;
  for (int i = 0; i < 60; ++i) CHECK(ground.take(minute_charge));
  const auto refused = ground.state->reserve({minute_charge});
  CHECK(refused.refused == 0u);
  CHECK(refused.wait == 1s);
  CHECK(refused.standings.at(0).remaining == 0);
  CHECK(refused.standings.at(0).reset == 60s);
  ground.clock->advance(999ms);
  CHECK_FALSE(ground.take(minute_charge));
  ground.clock->advance(1ms);
  CHECK(ground.take(minute_charge));
  CHECK_FALSE(ground.take(minute_charge));
}

TEST_CASE("a refusal takes nothing of the other counters") {
  const CounterGround ground;
  const Charge dear{"k/day", Window::day, 1'000, 1'001};
  const auto refused = ground.state->reserve({minute_charge, open_charge, dear});
  CHECK(refused.refused == 2u);
  CHECK(refused.wait == std::nullopt);
  CHECK(refused.standings.at(0).remaining == 60);
  CHECK(refused.standings.at(1).remaining == 2);
  CHECK(refused.standings.at(2).remaining == 1'000);
}

TEST_CASE("what is open comes back when it is settled") {
  const CounterGround ground;
  CHECK(ground.take(open_charge));
  CHECK(ground.take(open_charge));
  ground.clock->advance(24h);
  CHECK_FALSE(ground.take(open_charge));
  ground.state->settle(open_charge, 0, 0);
  CHECK(ground.take(open_charge));
}

TEST_CASE("a budget is full again when its day or month ends, and what is settled later changes nothing") {
  const CounterGround ground;
  const auto first = ground.state->reserve({day_charge});
  ground.state->settle(day_charge, first.windows.at(0), 1'000);
  const auto refused = ground.state->reserve({day_charge});
  CHECK(refused.refused == 0u);
  CHECK(refused.wait == 24h);
  ground.clock->advance(24h);
  CHECK(ground.state->look(day_charge).remaining == 1'000);
  const auto second = ground.state->reserve({day_charge});
  ground.state->settle(day_charge, first.windows.at(0), 0);
  CHECK(ground.state->look(day_charge).remaining == 600);
  CHECK(second.windows.at(0) == first.windows.at(0) + 86'400);
  const Charge month{"k/month", Window::month, 1'000, 1'000};
  CHECK(ground.take(month));
  ground.clock->advance(24h * 14);  // 2023-11-30
  CHECK_FALSE(ground.take(month));
  ground.clock->advance(24h);
  CHECK(ground.take(month));
}

TEST_CASE("more than was reserved is waited for longer") {
  const CounterGround ground;
  const Charge tokens{"k/tokens", Window::minute, 600, 100};
  CHECK(ground.take(tokens));
  ground.state->settle(tokens, 0, 1'200);
  CHECK(ground.state->look(tokens).remaining == 0);
  CHECK(ground.state->reserve({tokens}).wait == 70s);
  ground.clock->advance(70s);
  CHECK(ground.take(tokens));
}

TEST_CASE("limits of any size neither overflow nor lend") {
  const CounterGround ground;
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  for (const auto window : {Window::minute, Window::day, Window::month, Window::open}) {
    const Charge huge{window == Window::minute  ? "a"
                      : window == Window::day   ? "b"
                      : window == Window::month ? "c"
                                                : "d",
                      window, most, most / 3};
    const auto taken = ground.state->reserve({huge});
    ground.state->settle(huge, taken.windows.at(0), most);
    CHECK_FALSE(ground.take(huge));
  }
}

TEST_CASE("however many threads take at once, no limit is exceeded, and settled amounts add up") {
  const CounterGround ground;
  const Charge money{"k/money", Window::day, 1'000'000, 997};
  const Charge slots{"k/slots", Window::open, 5, 1};
  std::atomic<std::int64_t> settled{0}, in_use{0}, most_in_use{0}, refused{0};
  std::vector<std::thread> threads;
  for (unsigned seed = 0; seed < 8; ++seed) {
    threads.emplace_back([&, seed] {
      std::mt19937 random{seed};
      for (int i = 0; i < 2'000; ++i) {
        const auto got = ground.state->reserve({slots, money});
        if (got.refused) {
          ++refused;
          std::this_thread::yield();
          continue;
        }
        const auto now = ++in_use;
        for (auto seen = most_in_use.load(); seen < now && !most_in_use.compare_exchange_weak(seen, now);) {
        }
        const auto used = static_cast<std::int64_t>(random() % 998);
        settled += used;
        --in_use;
        ground.state->settle(money, got.windows[1], used);
        ground.state->settle(slots, got.windows[0], 0);
      }
    });
  }
  for (auto& each : threads) each.join();
  CHECK(most_in_use <= 5);
  CHECK(settled <= 1'000'000);
  CHECK(refused > 0);
  CHECK(ground.state->look(money).remaining == 1'000'000 - settled);
  CHECK(ground.state->look(slots).remaining == 5);
}
