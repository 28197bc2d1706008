// A server's handler, asked.
// SPDX-License-Identifier: MIT
#pragma once

#include "support/play.hpp"

#include <oaicompat/server.hpp>

namespace asked_server {

using namespace play;

inline void hello(const ChatRequest& request, ChatWriter& out) {
  out.text("Hello, ");
  out.text(request.messages.back().text());
  out.finish(FinishReason::stop);
  out.usage(3, 2);
}
inline std::string chat_body(const std::string& model = "my-model", const std::string& more = "") {
  return R"({"model":")" + model + R"(","messages":[{"role":"user","content":"world"}])" + more + "}";
}
// Asked on a thread that may block, or on one that may not.
inline Collected asked(const Handler& handler, Request request, bool may_block = true) {
  request.context.may_block = may_block;
  auto got = collect(handler(std::move(request)));
  REQUIRE(got.has_value());
  return *std::move(got);
}
inline Collected asked_chat(const Handler& handler, std::string body, bool may_block = true) {
  return asked(handler, post("/v1/chat/completions", std::move(body)), may_block);
}
inline std::string code_of(const Collected& answer) { return read_error(answer.head, answer.body).code; }

/// A server whose only model says hello.
inline Server greeter(ServerOptions options = {}) {
  Server server{std::move(options)};
  server.chat("my-model", hello);
  return server;
}
inline Collected got(const Handler& handler, std::string path) { return asked(handler, {.path = std::move(path)}); }

}  // namespace asked_server
