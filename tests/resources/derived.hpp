// Responses derived from chats that follow a script.
// SPDX-License-Identifier: MIT
#pragma once

#include "support/play.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/resources/responses/service.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace derived {

using namespace oaicompat;
using play::Chat;
using play::ChatEvent;
using play::ChatScript;
using play::read;

/// A chunk with this delta.
inline ChatEvent delta(const std::string& json, const std::string& more = "") {
  return play::chunk(
      R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":)" + json +
      R"(,"finish_reason":null)" + more + "}]}");
}
inline ChatEvent finish(const std::string& reason) {
  return play::chunk(
      R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":")" +
      reason + "\"}]}");
}
inline ChatEvent usage() {
  return play::chunk(
      R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":3,)"
      R"("completion_tokens":2,"total_tokens":5,"prompt_tokens_details":{"cached_tokens":1},)"
      R"("completion_tokens_details":{"reasoning_tokens":1}}})");
}
inline std::shared_ptr<ChatScript> says_hi() {
  return play::chat({delta(R"({"role":"assistant","content":""})"), delta(R"({"content":"Hi"})"),
                     delta(R"({"content":" you."})"), finish("stop"), usage()});
}
inline std::shared_ptr<ChatScript> calls_weather() {
  return play::chat(
      {delta(
           R"({"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]})"),
       delta(R"({"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]})"),
       delta(R"({"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]})"), finish("tool_calls")});
}

/// Options whose ids count up and whose clock stands.
inline ResponsesOptions counted() {
  ResponsesOptions options;
  options.clock = std::make_shared<ManualClock>();
  options.id = [next = std::make_shared<std::atomic<int>>(0)](std::string_view prefix) {
    return std::string{prefix} + std::to_string(++*next);
  };
  return options;
}

inline ResponseRequest request(const std::string& more = "", bool streamed = false) {
  return read<ResponseRequest>(R"({"model":"m","input":"Hello")" + (streamed ? std::string{R"(,"stream":true)"} : "") +
                               (more.empty() ? "" : "," + more) + "}");
}

/// A whole response; what refuses it is an error.
inline Result<Response> respond(const Backend& backend, const ResponseRequest& asked) {
  const auto got = play::run<CreateResponse>(backend, asked);
  if (got.error) return *got.error;
  REQUIRE(got.events.size() == 1);
  return std::get<Response>(got.events[0]);
}
/// The events of a streamed one.
template <Operation Op>
std::vector<ResponseEvent> events(const play::Outcome<Op>& got) {
  REQUIRE_FALSE(got.error.has_value());
  std::vector<ResponseEvent> out;
  for (const auto& each : got.events) out.push_back(std::get<ResponseEvent>(each));
  return out;
}
/// Their types, without `response.`.
inline std::string types(const std::vector<ResponseEvent>& events) {
  std::string out;
  for (const auto& each : events) out += (out.empty() ? "" : " ") + std::string{each.tag().substr(9)};
  return out;
}
inline Response last_response(const std::vector<ResponseEvent>& events) {
  const auto* last = events.back().get_if<ResponseStateEvent>();
  REQUIRE(last);
  return last->response;
}

}  // namespace derived
