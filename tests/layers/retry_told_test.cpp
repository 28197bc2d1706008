// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/retry.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace retry_told {
namespace {

// What a report said.
struct Told {
  int number;
  std::string request;
  int status;
  std::string request_id, error;
  Duration duration;
  std::optional<Duration> wait;
};

struct Bench {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  fakes::Inner inner;
  std::vector<Told> told;
  Handler handler = retry({.policy = {.max_retries = 2},
                           .clock = clock,
                           .random = [] { return 0.0; },
                           .on_try =
                               [this](const TryReport& t) {
                                 told.push_back({t.number, std::string{t.method} + " " + std::string{t.path}, t.status,
                                                 t.head ? std::string{t.head->headers.get("x-request-id")} : "none",
                                                 t.error ? t.error->message : "none", t.duration, t.wait});
                               }})(inner.handler());
};

}  // namespace

TEST_CASE("each try is told once it is over, with what came of it and the wait before the next one") {
  Bench bench;
  const auto answer = bench.handler(fakes::post());
  CHECK(bench.told.empty());
  bench.clock->advance(30ms);
  bench.inner.last().fail(ErrorKind::connection, "Lost.");
  CHECK(fakes::take(answer).last == Pull::wait);
  REQUIRE(bench.told.size() == 1);
  CHECK(bench.told[0].number == 1);
  CHECK(bench.told[0].request == "POST /v1/chat/completions");
  CHECK(bench.told[0].status == 0);
  CHECK(bench.told[0].request_id == "none");
  CHECK(bench.told[0].error == "Lost.");
  CHECK(bench.told[0].duration == 30ms);
  CHECK(bench.told[0].wait == 500ms);

  bench.clock->advance(500ms);
  CHECK(fakes::take(answer).last == Pull::wait);
  bench.clock->advance(7ms);
  bench.inner.last().head(503, {{"retry-after", "3"}, {"x-request-id", "r1"}});
  CHECK(fakes::take(answer).last == Pull::wait);
  REQUIRE(bench.told.size() == 2);
  CHECK(bench.told[1].number == 2);
  CHECK(bench.told[1].status == 503);
  CHECK(bench.told[1].request_id == "r1");
  CHECK(bench.told[1].error == "none");
  CHECK(bench.told[1].duration == 7ms);
  CHECK(bench.told[1].wait == 3s);

  bench.clock->advance(3s);
  CHECK(fakes::take(answer).last == Pull::wait);
  bench.inner.last().head(200).bytes("x").end();
  CHECK(fakes::take(answer).last == Pull::end);
  REQUIRE(bench.told.size() == 3);
  CHECK(bench.told[2].number == 3);
  CHECK(bench.told[2].request == "POST /v1/chat/completions");
  CHECK(bench.told[2].status == 200);
  CHECK(!bench.told[2].wait);
}

TEST_CASE("the last try is told without a wait, and a dropped one not at all") {
  Bench bench;
  auto request = fakes::post();
  request.context.call.max_retries = 0;
  const auto answer = bench.handler(std::move(request));
  bench.inner.last().head(500);
  fakes::take(answer);
  REQUIRE(bench.told.size() == 1);
  CHECK(!bench.told[0].wait);
  auto dropped = bench.handler(fakes::post());
  dropped.reset();
  CHECK(bench.told.size() == 1);
}

TEST_CASE("what is thrown by who is told of a try is dropped, and the next try is made") {
  fakes::Inner inner;
  int told = 0;
  const auto tell = [&](const TryReport&) {
    ++told;
    throw std::runtime_error{"mine"};
  };
  const auto clock = std::make_shared<ManualClock>();
  const auto answer = retry({.clock = clock, .on_try = tell})(inner.handler())(fakes::post());
  inner.last().fail(ErrorKind::connection, "Lost.");
  CHECK(fakes::take(answer).last == Pull::wait);
  clock->advance(10s);
  CHECK(fakes::take(answer).last == Pull::wait);
  inner.last().head(200).end();
  CHECK(fakes::take(answer).head->status == 200);
  CHECK(inner.count() == 2);
  CHECK(told == 2);
}

}  // namespace retry_told
