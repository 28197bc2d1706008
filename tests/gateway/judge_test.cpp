// SPDX-License-Identifier: MIT
#include "evaluated.hpp"

#include <oaicompat/gateway/admin.hpp>
#include <oaicompat/gateway/evaluation_board.hpp>
#include <oaicompat/gateway/judge.hpp>
#include <oaicompat/json/any_json.hpp>

#include <random>
#include <string>

using namespace oaicompat;

namespace judge_test {

const std::string judge = R"([judges.helpful]
criteria = "It helps."
scale = [1, 10]
target = "wise"
model = "judge-1"
version = "3"
)";
const std::string pairs = "shadow = { target = \"new\", share = 0.1, judges = [\"helpful\"] }\nevaluate = {}";

std::string quoted(const std::string& text) { return std::string{Json::string(text).view()}; }
Answer saying(const std::string& json) { return json_answer(200, evaluated::said(quoted(json))); }

// What the judge is shown, of a request to it.
Json material(Request request) {
  const Json body{Text{request.body.view()}};
  return Json{Text{body.at("messages").at(std::size_t{1}).at("content").as_string().value_or("")}};
}
// Votes for the answer that says `better`, wherever it stands.
Answer votes_for(const std::string& better, const Request& request) {
  const auto seen = material(request);
  const bool first = seen.at("first").as_string() == better;
  return saying(first ? R"({"better":"first","reason":"r"})" : R"({"better":"second","reason":"r"})");
}

TEST_CASE("a judge is asked by its rubric, for structured output at temperature 0") {
  evaluated::Ground on{"evaluate = { judges = [\"helpful\"], judged_share = 1.0 }", judge};
  on.at["wise"].answer = [](const Request&) { return saying(R"({"score":8,"reason":"Kind."})"); };
  CHECK(on.ask().body == evaluated::said("\"Hello\""));
  const auto all = on.evaluated(EvaluationKind::judge);
  REQUIRE(all.size() == 1);
  CHECK(all[0].scores[0].check == "judge/helpful");
  CHECK(all[0].scores[0].score == 8);
  CHECK(all[0].scores[0].note == "Kind.");
  CHECK(all[0].version == "3");
  auto& asked = on.at["wise"].asked[0];
  const Json body{Text{asked.body.view()}};
  CHECK(body.at("model").as_string() == "judge-1");
  CHECK(body.at("temperature").as_integer() == 0);
  CHECK(body.at("response_format").at("json_schema").at("strict").as_bool() == true);
  CHECK(body.at("messages").at(std::size_t{0}).at("content").as_string()->find("It helps.") != std::string::npos);
  CHECK(material(asked).at("answer").as_string() == "Hello");
  CHECK(material(asked).at("request").as_string() == evaluated::body);
  CHECK(on.counts(R"(judge_score_bucket{route="all",judge="helpful",version="3",le="8"} 1)"));
  CHECK(on.counts(R"(judge_total{route="all",judge="helpful",outcome="scored"} 1)"));
}

TEST_CASE("a score off the scale, or without its form, is none") {
  for (const auto* said : {R"({"score":11,"reason":""})", R"({"score":"8","reason":""})", "Eight.", "{}"}) {
    evaluated::Ground on{"evaluate = { judges = [\"helpful\"], judged_share = 1.0 }", judge};
    on.at["wise"].answer = [said](const Request&) { return saying(said); };
    on.ask();
    CHECK(on.evaluated(EvaluationKind::judge)[0].outcome == EvaluationOutcome::failed);
  }
}

TEST_CASE("what a judge said of an answer is a record, and its reason is told with bodies alone") {
  for (const auto level : {LogLevel::metadata, LogLevel::bodies}) {
    evaluated::Ground on{"evaluate = { judges = [\"helpful\"], judged_share = 1.0 }", judge, level};
    on.at["wise"].answer = [](const Request&) { return saying(R"({"score":8,"reason":"Kind."})"); };
    on.ask();
    auto records = on.records();
    std::erase_if(records, [](const LogRecord& each) { return each.kind != EvaluationKind::judge; });
    REQUIRE(records.size() == 1);
    CHECK(records[0].of == on.requests[0].request_id);
    CHECK((records[0].scores.find("Kind.") != std::string::npos) == (level == LogLevel::bodies));
    CHECK(records[0].answer.empty() == (level == LogLevel::metadata));
  }
}

