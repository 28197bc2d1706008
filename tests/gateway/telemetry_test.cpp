// SPDX-License-Identifier: MIT
#include "collector.hpp"
#include "logged.hpp"

#include <oaicompat/gateway/telemetry.hpp>
#include <oaicompat/gateway/traceparent.hpp>

#include <chrono>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

using namespace oaicompat;

namespace telemetry_test {

using namespace std::chrono_literals;

const std::string caller = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

// A gateway with a log whose telemetry goes to a collector in memory.
struct Observed {
  collector::Collector to;
  std::vector<Error> errors;  // complete after `flush`
  std::optional<Telemetry> telemetry;
  logged::Ground ground;
  std::optional<Gateway> gateway;
  Handler handler;

  explicit Observed(TelemetryRules rules = {}, const std::string& routes = logged::rules) {
    rules.endpoint = "http://collector:4318";
    rules.interval = rules.metrics_interval = 1h;
    const auto note = [this](const Error& error) { errors.push_back(error); };
    telemetry = Telemetry::create({.rules = std::move(rules), .to = to.handler(), .on_error = note}).value();
    gateway =
        Gateway::create(read_rules(routes).value(),
                        {.connect = [this](const Target& target,
                                           const std::string&) { return ground.targets[target.name].handler(); },
                         .on_request =
                             [exported = telemetry->hook(), kept = ground.log->hook()](const RequestReport& report) {
                               exported(report);
                               kept(report);
                             },
                         .clock = ground.clock})
            .value();
    handler = stack({telemetry->watch(), ground.log->watch()}, gateway->handler());
  }
  Answer ask(std::string text = logged::body, Headers headers = {}) const {
    headers.add("authorization", "Bearer sk-oc-1");
    return handler(fakes::post(std::move(headers), std::move(text)));
  }
  void ask_whole(Headers headers = {}, const std::string& body = logged::body) {
    const auto answer = ask(body, std::move(headers));
    ground.clock->advance(250ms);
    ground.targets["near"]
        .last()
        .head(200, hostile::json)
        .bytes(R"({"id":"cmpl-7","model":"small-1","choices":[{"index":0,"finish_reason":"stop"}],"usage":)"
               R"({"prompt_tokens":7,"completion_tokens":3}})")
        .end();
    fakes::take(answer);
  }
};

}  // namespace telemetry_test

using collector::attribute;
using collector::of_kind;
using telemetry_test::Observed;

