// What the tests of the Anthropic dialect share: handlers and backends that answer what they are told to.
// SPDX-License-Identifier: MIT
#pragma once

#include "support/play.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/dialects/anthropic/call.hpp>
#include <oaicompat/dialects/anthropic/codec.hpp>
#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/sse/encoder.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace anthropic_cases {

using namespace play;
using ChatEvents = std::vector<Event<CreateChatCompletion>>;

/// What a backend was asked last, and what it answers.
struct Asked {
  ChatRequest request{};
  Context context{};
  int count = 0;
};
class Listed final : public Stream<Event<CreateChatCompletion>> {
 public:
  Listed(ChatEvents events, std::optional<Error> error) : events_{std::move(events)}, error_{std::move(error)} {}
  Pull pull(Event<CreateChatCompletion>& out) override {
    if (at_ == events_.size()) return error_ ? Pull::fail : Pull::end;
    out = events_[at_++];
    return Pull::some;
  }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  const ChatEvents events_;
  const std::optional<Error> error_;
  std::size_t at_ = 0;
};
inline Backend gives(ChatEvents events, std::shared_ptr<Asked> asked = {}, std::optional<Error> error = {}) {
  Backend out;
  out.on<CreateChatCompletion>([=](Parsed<ChatRequest> request, Context context) {
    if (asked) *asked = {*request, std::move(context), asked->count + 1};
    return std::make_unique<Listed>(events, error);
  });
  return out;
}
inline Backend gives_whole(ChatCompletion whole, std::shared_ptr<Asked> asked = {}) {
  return gives({Event<CreateChatCompletion>{std::in_place_index<1>, std::move(whole)}}, std::move(asked));
}
inline Backend gives_chunks(const std::vector<std::string>& chunks, std::optional<Error> error = {}) {
  ChatEvents events;
  for (const auto& each : chunks) events.emplace_back(std::in_place_index<0>, read<ChatChunk>(each));
  return gives(std::move(events), {}, std::move(error));
}
inline std::string delta(const std::string& members) {
  return R"({"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{)" +
         members + R"(},"finish_reason":null}]})";
}
inline std::string done(const std::string& reason, const std::string& more = "") {
  return R"({"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":")" +
         reason + "\"" + more + "}]}";
}
inline std::string usage(int prompt, int completion) {
  return R"({"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":)" +
         std::to_string(prompt) + R"(,"completion_tokens":)" + std::to_string(completion) + R"(,"total_tokens":)" +
         std::to_string(prompt + completion) + "}}";
}

