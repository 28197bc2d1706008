// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/access_log.hpp>
#include <oaicompat/layers/api_keys.hpp>
#include <oaicompat/layers/catch_exceptions.hpp>
#include <oaicompat/layers/limits.hpp>
#include <oaicompat/layers/reverse_proxy.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

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
  CHECK(records[1].outcome == AccessOutcome::failed);
  CHECK(records[1].error_code == "invalid_api_key");
}

TEST_CASE("an error answer is a failure with its code and message, whoever gives it") {
  struct Row {
    const char* what;
    std::function<Answer(Request)> handler;
    std::string code, error;
  };
  const auto answers = [](int status, std::string type, std::string body) {
    return fakes::always(status, {{"content-type", std::move(type)}}, std::move(body));
  };
  const Row rows[] = {
      {"an error of the API's", [](const Request&) { return error_answer(api_error(503, "Busy.", "overloaded")); },
       "overloaded", "Busy."},
      {"one without a code", [](const Request&) { return error_answer(api_error(429, "Slow down.")); },
       "rate_limit_error", "Slow down."},
      {"one of another shape", answers(404, "application/json", R"({"detail":"Not Found"})"), "invalid_request_error",
       "Not Found"},
      {"text", answers(502, "text/plain", "Bad Gateway"), "server_error", "Bad Gateway"},
      {"nothing", answers(500, "text/plain", ""), "server_error", "The server answered with status 500."},
      {"a body that is compressed", fakes::always(500, {{"content-encoding", "gzip"}}, "\x1f\x8b"), "server_error",
       "The server answered with status 500."},
      {"an upstream's answer",
       reverse_proxy({})(answers(400, "application/json", R"({"error":{"message":"No.","code":"n"}})")), "n", "No."},
      {"an upstream that is not there",
       reverse_proxy({})([](const Request&) { return failed<Part>(local_error(ErrorKind::connection, "No route.")); }),
       "connection", "No route."},
      {"an exception", catch_exceptions({})([](const Request&) -> Answer { throw std::runtime_error{"It throws."}; }),
       "internal_error", "The server had an error while processing the request."},
      {"a limit", limits({.max_body_bytes = 1})(fakes::fine()), "request_too_large",
       "The request body is larger than 1 bytes."},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    std::vector<AccessRecord> records;
    take(access_log({.sink = [&](const AccessRecord& r) { records.push_back(r); }})(row.handler)(fakes::post()));
    REQUIRE(records.size() == 1);
    CHECK(records[0].outcome == AccessOutcome::failed);
    CHECK(records[0].error_code == row.code);
    CHECK(records[0].error == row.error);
  }
}

TEST_CASE("what cuts a stream off in its middle is told, also where the caller leaves on hearing of it") {
  LogBench bench;
  const auto served = [&](const Layer& layer) {
    return access_log({.sink = [&](const AccessRecord& r) { bench.records.push_back(r); }, .clock = bench.clock})(
        layer(bench.inner.handler()));
  };
  auto cut = served(reverse_proxy({}))(fakes::post());
  bench.inner.last().stream_head().bytes("data: 1\n\n").fail(ErrorKind::connection, "Reset.");
  take(cut);
  auto late = served(limits({.deadline = 10ms, .clock = bench.clock}))(fakes::post());
  bench.inner.last().stream_head().bytes("data: 1\n\n");
  take(late);
  bench.clock->advance(10ms);
  Part part;
  CHECK(late->pull(part) == Pull::some);
  late.reset();
  REQUIRE(bench.records.size() == 2);
  CHECK(bench.records[0].error == "Reset.");
  CHECK(bench.records[0].error_code == "connection");
  CHECK(bench.records[1].error_code == "deadline_exceeded");
  for (const auto& record : bench.records) {
    CHECK(record.status == 200);
    CHECK(record.outcome == AccessOutcome::failed);
  }
}

TEST_CASE("an answer that is cancelled because its caller left was dropped") {
  LogBench bench;
  auto answer = bench.ask();
  bench.inner.last().request.context.notes->set_error(local_error(ErrorKind::cancelled, "The caller left."));
  answer.reset();
  REQUIRE(bench.records.size() == 1);
  CHECK(bench.records[0].outcome == AccessOutcome::dropped);
}