TEST_CASE("a pair is asked in both orders, and counts where both agree") {
  evaluated::Ground on{pairs, judge};
  on.at["new"].answer = [](const Request&) { return json_answer(200, evaluated::said("\"Better\"")); };
  on.at["wise"].answer = [](const Request& request) { return votes_for("Better", request); };
  on.ask();
  auto all = on.evaluated(EvaluationKind::judge);
  REQUIRE(all.size() == 1);
  CHECK(all[0].vote == PairVote::won);
  CHECK(all[0].request.attempts.size() == 2);
  CHECK(all[0].request.cost == 120'000);
  CHECK(on.at["wise"].count() == 2);
  on.at["wise"].answer = [](const Request&) { return saying(R"({"better":"first","reason":"It is first."})"); };
  on.ask();
  CHECK(on.evaluated(EvaluationKind::judge)[1].vote == PairVote::split);
  CHECK(on.counts(R"(judge_total{route="all",judge="helpful",outcome="won"} 1)"));
  CHECK(on.counts(R"(judge_total{route="all",judge="helpful",outcome="split"} 1)"));
}

TEST_CASE("votes of two orders come to one") {
  using enum JudgedBetter;
  CHECK(agreed_vote(second, first) == PairVote::won);
  CHECK(agreed_vote(first, second) == PairVote::lost);
  CHECK(agreed_vote(equal, equal) == PairVote::tied);
  for (const auto each : {first, second}) CHECK(agreed_vote(each, each) == PairVote::split);
  CHECK(agreed_vote(equal, first) == PairVote::split);
}

TEST_CASE("a judge has a budget of its own") {
  evaluated::Ground on{"evaluate = { judges = [\"helpful\"], judged_share = 1.0 }", judge + "usd_per_day = 0.000001\n"};
  on.ask();
  CHECK(on.evaluated(EvaluationKind::judge)[0].outcome == EvaluationOutcome::over_budget);
  CHECK(on.at["wise"].count() == 0);
  CHECK(on.requests[0].cost == 60'000);
}

TEST_CASE("a win rate lies in Wilson's interval") {
  const auto half = win_rate(50, 50);
  CHECK(half.low == doctest::Approx(0.4038).epsilon(0.001));
  CHECK(half.high == doctest::Approx(0.5962).epsilon(0.001));
  const auto few = win_rate(5, 0);
  CHECK(few.low == doctest::Approx(0.5655).epsilon(0.001));
  CHECK(few.high == 1);
  CHECK(win_rate(0, 0).low == 0);
  CHECK(win_rate(0, 0).high == 1);
}

TEST_CASE("promotion is advised by the interval, the failures and the checks") {
  const ShadowStanding fine{
      .answered = 100, .caller_checks = 100, .caller_passed = 99, .shadow_checks = 100, .shadow_passed = 99};
  const auto advice = [](const ShadowStanding& shadow, std::int64_t wins, std::int64_t losses) {
    return advise_promotion(shadow, {.wins = wins, .losses = losses}).advice;
  };
  CHECK(advice(fine, 70, 30) == PromotionAdvice::promote);
  CHECK(advice(fine, 55, 45) == PromotionAdvice::undecided);
  CHECK(advice(fine, 30, 70) == PromotionAdvice::keep);
  CHECK(advice(fine, 20, 0) == PromotionAdvice::undecided);
  auto failing = fine, worse = fine;
  failing.failed = 10;
  worse.shadow_passed = 90;
  CHECK(advice(failing, 100, 0) == PromotionAdvice::keep);
  CHECK(advice(worse, 100, 0) == PromotionAdvice::keep);
  CHECK(advise_promotion(fine, {.wins = 70, .losses = 30}).reason ==
        "It won 70 of 100 decided pairs: 60.4 % to 78.1 %, with 95 % confidence.");
}

TEST_CASE("a seeded run over a better shadow comes to the same advice each time, over a like one to none") {
  const auto run = [](double better) {
    evaluated::Ground on{pairs, judge};
    std::mt19937 random{7};
    on.at["new"].answer = [](const Request&) { return json_answer(200, evaluated::said("\"Better\"")); };
    std::string favoured;
    on.at["wise"].answer = [&](const Request& request) { return votes_for(favoured, request); };
    for (int i = 0; i < 120; ++i) {
      favoured = static_cast<double>(random() % 1000) < better * 1000 ? "Better" : "Hello";
      on.ask();
      on.evaluated();
    }
    return on.gateway->evaluation();
  };
  const auto good = run(0.75);
  CHECK(good.find(R"("advice":"promote")") != std::string::npos);
  CHECK(good == run(0.75));
  CHECK(run(0.5).find(R"("advice":"undecided")") != std::string::npos);
  CHECK(run(0.2).find(R"("advice":"keep")") != std::string::npos);
}

TEST_CASE("administrators see what evaluation has come to") {
  evaluated::Ground on{pairs, judge};
  on.at["wise"].answer = [](const Request&) { return saying(R"({"better":"equal","reason":"r"})"); };
  on.ask();
  on.evaluated();
  const auto admin = admin_handler(*on.gateway, {.key = "root"});
  auto request = fakes::get("/admin/evaluation");
  CHECK(fakes::take(admin(request)).head->status == 401);
  request.headers.add("authorization", "Bearer root");
  const auto got = fakes::take(admin(std::move(request)));
  CHECK(got.body == on.gateway->evaluation());
  CHECK(got.body.find(R"("ties":1)") != std::string::npos);
  CHECK(got.body.find(R"("advice":"undecided")") != std::string::npos);
}

}  // namespace judge_test
