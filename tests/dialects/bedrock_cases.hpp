// Bedrock as the tests of its dialect know it: how it is asked, and how it answers.
// SPDX-License-Identifier: MIT
#pragma once

#include "laws/chats.hpp"

#include <oaicompat/api/send.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/dialects/bedrock/call.hpp>
#include <oaicompat/dialects/bedrock/event_frames.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/codec.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace bedrock_tests {

using namespace oaicompat;

inline const std::string claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

// Bedrock, as it was asked and as it answers.
struct Upstream {
  Request request{};
  Json body{};
  Head head{200, {{"content-type", "application/json"}, {"x-amzn-requestid", "r1"}}};
  std::vector<Bytes> pieces{
      R"({"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"end_turn",)"
      R"("usage":{"inputTokens":3,"outputTokens":2,"totalTokens":5},"metrics":{"latencyMs":7}})"};

  struct Pieces final : Stream<Part> {
    explicit Pieces(const Upstream& u) : head{u.head}, pieces{u.pieces} {}
    Pull pull(Part& out) override {
      if (!headed) return out = head, headed = true, Pull::some;
      if (waited = !waited; waited) return Pull::wait;
      if (at == pieces.size()) return Pull::end;
      out = pieces[at++];
      return Pull::some;
    }
    Head head;
    std::vector<Bytes> pieces;
    std::size_t at = 0;
    bool headed = false, waited = false;
  };
  Handler handler() {
    return [this](Request asked) -> Answer {
      body = Json{Text{asked.body.str()}};
      request = std::move(asked);
      return std::make_unique<Pieces>(*this);
    };
  }
  CallBedrockOptions options(BedrockRules rules = {}) { return {.api_key = "key", .rules = rules}; }
  Client client(BedrockRules rules = {}) {
    return Client{{.base_url = bedrock_url("us-east-1"),
                   .api_key = "k",
                   .max_retries = 0,
                   .inner_layers = {to_bedrock(options(rules))},
                   .transport = handler()}};
  }
  // Answers by these events.
  void stream(const std::vector<AwsEventFrame>& frames) {
    head.headers.set("content-type", "application/vnd.amazon.eventstream");
    pieces.clear();
    for (const auto& frame : frames) pieces.push_back(aws_event_bytes(frame));
  }
};

inline ChatRequest hello(std::string model = claude) { return {.model = Text{model}, .messages = {user("Hello")}}; }

// What of a request is sent, and what is lost.
struct Sent {
  Json body;
  LossReport lost;
  std::optional<Error> error;
};
inline Sent sent(ChatRequest request, BedrockRules rules = {}) {
  Upstream upstream;
  Context context;
  context.losses = std::make_shared<LossReport>();
  const auto stream =
      call_bedrock(upstream.handler(), upstream.options(rules)).run<CreateChatCompletion>(std::move(request), context);
  Event<CreateChatCompletion> event;
  Pull got;
  while ((got = stream->pull(event)) == Pull::wait) {
  }
  return {upstream.body, *context.losses, got == Pull::fail ? std::optional{stream->error()} : std::nullopt};
}
inline Json parsed(std::string_view json) {
  const auto read = parse_owned<ChatRequest>(json);
  REQUIRE_MESSAGE(read, (read ? "" : read.error().message));
  return Json{Text{json}};
}
inline Sent sent(std::string_view json, BedrockRules rules = {}) {
  parsed(json);
  return sent(*parse_owned<ChatRequest>(json), rules);
}
inline std::string with_model(std::string rest) { return R"({"model":")" + claude + "\"," + std::move(rest) + "}"; }

inline AwsEventFrame event(std::string type, std::string payload) {
  return {.type = std::move(type), .payload = std::move(payload)};
}
inline AwsEventFrame delta(int block, const std::string& json) {
  return event("contentBlockDelta",
               R"({"contentBlockIndex":)" + std::to_string(block) + R"(,"delta":)" + json + R"(,"p":"abc"})");
}
inline const AwsEventFrame begins = event("messageStart", R"({"role":"assistant","p":"x"})");
inline const AwsEventFrame ends = event("messageStop", R"({"stopReason":"end_turn"})");
inline const AwsEventFrame counted = event(
    "metadata",
    R"({"usage":{"inputTokens":3,"outputTokens":2,"totalTokens":15,"cacheReadInputTokens":10},"metrics":{"latencyMs":1}})");

}  // namespace bedrock_tests
