// SPDX-License-Identifier: MIT
#include "asked.hpp"

#include <oaicompat/base/manual_clock.hpp>

#include <chrono>
#include <stdexcept>

namespace server_metrics {

using namespace asked_server;
using namespace std::chrono_literals;

// A server that keeps figures and tells a tracer, by a clock of the test's.
struct Watched {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  std::optional<ChatSink> sink;
  std::vector<TraceMoment> moments;
  Server server;

  explicit Watched(ServerOptions options = {}) : server{with(std::move(options))} {
    server.chat("my-model", hello);
    server.chat_async(
        "slow", [this](const Parsed<ChatRequest>&, ChatSink out, const Context&) { sink.emplace(std::move(out)); });
  }
  ServerOptions with(ServerOptions options) {
    options.clock = clock;
    if (!options.metrics) options.metrics.emplace();
    options.metrics->clock = clock;
    options.on_trace = [this](const TraceMoment& moment) { moments.push_back(moment); };
    return options;
  }
  std::string page() { return asked(server.handler(), {.path = "/metrics"}).body; }
  bool says(const std::string& line) {
    const auto text = page();
    CAPTURE(text);
    const bool there = text.find(line + "\n") != std::string::npos;
    CHECK_MESSAGE(there, line);
    return there;
  }
};

TEST_CASE("a server's page of metrics counts requests, tokens and times") {
  Watched watched;
  const auto handler = watched.server.handler();
  asked_chat(handler, chat_body());
  asked_chat(handler, chat_body("my-model", R"(,"stream":true)"));
  asked_chat(handler, chat_body("nobody"));
  asked(handler, {.path = "/v1/nothing"});
  const auto page = asked(handler, {.path = "/metrics"});
  CHECK(page.head.headers.get("content-type") == "text/plain; version=0.0.4; charset=utf-8");
  watched.says("# TYPE oaicompat_requests_total counter");
  watched.says(
      R"(oaicompat_requests_total{operation="createChatCompletion",model="my-model",status="200",outcome="finished"} 2)");
  watched.says(
      R"(oaicompat_requests_total{operation="createChatCompletion",model="other",status="404",outcome="failed"} 1)");
  watched.says(R"(oaicompat_requests_total{operation="other",model="",status="404",outcome="failed"} 1)");
  watched.says(R"(oaicompat_prompt_tokens_total{operation="createChatCompletion",model="my-model"} 6)");
  watched.says(R"(oaicompat_completion_tokens_total{operation="createChatCompletion",model="my-model"} 4)");
  watched.says(R"(oaicompat_request_duration_seconds_count{operation="createChatCompletion",model="my-model"} 2)");
  watched.says("oaicompat_requests_in_flight 1");  // the page's own
}

TEST_CASE("a stream's first token and the gaps after it are measured, and what is in flight") {
  Watched watched;
  const auto answer = watched.server.handler()(post("/v1/chat/completions", chat_body("slow", R"(,"stream":true)")));
  const auto pull_all = [&] {
    Part part;
    while (answer->pull(part) == Pull::some) {
    }
  };
  pull_all();
  watched.says("oaicompat_requests_in_flight 2");
  watched.clock->advance(200ms);
  for (const auto gap : {0ms, 30ms, 30ms}) {
    watched.clock->advance(gap);
    watched.sink->try_text("word");
    pull_all();
  }
  watched.sink->finish(FinishReason::stop);
  pull_all();
  const std::string labels = R"({operation="createChatCompletion",model="slow")";
  watched.says("oaicompat_time_to_first_token_seconds_bucket" + labels + R"(,le="0.1"} 0)");
  watched.says("oaicompat_time_to_first_token_seconds_bucket" + labels + R"(,le="0.25"} 1)");
  watched.says("oaicompat_time_to_first_token_seconds_sum" + labels + "} 0.2");
  watched.says("oaicompat_token_gap_seconds_bucket" + labels + R"(,le="0.025"} 2)");  // the finish, and the end
  watched.says("oaicompat_token_gap_seconds_bucket" + labels + R"(,le="0.05"} 4)");
}

TEST_CASE("names that callers make up take no room in the metrics") {
  Watched watched{{.metrics = MetricsOptions{.max_models = 1, .max_series = 3}}};
  watched.server.chat("odd \"name\"\n", hello);
  const auto handler = watched.server.handler();
  asked_chat(handler, chat_body(R"(odd \"name\"\n)"));
  asked_chat(handler, chat_body());
  for (int i = 0; i < 50; ++i) asked_chat(handler, chat_body("made-up-" + std::to_string(i)));
  CHECK(watched.page().find("made-up") == std::string::npos);
  watched.says(
      R"(oaicompat_requests_total{operation="createChatCompletion",model="odd \"name\"\n",status="200",outcome="finished"} 1)");
  watched.says(
      R"(oaicompat_requests_total{operation="createChatCompletion",model="other",status="404",outcome="failed"} 50)");
  asked(handler, post("/v1/chat/completions", "{"));
  watched.says(R"(oaicompat_requests_total{operation="other",model="other",status="400",outcome="failed"} 1)");
}

