// SPDX-License-Identifier: MIT
// What every log does, over each of them.
#if OAICOMPAT_SQLITE || OAICOMPAT_POSTGRES
#include "log_sinks.hpp"

#include <chrono>
#include <string>

using namespace oaicompat;
using namespace std::chrono_literals;
using log_sinks::record;

LOG_CASE("what is written to a log comes back whole, also once it is opened again") {
  const Kind place;
  REQUIRE(place.open()->write({record("a")}).has_value());
  const auto page = place.open()->find({.id = "a"});
  REQUIRE(page.has_value());
  REQUIRE(page->records.size() == 1);
  const auto& came = page->records[0];
  const auto sent = record("a");
  CHECK(came.caller_id == "mine");
  CHECK(came.request == sent.request);
  CHECK(came.answer == "answer");
  CHECK(came.report.model_asked == "small");
  CHECK(came.report.model == "small-2");
  CHECK(came.report.outcome == RequestOutcome::cut);
  CHECK(came.report.tokens == sent.report.tokens);
  CHECK(came.report.cost == 9'000'000'000);
  CHECK(came.report.cache == CacheUse::miss);
  CHECK(came.report.saved == 7);
  CHECK(came.report.first_token == sent.report.first_token);
  CHECK(came.report.begun_at == 100);
  CHECK(came.attempt_targets == sent.attempt_targets);
  REQUIRE(came.report.attempts.size() == 2);
  CHECK(came.report.attempts[0].failure == FailureClass::server);
  CHECK_FALSE(came.report.attempts[0].tokens.has_value());
  CHECK(came.report.attempts[1].role == AttemptRole::hedge);
  CHECK(came.report.attempts[1].lost);
  CHECK(came.report.attempts[1].tokens == sent.report.attempts[1].tokens);
  CHECK(came.report.attempts[1].cost == 42);
}

LOG_CASE("a log is searched by pages, the newest first") {
  const Kind place;
  const auto log = place.open();
  for (int i = 0; i < 5; ++i) REQUIRE(log->write({record(std::to_string(i), 100 + i)}).has_value());
  LogQuery query{.model = "small", .status = 200, .limit = 2};
  std::string ids;
  for (int pages = 0; pages < 5; ++pages) {
    const auto page = log->find(query).value();
    for (const auto& each : page.records) ids += each.id;
    query.before = page.next;
    if (!page.next) break;
  }
  CHECK(ids == "43210");
  CHECK(log->find({.since = 102, .until = 104})->records.size() == 2);
  CHECK(log->find({.tenant = "' OR 1=1 --"})->records.empty());
  CHECK(log->find({.outcome = "answered"})->records.empty());
}

LOG_CASE("what the cache had to do with a request comes back, and the verification of a hit") {
  const Kind place;
  const auto log = place.open();
  auto hit = record("a"), verification = record("b");
  hit.report.cache = CacheUse::semantic;
  verification.kind = EvaluationKind::verification;
  verification.of = "a";
  REQUIRE(log->write({hit, verification}).has_value());
  CHECK(log->find({})->records[0].report.cache == CacheUse::semantic);
  CHECK(log->find({.of = "a"})->records[0].kind == EvaluationKind::verification);
}

LOG_CASE("scores come back, and shadows and judgements are found where they are asked for") {
  const Kind place;
  const auto log = place.open();
  auto scored = record("a"), shadow = record("b"), judgement = record("c");
  scored.scores = R"([{"check":"schema","passed":true}])";
  shadow.kind = EvaluationKind::shadow;
  judgement.kind = EvaluationKind::judge;
  shadow.of = judgement.of = "a";
  REQUIRE(log->write({scored, shadow, judgement}).has_value());
  const auto callers = log->find({}).value();
  REQUIRE(callers.records.size() == 1);
  CHECK(callers.records[0].scores == scored.scores);
  CHECK(callers.records[0].kind == EvaluationKind::checks);
  const auto about = log->find({.of = "a"}).value();
  REQUIRE(about.records.size() == 2);
  CHECK(about.records[0].kind == EvaluationKind::judge);
  CHECK(about.records[1].kind == EvaluationKind::shadow);
  CHECK(about.records[1].of == "a");
  CHECK(log->find({.evaluations = LogEvaluations::with})->records.size() == 3);
  CHECK(log->find({.of = "b"})->records.empty());
}

LOG_CASE("what is too old, and what is too much, is removed with its attempts") {
  const Kind place;
  const auto log = place.open({.time = 1h, .rows = 3});
  for (int i = 0; i < 5; ++i) REQUIRE(log->write({record(std::to_string(i), 10'000)}).has_value());
  REQUIRE(log->write({record("old", 10)}).has_value());
  REQUIRE(log->trim(10'100).has_value());
  const auto left = log->find({}).value();
  REQUIRE(left.records.size() == 3);
  CHECK(left.records[0].id == "4");
  CHECK(left.records[0].report.attempts.size() == 2);
  REQUIRE(log->trim(100'000).has_value());
  CHECK(log->find({})->records.empty());
}

LOG_CASE("changes of administrators come back, the newest first") {
  const Kind place;
  const auto log = place.open();
  REQUIRE(log->audit({.at = 1, .who = "127.0.0.1:1", .what = "drain", .on = "near", .before = "in use"}).has_value());
  REQUIRE(log->audit({.at = 2, .what = "reload", .after = "v2"}).has_value());
  const auto all = log->audits(10).value();
  REQUIRE(all.size() == 2);
  CHECK(all[0].after == "v2");
  CHECK(all[1].on == "near");
  CHECK(all[1].before == "in use");
}

LOG_CASE("records are found without their bodies where those are not wanted") {
  const Kind place;
  const auto log = place.open();
  REQUIRE(log->write({record("a")}).has_value());
  const auto page = log->find({.bodies = LogBodies::without}).value();
  REQUIRE(page.records.size() == 1);
  CHECK(page.records[0].request.empty());
  CHECK(page.records[0].answer.empty());
  CHECK(page.records[0].report.cache == CacheUse::miss);
}

LOG_CASE("what callers put anywhere loses no record of others, and is found as it was written") {
  const Kind place;
  const auto log = place.open();
  auto odd = record("odd");
  odd.report.model_asked = "caf\xC3\xA9 \xF0\x9F\x98\x80 '; DROP TABLE requests; --";
  odd.report.path = "/\xFF\xFE";
  odd.caller_id = std::string{"a\0b", 3};
  odd.report.error = "cut \xE2\x82";
  odd.request = std::string{"\xFF\0\xFE", 3};
  REQUIRE(log->write({record("a"), odd, record("b")}).has_value());
  CHECK(log->find({})->records.size() == 3);
  const auto found = log->find({.model = odd.report.model_asked}).value();
  REQUIRE(found.records.size() == 1);
  CHECK(found.records[0].report.model_asked == odd.report.model_asked);
  CHECK(found.records[0].request == odd.request);
}

LOG_CASE("two logs in one place give their records different sequences, in one order") {
  const Kind place;
  const auto first = place.open(), second = place.open();
  for (const char* each : {"0", "2"}) {
    REQUIRE(first->write({record(each)}).has_value());
    REQUIRE(second->write({record(std::to_string(*each - '0' + 1))}).has_value());
  }
  const auto all = first->find({}).value();
  std::string ids;
  for (const auto& each : all.records) ids += each.id;
  CHECK(ids == "3210");
}

#endif
