// SPDX-License-Identifier: MIT
#include "logged.hpp"

#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/dialects/gemini/serve.hpp>
#include <oaicompat/dialects/ollama/serve.hpp>
#include <oaicompat/dialects/speak.hpp>
#include <oaicompat/gateway/replay.hpp>
#include <oaicompat/gateway/whole_answer.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace oaicompat;

namespace replay_test {

// A request in a dialect.
struct Spoken {
  const char* path;
  std::string body;
};
const std::vector<Spoken> all_spoken{
    {"/v1/messages", R"({"model":"small","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]})"},
    {"/v1/messages", R"({"model":"small","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]})"},
    {"/v1beta/models/small:generateContent", R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]}]})"},
    {"/v1beta/models/small:streamGenerateContent", R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]}]})"},
    {"/api/chat", R"({"model":"small","stream":false,"messages":[{"role":"user","content":"Hi"}]})"},
    {"/api/chat", R"({"model":"small","messages":[{"role":"user","content":"Hi"}]})"},
    {"/api/generate", R"({"model":"small","prompt":"Hi"})"},
};

Layer speak() { return speak_dialects({anthropic_dialect(), gemini_dialect(), ollama_dialect()}); }

// What a target says, as it was asked.
Answer say(const std::string& words, std::string_view body) {
  if (body.find(R"("stream":true)") == std::string_view::npos) {
    return ready_answer(
        {.status = 200, .headers = hostile::json},
        R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":)"
        R"({"role":"assistant","content":")" +
            words + R"("},"finish_reason":"stop"}]})");
  }
  const auto chunk = [](const std::string& delta, const std::string& finish) {
    return R"(data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":)" +
           delta + R"(,"finish_reason":)" + finish + "}]}\n\n";
  };
  return ready_answer({.status = 200, .headers = {{"content-type", "text/event-stream"}}},
                      chunk(R"({"role":"assistant","content":""})", "null") +
                          chunk(R"({"content":")" + words + "\"}", "null") + chunk("{}", "\"stop\"") + hostile::done);
}

// A gateway whose callers may speak dialects, before a target that says "Hello there".
struct Ground {
  std::shared_ptr<logged::MemorySink> sink = std::make_shared<logged::MemorySink>();
  RequestLog log{sink, RequestLogOptions{.rules = {.level = LogLevel::bodies}}};
  Gateway gateway = Gateway::create(read_rules(logged::rules).value(),
                                    {.connect = [](const Target&, const std::string&) -> Handler {
                                       return [](Request&& request) { return say("Hello there", request.body.view()); };
                                     },
                                     .on_request = log.hook()})
                        .value();
  Handler handler = stack({log.watch(), speak()}, gateway.handler());

  LogRecord logged(const Spoken& spoken) const {
    const auto taken =
        fakes::take(handler({.method = "POST",
                             .path = spoken.path,
                             .headers = {{"authorization", "Bearer sk-oc-1"}, {"content-type", "application/json"}},
                             .body = Bytes{spoken.body}}));
    CHECK(taken.head->status == 200);
    log.flush();
    const std::lock_guard lock{sink->mutex};
    REQUIRE(sink->records.size() == 1);
    return sink->records[0];
  }
};

}  // namespace replay_test

TEST_CASE("a request that came in a dialect is logged by its own path, and sent again in the target's form") {
  for (const auto& spoken : replay_test::all_spoken) {
    CAPTURE(spoken.path);
    CAPTURE(spoken.body);
    const replay_test::Ground ground;
    const auto record = ground.logged(spoken);
    CHECK(record.report.path == spoken.path);
    CHECK(answer_text(record.answer) == "Hello there");

    std::string words = "Hello there";
    Request sent;
    const ReplayOptions options{.to =
                                    [&](Request request) {
                                      auto answer = replay_test::say(words, request.body.view());
                                      sent = std::move(request);
                                      return answer;
                                    },
                                .speak = replay_test::speak(),
                                .path = "/openai/v1",
                                .key = "k",
                                .model = "big"};
    const auto same = replay(record, options);
    REQUIRE(same.has_value());
    CHECK(same->is_same());
    CHECK(sent.path == "/openai/v1/chat/completions");
    CHECK(sent.headers.get("authorization") == "Bearer k");
    const Json body{Text{sent.body.view()}};
    CHECK(body.at("model").as_string() == "big");
    CHECK(body.at("messages").at(std::size_t{0}).at("content").as_string() == "Hi");
    words = "Something else";
    const auto other = replay(record, options);
    REQUIRE(other.has_value());
    CHECK_FALSE(other->is_same());
    CHECK(other->text_after == "Something else");
  }
}

TEST_CASE("without a translation a request in a dialect goes to the path that it came on") {
  const replay_test::Ground ground;
  const auto record = ground.logged(replay_test::all_spoken[0]);
  Request sent;
  CHECK(replay(record, {.to =
                            [&](Request request) {
                              sent = std::move(request);
                              return json_answer(200, "{}");
                            },
                        .path = "/anthropic/v1"}));
  CHECK(sent.path == "/anthropic/v1/messages");
  CHECK(sent.body.view() == replay_test::all_spoken[0].body);
}

TEST_CASE("what is said is found in the pieces of each dialect's stream, and calls as well") {
  CHECK(answer_text(
            "event: content_block_start\n"
            R"(data: {"type":"content_block_start","content_block":{"type":"tool_use","name":"f","input":{}}})"
            "\n\n"
            R"(data: {"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}})"
            "\n\n") == R"(f({}){"a":1})");
  CHECK(answer_text(R"([{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":1}}}]}}]}])") ==
        R"(f({"a":1}))");
  CHECK(answer_text(R"({"message":{"content":"Hi ","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]}})"
                    "\n"
                    R"({"message":{"content":"you"},"done":true})") == R"(Hi f({"a":1})you)");
  CHECK(answer_text("no JSON").empty());
}
