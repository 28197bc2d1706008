// SPDX-License-Identifier: MIT
#include "evaluated.hpp"

#include <oaicompat/gateway/calibration.hpp>
#include <oaicompat/json/any_json.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace oaicompat;

namespace calibration_test {

const JudgeRule rule{.name = "helpful", .lowest = 1, .highest = 5};
const std::string judge = "[judges.helpful]\ncriteria = \"It helps.\"\ntarget = \"wise\"\nmodel = \"judge-1\"\n";

Answer saying(const std::string& json) {
  return json_answer(200, evaluated::said(std::string{Json::string(json).view()}));
}

// By the table of all pairs of scores, as the books have it.
double kappa_by_table(const std::vector<ScoredPair>& pairs, std::int64_t highest) {
  double observed = 0, expected = 0;
  for (std::int64_t a = 1; a <= highest; ++a) {
    for (std::int64_t b = 1; b <= highest; ++b) {
      double both = 0, judged = 0, labelled = 0;
      for (const auto& each : pairs) {
        both += each.judged == a && each.labelled == b ? 1 : 0;
        judged += each.judged == a ? 1 : 0;
        labelled += each.labelled == b ? 1 : 0;
      }
      const auto weight = static_cast<double>((a - b) * (a - b));
      observed += weight * both;
      expected += weight * judged * labelled / static_cast<double>(pairs.size());
    }
  }
  return 1 - observed / expected;
}

TEST_CASE("a judge that scores as people do has the kappa 1, one that turns the scale round -1") {
  const auto same = judge_agreement(std::vector<ScoredPair>{{1, 1}, {3, 3}, {5, 5}});
  CHECK(same.answers == 3);
  CHECK(same.equal == 3);
  CHECK(same.kappa.value_or(9) == doctest::Approx(1));
  CHECK(same.bias == 0);
  const auto turned = judge_agreement(std::vector<ScoredPair>{{5, 1}, {3, 3}, {1, 5}});
  CHECK(turned.kappa.value_or(9) == doctest::Approx(-1));
  CHECK(turned.bias == 0);
}

TEST_CASE("a judge that says the same of everything agrees by chance alone") {
  const auto found = judge_agreement(std::vector<ScoredPair>{{4, 1}, {4, 3}, {4, 5}});
  CHECK(found.kappa.value_or(9) == doctest::Approx(0));
  CHECK(found.bias == doctest::Approx(1));
}

TEST_CASE("kappa is that of the table of all pairs with quadratic weights") {
  std::vector<ScoredPair> pairs;
  for (std::int64_t i = 0; i < 97; ++i) pairs.push_back({1 + i * i % 5, 1 + (i * i + i % 3) % 5});
  CHECK(judge_agreement(pairs).kappa.value_or(9) == doctest::Approx(kappa_by_table(pairs, 5)));
  CHECK(judge_agreement(std::vector<ScoredPair>{{4, 5}, {2, 1}}).kappa.value_or(9) == doctest::Approx(0.8));
}

TEST_CASE("where there is one score alone, or none, there is no kappa") {
  CHECK(!judge_agreement({}).kappa);
  CHECK(!judge_agreement(std::vector<ScoredPair>{{3, 3}, {3, 3}}).kappa);
  CHECK(agreement_json(rule, judge_agreement({})) ==
        R"({"judge":"helpful","version":"1","answers":0,"equal":0,"kappa":null,"bias":0.0000})");
}

TEST_CASE("a labelled answer is a text or a whole answer, to a text or a body") {
  const auto plain = read_labelled_answer(rule, R"({"request":"Hi","answer":"Hello","label":4,"who":"me"})");
  REQUIRE(plain);
  CHECK(plain->request == "Hi");
  CHECK(plain->answer == "Hello");
  CHECK(plain->label == 4);
  const auto logged = read_labelled_answer(rule, R"({"id":"r","request":)" + evaluated::body + R"(,"answer":)" +
                                                     evaluated::said("\"Hello\"") + R"(,"label":5})");
  REQUIRE(logged);
  CHECK(logged->request == evaluated::body);
  CHECK(logged->answer == "Hello");
}

TEST_CASE("a malformed labelled answer is refused, with what is wrong") {
  const auto wrong = [](std::string_view line) {
    const auto read = read_labelled_answer(rule, line);
    return read ? std::string{} : read.error().message;
  };
  CHECK(wrong("Hi") == "It is no JSON object.");
  CHECK(wrong(R"({"request":1,"answer":"a","label":1})") == "\"request\" must be a body or a text.");
  CHECK(wrong(R"({"request":"r","label":1})") == "\"answer\" must be a whole answer or a text.");
  for (const auto* label : {"0", "6", "2.5", "\"3\"", "null"}) {
    const auto line = R"({"request":"r","answer":"a","label":)" + std::string{label} + "}";
    CHECK(wrong(line) == "\"label\" must be a whole number from 1 to 5.");
  }
}

TEST_CASE("a judge scores a labelled answer on its own budget, and no caller's figure knows of it") {
  evaluated::Ground on{"", judge};
  on.at["wise"].answer = [](const Request&) { return saying(R"({"score":4,"reason":"Kind."})"); };
  const auto score = on.gateway->judge("helpful", "Hi", "Hello");
  REQUIRE(score);
  CHECK(score->score == 4);
  CHECK(score->reason == "Kind.");
  CHECK(on.at["wise"].count() == 1);
  CHECK(on.requests.empty());
  CHECK(on.evaluated().empty());
  CHECK(on.gateway->judge("unknown", "Hi", "Hello").error().code == "unknown_judge");
  on.at["wise"].answer = [](const Request&) { return saying("Four."); };
  CHECK(on.gateway->judge("helpful", "Hi", "Hello").error().code == "no_score");
}

TEST_CASE("a judge without budget left scores no labelled answer") {
  evaluated::Ground on{"", judge + "usd_per_day = 0.000001\n"};
  CHECK(on.gateway->judge("helpful", "Hi", "Hello").error().code == "over_budget");
  CHECK(on.at["wise"].count() == 0);
}

}  // namespace calibration_test
