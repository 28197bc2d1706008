// SPDX-License-Identifier: MIT
#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/gateway/health.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace health_test {

struct Board {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  HealthBoard board{1, {.failures = 3, .cooldown = 5s, .max_cooldown = 15s}, clock};

  Board() { clock->advance(1s); }
  Breaker breaker() const {
    HealthView view;
    board.view(view);
    return view.at(0).breaker;
  }
  void attempt(Verdict verdict) {
    board.begin(0);
    board.end(0, verdict, clock->now());
  }
};

}  // namespace health_test

TEST_CASE("a target rests after failures in a row, then one probe is let through") {
  health_test::Board b;
  b.attempt(Verdict::failed);
  b.attempt(Verdict::failed);
  b.attempt(Verdict::good);
  b.attempt(Verdict::failed);
  b.attempt(Verdict::failed);
  CHECK(b.breaker() == Breaker::closed);
  b.attempt(Verdict::failed);
  CHECK(b.breaker() == Breaker::open);
  b.clock->advance(5s);
  CHECK(b.breaker() == Breaker::half_open);
  b.board.begin(0);
  CHECK(b.breaker() == Breaker::open);
  b.board.end(0, Verdict::good, b.clock->now());
  CHECK(b.breaker() == Breaker::closed);
}

TEST_CASE("a probe that fails doubles the rest, up to the most") {
  health_test::Board b;
  b.attempt(Verdict::failed_twice);
  b.attempt(Verdict::failed_twice);
  for (const auto rest : {5s, 10s, 15s, 15s}) {
    b.clock->advance(rest - 1s);
    CHECK(b.breaker() == Breaker::open);
    b.clock->advance(1s);
    CHECK(b.breaker() == Breaker::half_open);
    b.attempt(Verdict::failed);
  }
}

TEST_CASE("a late success of before does not close an open breaker") {
  health_test::Board b;
  const auto begun = b.clock->now();
  b.board.begin(0);
  b.clock->advance(1s);
  for (int i = 0; i < 3; ++i) b.attempt(Verdict::failed);
  b.clock->advance(1s);
  b.board.end(0, Verdict::good, begun);
  CHECK(b.breaker() == Breaker::open);
  b.clock->advance(4s);
  CHECK(b.breaker() == Breaker::half_open);
}

TEST_CASE("of two times to rest until the later one counts") {
  health_test::Board b;
  const auto start = b.clock->now();
  b.board.begin(0);
  b.board.end(0, Verdict::rests, start, start + 20s);
  b.board.begin(0);
  b.board.end(0, Verdict::rests, start, start + 10s);
  CHECK(b.board.next_open({0}) == start + 20s);
  b.clock->advance(15s);
  CHECK(b.breaker() == Breaker::open);
  b.clock->advance(5s);
  CHECK(b.breaker() == Breaker::half_open);
  b.attempt(Verdict::good);
  CHECK(b.breaker() == Breaker::closed);
}

TEST_CASE("requests in flight and times to the first token are counted") {
  health_test::Board b;
  b.board.begin(0);
  b.board.begin(0);
  b.board.first_token(0, 800ms);
  b.board.first_token(0, 1600ms);
  HealthView view;
  b.board.view(view);
  CHECK(view.at(0).in_flight == 2);
  CHECK(view.at(0).first_token == 900ms);
}

TEST_CASE("of many who try at once while a target is half open one begins") {
  health_test::Board b;
  for (int i = 0; i < 2; ++i) b.attempt(Verdict::failed_twice);
  for (int round = 0; round < 200; ++round) {
    b.clock->advance(15s);
    std::atomic<bool> go{false};
    std::atomic<int> begun{0};
    std::vector<std::thread> all;
    for (int i = 0; i < 3; ++i) {
      all.emplace_back([&] {
        while (!go) std::this_thread::yield();
        if (b.board.try_begin(0)) ++begun;
      });
    }
    go = true;
    for (auto& each : all) each.join();
    REQUIRE(begun == 1);
    b.board.end(0, Verdict::failed, b.clock->now());
  }
}

TEST_CASE("what rests is not begun, and counts as nothing in flight") {
  health_test::Board b;
  CHECK(b.board.try_begin(0));
  b.board.end(0, Verdict::failed_twice, b.clock->now());
  b.attempt(Verdict::failed_twice);
  CHECK_FALSE(b.board.try_begin(0));
  CHECK(b.board.of(0).in_flight == 0);
}
