// SPDX-License-Identifier: MIT
#include "servers.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// What a stream says, piece by piece; it must end well.
std::vector<std::string> pieces(ChatStream stream) {
  std::vector<std::string> out;
  for (const auto& chunk : stream) {
    if (!chunk.text().empty()) out.emplace_back(chunk.text());
  }
  if (stream.error()) FAIL_CHECK(stream.error()->message);
  return out;
}

ChatRequest using_tools() {
  auto request = saying("Please use both tools.");
  request.tools = std::vector<Tool>{
      function_tool("get_weather", "The weather.", {R"({"type":"object","properties":{"city":{"type":"string"}}})"}),
      function_tool("get_time", "The time.", {R"({"type":"object","properties":{"zone":{"type":"string"}}})"}),
  };
  return request;
}

void check_both_calls(const ChatCompletion& answer) {
  REQUIRE(answer.choices.size() == 1);
  const auto& choice = answer.choices.front();
  CHECK(choice.finish_reason == FinishReason::tool_calls);
  CHECK(!choice.message.content);
  REQUIRE(choice.message.tool_calls);
  const auto& calls = *choice.message.tool_calls;
  REQUIRE(calls.size() == 2);
  REQUIRE((calls[0].function && calls[1].function));
  CHECK(calls[0].id == "call_weather");
  CHECK(calls[0].function->name == "get_weather");
  CHECK(calls[0].function->arguments == R"({"city":"Oslo"})");
  CHECK(calls[1].id == "call_time");
  CHECK(calls[1].function->name == "get_time");
  CHECK(calls[1].function->arguments == R"({"zone":"CET"})");
}

}  // namespace

TEST_CASE("an answer of aimock's comes whole, with its request id") {
  const auto answer = aimock().chat(saying("say hello"));
  REQUIRE(answer);
  CHECK(answer->text() == greeting);
  CHECK(answer->choices.front().finish_reason == FinishReason::stop);
  CHECK(answer->usage);
  CHECK(answer.status() == 200);
  CHECK(answer.request_id().starts_with("req-"));
}

TEST_CASE("an answer of aimock's comes in pieces that make up the whole") {
  const auto came = pieces(aimock().chat_stream(saying("say hello")));
  REQUIRE(came.size() == 6);
  std::string whole;
  for (const auto& piece : came) whole += piece;
  CHECK(whole == greeting);
}

TEST_CASE("a stream of aimock's carries its usage where asked for, and only there") {
  auto request = saying("say hello");
  const auto without = aimock().chat_stream(request).collect();
  REQUIRE(without);
  CHECK(!without->usage);
  request.stream_options = StreamOptions{.include_usage = true};
  const auto with = aimock().chat_stream(request).collect();
  REQUIRE(with);
  CHECK(with->text() == greeting);
  CHECK(with->choices.front().finish_reason == FinishReason::stop);
  REQUIRE(with->usage);
  CHECK(with->usage->total_tokens == with->usage->prompt_tokens + with->usage->completion_tokens);
}

TEST_CASE("reasoning comes apart from the answer, whole and streamed") {
  auto request = saying("think first");
  request.model = "o3";
  const auto answer = aimock().chat(request);
  REQUIRE(answer);
  CHECK(answer->text() == "Done.");
  CHECK(answer->reasoning() == "Let me see, step by step.");

  auto stream = aimock().chat_stream(request);
  std::string reasoning, text;
  for (const auto& chunk : stream) {
    reasoning += chunk.reasoning().value_or("");
    text += chunk.text();
  }
  CHECK(!stream.error());
  CHECK(reasoning == "Let me see, step by step.");
  CHECK(text == "Done.");
  CHECK(stream.collect().value().reasoning() == "Let me see, step by step.");
}

TEST_CASE("calls of two tools come whole, and streamed in fragments") {
  const auto answer = aimock().chat(using_tools());
  REQUIRE(answer);
  check_both_calls(*answer);
  const auto streamed = aimock().chat_stream(using_tools()).collect();
  REQUIRE(streamed);
  check_both_calls(*streamed);
}

TEST_CASE("the answer comes once the tools have given their results") {
  auto request = using_tools();
  const auto calls = aimock().chat_stream(request).collect();
  REQUIRE(calls);
  request.messages.push_back(to_message(calls->choices.front().message));
  request.messages.push_back(tool_result("call_weather", "sunny"));
  request.messages.push_back(tool_result("call_time", "12:00"));
  const auto answer = aimock().chat(request);
  REQUIRE(answer);
  CHECK(answer->text() == "It is sunny at noon.");
  CHECK(aimock().chat_stream(request).collect().value().text() == "It is sunny at noon.");
}

TEST_CASE("an answer that stops early says so, whole and streamed") {
  const auto answer = aimock().chat(saying("stop early"));
  const auto streamed = aimock().chat_stream(saying("stop early")).collect();
  REQUIRE(answer);
  REQUIRE(streamed);
  for (const ChatCompletion* each : {&*answer, &*streamed}) {
    CHECK(each->text() == "Cut");
    CHECK(each->choices.front().finish_reason == FinishReason::length);
  }
}

TEST_CASE("a crowd of threads shares a client, and each has its own stream") {
  const auto client = aimock();
  const Text texts[] = {"say hello", "stop early"};
  const std::string answers[] = {greeting, "Cut"};
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 4; ++i) {
        const auto answer = client.chat_stream(saying(texts[(t + i) % 2])).collect();
        right += answer && answer->text() == answers[(t + i) % 2];
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(right == 64);
}

TEST_CASE("vectors that come as numbers are read although base64 was asked for") {
  for (const auto format : {EncodingFormat::base64, EncodingFormat::float_}) {
    const Prompt input = std::vector<PromptItem>{Text{"a cat"}, Text{"a cat again"}};
    const auto answer =
        aimock().embeddings({.input = input, .model = "text-embedding-3-small", .encoding_format = format});
    REQUIRE(answer);
    REQUIRE(answer->data.size() == 2);
    for (const auto& each : answer->data) CHECK(each.values() == std::vector<float>{0.5f, -0.25f, 1.0f});
    CHECK(answer->data[1].index == 1);
  }
}

TEST_CASE("aimock's models are listed") {
  const auto answer = aimock().models();
  REQUIRE(answer);
  REQUIRE(!answer->data.empty());
  CHECK(answer->data.front().id == "gpt-4");
  CHECK(answer->data.front().owned_by == "aimock");
}
