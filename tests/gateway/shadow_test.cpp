// SPDX-License-Identifier: MIT
#include "collector.hpp"
#include "evaluated.hpp"

#include <oaicompat/gateway/log_json.hpp>
#include <oaicompat/gateway/telemetry.hpp>
#include <oaicompat/gateway/traceparent.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <functional>
#include <future>
#include <memory>
#include <string>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace shadow_test {

const std::string shadow = "shadow = { target = \"new\", share = 0.1, timeout = \"50ms\" }";

TEST_CASE("a shadow is asked what the caller asked, by its own name of the model and with its own key") {
  evaluated::Ground on{shadow};
  CHECK(on.ask(evaluated::body, {{"idempotency-key", "k"}, {"x-custom", "c"}}).body == evaluated::said("\"Hello\""));
  on.evaluated();
  REQUIRE(on.at["new"].count() == 1);
  auto& asked = on.at["new"].asked[0];
  CHECK(asked.path == "/v1/chat/completions");
  CHECK(asked.body.view() == R"({"model":"m-2","messages":[{"role":"user","content":"Hi"}]})");
  CHECK(asked.headers.get("x-custom") == "c");
  CHECK_FALSE(asked.headers.has("authorization"));
  CHECK_FALSE(asked.headers.has("idempotency-key"));
}

