// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/keep_alive.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace oaicompat;
using namespace std::chrono_literals;
using fakes::take;

namespace {

struct KeepAliveBench {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  fakes::Inner inner;
  Answer answer;

  KeepAliveBench() { answer = keep_alive({.interval = 15s, .clock = clock})(inner.handler())(fakes::post()); }
  fakes::Call& call() const { return inner.last(); }
};

}  // namespace

TEST_CASE("a silent event stream carries a comment each interval") {
  KeepAliveBench bench;
  bench.call().stream_head();
  CHECK(take(bench.answer).body.empty());
  auto wakes = fakes::count_wakes(*bench.answer);
  bench.clock->advance(14s);
  CHECK(*wakes == 0);
  bench.clock->advance(1s);
  CHECK(*wakes == 1);
  CHECK(take(bench.answer).body == ":\n\n");
  CHECK(take(bench.answer).body.empty());
  wakes = fakes::count_wakes(*bench.answer);
  bench.clock->advance(15s);
  CHECK(*wakes == 1);
  CHECK(take(bench.answer).body == ":\n\n");
}

TEST_CASE("an event begins the interval anew") {
  KeepAliveBench bench;
  bench.call().stream_head();
  take(bench.answer);
  bench.clock->advance(10s);
  bench.call().bytes("data: 1\n\n");
  CHECK(take(bench.answer).body == "data: 1\n\n");
  bench.clock->advance(10s);
  CHECK(take(bench.answer).body.empty());
  bench.clock->advance(5s);
  CHECK(take(bench.answer).body == ":\n\n");
}

TEST_CASE("nothing is sent before the head") {
  KeepAliveBench bench;
  CHECK(take(bench.answer).last == Pull::wait);
  fakes::count_wakes(*bench.answer);
  CHECK(bench.clock->alarms() == 0);
  bench.clock->advance(1h);
  const auto taken = take(bench.answer);
  CHECK_FALSE(taken.head);
  CHECK(taken.body.empty());
}

TEST_CASE("nothing is sent inside an event") {
  for (const char* part : {"data: {", "data: 1\n", "data: 1\r\n", "data: 1\r", "id: 1\n"}) {
    INFO(part);
    KeepAliveBench bench;
    bench.call().stream_head().bytes(part);
    CHECK(take(bench.answer).body == part);
    bench.clock->advance(1h);
    CHECK(take(bench.answer).body.empty());
  }
}

TEST_CASE("a blank line ends an event, whatever ends its lines and however it is cut") {
  for (const std::vector<std::string>& parts : std::vector<std::vector<std::string>>{{"data: 1\n\n"},
                                                                                     {"data: 1\r\n\r\n"},
                                                                                     {"data: 1\r\r"},
                                                                                     {"data: 1\n\r\n"},
                                                                                     {"data: 1\n", "\n"},
                                                                                     {"data: 1\r", "\n\r", "\n"},
                                                                                     {"d", "ata: 1", "\n", "\n"}}) {
    KeepAliveBench bench;
    bench.call().stream_head();
    for (const auto& part : parts) bench.call().bytes(part);
    take(bench.answer);
    bench.clock->advance(15s);
    CHECK(take(bench.answer).body == ":\n\n");
  }
}

TEST_CASE("after an id the comment goes without a blank line") {
  for (const std::vector<std::string>& parts :
       std::vector<std::vector<std::string>>{{"id: 1\ndata: 1\n\n"},
                                             {"data: 1\n\n", "i", "d: 1\ndata: 1\n\n"},
                                             {"data: 1\nid", ": 1\n\n"},
                                             {"data: 1\r", "id: 1\r\r", "data: 2\r\r"}}) {
    KeepAliveBench bench;
    bench.call().stream_head();
    take(bench.answer);
    for (const auto& part : parts) {
      bench.call().bytes(part);
      take(bench.answer);
    }
    bench.clock->advance(15s);
    CHECK(take(bench.answer).body == ":\n");
    bench.clock->advance(15s);
    CHECK(take(bench.answer).body == ":\n");
  }
}

TEST_CASE("other answers, and encoded ones, are left alone") {
  for (const Headers& headers : {Headers{{"content-type", "application/json"}}, Headers{},
                                 Headers{{"content-type", "text/event-stream"}, {"content-encoding", "gzip"}}}) {
    KeepAliveBench bench;
    bench.call().head(200, headers);
    take(bench.answer);
    bench.clock->advance(1h);
    CHECK(take(bench.answer).body.empty());
  }
}

TEST_CASE("an interval of zero switches the layer off") {
  auto clock = std::make_shared<ManualClock>();
  fakes::Inner inner;
  auto answer = keep_alive({.interval = 0s, .clock = clock})(inner.handler())(fakes::post());
  inner.last().stream_head();
  take(answer);
  clock->advance(1h);
  CHECK(take(answer).body.empty());
}

TEST_CASE("comments change nothing for a decoder") {
  KeepAliveBench bench;
  bench.call().stream_head();
  std::string body;
  for (const char* part : {"data: 1\n\n", "data: ", "2\n\n", "id: 7\ndata: 3\n\n", "data: 4\n\n"}) {
    bench.call().bytes(part);
    body += take(bench.answer).body;
    bench.clock->advance(20s);
    body += take(bench.answer).body;
  }
  SseDecoder decoder;
  decoder.feed(body);
  SseEvent event;
  std::string seen;
  while (decoder.next(event) == Pull::some) seen += event.data;
  CHECK(seen == "1234");
  CHECK(std::count(body.begin(), body.end(), ':') == 5 + 4);
}
