// SPDX-License-Identifier: MIT
#include "semantic.hpp"

#include <oaicompat/gateway/admin.hpp>
#include <oaicompat/gateway/log_json.hpp>
#include <oaicompat/gateway/whole_answer.hpp>

#include <chrono>
#include <string>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace semantic_cache_test {

using semantic::asking;
using semantic::Ground;

const std::string first = "How do I reset my password?";
const std::string second = "I forgot my password, what can I do?";
const std::string third = "What is the capital of a country?";

// Two questions 10 degrees apart (a cosine of 0.985), and one at 90.
void set_angles(Ground& on) {
  on.angles->set(first, 0);
  on.angles->set(second, 10);
  on.angles->set(third, 90);
}
struct Asked : Ground {
  explicit Asked(const std::string& rule = {}, const std::string& own = {}, const std::string& more = {})
      : Ground{rule, own, more} {
    set_angles(*this);
  }
  std::size_t answered() { return at["near"].count(); }
};
Headers with(const std::string& control) { return {{"cache-control", control}}; }

TEST_CASE("a question that means the same is answered by the kept answer, and no target is asked") {
  Asked on;
  CHECK(on.cache_of(asking(first)) == "miss");
  on.clock->advance(12s);
  const auto hit = on.ask(asking(second));
  CHECK(on.answered() == 1);
  CHECK(answer_text(hit.body) == "You asked: " + first);
  CHECK(hit.header("x-oaicompat-cache").starts_with("hit; type=semantic; score=0.985; id="));
  CHECK(hit.header("age") == "12");
  CHECK(hit.header("x-oaicompat-cost-usd") == "0");
  const auto report = on.last_request();
  CHECK(report.cache == CacheUse::semantic);
  CHECK(report.outcome == RequestOutcome::answered);
  CHECK(report.cost == 0);
  CHECK(report.saved == 10 * 1'000 + 5 * 10'000);
  CHECK(report.attempts.empty());
  CHECK(on.counts(R"(cache_requests_total{type="semantic",outcome="hit"} 1)"));
  CHECK(on.counts(R"(cache_requests_total{type="exact",outcome="miss"} 1)"));
}

TEST_CASE("a question that means something else is a miss, and so is one below the threshold") {
  Asked on;
  on.ask(asking(first));
  CHECK(on.cache_of(asking(third)) == "miss");
  on.angles->set("near", 17);
  CHECK(on.cache_of(asking("near")).starts_with("hit; type=semantic; score=0.956"));
  on.angles->set("far", 19);
  CHECK(on.cache_of(asking("far")) == "miss");
  Asked strict{"threshold = 0.99"};
  strict.ask(asking(first));
  CHECK(strict.cache_of(asking(second)) == "miss");
}

TEST_CASE("an equal question is an exact hit, without an embedding") {
  Asked on;
  on.ask(asking(first));
  const auto embedded = on.at["embed"].count();
  CHECK(on.cache_of(asking(first)).starts_with("hit; type=exact; age=0"));
  CHECK(on.at["embed"].count() == embedded);
}

TEST_CASE("the opposite question is not answered, however alike its embedding") {
  Asked on;
  const std::string opposite = "How do I not reset my password?";
  on.angles->set(opposite, 0);
  on.ask(asking(first));
  CHECK(on.cache_of(asking(opposite)) == "miss");
  CHECK(answer_text(on.ask(asking(opposite)).body) == "You asked: " + opposite);
}

TEST_CASE("the nearest of several is given") {
  Asked on;
  on.angles->set("soon", 36);
  on.ask(asking(first));
  CHECK(on.cache_of(asking("soon")) == "miss");
  on.angles->set("later", 26);
  on.angles->set("now", 12);
  CHECK(answer_text(on.ask(asking("later"), {{"cache-control", "only-if-cached"}}).body) == "You asked: soon");
  CHECK(answer_text(on.ask(asking("now")).body) == "You asked: " + first);
}

TEST_CASE("tenants, and with the scope of a key keys, are not given each other's answers") {
  Asked on;
  on.ask(asking(first));
  CHECK(on.cache_of(asking(second), {{"authorization", "Bearer sk-oc-2"}}) == "miss");
  CHECK(on.cache_of(asking(second)).starts_with("hit; type=semantic"));
  Asked by_key{"", "scope = \"key\", "};
  by_key.ask(asking(first));
  CHECK(by_key.cache_of(asking(second), {{"authorization", "Bearer sk-oc-2"}}) == "miss");
}

