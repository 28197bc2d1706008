// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/access_log.hpp>
#include <oaicompat/layers/api_keys.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;
using namespace std::chrono_literals;
using fakes::take;

namespace {

struct LogBench {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  fakes::Inner inner;
  std::vector<AccessRecord> records;
  Handler handler =
      access_log({.sink = [this](const AccessRecord& r) { records.push_back(r); }, .clock = clock})(inner.handler());

  Answer ask() const {
    auto request = fakes::post();
    request.query = "secret=1";
    request.context.request_id = "req_1";
    request.context.peer = "127.0.0.1:5";
    return handler(std::move(request));
  }
};

}  // namespace

TEST_CASE("an answer taken to its end is logged once, with all there is to say") {
  LogBench bench;
  auto answer = bench.ask();
  bench.clock->advance(20ms);
  bench.inner.last().head(201).bytes("12345");
  take(answer);
  bench.clock->advance(30ms);
  bench.inner.last().bytes("678").end();
  CHECK(bench.records.empty());
  take(answer);
  take(answer);
  answer.reset();
  REQUIRE(bench.records.size() == 1);
  const auto& record = bench.records.front();
  CHECK(record.method == "POST");
  CHECK(record.path == "/v1/chat/completions");
  CHECK(record.status == 201);
  CHECK(record.bytes == 8);
  CHECK(record.first_byte == Duration{20ms});
  CHECK(record.duration == 50ms);
  CHECK(record.request_id == "req_1");
  CHECK(record.peer == "127.0.0.1:5");
  CHECK(record.outcome == AccessOutcome::finished);
}

TEST_CASE("an answer that fails or is dropped is logged as that") {
  LogBench bench;
  auto answer = bench.ask();
  bench.inner.last().fail(ErrorKind::connection, "No upstream.");
  take(answer);
  answer = bench.ask();
  bench.inner.last().stream_head().bytes("data: 1\n\n");
  take(answer);
  answer.reset();
  answer = bench.ask();
  answer.reset();
  REQUIRE(bench.records.size() == 3);
  CHECK(bench.records[0].outcome == AccessOutcome::failed);
  CHECK(bench.records[0].error == "No upstream.");
  CHECK(bench.records[0].status == 0);
  CHECK_FALSE(bench.records[0].first_byte);
  CHECK(bench.records[1].outcome == AccessOutcome::dropped);
  CHECK(bench.records[1].status == 200);
  CHECK(bench.records[1].bytes == 9);
  CHECK(bench.records[2].outcome == AccessOutcome::dropped);
}

TEST_CASE("the principal is the one that the API-key layer finds further in") {
  std::vector<AccessRecord> records;
  const auto handler = stack({access_log({.sink = [&](const AccessRecord& r) { records.push_back(r); }}),
                              api_keys({.keys = {{.key = "sk", .name = "alice"}}})},
                             fakes::fine());
  take(handler(fakes::post({{"api-key", "sk"}})));
  take(handler(fakes::post()));
  REQUIRE(records.size() == 2);
  CHECK(records[0].principal == "alice");
  CHECK(records[1].principal.empty());
  CHECK(records[1].status == 401);
}

TEST_CASE("without a sink the layer is nothing") {
  CHECK(take(access_log({})(fakes::fine())(fakes::post())).body == "{}");
}

TEST_CASE("a record is one line") {
  AccessRecord record;
  record.method = "POST";
  record.path = "/v1/chat/completions";
  record.status = 200;
  record.bytes = 4711;
  record.duration = 1520400us;
  record.first_byte = 89ms;
  record.request_id = "req_1";
  record.principal = "alice";
  record.peer = "[::1]:5";
  record.outcome = AccessOutcome::finished;
  CHECK(access_line(record) ==
        "POST /v1/chat/completions 200 4711B 1520.4ms first=89.0ms id=req_1 key=alice peer=[::1]:5 finished");
}

TEST_CASE("what came from outside cannot forge a line or a field") {
  AccessRecord record;
  record.method = "GET";
  record.path = "/a\r\nPOST /b\x1b[31m\x00\xC2\x9B\\x id=9";
  record.principal = "My key";
  record.error = "Cut\noff.";
  record.outcome = AccessOutcome::failed;
  CHECK(access_line(record) ==
        "GET /a\\x0d\\x0aPOST\\x20/b\\x1b[31m 0 0B 0.0ms id=- key=My\\x20key peer=- failed error=Cut\\x0aoff.");
  record.path = "\x7f\xC2\x9B\\x id=9";
  CHECK(access_line(record).starts_with("GET \\x7f\\xc2\\x9b\\x5cx\\x20id=9 0 "));
}
