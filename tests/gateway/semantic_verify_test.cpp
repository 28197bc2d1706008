// SPDX-License-Identifier: MIT
#include "semantic.hpp"

#include <oaicompat/gateway/log_json.hpp>

#include <algorithm>
#include <string>

using namespace oaicompat;

namespace semantic_verify_test {

using semantic::asking;
using semantic::Ground;

const std::string first = "How do I reset my password?";
const std::string second = "I forgot my password, what can I do?";

std::string answer_to(const std::string& question) { return "You asked: " + question; }

// Both questions mean the same; the answers are `degrees` apart.
struct Verified : Ground {
  explicit Verified(double degrees, const std::string& rule = "verify = 1", const std::string& more = {})
      : Ground{rule, {}, more} {
    angles->set(first, 0);
    angles->set(second, 10);
    angles->set(answer_to(first), 0);
    angles->set(answer_to(second), degrees);
  }
  void hit() {
    ask(asking(first));
    CHECK(cache_of(asking(second)).starts_with("hit; type=semantic"));
  }
};

Answer judging(const std::string& better) {
  return json_answer(200, evaluated::said(semantic::quoted("{\"better\":\"" + better + "\",\"reason\":\"r\"}")));
}

TEST_CASE("a right hit is verified behind the caller's back, and stays") {
  Verified on{20};
  on.hit();
  CHECK(on.counts(R"(semantic_verified_total{route="all",outcome="same"} 1)"));
  const auto all = on.evaluated(EvaluationKind::verification);
  REQUIRE(all.size() == 1);
  CHECK(all[0].outcome == EvaluationOutcome::done);
  CHECK(all[0].request.target == "near");
  CHECK(all[0].request.tenant == "app");
  REQUIRE(all[0].scores.size() == 1);
  CHECK(all[0].scores[0].check == "semantic");
  CHECK(all[0].scores[0].passed == true);
  CHECK(semantic::text_of(all[0].body) == second);
  CHECK(on.cache_of(asking(second)).starts_with("hit; type=semantic"));
}

TEST_CASE("a false hit is counted, and not given again") {
  Verified on{60};
  on.hit();
  CHECK(on.counts(R"(semantic_verified_total{route="all",outcome="false"} 1)"));
  CHECK(on.cache_of(asking(second)) == "miss");
  CHECK(on.cache_of(asking(first)).starts_with("hit; type=exact"));
  CHECK(on.gateway->evaluation().find(R"("semantic":[{"route":"all","same":0,"false":1,"unverified":0,)"
                                      R"("false_hits":{"share":1.0000,)") != std::string::npos);
}

TEST_CASE("a verification is no request of its caller's, and counts for no limit") {
  Verified on{20};
  on.hit();
  on.evaluated(EvaluationKind::verification);
  CHECK(on.requests.size() == 2);
  CHECK(on.at["near"].count() == 2);
  CHECK(on.last_request().cost == 0);
  CHECK_FALSE(on.at["near"].asked[1].headers.has("authorization"));
  CHECK(on.counts(R"(evaluation_cost_usd_total{kind="verification"} 0.000060000)"));
  for (const auto& each : on.gateway->standings("app")) {
    if (each.counter == "key/app/requests") CHECK(each.standing.remaining == 998);
  }
}

TEST_CASE("a verification is a row of the log, of the request whose hit it verified") {
  Verified on{60};
  on.hit();
  on.evaluated(EvaluationKind::verification);
  on.log->flush();
  const auto& all = on.sink->records;
  const auto record =
      std::find_if(all.begin(), all.end(), [](auto& each) { return each.kind == EvaluationKind::verification; });
  REQUIRE(record != all.end());
  const auto text = log_json(*record, LogBodies::without);
  CHECK(text.find("\"verification_of\":\"" + on.last_request().request_id + "\"") != std::string::npos);
  CHECK(text.find(R"("check":"semantic","passed":false)") != std::string::npos);
}

TEST_CASE("a share of hits is verified, the same for the same ids") {
  Verified none{60, "verify = 0"};
  none.hit();
  CHECK(none.evaluated(EvaluationKind::verification).empty());
  CHECK(none.at["near"].count() == 1);
  Verified half{20, "verify = 0.5"};
  half.hit();
  for (int i = 0; i < 99; ++i) half.ask(asking(second));
  const auto count = half.evaluated(EvaluationKind::verification).size();
  CHECK(count > 25);
  CHECK(count < 75);
}

TEST_CASE("a hit cannot be verified where the target fails, or no embedding of the answers can be made") {
  Verified on{60};
  on.ask(asking(first));
  on.at["near"].answer = [](const Request&) { return json_answer(500, "{}"); };
  CHECK(on.cache_of(asking(second)).starts_with("hit; type=semantic"));
  CHECK(on.counts(R"(semantic_verified_total{route="all",outcome="failed"} 1)"));
  CHECK(on.cache_of(asking(second)).starts_with("hit; type=semantic"));
}

TEST_CASE("equal answers are the same without an embedding") {
  Verified on{60};
  on.at["near"].answer = [](const Request&) { return json_answer(200, evaluated::said("\"Yes.\"")); };
  on.hit();
  CHECK(on.counts(R"(semantic_verified_total{route="all",outcome="same"} 1)"));
  CHECK(on.evaluated(EvaluationKind::embedding).size() == 2);
}

TEST_CASE("answers that do not pass the same checks are not the same") {
  Verified on{20, "verify = 1", "evaluate = { max_text = 40 }"};
  on.hit();
  CHECK(on.counts(R"(semantic_verified_total{route="all",outcome="false"} 1)"));
}

TEST_CASE("a judge that finds the live answer better in both orders makes a hit false") {
  const auto* rule = "verify = 1, judge = \"strict\"";
  Verified worse{20, rule};
  worse.at["judge"].answer = [](Request request) {
    const auto shown = Json{Text{request.body.view()}}.at("messages").at(std::size_t{1}).at("content").as_string();
    const bool live_first = Json{Text{*shown}}.at("first").as_string() == answer_to(second);
    return judging(live_first ? "first" : "second");
  };
  worse.hit();
  CHECK(worse.counts(R"(semantic_verified_total{route="all",outcome="false"} 1)"));
  CHECK(worse.evaluated(EvaluationKind::verification)[0].vote == PairVote::won);
  CHECK(worse.evaluated(EvaluationKind::verification)[0].request.attempts.size() == 3);
  Verified equal{60, rule};
  equal.at["judge"].answer = [](const Request&) { return judging("equal"); };
  equal.hit();
  CHECK(equal.counts(R"(semantic_verified_total{route="all",outcome="same"} 1)"));
  Verified silent{60, rule};
  silent.at["judge"].answer = [](const Request&) { return json_answer(200, "{}"); };
  silent.hit();
  CHECK(silent.counts(R"(semantic_verified_total{route="all",outcome="failed"} 1)"));
}

TEST_CASE("a caller who wants no log has none of its hits' verifications") {
  Verified on{20};
  on.ask(asking(first));
  on.ask(asking(second), {{"x-oaicompat-log", "none"}});
  on.evaluated(EvaluationKind::verification);
  on.log->flush();
  for (const auto& each : on.sink->records) CHECK(each.kind != EvaluationKind::verification);
}

}  // namespace semantic_verify_test
