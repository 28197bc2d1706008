// The exact bytes of chat streams.
// SPDX-License-Identifier: MIT
#include "golden.hpp"

using namespace golden;

TEST_CASE("wire: text") {
  CHECK(stream([](const ChatRequest&, ChatWriter& out) {
          out.text("Hel");
          out.text("lo \"you\"\n");
          out.finish(FinishReason::stop);
        }) == event(text_role) + event(R"({"content":"Hel"})") + event(R"({"content":"lo \"you\"\n"})") +
                  finish("stop") + done);
}

TEST_CASE("wire: an answer without a word") {
  CHECK(stream([](const ChatRequest&, ChatWriter& out) { out.finish(FinishReason::content_filter); }) ==
        event(text_role) + finish("content_filter") + done);
}

TEST_CASE("wire: parallel tool calls") {
  CHECK(
      stream([](const ChatRequest&, ChatWriter& out) {
        out.tool_call("call_a", "weather");
        out.arguments(R"({"city":)");
        out.arguments(R"("Rome"})");
        out.tool_call("call_b", "time");
        out.arguments("{}");
        out.finish(FinishReason::tool_calls);
      }) ==
      event(no_text_role) +
          event(
              R"({"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"weather","arguments":""}}]})") +
          event(R"({"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]})") +
          event(R"({"tool_calls":[{"index":0,"function":{"arguments":"\"Rome\"}"}}]})") +
          event(
              R"({"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"time","arguments":""}}]})") +
          event(R"({"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]})") + finish("tool_calls") + done);
}

TEST_CASE("wire: a custom tool's call") {
  CHECK(
      stream([](const ChatRequest&, ChatWriter& out) {
        out.custom_tool_call("call_a", "python", "print 1");
        out.finish(FinishReason::tool_calls);
      }) ==
      event(no_text_role) +
          event(
              R"({"tool_calls":[{"index":0,"id":"call_a","type":"custom","custom":{"name":"python","input":"print 1"}}]})") +
          finish("tool_calls") + done);
}

TEST_CASE("wire: two choices in turns") {
  CHECK(stream([](const ChatRequest&, ChatWriter& out) {
          auto one = out.choice(0), two = out.choice(1);
          two.text("b");
          one.text("a");
          one.finish(FinishReason::stop);
          two.text("B");
          two.finish(FinishReason::length);
        }) == event(text_role, 0) + event(text_role, 1) + event(R"({"content":"b"})", 1) +
                  event(R"({"content":"a"})", 0) + finish("stop", 0) + event(R"({"content":"B"})", 1) +
                  finish("length", 1) + done);
}

TEST_CASE("wire: a refusal") {
  CHECK(stream([](const ChatRequest&, ChatWriter& out) {
          out.refusal("I can");
          out.refusal("not.");
          out.finish(FinishReason::stop);
        }) == event(R"({"role":"assistant","content":null,"refusal":""})") + event(R"({"refusal":"I can"})") +
                  event(R"({"refusal":"not."})") + finish("stop") + done);
}

TEST_CASE("wire: reasoning before the text") {
  CHECK(stream([](const ChatRequest&, ChatWriter& out) {
          out.reasoning("Hm.");
          out.text("Yes.");
          out.finish(FinishReason::stop);
        }) == event(no_text_role) + event(R"({"reasoning_content":"Hm.","reasoning":"Hm."})") +
                  event(R"({"content":"Yes."})") + finish("stop") + done);
}

TEST_CASE("wire: log probabilities") {
  const std::string list =
      R"([{"token":"Hi","logprob":-0.25,"bytes":[72,105],"top_logprobs":[{"token":"Yo","logprob":-2,"bytes":null}]}])";
  const auto values = [] {
    TokenLogprob token{.token = "Hi", .logprob = -0.25, .bytes = std::vector<std::int64_t>{72, 105}};
    token.top_logprobs.push_back({.token = "Yo", .logprob = -2});
    return std::vector{token};
  };
  CHECK(stream([&](const ChatRequest&, ChatWriter& out) {
          out.logprobs({.content = values()});
          out.text("Hi");
          out.finish(FinishReason::stop);
        }) == event(text_role) +
                  event(R"({"content":"Hi"})", 0, "null", "", R"({"content":)" + list + R"(,"refusal":null})") +
                  finish("stop") + done);
  CHECK(stream([&](const ChatRequest&, ChatWriter& out) {
          out.logprobs({.refusal = values()});
          out.refusal("Hi");
          out.finish(FinishReason::stop);
        }) == event(R"({"role":"assistant","content":null,"refusal":""})") +
                  event(R"({"refusal":"Hi"})", 0, "null", "", R"({"content":null,"refusal":)" + list + "}") +
                  finish("stop") + done);
}

TEST_CASE("wire: usage, where it is asked for") {
  const ChatHandler handler = [](const ChatRequest&, ChatWriter& out) {
    out.usage(12, 3);
    out.text("Hi");
    out.finish(FinishReason::stop);
  };
  const std::string usage_event =
      R"(data: {"id":"ID","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[],)"
      R"("usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}})"
      "\n\n";
  const std::string no_usage = R"(,"usage":null)";
  CHECK(stream(handler, R"(,"stream_options":{"include_usage":true})") ==
        event(text_role, 0, "null", no_usage) + event(R"({"content":"Hi"})", 0, "null", no_usage) +
            finish("stop", 0, no_usage) + usage_event + done);
  CHECK(stream(handler) == event(text_role) + event(R"({"content":"Hi"})") + finish("stop") + done);
}

TEST_CASE("wire: an error after the first event") {
  CHECK(stream([](const ChatRequest&, ChatWriter& out) {
          out.text("Hi");
          out.fail(api_error(500, "The engine stopped.", "engine_failure"));
        }) == event(text_role) + event(R"({"content":"Hi"})") +
                  "data: {\"error\":{\"message\":\"The engine "
                  "stopped.\",\"type\":\"server_error\",\"param\":null,\"code\":\"engine_failure\"}}\n\n");
}

TEST_CASE("wire: a whole answer") {
  CHECK(
      chat(
          [](const ChatRequest&, ChatWriter& out) {
            out.text("Hi");
            out.choice(1).refusal("No");
            out.choice(2).tool_call("call_a", "f");
            out.choice(2).arguments("{}");
            out.finish(FinishReason::stop);
            out.choice(1).finish(FinishReason::stop);
            out.choice(2).finish(FinishReason::tool_calls);
            out.usage(12, 3);
          },
          "") ==
      R"({"id":"ID","object":"chat.completion","created":1700000000,"model":"m","choices":[)"
      R"({"index":0,"message":{"role":"assistant","content":"Hi","refusal":null},"logprobs":null,"finish_reason":"stop"},)"
      R"({"index":1,"message":{"role":"assistant","content":null,"refusal":"No"},"logprobs":null,"finish_reason":"stop"},)"
      R"({"index":2,"message":{"role":"assistant","content":null,"refusal":null,"tool_calls":[{"id":"call_a","type":"function",)"
      R"("function":{"name":"f","arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],)"
      R"("usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}})");
}
