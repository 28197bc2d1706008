// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/limits.hpp>

#include <doctest/doctest.h>

#include <stop_token>

using namespace oaicompat;
using namespace std::chrono_literals;
using fakes::take;

namespace {

const std::string late =
    R"({"error":{"message":"The request took too long.","type":"server_error","param":null,"code":"deadline_exceeded"}})";

struct LimitsBench {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  fakes::Inner inner;
  Handler handler;

  explicit LimitsBench(LimitsOptions options) {
    options.clock = clock;
    handler = limits(options)(inner.handler());
  }
};

}  // namespace

TEST_CASE("a body that is too large is refused") {
  LimitsBench bench{{.max_body_bytes = 4}};
  CHECK(take(bench.handler(fakes::post({}, "1234"))).last == Pull::wait);
  const auto taken = take(bench.handler(fakes::post({}, "12345")));
  CHECK(taken.head->status == 413);
  CHECK(taken.body == R"({"error":{"message":"The request body is larger than 4 bytes.",)"
                      R"("type":"invalid_request_error","param":null,"code":"request_too_large"}})");
  CHECK(bench.inner.count() == 1);
}

TEST_CASE("one request more than allowed is refused until another's answer is gone") {
  LimitsBench bench{{.max_requests = 2, .retry_after = 7s}};
  auto first = bench.handler(fakes::post());
  auto second = bench.handler(fakes::post());
  const auto taken = take(bench.handler(fakes::post()));
  CHECK(taken.head->status == 503);
  CHECK(taken.header("retry-after") == "7");
  CHECK(taken.body.find(R"("code":"server_overloaded")") != std::string::npos);
  bench.inner.last().head(200).end();
  CHECK(take(second).last == Pull::end);
  CHECK(take(bench.handler(fakes::post())).head->status == 503);
  second.reset();
  CHECK(take(bench.handler(fakes::post())).last == Pull::wait);
  CHECK(bench.inner.count() == 3);
}

TEST_CASE("one event stream more than allowed is refused, whole answers are not") {
  LimitsBench bench{{.max_streams = 1}};
  auto first = bench.handler(fakes::post());
  bench.inner.last().stream_head();
  CHECK(take(first).head->status == 200);
  auto whole = bench.handler(fakes::post());
  bench.inner.last().head(200, {{"content-type", "application/json"}}).bytes("{}").end();
  CHECK(take(whole).body == "{}");
  auto second = bench.handler(fakes::post());
  bench.inner.last().stream_head().bytes("data: 1\n\n");
  const auto taken = take(second);
  CHECK(taken.head->status == 429);
  CHECK(taken.header("retry-after") == "1");
  CHECK(taken.header("content-type") == "application/json");
  CHECK(taken.body.find(R"("type":"rate_limit_error")") != std::string::npos);
  CHECK(taken.body.find(R"("code":"too_many_streams")") != std::string::npos);
  CHECK(taken.last == Pull::end);
  CHECK(bench.inner.last().dropped);
  first.reset();
  auto third = bench.handler(fakes::post());
  bench.inner.last().stream_head();
  CHECK(take(third).head->status == 200);
}

TEST_CASE("by default only the body has a limit, and no alarm is set") {
  LimitsBench bench{{}};
  std::vector<Answer> answers;
  for (int i = 0; i < 2000; ++i) {
    answers.push_back(bench.handler(fakes::post()));
    bench.inner.last().stream_head();
    CHECK(take(answers.back()).head->status == 200);
  }
  CHECK(bench.clock->alarms() == 0);
}

TEST_CASE("a request whose answer does not begin by the deadline is answered 504") {
  LimitsBench bench{{.deadline = 5s}};
  auto answer = bench.handler(fakes::post());
  CHECK(bench.inner.last().request.context.deadline == bench.clock->now() + 5s);
  const auto stop = bench.inner.last().request.context.stop;
  CHECK(take(answer).last == Pull::wait);
  const auto wakes = fakes::count_wakes(*answer);
  bench.clock->advance(4999ms);
  CHECK_FALSE(stop.stop_requested());
  bench.clock->advance(1ms);
  CHECK(stop.stop_requested());
  CHECK(*wakes == 1);
  const auto taken = take(answer);
  CHECK(taken.head->status == 504);
  CHECK(taken.body == late);
  CHECK(taken.last == Pull::end);
  CHECK(bench.inner.last().dropped);
}

TEST_CASE("an event stream tells of its deadline in an event") {
  LimitsBench bench{{.deadline = 5s}};
  auto answer = bench.handler(fakes::post());
  bench.inner.last().stream_head().bytes("data: 1\n\n");
  fakes::Taken taken;
  take(*answer, taken);
  bench.clock->advance(5s);
  take(*answer, taken);
  CHECK(taken.head->status == 200);
  CHECK(taken.body == "data: 1\n\ndata: " + late + "\n\n");
  CHECK(taken.last == Pull::end);
}

TEST_CASE("what cannot carry an error any more fails at the deadline") {
  for (const bool half_an_event : {true, false}) {
    LimitsBench bench{{.deadline = 5s}};
    auto answer = bench.handler(fakes::post());
    half_an_event ? bench.inner.last().stream_head().bytes("data: 1") : bench.inner.last().head(200).bytes("[1,");
    take(answer);
    bench.clock->advance(5s);
    const auto taken = take(answer);
    CHECK(taken.last == Pull::fail);
    CHECK(taken.error.kind == ErrorKind::timeout);
    CHECK(taken.error.code == "deadline_exceeded");
  }
}

TEST_CASE("an inner answer that fails because it was stopped at the deadline is late, not cancelled") {
  LimitsBench bench{{.deadline = 5s}};
  auto answer = bench.handler(fakes::post());
  const std::stop_callback on_stop{bench.inner.last().request.context.stop,
                                   [&] { bench.inner.last().fail(ErrorKind::cancelled); }};
  bench.clock->advance(5s);
  CHECK(take(answer).head->status == 504);
}

TEST_CASE("the earlier of two deadlines counts") {
  LimitsBench bench{{.deadline = 5s}};
  auto request = fakes::post();
  request.context.deadline = bench.clock->now() + 2s;
  auto answer = bench.handler(request);
  CHECK(bench.inner.last().request.context.deadline == bench.clock->now() + 2s);
  bench.clock->advance(2s);
  CHECK(take(answer).head->status == 504);
  request.context.deadline = bench.clock->now() + 9s;
  answer = bench.handler(request);
  CHECK(bench.inner.last().request.context.deadline == bench.clock->now() + 5s);
}

TEST_CASE("the request's own stop goes through the deadline's") {
  LimitsBench bench{{.deadline = 5s}};
  std::stop_source stop;
  auto request = fakes::post();
  request.context.stop = stop.get_token();
  auto answer = bench.handler(request);
  CHECK_FALSE(bench.inner.last().request.context.stop.stop_requested());
  stop.request_stop();
  CHECK(bench.inner.last().request.context.stop.stop_requested());
  bench.inner.last().fail(ErrorKind::cancelled);
  CHECK(take(answer).error.kind == ErrorKind::cancelled);
}

TEST_CASE("an answer that ends in time sets no alarm loose, and stops nothing") {
  LimitsBench bench{{.deadline = 5s}};
  auto answer = bench.handler(fakes::post());
  const auto stop = bench.inner.last().request.context.stop;
  bench.inner.last().head(200).bytes("{}").end();
  CHECK(take(answer).last == Pull::end);
  answer.reset();
  CHECK(bench.clock->alarms() == 0);
  CHECK_FALSE(stop.stop_requested());
}