TEST_CASE("without the option there is no page, and with keys it needs one") {
  Server plain;
  CHECK(asked(plain.handler(), {.path = "/metrics"}).head.status == 404);
  Watched keyed{{.api_keys = {{.key = "sk-1"}}}};
  CHECK(asked(keyed.server.handler(), {.path = "/metrics"}).head.status == 401);
  const auto page = asked(keyed.server.handler(), {.path = "/metrics", .headers = {{"authorization", "Bearer sk-1"}}});
  CHECK(page.head.status == 200);
  CHECK(page.body.find(R"(status="401",outcome="failed"} 1)") != std::string::npos);
}

TEST_CASE("a tracer is told when a request begins, says its first word, and ends") {
  Watched watched{{.api_keys = {{.key = "sk-1", .name = "alice"}}}};
  const std::string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  auto request = post("/v1/chat/completions", chat_body("slow", R"(,"stream":true)"),
                      {{"authorization", "Bearer sk-1"}, {"traceparent", parent}});
  auto answer = watched.server.handler()(std::move(request));
  Part part;
  CHECK(answer->pull(part) == Pull::wait);
  REQUIRE(watched.moments.size() == 1);
  CHECK(watched.moments[0].what == TraceMoment::What::begin);
  CHECK(watched.moments[0].traceparent == parent);
  CHECK(watched.moments[0].record.path == "/v1/chat/completions");
  CHECK(!watched.moments[0].record.request_id.empty());
  watched.clock->advance(1s);
  watched.sink->try_text("word");
  while (answer->pull(part) == Pull::some) {
  }
  REQUIRE(watched.moments.size() == 2);
  CHECK(watched.moments[1].what == TraceMoment::What::first_token);
  CHECK(watched.moments[1].at - watched.moments[0].at == 1s);
  answer.reset();
  REQUIRE(watched.moments.size() == 3);
  const auto& end = watched.moments[2];
  CHECK(end.what == TraceMoment::What::end);
  CHECK(end.number == watched.moments[0].number);
  CHECK(end.record.principal == "alice");
  CHECK(end.record.model == "slow");
  CHECK(end.record.operation == "createChatCompletion");
  CHECK(end.record.outcome == AccessOutcome::dropped);
  const auto number = end.number;
  asked(watched.server.handler(), {.path = "/health"});
  CHECK(watched.moments.back().number > number);
}

TEST_CASE("the span of a tracer is what an upstream is sent as its parent") {
  std::string sent;
  const auto upstream = [&](const Request& request) {
    sent = request.headers.get("traceparent");
    return json_answer(200, whole_hi);
  };
  for (const bool own : {false, true}) {
    TraceOptions options{.on_trace = [](const TraceMoment&) {}};
    if (own) options.traceparent = [](const TraceMoment& begin) { return "child of " + begin.traceparent; };
    const auto gateway = stack({trace(options)}, serve(call(upstream)));
    asked(gateway, post("/v1/chat/completions", ask_whole, {{"traceparent", "came"}}));
    CHECK(sent == (own ? "child of came" : "came"));
  }
}

TEST_CASE("what a tracer throws is dropped, and the span that came goes on") {
  std::string sent;
  int told = 0;
  const auto upstream = [&](const Request& request) {
    sent = request.headers.get("traceparent");
    return json_answer(200, whole_hi);
  };
  const TraceOptions options{.on_trace =
                                 [&](const TraceMoment&) {
                                   ++told;
                                   throw std::runtime_error{"mine"};
                                 },
                             .traceparent = [](const TraceMoment&) -> std::string { throw std::runtime_error{"too"}; }};
  const auto gateway = stack({trace(options)}, serve(call(upstream)));
  CHECK(asked(gateway, post("/v1/chat/completions", ask_whole, {{"traceparent", "came"}})).head.status == 200);
  CHECK(sent == "came");
  CHECK(told == 2);
}

}  // namespace server_metrics
