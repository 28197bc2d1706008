// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/retry.hpp>

#include <doctest/doctest.h>

#include <stop_token>

using namespace oaicompat;
using namespace std::chrono_literals;
using fakes::take;

namespace {

struct RetryBench {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  fakes::Inner inner;
  Handler handler;

  explicit RetryBench(RetryPolicy policy = {}) {
    handler = retry({.policy = policy, .clock = clock, .random = [] { return 0.0; }})(inner.handler());
  }
  std::string count(std::size_t call) const {
    return std::string{(*inner.calls)[call]->request.headers.get("x-stainless-retry-count")};
  }
};

}  // namespace

TEST_CASE("an answer that is fine passes untouched") {
  RetryBench bench;
  auto answer = bench.handler(fakes::post());
  bench.inner.last().head(200, {{"a", "b"}}).bytes("one").bytes("two").end();
  const auto taken = take(answer);
  CHECK(taken.head == Head{.status = 200, .headers = {{"a", "b"}}});
  CHECK(taken.body == "onetwo");
  CHECK(taken.last == Pull::end);
  CHECK(bench.inner.count() == 1);
}

TEST_CASE("the request is sent again after each wait, and the last answer stands") {
  RetryBench bench;
  auto answer = bench.handler(fakes::post({{"authorization", "Bearer x"}}, "body"));
  bench.inner.last().head(503).bytes("busy").end();
  CHECK(take(answer).last == Pull::wait);
  CHECK(bench.inner.last().dropped);

  auto wakes = fakes::count_wakes(*answer);
  bench.clock->advance(499ms);
  CHECK(*wakes == 0);
  CHECK(take(answer).last == Pull::wait);
  wakes = fakes::count_wakes(*answer);
  bench.clock->advance(1ms);
  CHECK(*wakes == 1);
  CHECK(take(answer).last == Pull::wait);
  REQUIRE(bench.inner.count() == 2);

  wakes = fakes::count_wakes(*answer);
  bench.inner.last().fail(ErrorKind::connection);
  CHECK(*wakes == 1);
  CHECK(take(answer).last == Pull::wait);
  bench.clock->advance(1s);
  CHECK(take(answer).last == Pull::wait);
  REQUIRE(bench.inner.count() == 3);
  bench.inner.last().head(500).bytes("still").end();
  const auto taken = take(answer);
  CHECK(taken.head->status == 500);
  CHECK(taken.body == "still");
  CHECK(taken.last == Pull::end);
  for (const auto& call : *bench.inner.calls) {
    CHECK(call->request.body == "body");
    CHECK(call->request.headers.get("authorization") == "Bearer x");
  }
}

TEST_CASE("the retries made are told in a header, unless the caller set it") {
  RetryBench bench;
  auto answer = bench.handler(fakes::post());
  CHECK(bench.count(0) == "0");
  for (std::size_t i = 1; i <= 2; ++i) {
    bench.inner.last().head(500);
    take(answer);
    bench.clock->advance(10s);
    take(answer);
    CHECK(bench.count(i) == std::to_string(i));
  }
  auto own = bench.handler(fakes::post({{"X-Stainless-Retry-Count", "mine"}}));
  CHECK(bench.count(3) == "mine");
}

TEST_CASE("the last failure stands once the retries are used up") {
  RetryBench bench{{.max_retries = 1}};
  auto answer = bench.handler(fakes::post());
  bench.inner.last().fail(ErrorKind::timeout, "first");
  take(answer);
  bench.clock->advance(10s);
  take(answer);
  bench.inner.last().fail(ErrorKind::timeout, "second");
  const auto taken = take(answer);
  CHECK(taken.last == Pull::fail);
  CHECK(taken.error.message == "second");
  CHECK(bench.inner.count() == 2);
}

TEST_CASE("a stream that was handed on is not tried again") {
  RetryBench bench;
  auto answer = bench.handler(fakes::post());
  bench.inner.last().stream_head().bytes("data: 1\n\n");
  CHECK(take(answer).last == Pull::wait);
  bench.inner.last().fail(ErrorKind::connection);
  CHECK(take(answer).last == Pull::fail);
  CHECK(bench.inner.count() == 1);
}