TEST_CASE("the record has what was noted of the request, the upstream's status and id, and notes of the host's") {
  std::vector<AccessRecord> records;
  const auto clock = std::make_shared<ManualClock>();
  fakes::Inner inner;
  const auto noting = [](Handler next) -> Handler {
    return [next = std::move(next)](Request request) {
      add_note(request.context, "team", "blue");
      return next(std::move(request));
    };
  };
  const auto handler =
      stack({access_log({.sink = [&](const AccessRecord& r) { records.push_back(r); }, .clock = clock}), noting,
             reverse_proxy({})},
            inner.handler());
  const auto answer = handler(fakes::post());
  const auto& notes = inner.last().request.context.notes;
  REQUIRE(notes);
  clock->advance(30ms);
  notes->set_first_token();
  clock->advance(30ms);
  notes->set_first_token();
  notes->edit([](RequestFacts& facts) {
    facts.model = "m";
    facts.prompt_tokens = 12;
    facts.completion_tokens = 5;
  });
  inner.last().head(201, {{"x-request-id", "req_up"}}).end();
  take(answer);
  REQUIRE(records.size() == 1);
  const auto& record = records[0];
  CHECK(record.outcome == AccessOutcome::finished);
  CHECK(record.model == "m");
  CHECK(record.prompt_tokens == 12);
  CHECK(record.completion_tokens == 5);
  CHECK(record.first_token == Duration{30ms});
  CHECK(record.upstream_status == 201);
  CHECK(record.upstream_request_id == "req_up");
  CHECK(record.notes == decltype(record.notes){{"team", "blue"}});
}

TEST_CASE("where nobody asks nothing is noted") {
  add_note(Context{}, "a", "b");
  fakes::Inner inner;
  const auto answer = stack({catch_exceptions({}), limits({}), reverse_proxy({})}, inner.handler())(fakes::post());
  CHECK_FALSE(inner.last().request.context.notes);
}

TEST_CASE("what a sink throws is dropped, also where the caller has left") {
  fakes::Inner inner;
  int told = 0;
  const auto sink = [&](const AccessRecord&) {
    ++told;
    throw std::runtime_error{"mine"};
  };
  const auto handler = access_log({.sink = sink})(inner.handler());
  const auto answer = handler(fakes::post());
  inner.last().head(200).bytes("x").end();
  CHECK(take(answer).last == Pull::end);
  CHECK(told == 1);
  handler(fakes::post()).reset();
  CHECK(told == 2);
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
  record.error_code = "a b";
  record.model = "m\n";
  record.notes = {{"k =", "v w"}};
  CHECK(access_line(record).ends_with(" failed model=m\\x0a code=a\\x20b error=Cut\\x0aoff. k\\x20==v\\x20w"));
  record = {.method = "GET"};
  record.path = "\x7f\xC2\x9B\\x id=9";
  CHECK(access_line(record).starts_with("GET \\x7f\\xc2\\x9b\\x5cx\\x20id=9 0 "));
}

namespace {

AccessRecord full_record() {
  AccessRecord record;
  record.method = "POST";
  record.path = "/v1/responses";
  record.status = 200;
  record.bytes = 4711;
  record.duration = 1520400us;
  record.first_byte = 89ms;
  record.first_token = 95250us;
  record.request_id = "req_1";
  record.principal = "alice";
  record.peer = "[::1]:5";
  record.outcome = AccessOutcome::failed;
  record.error = "Say \"no\".\n\xff";
  record.error_code = "overloaded";
  record.model = "m";
  record.prompt_tokens = 12;
  record.completion_tokens = 5;
  record.upstream_status = 503;
  record.upstream_request_id = "req_2";
  record.notes = {{"team", "red"}, {"try", "2"}, {"team", "blue"}};
  return record;
}

}  // namespace

TEST_CASE("a line has what there is to say") {
  CHECK(access_line(full_record()) ==
        "POST /v1/responses 200 4711B 1520.4ms first=89.0ms id=req_1 key=alice peer=[::1]:5 failed model=m tokens=12+5 "
        "token=95.2ms upstream=503 upstream_id=req_2 code=overloaded error=Say\\x20\"no\".\\x0a\\xff team=red try=2 "
        "team=blue");
}

TEST_CASE("a record as JSON has the same members always, null where nothing is known") {
  CHECK(access_json(full_record()) ==
        R"({"method":"POST","path":"/v1/responses","status":200,"bytes":4711,"duration_ms":1520.400,)"
        R"("first_byte_ms":89.000,"first_token_ms":95.250,"request_id":"req_1","principal":"alice","peer":"[::1]:5",)"
        R"("outcome":"failed","error":{"code":"overloaded","message":"Say \"no\".\n)"
        "\xEF\xBF\xBD"
        R"("},"model":"m","prompt_tokens":12,"completion_tokens":5,"upstream_status":503,)"
        R"("upstream_request_id":"req_2","notes":{"try":"2","team":"blue"}})");
  CHECK(access_json({}) ==
        R"({"method":null,"path":null,"status":null,"bytes":0,"duration_ms":0.000,"first_byte_ms":null,)"
        R"("first_token_ms":null,"request_id":null,"principal":null,"peer":null,"outcome":"dropped","error":null,)"
        R"("model":null,"prompt_tokens":null,"completion_tokens":null,"upstream_status":null,)"
        R"("upstream_request_id":null,"notes":{}})");
}