TEST_CASE("whatever else differs is a miss") {
  Asked on;
  on.ask(asking(first));
  CHECK(on.cache_of(asking(second, R"("max_tokens":5,)")) == "miss");
  CHECK(on.cache_of(asking(second, R"("user":"u",)")).starts_with("hit; type=semantic"));
}

TEST_CASE("whole answers and streams answer for each other") {
  Asked on;
  on.ask(asking(first));
  const auto streamed = on.ask(asking(second, R"("stream":true,)"));
  CHECK(streamed.header("content-type") == "text/event-stream; charset=utf-8");
  CHECK(streamed.header("x-oaicompat-cache").starts_with("hit; type=semantic"));
  CHECK(streamed.body.ends_with("data: [DONE]\n\n"));
  CHECK(answer_text(whole_answer(streamed.body)) == "You asked: " + first);
  CHECK(on.answered() == 1);
}

TEST_CASE("a caller may ask for less") {
  Asked on;
  CHECK(on.ask(asking(second), with("only-if-cached")).head->status == 504);
  on.ask(asking(first));
  const auto embedded = on.at["embed"].count();
  CHECK(on.cache_of(asking(second), with("no-store")) == "bypass");
  CHECK(on.at["embed"].count() == embedded);
  CHECK(on.cache_of(asking(second), with("only-if-cached")).starts_with("hit; type=semantic"));
  on.clock->advance(30s);
  CHECK(on.ask(asking(second), with("only-if-cached, max-age=29")).head->status == 504);
  CHECK(on.cache_of(asking(second), with("max-age=30")).starts_with("hit; type=semantic"));
  CHECK(on.cache_of(asking(second), with("no-cache")) == "miss");
}

TEST_CASE("what is no short chat of text, or is refused, is not embedded") {
  Asked on{"refuse = [\"my balance\"]"};
  for (const auto& body :
       {asking("What is my balance?"), asking(first, R"("tools":[{"type":"function","function":{"name":"f"}}],)"),
        std::string{R"({"model":"m","temperature":1,"messages":[{"role":"user","content":"Hi"}]})"}}) {
    on.ask(body);
  }
  CHECK(on.at["embed"].count() == 0);
  CHECK(on.answered() == 3);
}

TEST_CASE("a caller waits for an embedding no longer than the rule says, then the target is asked") {
  fakes::Inner silent;  // outlives the threads that ask it
  Asked on;
  on.at["embed"].answer = [&silent](Request request) { return silent.handler()(std::move(request)); };
  const auto answer = on.start(asking(first));
  CHECK(fakes::take(answer).last == Pull::wait);
  on.clock->advance(9999ms);
  CHECK(fakes::take(answer).last == Pull::wait);
  CHECK(on.answered() == 0);
  on.clock->advance(1ms);
  const auto taken = fakes::take(answer);
  CHECK(taken.header("x-oaicompat-cache") == "miss");
  CHECK(answer_text(taken.body) == "You asked: " + first);
}

TEST_CASE("a caller who leaves while it is looked for is told of as one who left") {
  fakes::Inner silent;  // outlives the threads that ask it
  Asked on;
  on.at["embed"].answer = [&silent](Request request) { return silent.handler()(std::move(request)); };
  on.start(asking(first)).reset();
  CHECK(on.last_request().outcome == RequestOutcome::cancelled);
  CHECK(on.answered() == 0);
}

TEST_CASE("where no embedding can be made the target is asked") {
  Asked on;
  on.ask(asking(first));
  for (const auto* text :
       {R"({"error":{}})", "{}", R"({"data":[]})", R"({"data":[{"index":0,"embedding":[]}]})",
        R"({"data":[{"index":7,"embedding":[1]}]})", R"({"data":[{"index":0,"embedding":[0,0]}]})", "no JSON"}) {
    CAPTURE(text);
    on.at["embed"].answer = [text](const Request&) { return json_answer(200, text); };
    CHECK(on.cache_of(asking(second, R"("seed":)" + std::to_string(on.answered()) + ",")) == "miss");
  }
  on.at["embed"].answer = [](const Request&) { return json_answer(503, "{}"); };
  CHECK(on.cache_of(asking(second)) == "miss");
  CHECK(on.counts(R"(semantic_embeddings_total{route="all",outcome="failed"} 7)"));
}

