// SPDX-License-Identifier: MIT
#include "logged.hpp"

#include <oaicompat/gateway/log_json.hpp>
#include <oaicompat/gateway/replay.hpp>
#include <oaicompat/gateway/traceparent.hpp>
#include <oaicompat/json/any_json.hpp>

#include <set>
#include <string>
#include <thread>

using namespace oaicompat;

namespace request_log_test {
const std::string traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
}  // namespace request_log_test

TEST_CASE("a request is logged with its bodies, its attempts by name, and its span") {
  logged::Ground ground;
  const auto taken = ground.ask_whole({{"traceparent", request_log_test::traceparent}, {"user-agent", "test"}});
  const auto all = ground.records();
  REQUIRE(all.size() == 1);
  const auto& record = all.front();
  CHECK(record.id == taken.header("x-oaicompat-request-id"));
  CHECK(record.request == logged::body);
  CHECK(record.answer == hostile::whole);
  CHECK(record.headers == R"({"user-agent":"test"})");
  CHECK(record.report.tenant == "team");
  CHECK(record.report.outcome == RequestOutcome::answered);
  CHECK(record.attempt_targets == std::vector<std::string>{"near"});
  CHECK(record.trace_id == "4bf92f3577b34da6a3ce929d0e0e4736");
  const auto sent = read_traceparent(ground.targets["near"].last().request.headers.get("traceparent"));
  REQUIRE(sent.has_value());
  CHECK(sent->trace_id == record.trace_id);
  CHECK(sent->span_id != record.span_id);
  CHECK(sent->span_id != "00f067aa0ba902b7");
}

TEST_CASE("the chunks of a stream are logged as the completion that they come to") {
  logged::Ground ground;
  const auto answer = ground.ask(R"({"model":"small","stream":true,"messages":[]})");
  ground.targets["near"]
      .last()
      .stream_head()
      .bytes(hostile::role + hostile::token)
      .bytes(hostile::token + hostile::finish + hostile::done)
      .end();
  fakes::take(answer);
  const auto all = ground.records();
  REQUIRE(all.size() == 1);
  CHECK(Json{Text{all[0].answer}}.at("choices").at(std::size_t{0}).at("message").at("content").as_string() == "HiHi");
}

TEST_CASE("at the level of metadata nothing of what was said is logged, and a caller can only ask for less") {
  logged::Ground ground{{.level = LogLevel::metadata}};
  ground.ask_whole({{"x-oaicompat-log", "bodies"}});
  ground.ask_whole({{"x-oaicompat-log", "none"}});
  const auto all = ground.records();
  REQUIRE(all.size() == 1);
  CHECK(all[0].request.empty());
  CHECK(all[0].answer.empty());
  CHECK(all[0].headers.empty());
}

TEST_CASE("what a caller asks of the log is told in any case of letters, and a word that is not known is none") {
  logged::Ground ground{{.level = LogLevel::bodies}};
  for (const auto* word : {"NONE", "of", "metadata,none", ""}) ground.ask_whole({{"x-oaicompat-log", word}});
  CHECK(ground.records().empty());
  ground.ask_whole({{"x-oaicompat-log", "Metadata"}});
  ground.ask_whole({{"x-oaicompat-log", "Bodies"}});
  const auto all = ground.records();
  REQUIRE(all.size() == 2);
  CHECK(all[0].request.empty());
  CHECK_FALSE(all[1].request.empty());
}

TEST_CASE("refusals and callers who leave are logged, and of strangers no body") {
  logged::Ground ground;
  fakes::take(ground.handler(fakes::post({{"authorization", "Bearer no"}}, logged::body)));
  ground.ask().reset();
  const auto all = ground.records();
  REQUIRE(all.size() == 2);
  CHECK(all[0].report.outcome == RequestOutcome::refused);
  CHECK(all[0].report.error == "invalid_api_key");
  CHECK(all[0].request.empty());
  CHECK(all[1].report.outcome == RequestOutcome::cancelled);
}

TEST_CASE("two requests of one x-request-id are kept apart") {
  logged::Ground ground;
  const auto one = ground.ask(R"({"model":"small","messages":[1]})", {{"x-request-id", "same"}});
  const auto other = ground.ask(R"({"model":"small","messages":[2]})", {{"x-request-id", "same"}});
  for (const auto& call : *ground.targets["near"].calls) call->head(200, hostile::json).bytes(hostile::whole).end();
  fakes::take(other);
  fakes::take(one);
  const auto all = ground.records();
  REQUIRE(all.size() == 2);
  CHECK(all[0].request == R"({"model":"small","messages":[2]})");
  CHECK(all[1].request == R"({"model":"small","messages":[1]})");
  CHECK(all[0].caller_id == "same");
  CHECK(all[0].id != all[1].id);
}

