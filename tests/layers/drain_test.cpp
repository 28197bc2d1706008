// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/drain.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <stop_token>

using namespace oaicompat;
using namespace std::chrono_literals;
using fakes::take;

namespace {

const std::string closing =
    R"({"error":{"message":"The server is shutting down. Please try again.","type":"server_error","param":null,)"
    R"("code":"shutting_down"}})";

struct DrainBench {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  fakes::Inner inner;
  Drain drain{{.grace = 500ms, .retry_after = 3s, .clock = clock}};
  Handler handler = drain.layer()(inner.handler());
};

}  // namespace

TEST_CASE("a drain lets everything through until it is told") {
  DrainBench bench;
  CHECK(bench.drain.running() == 0);
  auto answer = bench.handler(fakes::post());
  CHECK(bench.drain.running() == 1);
  bench.inner.last().stream_head().bytes("data: 1\n\n").end();
  CHECK(take(answer).body == "data: 1\n\n");
  CHECK(bench.drain.running() == 1);
  answer.reset();
  CHECK(bench.drain.running() == 0);
  CHECK(bench.drain.wait(0ms));
  CHECK(bench.clock->alarms() == 0);
}

TEST_CASE("a drain that refuses lets what runs finish and turns away what is new") {
  DrainBench bench;
  auto running = bench.handler(fakes::post());
  bench.drain.refuse();
  const auto taken = take(bench.handler(fakes::post()));
  CHECK(taken.head->status == 503);
  CHECK(taken.header("retry-after") == "3");
  CHECK(taken.body == closing);
  CHECK(bench.inner.count() == 1);
  CHECK(bench.drain.running() == 1);
  CHECK_FALSE(bench.inner.last().request.context.stop.stop_requested());
  bench.inner.last().head(200).bytes("done").end();
  CHECK(take(running).body == "done");
}

TEST_CASE("an event stream that is ended tells so in an event") {
  DrainBench bench;
  auto answer = bench.handler(fakes::post());
  bench.inner.last().stream_head().bytes("data: 1\n\n");
  fakes::Taken taken;
  take(*answer, taken);
  const auto wakes = fakes::count_wakes(*answer);
  bench.drain.end();
  CHECK(bench.inner.last().request.context.stop.stop_requested());
  CHECK(*wakes == 1);
  take(*answer, taken);
  CHECK(taken.last == Pull::wait);  // it may still end in its own form
  const auto later = fakes::count_wakes(*answer);
  bench.clock->advance(499ms);
  CHECK(*later == 0);
  bench.clock->advance(1ms);
  CHECK(*later == 1);
  take(*answer, taken);
  CHECK(taken.body == "data: 1\n\ndata: " + closing + "\n\n");
  CHECK(taken.last == Pull::end);
  CHECK(bench.inner.last().dropped);
}

TEST_CASE("a stream that ends in its own form when it is told to stop is left to do so") {
  DrainBench bench;
  auto answer = bench.handler(fakes::post());
  auto& call = bench.inner.last();
  call.stream_head().bytes("data: 1\n\n");
  const std::stop_callback on_stop{call.request.context.stop, [&] { call.bytes("event: response.failed\n\n").end(); }};
  bench.drain.end();
  const auto taken = take(answer);
  CHECK(taken.body == "data: 1\n\nevent: response.failed\n\n");
  CHECK(taken.last == Pull::end);
}

TEST_CASE("what fails because it was told to stop ends in form as well") {
  for (const bool headed : {true, false}) {
    DrainBench bench;
    auto answer = bench.handler(fakes::post());
    auto& call = bench.inner.last();
    if (headed) call.stream_head();
    const std::stop_callback on_stop{call.request.context.stop, [&] { call.fail(ErrorKind::cancelled); }};
    bench.drain.end();
    const auto taken = take(answer);
    CHECK(taken.head->status == (headed ? 200 : 503));
    CHECK(taken.body == (headed ? "data: " + closing + "\n\n" : closing));
    CHECK(taken.last == Pull::end);
  }
}

TEST_CASE("a stream that never stops is ended between two of its events") {
  DrainBench bench;
  auto answer = bench.handler(fakes::post());
  bench.inner.last().stream_head().bytes("data: 1\n\n");
  fakes::Taken taken;
  take(*answer, taken);
  bench.drain.end();
  bench.clock->advance(500ms);
  bench.inner.last().bytes("data: 2\n\n").bytes("data: 3\n\n");
  take(*answer, taken);
  CHECK(taken.body == "data: 1\n\ndata: " + closing + "\n\n");
  CHECK(taken.last == Pull::end);
}

TEST_CASE("what cannot carry an error any more fails when it is ended") {
  for (const bool half_an_event : {true, false}) {
    DrainBench bench;
    auto answer = bench.handler(fakes::post());
    half_an_event ? bench.inner.last().stream_head().bytes("data: 1") : bench.inner.last().head(200).bytes("[1,");
    take(answer);
    bench.drain.end();
    bench.clock->advance(500ms);
    const auto taken = take(answer);
    CHECK(taken.last == Pull::fail);
    CHECK(taken.error.code == "shutting_down");
  }
}

TEST_CASE("a request is told to stop by its transport too, and that is no end of the server's") {
  DrainBench bench;
  std::stop_source gone;
  auto request = fakes::post();
  request.context.stop = gone.get_token();
  auto answer = bench.handler(std::move(request));
  auto& call = bench.inner.last();
  const std::stop_callback on_stop{call.request.context.stop, [&] { call.fail(ErrorKind::cancelled); }};
  gone.request_stop();
  const auto taken = take(answer);
  CHECK(taken.last == Pull::fail);
  CHECK(taken.error.kind == ErrorKind::cancelled);
}

TEST_CASE("what has become another protocol is told to stop and ends by itself") {
  DrainBench bench;
  auto answer = bench.handler(fakes::get("/v1/responses"));
  bench.inner.last().head(101, {{"upgrade", "websocket"}});
  take(answer);
  bench.drain.end();
  bench.clock->advance(1s);
  CHECK(bench.inner.last().request.context.stop.stop_requested());
  CHECK(take(answer).last == Pull::wait);
}

TEST_CASE("stop says whether all has ended") {
  Drain drain{{.grace = 1ms}};
  fakes::Inner inner;
  const auto handler = drain.layer()(inner.handler());
  auto answer = std::make_optional(handler(fakes::post()));
  CHECK_FALSE(drain.stop(0ms));
  CHECK(inner.last().request.context.stop.stop_requested());
  answer.reset();
  CHECK(drain.stop(0ms));
}

TEST_CASE("an answer that outlives its drain ends as if it still were") {
  auto bench = std::make_unique<DrainBench>();
  auto answer = bench->handler(fakes::post());
  const auto inner = bench->inner;
  bench.reset();
  inner.last().head(200).bytes("x").end();
  CHECK(take(answer).body == "x");
}
