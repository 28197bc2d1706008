// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/wake_race.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace {

struct RaceBench {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  fakes::Inner inner;
  Answer answer = inner.handler()(fakes::post());
  detail::WakeRace race{clock};
  int wakes = 0;

  void wait(Duration time) {
    race.wait(answer.get(), clock->now() + time, [this] { ++wakes; });
  }
};

}  // namespace

TEST_CASE("the first of stream and time wakes, the other does not") {
  RaceBench bench;
  bench.wait(5s);
  bench.inner.last().head(200);
  CHECK(bench.wakes == 1);
  bench.clock->advance(10s);
  CHECK(bench.wakes == 1);

  bench.wait(5s);
  bench.clock->advance(5s);
  CHECK(bench.wakes == 2);
  bench.inner.last().bytes("x");
  CHECK(bench.wakes == 2);
}

TEST_CASE("a time that has passed wakes at once, and once") {
  RaceBench bench;
  bench.inner.last().head(200);
  bench.wait(0s);
  CHECK(bench.wakes == 1);
}

TEST_CASE("a time that moves on keeps the alarm that stands, and is kept all the same") {
  RaceBench bench;
  for (int i = 0; i < 5; ++i) {
    bench.wait(10s);
    CHECK(bench.clock->alarms() == 1);
    bench.clock->advance(1s);
  }
  CHECK(bench.wakes == 0);
  bench.clock->advance(5s);  // the first alarm: nothing is due yet
  CHECK(bench.wakes == 1);
  bench.wait(4s);
  bench.clock->advance(3999ms);
  CHECK(bench.wakes == 1);
  bench.clock->advance(1ms);
  CHECK(bench.wakes == 2);
}

TEST_CASE("an earlier time is not missed behind a later alarm") {
  RaceBench bench;
  bench.wait(1h);
  bench.wait(1s);
  bench.clock->advance(1s);
  CHECK(bench.wakes == 1);
}

TEST_CASE("a bell wakes, a cleared wake does not come, and no time sets no alarm") {
  RaceBench bench;
  bench.race.wait(nullptr, std::nullopt, [&] { ++bench.wakes; });
  CHECK(bench.clock->alarms() == 0);
  bench.race.bell()();
  bench.race.bell()();
  CHECK(bench.wakes == 1);
  bench.wait(1s);
  bench.race.clear();
  bench.clock->advance(1s);
  CHECK(bench.wakes == 1);
}