TEST_CASE("a shadow's call is a span in a trace of its own, linked to the request's") {
  evaluated::Ground on{shadow};
  collector::Collector to;
  const auto telemetry =
      Telemetry::create(
          {.rules = {.endpoint = "http://collector", .interval = 1h, .metrics_interval = 1h}, .to = to.handler()})
          .value();
  const std::string caller = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  on.ask(evaluated::body, {{"traceparent", caller}, {"tracestate", "a=b"}});
  for (const auto& each : on.evaluated()) telemetry.evaluation_hook()(each);
  telemetry.flush();
  CHECK(to.problem().empty());
  const auto spans = to.spans();
  REQUIRE(spans.size() == 1);
  const auto sent = read_traceparent(on.at["new"].asked[0].headers.get("traceparent"));
  REQUIRE(sent.has_value());
  CHECK_FALSE(on.at["new"].asked[0].headers.has("tracestate"));
  CHECK(sent->trace_id != "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(spans[0].at("spanId").as_string() == sent->span_id);
  CHECK(spans[0].at("kind").as_integer() == 3);
  CHECK_FALSE(spans[0].find("parentSpanId").has_value());
  const auto records = on.records();
  const auto& record = records[records[0].kind == EvaluationKind::checks ? 0 : 1];
  CHECK(spans[0].at("links").at(std::size_t{0}).at("traceId").as_string() == "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(spans[0].at("links").at(std::size_t{0}).at("spanId").as_string() == record.span_id);
  CHECK(collector::attribute(spans[0], "oaicompat.shadow_of") == record.id);
  CHECK(to.exports("/v1/metrics").empty());
}

TEST_CASE("a shadow's answer is a record of its own, marked with the request it is of") {
  evaluated::Ground on{shadow + "\nevaluate = {}"};
  on.at["new"].answer = [](const Request&) { return json_answer(200, evaluated::said("\"Better\"")); };
  const auto got = on.ask();
  const auto records = on.records();
  REQUIRE(records.size() == 2);
  const auto& own = records[0].kind == EvaluationKind::shadow ? records[1] : records[0];
  const auto& copy = records[0].kind == EvaluationKind::shadow ? records[0] : records[1];
  CHECK(own.id == got.header("x-oaicompat-request-id"));
  CHECK(copy.of == own.id);
  CHECK(log_json(copy, LogBodies::without).find("\"shadow_of\":\"" + own.id + '"') != std::string::npos);
  CHECK(copy.report.target == "new");
  CHECK(copy.report.tenant == "team");
  CHECK(copy.report.cost == 60'000);  // 10 tokens at a dollar a million, and 5 at ten
  CHECK(copy.scores.find(R"({"check":"non_empty","passed":true})") != std::string::npos);
  CHECK(copy.scores.find(R"({"check":"similarity","score":)") != std::string::npos);
  CHECK(own.scores.find("similarity") == std::string::npos);
  CHECK(copy.answer == evaluated::said("\"Better\""));
  CHECK(on.counts(R"(shadow_total{route="all",target="new",outcome="done"} 1)"));
}

TEST_CASE("a shadow is no traffic of the caller's") {
  evaluated::Ground with{shadow}, without{""};
  for (auto* each : {&with, &without}) {
    each->ask();
    each->evaluated();
    REQUIRE(each->requests.size() == 1);
    CHECK(each->requests[0].cost == 60'000);
    CHECK(each->requests[0].attempts.size() == 1);
    CHECK(each->counts(R"(requests_total{op="chat",model="m",target="near",status="200"} 1)"));
    CHECK(each->counts("cost_usd_total 0.000060000"));
    CHECK(each->counts("attempts_total{target=\"near\",class=\"ok\"} 1"));
  }
  const auto left = [](const evaluated::Ground& on, std::string_view counter, Window window, std::int64_t limit) {
    return on.state->look({counter, window, limit, 0}).remaining;
  };
  CHECK(left(with, "key/app/requests", Window::minute, 1000) ==
        left(without, "key/app/requests", Window::minute, 1000));
  CHECK(left(with, "key/app/day", Window::day, 1'000'000'000) == 1'000'000'000 - 60'000);
  for (const auto& each : with.gateway->targets()) {
    if (each.name == "new") CHECK(each.health.first_token.count() == 0);
  }
}

TEST_CASE("whatever a shadow answers, the caller's bytes are the same and the target's health as before") {
  for (const auto& provider : evaluated::hostile_answers) {
    CAPTURE(provider.name);
    evaluated::Ground on{shadow};
    on.at["new"].answer = [&](const Request&) { return provider.answer(); };
    for (int i = 0; i < 5; ++i) CHECK(on.ask().body == evaluated::said("\"Hello\""));
    const auto all = on.evaluated(EvaluationKind::shadow);
    REQUIRE(all.size() == 5);
    for (const auto& each : all) CHECK(each.outcome == EvaluationOutcome::failed);
    for (const auto& each : on.gateway->targets()) CHECK(each.health.breaker == Breaker::closed);
  }
}

TEST_CASE("a caller has its whole answer while its shadow still waits") {
  evaluated::Ground on{"shadow = { target = \"new\", share = 0.1 }"};
  std::promise<void> release;
  const auto released = release.get_future().share();
  on.at["new"].answer = [released](const Request&) {
    released.wait();
    return json_answer(200, evaluated::said("\"Late\""));
  };
  const auto got = on.ask();
  CHECK(got.last == Pull::end);
  CHECK(got.body == evaluated::said("\"Hello\""));
  CHECK(on.requests.size() == 1);
  release.set_value();
  CHECK(on.evaluated(EvaluationKind::shadow).size() == 1);
}

TEST_CASE("shadows beyond the queue are dropped and counted") {
  evaluated::Ground on{"shadow = { target = \"new\", share = 0.1 }",
                       "[evaluation]\ncalls_at_once = 1\nmax_queued_calls = 0\n"};
  CHECK(on.ask().head->status == 200);
  on.evaluated();
  CHECK(on.at["new"].count() == 0);
  CHECK(on.counts(R"(shadow_total{route="all",target="new",outcome="dropped"} 1)"));
}

TEST_CASE("a shadow's budget holds for a day") {
  evaluated::Ground on{"shadow = { target = \"new\", share = 0.1, usd_per_day = 0.0101 }"};
  for (int i = 0; i < 4; ++i) {
    on.ask();
    on.evaluated();
  }
  // Before each a call is taken for 10,000,000 nano-dollars and a little; what it came to is 60,000.
  CHECK(on.at["new"].count() == 2);
  CHECK(on.counts(R"(shadow_total{route="all",target="new",outcome="over_budget"} 2)"));
  on.clock->advance(24h);
  on.ask();
  on.evaluated();
  CHECK(on.at["new"].count() == 3);
}

TEST_CASE("requests with effects have no shadow") {
  evaluated::Ground on{shadow};
  const auto with = [](const std::string& member) { return "{" + member + "," + evaluated::body.substr(1); };
  for (const auto* member :
       {R"("store":true)", R"("background":true)", R"("n":2)", R"("tools":[{"type":"web_search"}])",
        R"("web_search_options":{})", R"("plugins":[{"id":"web"}])"}) {
    CAPTURE(member);
    on.ask(with(member));
    on.evaluated();
    CHECK(on.at["new"].count() == 0);
  }
  on.ask(with(R"("tools":[{"type":"function","function":{"name":"f"}}])"));
  on.evaluated();
  CHECK(on.at["new"].count() == 1);
}

TEST_CASE("a stream's shadow is a stream, and its usage is asked for and told") {
  evaluated::Ground on{shadow};
  const auto events = hostile::role + hostile::token + hostile::finish;
  const auto stream = [&](const std::string& more) {
    return [=](const Request&) {
      return ready_answer({.status = 200, .headers = {{"content-type", "text/event-stream"}}},
                          events + more + hostile::done);
    };
  };
  on.at["near"].answer = stream("");
  on.at["new"].answer = stream(R"(data: {"object":"chat.completion.chunk","choices":[],)"
                               R"("usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})"
                               "\n\n");
  CHECK(on.ask(evaluated::streamed).body == events + hostile::done);
  const auto all = on.evaluated(EvaluationKind::shadow);
  REQUIRE(all.size() == 1);
  CHECK(all[0].request.cost == 60'000);
  CHECK(on.at["new"].asked[0].body.view().find("include_usage") != std::string_view::npos);
}

// An answer whose connection is lost behind all of it.
class LostAnswer final : public WrappedAnswer {
 public:
  using WrappedAnswer::WrappedAnswer;
  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    return got == Pull::end ? Pull::fail : got;
  }
  Error error() const override { return local_error(ErrorKind::protocol, "Lost."); }
};

TEST_CASE("a shadow's stream is whole once it has told its end, though its connection is lost") {
  const auto all = hostile::token + hostile::finish + hostile::done;
  for (const auto& events : {all, hostile::token + hostile::finish, hostile::token}) {
    evaluated::Ground on{shadow};
    const Head head{.status = 200, .headers = {{"content-type", "text/event-stream"}}};
    on.at["near"].answer = [&](const Request&) { return ready_answer(head, all); };
    on.at["new"].answer = [&](const Request&) { return std::make_unique<LostAnswer>(ready_answer(head, events)); };
    CHECK(on.ask(evaluated::streamed).body == all);
    const auto came = on.evaluated(EvaluationKind::shadow);
    REQUIRE(came.size() == 1);
    CHECK(came[0].outcome == (events == all ? EvaluationOutcome::done : EvaluationOutcome::failed));
  }
}

TEST_CASE("of a caller who wants no log no shadow is logged") {
  evaluated::Ground on{shadow};
  on.ask(evaluated::body, {{"x-oaicompat-log", "none"}});
  CHECK(on.records().empty());
  on.ask(evaluated::body, {{"x-oaicompat-log", "metadata"}});
  for (const auto& each : on.records()) CHECK(each.answer.empty());
}

TEST_CASE("the same share of requests is drawn, by their ids") {
  evaluated::Ground on{shadow};
  auto rules = std::make_shared<Rules>(*on.gateway->rules());
  rules->routes[0].shadow.share = 0.1;
  REQUIRE(on.gateway->reload(rules));
  for (int i = 0; i < 900; ++i) {
    auto request = fakes::post({{"authorization", "Bearer sk-oc-1"}}, evaluated::body);
    request.context.request_id = "r-" + std::to_string(i);
    CHECK(fakes::take(on.gateway->handler()(std::move(request))).body == evaluated::said("\"Hello\""));
    on.gateway->finish_evaluation();
  }
  CHECK(on.at["new"].count() > 60);
  CHECK(on.at["new"].count() < 120);
}

TEST_CASE("a gateway that goes leaves no shadow behind") {
  evaluated::Ground on{"shadow = { target = \"new\", share = 0.1 }"};
  on.at["new"].answer = [](const Request&) { return std::make_unique<evaluated::SilentAnswer>(); };
  on.ask();
  on.handler = nullptr;
  on.gateway.reset();
  CHECK(on.reports.empty());
}

}  // namespace shadow_test
