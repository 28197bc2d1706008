// SPDX-License-Identifier: MIT
#include "evaluated.hpp"

#include <oaicompat/gateway/log_json.hpp>

#include <string>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace evaluation_test {

std::string problems(const std::string& route, const std::string& more = {}) {
  const auto rules =
      read_rules(evaluated::targets + more + "\n[[routes]]\nuse = [{ target = \"near\" }]\n" + route + "\n");
  return rules ? "" : rules.error().message;
}

TEST_CASE("an answer's checks stand in the log with its request, and are counted") {
  evaluated::Ground on{"evaluate = { min_text = 100 }"};
  const auto got = on.ask();
  CHECK(got.body == evaluated::said("\"Hello\""));
  const auto records = on.records();
  REQUIRE(records.size() == 1);
  CHECK(records[0].scores.find(R"({"check":"non_empty","passed":true})") != std::string::npos);
  CHECK(records[0].scores.find(R"("check":"length","passed":false)") != std::string::npos);
  CHECK(log_json(records[0], LogBodies::without).find("\"scores\":" + records[0].scores) != std::string::npos);
  CHECK(on.counts(R"(evaluation_total{route="all",check="length",outcome="failed"} 1)"));
  CHECK(on.counts(R"(evaluation_total{route="all",check="finish",outcome="passed"} 1)"));
}

TEST_CASE("a stream is checked as the completion that it comes to") {
  evaluated::Ground on{"evaluate = {}"};
  const auto events = hostile::role + hostile::token + hostile::finish + hostile::done;
  on.at["near"].answer = [&](const Request&) {
    return ready_answer({.status = 200, .headers = {{"content-type", "text/event-stream"}}}, events);
  };
  CHECK(on.ask(evaluated::streamed).body == events);
  const auto all = on.evaluated();
  REQUIRE(all.size() == 1);
  CHECK(scores_json(all[0].scores).find(R"({"check":"non_empty","passed":true},{"check":"finish","passed":true})") !=
        std::string::npos);
}

TEST_CASE("nothing is kept of a request whose route names no evaluation") {
  evaluated::Ground on{""};
  on.ask();
  CHECK(on.evaluated().empty());
  REQUIRE(on.requests.size() == 1);
  CHECK(on.requests[0].exchange == nullptr);
  CHECK(on.records()[0].scores.empty());
  CHECK(on.gateway->evaluation() == R"({"shadows":[],"judges":[]})");
}

TEST_CASE("a failed answer is not checked") {
  evaluated::Ground on{"evaluate = {}"};
  on.at["near"].answer = [](const Request&) { return json_answer(400, R"({"error":{"message":"No."}})"); };
  CHECK(on.ask().head->status == 400);
  CHECK(on.evaluated().empty());
}

TEST_CASE("an answer out of the cache is not checked again") {
  evaluated::Ground on{"evaluate = {}\ncache = { random_answers = true }"};
  on.ask();
  on.ask();
  CHECK(on.at["near"].count() == 1);
  CHECK(on.evaluated().size() == 1);
}

TEST_CASE("what is too large is passed on and counted, not kept") {
  evaluated::Ground on{"evaluate = {}", "[evaluation]\nmax_body = 100\n"};
  CHECK(on.ask().body == evaluated::said("\"Hello\""));
  const auto long_body = R"({"model":"m","messages":[{"role":"user","content":")" + std::string(200, 'x') + "\"}]}";
  CHECK(on.ask(long_body).body == evaluated::said("\"Hello\""));
  const auto all = on.evaluated();
  REQUIRE(all.size() == 2);
  for (const auto& each : all) CHECK(each.outcome == EvaluationOutcome::dropped);
  CHECK(on.counts("evaluation_dropped_total 2"));
}

TEST_CASE("a full queue drops answers and says so, and no caller waits for it") {
  evaluated::Ground on{"evaluate = {}", "[evaluation]\nmax_queued = 0\n"};
  CHECK(on.ask().head->status == 200);
  CHECK(on.evaluated()[0].outcome == EvaluationOutcome::dropped);
  CHECK(on.records()[0].scores.empty());
}

TEST_CASE("rules of evaluation are checked against what they name") {
  CHECK(problems("evaluate = { judges = [\"nobody\"] }").find("unknown judge \"nobody\"") != std::string::npos);
  CHECK(problems("evaluate = { script = \"runes\" }").find("\"script\" must be \"request\", \"latin\", \"greek\"") !=
        std::string::npos);
  CHECK(problems("evaluate = { colour = 1 }").find("unknown key \"colour\"") != std::string::npos);
  CHECK(problems("shadow = { target = \"new\", share = 0.2 }").find("from 0 to 0.1") != std::string::npos);
  CHECK(problems("shadow = { target = \"gone\", share = 0.1 }").find("unknown target \"gone\"") != std::string::npos);
  CHECK(problems("", "[judges.j]\ntarget = \"wise\"\nmodel = \"w\"\n").find("no \"criteria\"") != std::string::npos);
  CHECK(problems("", "[judges.j]\ntarget = \"wise\"\nmodel = \"w\"\ncriteria = \"c\"\nscale = [5, 1]\n")
            .find("two rising whole numbers") != std::string::npos);
  CHECK(problems("shadow = { target = \"new\", share = 0.05, judges = [\"j\"] }",
                 "[judges.j]\ntarget = \"wise\"\nmodel = \"w\"\ncriteria = \"c\"\n") == "");
}

}  // namespace evaluation_test
