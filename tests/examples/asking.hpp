// Asks the demo's engine without a server.
// SPDX-License-Identifier: MIT
#pragma once

#include "demo/engine.hpp"

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/codec.hpp>
#include <oaicompat/resources/completions/accumulate.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asking {

using namespace oaicompat;

/// A request for the model `demo` with these members besides: `"messages":[...],"n":2`.
inline ChatRequest request(std::string_view members) {
  return parse_owned<ChatRequest>("{\"model\":\"demo\"," + std::string{members} + "}").value();
}
/// A request in which a user says this, and these members besides.
inline ChatRequest say(std::string_view text, std::string_view members = R"("n":1)") {
  const auto message = to_json(user(Text{text}));
  return request("\"messages\":[" + message + "]," + std::string{members});
}

/// All that the engine writes.
struct Told {
  std::vector<ChatChunk> chunks;
  std::optional<Error> error;

  ChatCompletion whole() const {
    ChatAccumulator all;
    for (const auto& chunk : chunks) REQUIRE(all.add(chunk));
    return all.finish().value();
  }
};
inline Told ask(const ChatRequest& request, demo::Engine&& engine = demo::Engine{}) {
  Told told;
  ChatWriter out{[&](ChatChunk chunk) { return told.chunks.push_back(std::move(chunk)), true; }, "demo", 1};
  engine.chat(request, out);
  told.error = out.close();
  return told;
}
/// The text of the one answer.
inline std::string answer(const ChatRequest& request) { return std::string{ask(request).whole().text()}; }

}  // namespace asking