TEST_CASE("embeddings cost the gateway, not its callers") {
  Asked on;
  on.ask(asking(first));
  CHECK(on.last_request().cost == 10 * 1'000 + 5 * 10'000);
  const auto embedded = on.evaluated(EvaluationKind::embedding);
  REQUIRE(embedded.size() == 1);
  CHECK(embedded[0].outcome == EvaluationOutcome::done);
  CHECK(embedded[0].request.cost == 4'000);
  CHECK(embedded[0].request.target == "embed");
  CHECK(embedded[0].request.tenant == "app");
  CHECK(on.counts(R"(evaluation_cost_usd_total{kind="embedding"} 0.000004000)"));
  auto& request = on.at["embed"].asked[0];
  const Json body{Text{request.body.view()}};
  CHECK(request.path == "/v1/embeddings");
  CHECK(body.at("model").as_string() == "embed-small");
  CHECK(body.at("input").as_string() == first);
  CHECK_FALSE(request.headers.has("authorization"));
  on.log->flush();
  for (const auto& each : on.sink->records) CHECK(each.report.target != "embed");
}

TEST_CASE("a day's budget of embeddings is not exceeded, though a text has as many tokens as bytes") {
  constexpr std::int64_t budget = 250'000;  // of texts of 99 tokens at 1,000 nano-dollars
  Asked on{"usd_per_day = 0.00025"};
  on.at["embed"].answer = [](Request request) {
    const auto text = Json{Text{request.body.view()}}.at("input").as_string().value_or("");
    std::string vector;
    for (char each = 'a'; each <= 'f'; ++each) vector += text.starts_with(each) ? ",1" : ",0";
    return json_answer(200, R"({"object":"list","model":"e-1","data":[{"object":"embedding","index":0,"embedding":[)" +
                                vector.substr(1) + R"(]}],"usage":{"prompt_tokens":99,"total_tokens":99}})");
  };
  for (const char each : {'a', 'b', 'c', 'd', 'e', 'f'}) CHECK(on.cache_of(asking(std::string(99, each))) == "miss");
  std::int64_t spent = 0;
  for (const auto& each : on.evaluated(EvaluationKind::embedding)) spent += each.request.cost.value_or(0);
  CHECK(spent == 198'000);
  CHECK(spent <= budget);
  CHECK(on.metrics.text(MetricsFormat::prometheus, {}).find("outcome=\"over_budget\"") != std::string::npos);
}

TEST_CASE("a hit counts as a request of its key, and is refused beyond its limit") {
  Asked on;
  on.ask(asking(first));
  for (int i = 0; i < 999; ++i) on.start(asking(first));
  CHECK(on.ask(asking(second)).head->status == 429);
}

TEST_CASE("an answer that is gone is not given, and its vector is forgotten") {
  Asked on;
  on.ask(asking(first));
  on.clock->advance(5min);
  CHECK(on.cache_of(asking(second)) == "miss");
  on.cache->forget("");
  CHECK(on.cache_of(asking(first)) == "miss");
  CHECK(on.cache_of(asking(second)).starts_with("hit; type=semantic"));
}

TEST_CASE("who empties the cache of a tenant empties what it is found by") {
  Asked on;
  on.ask(asking(first));
  const auto kept = on.cache;
  const auto admin = admin_handler(*on.gateway, {.key = "k", .cache = on.cache, .clock = on.clock});
  const auto forget = [&](const std::string& query) {
    Request request{.method = "DELETE", .path = "/admin/cache", .query = query};
    request.headers.add("authorization", "Bearer k");
    return fakes::take(admin(std::move(request))).head->status;
  };
  CHECK(forget("tenant=other") == 200);
  CHECK(on.cache_of(asking(second)).starts_with("hit; type=semantic"));
  CHECK(forget("tenant=app") == 200);
  CHECK(on.cache_of(asking(second)) == "miss");
}

TEST_CASE("another request for the same text after a reload finds what was kept before") {
  Asked on;
  on.ask(asking(first));
  REQUIRE(on.gateway->reload(on.gateway->rules()));
  CHECK(on.cache_of(asking(second)).starts_with("hit; type=semantic"));
}

TEST_CASE("the log says of a hit by meaning what it was") {
  Asked on;
  on.ask(asking(first));
  on.ask(asking(second));
  on.log->flush();
  const auto& record = on.sink->records.back();
  CHECK(log_json(record, LogBodies::without).find(R"("cache":"semantic")") != std::string::npos);
}

}  // namespace semantic_cache_test