/// An answer of a handler, whole.
inline Collected got(const Handler& handler, Request request) {
  auto answer = collect(handler(std::move(request)));
  REQUIRE(answer.has_value());
  return *std::move(answer);
}
inline Collected posted(const Handler& handler, std::string body, std::string path = "/v1/messages") {
  return got(handler, post(std::move(path), std::move(body)));
}
inline std::string asking(const std::string& more = "",
                          const std::string& messages = R"([{"role":"user","content":"Hi"}])") {
  return R"({"model":"m","max_tokens":100,"messages":)" + messages + more + "}";
}
/// The chat request that a body becomes.
inline ChatRequest chat_of(const std::string& body, ServeAnthropicOptions options = {}) {
  auto asked = std::make_shared<Asked>();
  const auto answer = posted(
      serve_anthropic(
          gives_whole(
              read<ChatCompletion>(
                  R"({"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}]})"),
              asked),
          std::move(options)),
      body);
  REQUIRE_MESSAGE(answer.head.status == 200, answer.body);
  return asked->request;
}
/// The body that a chat request becomes, and the one that another server answers.
inline Handler answers(std::string body, std::shared_ptr<Request> asked = {}, int status = 200,
                       std::string type = "application/json") {
  return [=](Request request) {
    if (asked) *asked = std::move(request);
    return ready_answer({.status = status, .headers = {{"content-type", type}, {"request-id", "req_up"}}}, body);
  };
}
inline AnthropicRequest body_of(const std::string& chat, CallAnthropicOptions options = {},
                                LossReport* losses = nullptr) {
  LossReport own;
  auto made = to_anthropic_request(read<ChatRequest>(chat), options, losses ? *losses : own);
  REQUIRE_MESSAGE(made.has_value(), made.error().message);
  return *std::move(made);
}
inline ChatCompletion run_whole(const Backend& backend, ChatRequest request) {
  auto stream = backend.run<CreateChatCompletion>(Parsed<ChatRequest>{std::move(request)});
  Event<CreateChatCompletion> event;
  REQUIRE_MESSAGE(stream->pull(event) == Pull::some, stream->error().message);
  REQUIRE(event.index() == 1);
  return std::get<1>(event);
}
/// Chunks, and how they end.
struct Ran {
  std::vector<ChatChunk> chunks;
  Pull last = Pull::wait;
  Error error;
  ChatCompletion whole() const {
    ChatAccumulator all;
    for (const auto& each : chunks) REQUIRE(all.add(each).has_value());
    auto made = all.finish();
    REQUIRE_MESSAGE(made.has_value(), made.error().message);
    return *made;
  }
};
inline Ran run_stream(const Backend& backend, ChatRequest request) {
  Ran out;
  auto stream = backend.run<CreateChatCompletion>(Parsed<ChatRequest>{std::move(request)});
  Event<CreateChatCompletion> event;
  while ((out.last = stream->pull(event)) == Pull::some) {
    if (event.index() == 0) out.chunks.push_back(std::get<0>(event));
  }
  if (out.last == Pull::fail) out.error = stream->error();
  return out;
}
inline std::string streaming(const std::string& more = "") { return asking(R"(,"stream":true)" + more); }
/// The events of a stream, each as its name and its data; they must be in form.
inline std::vector<Json> events_of(const std::string& body) {
  std::vector<Json> out;
  SseDecoder decoder;
  decoder.feed(body);
  decoder.finish();
  SseEvent event;
  while (decoder.next(event) == Pull::some) {
    const auto json = Json::checked(event.data);
    REQUIRE_MESSAGE(json.has_value(), std::string{event.data});
    CHECK(json->at("type").as_string() == std::string{event.name});
    if (event.name != "ping") out.push_back(*json);
  }
  return out;
}
/// A stream in short: `start`, `0 text`, `0 + a`, `0 stop`, `end tool_use`.
inline std::vector<std::string> story(const std::string& body) {
  std::vector<std::string> out;
  for (const auto& event : events_of(body)) {
    const auto type = *event.at("type").as_string();
    const auto index = event.at("index").text.str();
    if (type == "message_start") out.push_back("start");
    if (type == "content_block_start") {
      const auto block = event.at("content_block");
      out.push_back(index + " " + *block.at("type").as_string() +
                    (block.find("name") ? " " + *block.at("name").as_string() : ""));
    }
    if (type == "content_block_delta") {
      for (const auto* member : {"text", "thinking", "signature", "partial_json"}) {
        if (const auto text = event.at("delta").at(member).as_string()) out.push_back(index + " + " + *text);
      }
      if (const auto cited = event.at("delta").find("citation"))
        out.push_back(index + " cites " + cited->at("url").as_string().value_or(""));
    }
    if (type == "content_block_stop") out.push_back(index + " stop");
    if (type == "message_delta")
      out.push_back("end " + event.at("delta").at("stop_reason").as_string().value_or("null"));
    if (type == "message_stop") out.push_back("stop");
    if (type == "error") out.push_back("error " + *event.at("error").at("type").as_string());
  }
  return out;
}
using Story = std::vector<std::string>;
inline CallAnthropicOptions at_noon() { return {.clock = std::make_shared<ManualClock>()}; }

}  // namespace anthropic_cases