TEST_CASE(
    "a request is a server's span below the caller's, below it its call, and each attempt a client's below that, by "
    "the "
    "ids on the wire") {
  Observed observed;
  observed.ask_whole({{"traceparent", telemetry_test::caller}, {"tracestate", "a=b"}});
  observed.telemetry->flush();
  CHECK(observed.to.problem().empty());
  const auto spans = observed.to.spans();
  REQUIRE(spans.size() == 4);
  const auto& own = spans[0];
  const auto& call = spans[2];
  const auto& attempt = spans[3];
  CHECK(spans[1].at("name").as_string() == "route");
  CHECK(spans[1].at("parentSpanId").as_string() == own.at("spanId").as_string());
  CHECK(call.at("parentSpanId").as_string() == own.at("spanId").as_string());
  CHECK(call.at("kind").as_integer() == 1);
  CHECK(call.at("name").as_string() == "chat small");
  CHECK(attribute(call, "gen_ai.usage.input_tokens").empty());
  CHECK(attribute(call, "gen_ai.response.id") == "cmpl-7");
  const auto record = observed.ground.records().front();
  CHECK(own.at("traceId").as_string() == "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(own.at("parentSpanId").as_string() == "00f067aa0ba902b7");
  CHECK(own.at("spanId").as_string() == record.span_id);
  CHECK(own.at("traceState").as_string() == "a=b");
  CHECK(own.at("name").as_string() == "POST /v1/chat/completions");
  CHECK(own.at("kind").as_integer() == 2);
  CHECK(attribute(own, "http.response.status_code") == "200");
  CHECK(attribute(own, "oaicompat.tenant") == "team");
  CHECK(attribute(own, "oaicompat.request_id") == record.id);
  const auto sent = observed.ground.targets["near"].last().request.headers.get("traceparent");
  CHECK(sent.substr(36, 16) == attempt.at("spanId").as_string());
  CHECK(attempt.at("parentSpanId").as_string() == call.at("spanId").as_string());
  CHECK(attempt.at("kind").as_integer() == 3);
  CHECK(attempt.at("name").as_string() == "chat small");
  CHECK(attribute(attempt, "gen_ai.provider.name") == "openai");
  CHECK(attribute(attempt, "gen_ai.response.model") == "small-1");
  CHECK(attribute(attempt, "gen_ai.usage.input_tokens") == "7");
  CHECK(attribute(attempt, "server.address") == "near");
  const auto took =
      std::stoll(*attempt.at("endTimeUnixNano").as_string()) - std::stoll(*attempt.at("startTimeUnixNano").as_string());
  CHECK(took == 250'000'000);
  CHECK(observed.telemetry->counts().spans_sent == 4);
}

TEST_CASE("no export has what was said, or a key that a caller put somewhere") {
  Observed observed;
  observed.ask_whole();
  fakes::take(observed.ask(R"({"model":"sk-abcdefghijklmnop1234","messages":[{"role":"user","content":"hush"}]})"));
  observed.telemetry->flush();
  for (const auto* path : {"/v1/traces", "/v1/metrics"}) {
    for (const auto& each : observed.to.exports(path)) {
      CHECK(each.body.find("abcdefghijklmnop") == std::string::npos);
      CHECK(each.body.find("hush") == std::string::npos);
      CHECK(each.body.find("hidden") == std::string::npos);
      CHECK(each.body.find("sk-oc-1") == std::string::npos);
    }
  }
}

TEST_CASE("a failed attempt and the fallback after it are spans of their own, the failed one an error") {
  Observed observed;
  const auto answer = observed.ask();
  observed.ground.targets["near"].last().head(500, hostile::json).bytes("{}").end();
  fakes::Taken taken;
  for (int i = 0; i < 8 && observed.ground.targets["far"].count() == 0; ++i) {
    fakes::take(*answer, taken);
    observed.ground.clock->advance(std::chrono::seconds{5});
    auto& near = observed.ground.targets["near"].last();
    if (!near.ended) near.head(500, hostile::json).bytes("{}").end();
  }
  REQUIRE(observed.ground.targets["far"].count() == 1);
  observed.ground.targets["far"].last().head(200, hostile::json).bytes(hostile::whole).end();
  fakes::take(*answer, taken);
  observed.telemetry->flush();
  const auto spans = observed.to.spans();
  const auto attempts = of_kind(spans, 3);
  REQUIRE(attempts.size() >= 2);
  CHECK(attribute(attempts[0], "error.type") == "server");
  CHECK(attempts[0].at("status").at("code").as_integer() == 2);
  CHECK(attempts[0].at("parentSpanId").as_string() == attempts.back().at("parentSpanId").as_string());
  CHECK(attribute(spans.back(), "oaicompat.target") == "far");
  CHECK_FALSE(spans.back().find("status").has_value());
  CHECK_FALSE(spans[0].find("status").has_value());
  CHECK(observed.to.problem().empty());
}

TEST_CASE("a caller who does not sample has no spans, unless its request fails and errors are always sent") {
  const auto unsampled = telemetry_test::caller.substr(0, 53) + "00";
  for (const bool always : {false, true}) {
    Observed observed{{.always_errors = always}};
    observed.ask_whole({{"traceparent", unsampled}});
    const auto answer = observed.ask(logged::body, {{"traceparent", unsampled}});
    observed.ground.targets["near"].last().head(400, hostile::json).bytes("{}").end();
    fakes::take(answer);
    observed.telemetry->flush();
    CHECK(observed.to.spans().size() == (always ? 3 : 0));
    CHECK(observed.to.metric("gen_ai.server.request.duration").has_value());
  }
}

TEST_CASE("the call and its attempts tell the request's parameters, and how the answer ended, redacted") {
  Observed observed;
  observed.ask_whole(
      {{"x-oaicompat-session", "talk-1"}},
      R"({"model":"small","messages":[],"temperature":0.5,"top_p":1,"max_completion_tokens":64,"seed":7,)"
      R"("n":1,"stop":["END","sk-abcdefghijklmnop1234"],"presence_penalty":"none","reasoning_effort":"low"})");
  observed.telemetry->flush();
  CHECK(observed.to.problem().empty());
  const auto spans = observed.to.spans();
  REQUIRE(spans.size() == 4);
  for (const auto& each : {spans[2], spans[3]}) {
    CHECK(attribute(each, "gen_ai.request.temperature") == "0.5");
    CHECK(attribute(each, "gen_ai.request.top_p") == "1");
    CHECK(attribute(each, "gen_ai.request.max_tokens") == "64");
    CHECK(attribute(each, "gen_ai.request.seed") == "7");
    CHECK(attribute(each, "gen_ai.request.choice.count") == "1");
    CHECK(attribute(each, "gen_ai.request.reasoning.level") == "low");
    CHECK(attribute(each, "gen_ai.request.presence_penalty").empty());
    CHECK(attribute(each, "gen_ai.conversation.id") == "talk-1");
    CHECK(attribute(each, "gen_ai.response.id") == "cmpl-7");
    CHECK(attribute(each, "gen_ai.response.finish_reasons").find("\"stop\"") != std::string::npos);
    const auto stops = attribute(each, "gen_ai.request.stop_sequences");
    CHECK(stops.find("\"END\"") != std::string::npos);
    CHECK(stops.find("abcdefghijklmnop") == std::string::npos);
  }
}

TEST_CASE("a stream tells the answer's id and finish reason, and the time of its first chunk") {
  Observed observed;
  const auto answer = observed.ask(R"({"stream":true,"model":"small","messages":[]})");
  observed.ground.targets["near"]
      .last()
      .head(200, {{"content-type", "text/event-stream"}})
      .bytes("data: {\"id\":\"c-1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n")
      .bytes("data: {\"id\":\"c-1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n")
      .bytes("data: [DONE]\n\n")
      .end();
  fakes::take(answer);
  observed.telemetry->flush();
  const auto spans = observed.to.spans();
  REQUIRE(spans.size() == 4);
  CHECK(attribute(spans[2], "gen_ai.response.id") == "c-1");
  CHECK(attribute(spans[2], "gen_ai.response.finish_reasons").find("\"length\"") != std::string::npos);
  CHECK_FALSE(attribute(spans[2], "gen_ai.response.time_to_first_chunk").empty());
}

TEST_CASE("a look into the cache is a step of its own, and a hit has no call") {
  auto routes = logged::rules;
  routes.replace(routes.find("strategy"), 0, "cache = { random_answers = true }\n");
  Observed observed{{}, routes};
  observed.ask_whole();
  fakes::take(observed.ask());
  observed.telemetry->flush();
  const auto spans = observed.to.spans();
  std::string names;
  for (const auto& each : spans) names += each.at("name").as_string().value_or("") + "; ";
  CHECK(names ==
        "POST /v1/chat/completions; route; cache lookup; chat small; chat small; "
        "POST /v1/chat/completions; route; cache lookup; ");
  CHECK(attribute(spans.back(), "oaicompat.cache") == "hit");
}

TEST_CASE("of traces that begin here a share is sampled, and callers who sample are heeded") {
  Observed observed{{.sample = 0}};
  observed.ask_whole();
  CHECK(observed.ground.targets["near"].last().request.headers.get("traceparent").ends_with("-00"));
  observed.telemetry->flush();
  CHECK(observed.to.spans().empty());
  CHECK(observed.to.metric("gen_ai.server.request.duration").has_value());
  observed.ask_whole({{"traceparent", telemetry_test::caller}});
  observed.telemetry->flush();
  CHECK(observed.to.spans().size() == 4);
  int drawn = 0;
  for (int i = 0; i < 2'000; ++i) drawn += detail::is_trace_drawn(child_span({}).trace_id, 0.25) ? 1 : 0;
  CHECK(drawn > 400);
  CHECK(drawn < 600);
}

TEST_CASE("a caller's span may be linked instead of being the parent") {
  Observed observed{{.remote_parent = RemoteParent::link}};
  observed.ask_whole({{"traceparent", telemetry_test::caller}, {"tracestate", "a=b"}});
  observed.telemetry->flush();
  CHECK(observed.to.problem().empty());
  const auto spans = observed.to.spans();
  REQUIRE(spans.size() == 4);
  CHECK_FALSE(spans[0].find("parentSpanId").has_value());
  CHECK_FALSE(spans[0].find("traceState").has_value());
  CHECK(spans[0].at("traceId").as_string() != "4bf92f3577b34da6a3ce929d0e0e4736");
  const auto link = spans[0].at("links").at(std::size_t{0});
  CHECK(link.at("traceId").as_string() == "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK(link.at("spanId").as_string() == "00f067aa0ba902b7");
  CHECK_FALSE(spans[2].find("links").has_value());
}

TEST_CASE("a caller's note of a span is not believed") {
  Observed observed;
  observed.ask_whole({{"x-oaicompat-caller-span", telemetry_test::caller}});
  observed.telemetry->flush();
  const auto spans = observed.to.spans();
  REQUIRE(spans.size() == 4);
  CHECK_FALSE(spans[0].find("parentSpanId").has_value());
  CHECK(spans[0].at("traceId").as_string() != "4bf92f3577b34da6a3ce929d0e0e4736");
  CHECK_FALSE(observed.ground.targets["near"].last().request.headers.has("x-oaicompat-caller-span"));
}

TEST_CASE("metrics have the names that the rules ask for, and the conventions' buckets") {
  using Names = TelemetryNames;
  for (const auto names : {Names::latest, Names::legacy, Names::both}) {
    Observed observed{{.names = names}};
    observed.ask_whole();
    observed.telemetry->flush();
    CHECK(observed.to.problem().empty());
    CHECK(observed.to.metric("gen_ai.client.inference.duration").has_value() == (names != Names::legacy));
    CHECK(observed.to.metric("gen_ai.client.operation.duration").has_value() == (names != Names::latest));
    CHECK(observed.to.metric("gen_ai.client.token.usage").has_value() == (names != Names::latest));
    const auto server = observed.to.metric("gen_ai.server.request.duration");
    REQUIRE(server.has_value());
    const auto point = server->at("histogram").at("dataPoints").at(std::size_t{0});
    CHECK(point.at("explicitBounds").view() ==
          "[0.01,0.02,0.04,0.08,0.16,0.32,0.64,1.28,2.56,5.12,10.24,20.48,40.96,81.92]");
    CHECK(point.at("bucketCounts").at(std::size_t{5}).as_string() == "1");  // 250 ms
    CHECK(attribute(point, "gen_ai.request.model") == "sm*");
    if (names == Names::legacy) continue;
    const auto usage = observed.to.metric("gen_ai.client.inference.usage.input_tokens");
    REQUIRE(usage.has_value());
    CHECK(usage->at("sum").at("dataPoints").at(std::size_t{0}).at("asInt").as_string() == "7");
    CHECK(usage->at("sum").at("isMonotonic").as_bool() == true);
  }
}

TEST_CASE("cumulative metrics go on, and those of the temporality delta begin anew") {
  for (const auto temporality : {Temporality::cumulative, Temporality::delta}) {
    Observed observed{{.temporality = temporality}};
    for (int i = 0; i < 2; ++i) {
      observed.ask_whole();
      observed.telemetry->flush();
    }
    const auto data = observed.to.metric("gen_ai.server.request.duration")->at("histogram");
    const bool delta = temporality == Temporality::delta;
    CHECK(data.at("aggregationTemporality").as_integer() == (delta ? 1 : 2));
    CHECK(data.at("dataPoints").at(std::size_t{0}).at("count").as_string() == (delta ? "1" : "2"));
  }
}

TEST_CASE("a collector that is busy is asked again when it says, and what it refuses is counted") {
  Observed observed{{.metrics = false}};
  observed.to.refuse(503, {{"retry-after-ms", "1"}});
  observed.to.refuse(429, {{"retry-after-ms", "1"}});
  observed.to.answer([] { return json_answer(200, R"({"partialSuccess":{"rejectedSpans":"1"}})"); });
  observed.ask_whole();
  observed.telemetry->flush();
  CHECK(observed.to.exports("/v1/traces").size() == 3);
  CHECK(observed.telemetry->counts().spans_sent == 3);
  CHECK(observed.telemetry->counts().spans_dropped == 1);
}

TEST_CASE("what a collector did not take of exports is counted and told once, with its words") {
  Observed observed;
  const auto partly = [&](const std::string& what) {
    observed.to.answer([what] { return json_answer(200, R"({"partialSuccess":{)" + what + "}}"); });
  };
  partly(R"("rejectedSpans":"2","errorMessage":"Too\nold.")");
  partly(R"("rejectedDataPoints":3,"errorMessage":"Too many.")");
  observed.ask_whole();
  observed.telemetry->flush();
  const auto counts = observed.telemetry->counts();
  CHECK(counts.spans_dropped == 2);
  CHECK(counts.points_dropped == 3);
  CHECK(counts.exports_failed == 0);
  REQUIRE(observed.errors.size() == 1);
  CHECK(observed.errors[0].message == "The collector took an export but for 2 items: Too old.");
}

TEST_CASE("an export is given up where the collector refuses it, or asks for more time than there is") {
  for (const auto* wait : {"", "3600"}) {
    Observed observed{{.metrics = false}};
    observed.to.refuse(*wait ? 503 : 500, *wait ? Headers{{"retry-after", wait}} : Headers{});
    observed.ask_whole();
    observed.telemetry->flush();
    CHECK(observed.to.exports("/v1/traces").size() == 1);
    CHECK(observed.telemetry->counts().spans_dropped == 4);
    CHECK(observed.telemetry->counts().exports_failed == 1);
  }
}

TEST_CASE("a silent collector delays no request and no end, and what does not fit the queue is dropped and counted") {
  using namespace telemetry_test;
  const auto begun = std::chrono::steady_clock::now();
  {
    Observed observed{{.metrics = false, .timeout = 1h, .end_within = 20ms, .max_queued = 4, .max_batch = 2}};
    const auto silent = std::make_shared<fakes::Call>();
    for (int i = 0; i < 9; ++i) {
      observed.to.answer([silent]() -> Answer { return std::make_unique<fakes::FedAnswer>(silent); });
    }
    observed.ask_whole();
    observed.to.wait_for(1);  // it is being sent
    std::uint64_t lost = 0;
    while (lost == 0) {
      observed.ask_whole();
      const auto counts = observed.telemetry->counts();
      lost = counts.reports_dropped + counts.spans_dropped;
    }
    CHECK(observed.ground.targets["near"].last().ended);
  }
  CHECK(std::chrono::steady_clock::now() - begun < 30s);
}

TEST_CASE("fields of an export come from secrets, and a secret that is missing is said") {
  ::setenv("OAICOMPAT_TEST_OTLP", "Bearer t", 1);
  Observed observed{{.headers = {{"authorization", "env:OAICOMPAT_TEST_OTLP"}}}};
  observed.ask_whole();
  observed.telemetry->flush();
  CHECK(observed.to.exports("/v1/traces").front().headers.get("authorization") == "Bearer t");
  const auto missing = Telemetry::create({.rules = {.endpoint = "http://x", .headers = {{"a", "env:OAICOMPAT_NONE"}}}});
  CHECK_FALSE(missing.has_value());
  CHECK_FALSE(Telemetry::create({.rules = {.endpoint = "gopher://x"}}).has_value());
}
