// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/timeouts.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;
using namespace std::chrono_literals;
using fakes::take;

namespace {

struct TimeoutsBench {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  fakes::Inner inner;
  Handler handler;

  explicit TimeoutsBench(TimeoutsOptions options) {
    options.clock = clock;
    handler = timeouts(options)(inner.handler());
  }
};

void check_timeout(const fakes::Taken& taken, std::string_view code, std::string_view message) {
  CHECK(taken.last == Pull::fail);
  CHECK(taken.error.kind == ErrorKind::timeout);
  CHECK(taken.error.code == code);
  CHECK(taken.error.message == message);
}

}  // namespace

TEST_CASE("an answer that does not begin in time is dropped") {
  TimeoutsBench bench{{.first_byte = 2s}};
  auto answer = bench.handler(fakes::post());
  CHECK(take(answer).last == Pull::wait);
  const auto wakes = fakes::count_wakes(*answer);
  bench.clock->advance(1999ms);
  CHECK(*wakes == 0);
  bench.clock->advance(1ms);
  CHECK(*wakes == 1);
  check_timeout(take(answer), "first_byte_timeout", "The answer did not begin within 2 s.");
  CHECK(bench.inner.last().dropped);
  check_timeout(take(answer), "first_byte_timeout", "The answer did not begin within 2 s.");
}

TEST_CASE("an answer whose next piece does not come is dropped, counted anew for each piece") {
  TimeoutsBench bench{{.idle = 1500ms}};
  auto answer = bench.handler(fakes::post());
  bench.inner.last().stream_head();
  for (int i = 0; i < 5; ++i) {
    CHECK(take(answer).last == Pull::wait);
    const auto wakes = fakes::count_wakes(*answer);
    bench.clock->advance(1400ms);
    bench.inner.last().bytes("data: x\n\n");
    CHECK(*wakes == 1);
  }
  CHECK(take(answer).last == Pull::wait);
  bench.clock->advance(1500ms);
  check_timeout(take(answer), "idle_timeout", "The answer's next piece did not come within 1.5 s.");
}

TEST_CASE("a wake for an old piece's time does not end the answer") {
  TimeoutsBench bench{{.idle = 2s}};
  auto answer = bench.handler(fakes::post());
  bench.inner.last().stream_head();
  take(answer);
  fakes::count_wakes(*answer);
  bench.clock->advance(1s);
  bench.inner.last().bytes("a");
  take(answer);
  auto wakes = fakes::count_wakes(*answer);
  bench.clock->advance(1s);
  CHECK(take(answer).last == Pull::wait);
  wakes = fakes::count_wakes(*answer);
  bench.clock->advance(1s);
  CHECK(*wakes == 1);
  CHECK(take(answer).last == Pull::fail);
}

TEST_CASE("a reader that is slow is no answer that is slow") {
  TimeoutsBench bench{{.idle = 1s}};
  auto answer = bench.handler(fakes::post());
  bench.inner.last().stream_head().bytes("a");
  Part part;
  CHECK(answer->pull(part) == Pull::some);
  bench.clock->advance(1h);
  CHECK(answer->pull(part) == Pull::some);
  bench.clock->advance(1h);
  CHECK(answer->pull(part) == Pull::wait);
  bench.clock->advance(999ms);
  CHECK(answer->pull(part) == Pull::wait);
}

TEST_CASE("the whole answer has its time") {
  TimeoutsBench bench{{.total = 3s}};
  auto answer = bench.handler(fakes::post());
  CHECK(bench.inner.last().request.context.deadline == bench.clock->now() + 3s);
  bench.inner.last().stream_head();
  for (int i = 0; i < 2; ++i) {
    CHECK(take(answer).last == Pull::wait);
    bench.clock->advance(1s);
    bench.inner.last().bytes("x");
  }
  CHECK(take(answer).last == Pull::wait);
  const auto wakes = fakes::count_wakes(*answer);
  bench.clock->advance(1s);
  CHECK(*wakes == 1);
  check_timeout(take(answer), "total_timeout", "The answer did not end within 3 s.");
}

TEST_CASE("the whole answer's time ends one that is always ready, too") {
  TimeoutsBench bench{{.total = 3s}};
  auto answer = bench.handler(fakes::post());
  bench.inner.last().stream_head().bytes("a").bytes("b").end();
  Part part;
  CHECK(answer->pull(part) == Pull::some);
  bench.clock->advance(4s);
  CHECK(answer->pull(part) == Pull::fail);
}

TEST_CASE("the request's deadline is held") {
  TimeoutsBench bench{{.total = 1h}};
  auto request = fakes::post();
  request.context.deadline = bench.clock->now() + 5s;
  auto answer = bench.handler(request);
  bench.clock->advance(5s);
  check_timeout(take(answer), "deadline_exceeded", "The answer did not end before the request's deadline, within 5 s.");
}

TEST_CASE("a request says itself how long it waits") {
  TimeoutsBench bench{{}};
  auto request = fakes::post();
  request.context.call.timeout = 250ms;
  auto answer = bench.handler(request);
  bench.clock->advance(250ms);
  check_timeout(take(answer), "first_byte_timeout", "The answer did not begin within 0.25 s.");
  answer = bench.handler(request);
  bench.inner.last().head(200);
  take(answer);
  bench.clock->advance(250ms);
  check_timeout(take(answer), "idle_timeout", "The answer's next piece did not come within 0.25 s.");
}

TEST_CASE("by default an answer has ten minutes to begin, and between pieces, and no end") {
  TimeoutsBench bench{{}};
  auto answer = bench.handler(fakes::post());
  CHECK_FALSE(bench.inner.last().request.context.deadline);
  bench.clock->advance(599s);
  CHECK(take(answer).last == Pull::wait);
  bench.clock->advance(1s);
  CHECK(take(answer).last == Pull::fail);
}

TEST_CASE("timeouts that are off never ring") {
  TimeoutsBench bench{{.first_byte = 0s, .idle = 0s}};
  auto answer = bench.handler(fakes::post());
  CHECK(take(answer).last == Pull::wait);
  fakes::count_wakes(*answer);
  CHECK(bench.clock->alarms() == 0);
  bench.inner.last().head(200);
  take(answer);
  bench.clock->advance(10h);
  CHECK(take(answer).last == Pull::wait);
}

TEST_CASE("the inner answer's own failure passes") {
  TimeoutsBench bench{{}};
  auto answer = bench.handler(fakes::post());
  bench.inner.last().fail(ErrorKind::connection, "No route.");
  const auto taken = take(answer);
  CHECK(taken.last == Pull::fail);
  CHECK(taken.error.message == "No route.");
}