TEST_CASE("a request says itself how often it may be tried again") {
  RetryBench bench;
  auto request = fakes::post();
  request.context.call.max_retries = 0;
  auto answer = bench.handler(request);
  bench.inner.last().head(500).end();
  CHECK(take(answer).head->status == 500);
  request.context.call.max_retries = 3;
  answer = bench.handler(request);
  for (int i = 0; i < 3; ++i) {
    bench.inner.last().head(500).end();
    CHECK(take(answer).last == Pull::wait);
    bench.clock->advance(10s);
    CHECK(take(answer).last == Pull::wait);
  }
  bench.inner.last().head(500).end();
  CHECK(take(answer).last == Pull::end);
  CHECK(bench.inner.count() == 5);
}

TEST_CASE("a stop ends the wait at once") {
  RetryBench bench;
  std::stop_source stop;
  auto request = fakes::post();
  request.context.stop = stop.get_token();
  auto answer = bench.handler(request);
  bench.inner.last().head(500);
  CHECK(take(answer).last == Pull::wait);
  auto wakes = fakes::count_wakes(*answer);
  stop.request_stop();
  CHECK(*wakes == 1);
  const auto taken = take(answer);
  CHECK(taken.last == Pull::fail);
  CHECK(taken.error.kind == ErrorKind::cancelled);
  bench.clock->advance(10s);
  CHECK(take(answer).last == Pull::fail);
  CHECK(bench.inner.count() == 1);
}

TEST_CASE("a stop that fired before anyone waited is not missed") {
  RetryBench bench;
  std::stop_source stop;
  auto request = fakes::post();
  request.context.stop = stop.get_token();
  auto answer = bench.handler(request);
  bench.inner.last().head(500);
  CHECK(take(answer).last == Pull::wait);
  stop.request_stop();
  CHECK(*fakes::count_wakes(*answer) == 1);
}

TEST_CASE("what came stands when the request is stopped, or its deadline would pass in the wait") {
  RetryBench bench;
  std::stop_source stop;
  auto request = fakes::post();
  request.context.stop = stop.get_token();
  auto answer = bench.handler(request);
  stop.request_stop();
  bench.inner.last().fail(ErrorKind::connection);
  CHECK(take(answer).error.kind == ErrorKind::connection);

  request = fakes::post();
  request.context.deadline = bench.clock->now() + 500ms;
  answer = bench.handler(request);
  bench.inner.last().head(429).end();
  CHECK(take(answer).head->status == 429);
  request.context.deadline = bench.clock->now() + 501ms;
  answer = bench.handler(request);
  bench.inner.last().head(429).end();
  CHECK(take(answer).last == Pull::wait);
}

TEST_CASE("dropping the answer in its wait calls the alarm off") {
  RetryBench bench;
  auto answer = bench.handler(fakes::post());
  bench.inner.last().head(500);
  take(answer);
  const auto wakes = fakes::count_wakes(*answer);
  CHECK(bench.clock->alarms() == 1);
  answer.reset();
  CHECK(bench.clock->alarms() == 0);
  bench.clock->advance(10s);
  CHECK(*wakes == 0);
  CHECK(bench.inner.count() == 1);
}

TEST_CASE("a date in Retry-After is held against the clock") {
  auto clock = std::make_shared<ManualClock>(1696004797);
  fakes::Inner inner;
  auto handler = retry({.clock = clock, .random = [] { return 0.0; }})(inner.handler());
  auto answer = handler(fakes::post());
  inner.last().head(429, {{"retry-after", "Fri, 29 Sep 2023 16:26:57 GMT"}});
  take(answer);
  clock->advance(19s);
  take(answer);
  CHECK(inner.count() == 1);
  clock->advance(1s);
  take(answer);
  CHECK(inner.count() == 2);
}

TEST_CASE("without randomness given, waits lie between three quarters and the whole") {
  auto clock = std::make_shared<ManualClock>();
  for (int i = 0; i < 100; ++i) {
    fakes::Inner inner;
    auto answer = retry({.clock = clock})(inner.handler())(fakes::post());
    inner.last().head(500);
    take(answer);
    clock->advance(374ms);
    take(answer);
    CHECK(inner.count() == 1);
    clock->advance(126ms);
    take(answer);
    CHECK(inner.count() == 2);
  }
}
