// A server whose answers are the same every time, and what it sends, byte for byte.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/server.hpp>
#include <oaicompat/transport/memory.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace golden {

using namespace oaicompat;

/// Answers with this handler, at this time, under the name `m`.
inline Server server(ChatHandler handler, ServerOptions options = {}) {
  options.clock = std::make_shared<ManualClock>(1'700'000'000);
  Server made{std::move(options)};
  made.chat("m", std::move(handler));
  return made;
}
inline Request post(std::string path, std::string body, Headers headers = {}) {
  return {.method = "POST", .path = std::move(path), .headers = std::move(headers), .body = std::move(body)};
}
inline Collected asked(const Server& server, Request request) {
  auto got = ask(server.handler(), std::move(request));
  REQUIRE(got.has_value());
  return *std::move(got);
}
/// The body of the answer to a chat, its random id as `ID`.
inline std::string chat(const ChatHandler& handler, const std::string& more) {
  auto body = asked(server(handler), post("/v1/chat/completions", R"({"model":"m","messages":[])" + more + "}")).body;
  const auto from = body.find("chatcmpl-");
  REQUIRE(from != body.npos);
  const auto id = body.substr(from, body.find('"', from) - from);
  for (auto at = body.find(id); at != body.npos; at = body.find(id, at)) body.replace(at, id.size(), "ID");
  return body;
}
inline std::string stream(const ChatHandler& handler, const std::string& more = "") {
  return chat(handler, R"(,"stream":true)" + more);
}

/// An event with one choice: `{"index":0,"delta":...}`.
inline std::string event(const std::string& delta, int index = 0, const std::string& finish = "null",
                         const std::string& usage = "", const std::string& logprobs = "null") {
  return R"(data: {"id":"ID","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":)" +
         std::to_string(index) + R"(,"delta":)" + delta + R"(,"logprobs":)" + logprobs + R"(,"finish_reason":)" +
         finish + "}]" + usage + "}\n\n";
}
inline std::string finish(const std::string& reason, int index = 0, const std::string& usage = "") {
  return event("{}", index, "\"" + reason + "\"", usage);
}
inline const std::string done = "data: [DONE]\n\n";
inline const std::string text_role = R"({"role":"assistant","content":"","refusal":null})";
inline const std::string no_text_role = R"({"role":"assistant","content":null,"refusal":null})";

}  // namespace golden
