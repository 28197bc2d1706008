// SPDX-License-Identifier: MIT
#include <oaicompat/base/manual_clock.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

TEST_CASE("a manual clock rings its alarms in order, each at its time") {
  ManualClock clock{1000};
  const auto start = clock.now();
  std::string rung;
  auto late = clock.at(start + 3s, [&] { rung += "c" + std::to_string((clock.now() - start) / 1s); });
  auto soon = clock.at(start + 1s, [&] { rung += "a" + std::to_string((clock.now() - start) / 1s); });
  auto same = clock.at(start + 1s, [&] { rung += "b"; });
  auto never = clock.at(start + 2s, [&] { rung += "x"; });
  CHECK(clock.alarms() == 4);
  never.reset();
  clock.advance(1s);
  CHECK(rung == "a1b");
  clock.advance(10s);
  CHECK(rung == "a1bc3");
  CHECK(clock.alarms() == 0);
  CHECK(clock.unix_time() == 1011);
}

TEST_CASE("an alarm for the past rings at once") {
  ManualClock clock;
  int rung = 0;
  auto alarm = clock.at(clock.now(), [&] { ++rung; });
  CHECK(rung == 1);
}

TEST_CASE("an alarm may set, drop and outlive others") {
  auto clock = std::make_unique<ManualClock>();
  std::string rung;
  AlarmPtr inner, victim;
  auto outer = clock->at(clock->now() + 1s, [&] {
    rung += "outer ";
    inner = clock->at(clock->now() + 1s, [&] { rung += "inner "; });
    victim.reset();
  });
  victim = clock->at(clock->now() + 1s, [&] { rung += "victim "; });
  clock->advance(5s);
  CHECK(rung == "outer inner ");
  auto left = clock->at(clock->now() + 1s, [] {});
  clock.reset();
}

TEST_CASE("a dropped alarm lets go of a wake that reaches for the clock") {
  auto clock = std::make_shared<ManualClock>();
  struct Asks {
    explicit Asks(std::shared_ptr<ManualClock> c) : clock{std::move(c)} {}
    std::shared_ptr<ManualClock> clock;
    ~Asks() { clock->alarms(); }
  };
  auto alarm = clock->at(clock->now() + 1s, [asks = std::make_shared<Asks>(clock)] {});
  alarm.reset();
  CHECK(clock->alarms() == 0);
}

TEST_CASE("the real clock rings soon after the time, earliest first") {
  const auto clock = real_clock();
  const auto start = clock->now();
  std::promise<Time> first, second;
  auto late = clock->at(start + 20ms, [&] { second.set_value(clock->now()); });
  auto soon = clock->at(start + 5ms, [&] { first.set_value(clock->now()); });
  const auto one = first.get_future().get(), two = second.get_future().get();
  CHECK(one >= start + 5ms);
  CHECK(two >= start + 20ms);
  CHECK(one <= two);
}

TEST_CASE("the real clock rings the past at once, and not what was called off") {
  const auto clock = real_clock();
  std::atomic<bool> wrong = false;
  {
    auto off = clock->at(clock->now() + 10ms, [&] { wrong = true; });
  }
  std::promise<void> rung;
  auto past = clock->at(clock->now() - 1s, [&] { rung.set_value(); });
  rung.get_future().get();
  std::promise<void> later;
  auto after = clock->at(clock->now() + 15ms, [&] { later.set_value(); });
  later.get_future().get();
  CHECK(!wrong);
}

TEST_CASE("many threads set and drop alarms on the real clock") {
  const auto clock = real_clock();
  auto rung = std::make_shared<std::atomic<int>>(0);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      std::vector<AlarmPtr> alarms;
      for (int i = 0; i < 200; ++i) {
        alarms.push_back(clock->at(clock->now() + std::chrono::microseconds{i * 10}, [rung] { ++*rung; }));
        if (i % 3 == 0) alarms.erase(alarms.begin());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(*rung <= 800);
}

TEST_CASE("a span as long as its type lets it is a century, which can be added to a time") {
  using oaicompat::detail::bounded_span;
  constexpr auto century = std::chrono::hours{24 * 36525};
  CHECK(bounded_span(std::chrono::milliseconds::max()) == century);
  CHECK(bounded_span(std::chrono::milliseconds::min()) == -century);
  CHECK(bounded_span(std::chrono::hours::max()) == century);
  CHECK(bounded_span(std::chrono::milliseconds{5}) == std::chrono::milliseconds{5});
  CHECK(real_clock()->now() + bounded_span(std::chrono::seconds::max()) > real_clock()->now());
}

TEST_CASE("the wall clock is in this century") { CHECK(real_clock()->unix_time() > 1'700'000'000); }