TEST_CASE("keys that callers put anywhere are redacted, in the model's name too") {
  logged::Ground ground;
  fakes::take(ground.ask(R"({"model":"sk-abcdefghijklmnop1234","messages":["sk-abcdefghijklmnop1234"]})"));
  const auto all = ground.records();
  REQUIRE(all.size() == 1);
  CHECK(log_json(all[0], LogBodies::with).find("abcdefghijklmnop") == std::string::npos);
}

TEST_CASE("a body longer than is logged is cut, and marked") {
  logged::Ground ground{{.level = LogLevel::bodies, .max_body = 10}};
  ground.ask_whole();
  const auto all = ground.records();
  REQUIRE(all.size() == 1);
  CHECK(all[0].request == logged::body.substr(0, 10));
  CHECK(all[0].cut);
}

TEST_CASE("a full queue and a sink that fails drop records, count them, and delay nobody") {
  logged::Ground full{{.level = LogLevel::bodies, .max_queued_bytes = 1}};
  CHECK(full.ask_whole().body == hostile::whole);
  CHECK(full.records().empty());
  CHECK(full.log->dropped() == 1);
  logged::Ground broken;
  broken.sink->failing = true;
  CHECK(broken.ask_whole().body == hostile::whole);
  CHECK(broken.records().empty());
  CHECK(broken.log->dropped() == 1);
}

TEST_CASE("the last copy of a log writes what waits before it goes") {
  const auto sink = std::make_shared<logged::MemorySink>();
  {
    const RequestLog log{sink, {}};
    for (int i = 0; i < 100; ++i) log.hook()({.request_id = std::to_string(i)});
    log.audit({.what = "drain"});
  }
  CHECK(sink->records.size() == 100);
  CHECK(sink->changes.size() == 1);
}

TEST_CASE("many threads log at once, and nothing is lost or kept twice") {
  const auto sink = std::make_shared<logged::MemorySink>();
  const RequestLog log{sink, {}};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&log, thread] {
      const auto hook = log.hook();
      for (int i = 0; i < 500; ++i) hook({.request_id = std::to_string(1000 * thread + i)});
    });
  }
  for (auto& each : threads) each.join();
  log.flush();
  std::set<std::string> ids;
  for (const auto& each : sink->records) ids.insert(each.id);
  CHECK(sink->records.size() == 2000);
  CHECK(ids.size() == 2000);
}

TEST_CASE("a record is one line of JSON, and a chat one of OpenAI's form for fine-tuning") {
  logged::Ground ground;
  ground.ask_whole();
  const auto record = ground.records().at(0);
  const auto line = Json::checked(log_json(record, LogBodies::with));
  REQUIRE(line.has_value());
  CHECK(line->at("request").at("model").as_string() == "small");
  CHECK(line->at("attempts").at(std::size_t{0}).at("target").as_string() == "near");
  CHECK(line->view().find('\n') == std::string_view::npos);
  CHECK(fine_tuning_line(record) == R"({"messages":[{"role":"user","content":"Hi"},{"content":"Hi"}]})");
  CHECK(fine_tuning_line({}).empty());
}

TEST_CASE("a logged request is sent again, and what comes is compared") {
  logged::Ground ground;
  ground.ask_whole();
  const auto record = ground.records().at(0);
  Request sent;
  const auto answer_with = [&](std::string text) {
    return [&sent, text = std::move(text)](Request request) {
      sent = std::move(request);
      return ready_answer({.status = 200, .headers = hostile::json}, text);
    };
  };
  const auto same =
      replay(record, {.to = answer_with(hostile::whole), .path = "/openai/v1", .key = "k", .model = "big"});
  REQUIRE(same.has_value());
  CHECK(same->is_same());
  CHECK(sent.path == "/openai/v1/chat/completions");
  CHECK(sent.headers.get("authorization") == "Bearer k");
  CHECK(sent.body.view() == R"({"model":"big","messages":[{"role":"user","content":"Hi"}]})");
  const auto other = replay(record, {.to = answer_with(R"({"choices":[{"message":{"content":"No"}}]})")});
  REQUIRE(other.has_value());
  CHECK_FALSE(other->is_same());
  CHECK(Json{Text{replay_json(*other)}}.at("after").at("text").as_string() == "No");
  CHECK(replay({}, {.to = answer_with("")}).error().code == "no_body");
}
