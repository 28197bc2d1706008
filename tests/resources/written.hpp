// What a chat handler writes, as the JSON of each chunk's choice, and how that is spelled.
// SPDX-License-Identifier: MIT
#pragma once

#include "support/play.hpp"

#include <oaicompat/resources/chat/writer.hpp>

namespace play {

/// What came of a handler.
struct Writing {
  std::vector<std::string> chunks;
  std::optional<Error> error;
};

template <class Write>
Writing writing(Write write, Context context = {}) {
  Writing got;
  const auto sink = [&](const ChatChunk& chunk) {
    // Each is well-formed, whatever the handler does.
    CHECK(parse_owned<ChatChunk>(to_json(chunk)).has_value());
    for (const auto& choice : chunk.choices) got.chunks.push_back(to_json(choice));
    return true;
  };
  ChatWriter out{sink, "m", 1, std::move(context)};
  write(out);
  got.error = out.close();
  return got;
}
/// The chunks of a handler that does all right.
template <class Write>
std::vector<std::string> written(Write write) {
  const auto got = writing(write);
  CHECK_FALSE(got.error.has_value());
  return got.chunks;
}

inline std::string delta(const std::string& json, int index = 0) {
  return R"({"index":)" + std::to_string(index) + R"(,"delta":)" + json + R"(,"logprobs":null,"finish_reason":null})";
}
inline std::string role(const std::string& content = "\"\"", const std::string& refusal = "null", int index = 0) {
  return delta(R"({"role":"assistant","content":)" + content + R"(,"refusal":)" + refusal + "}", index);
}
inline std::string finish(const std::string& reason, int index = 0) {
  return R"({"index":)" + std::to_string(index) + R"(,"delta":{},"logprobs":null,"finish_reason":")" + reason + "\"}";
}
inline std::string opening(int call, const std::string& id, const std::string& name) {
  return delta(R"({"tool_calls":[{"index":)" + std::to_string(call) + R"(,"id":")" + id +
               R"(","type":"function","function":{"name":")" + name + R"(","arguments":""}}]})");
}
inline std::string arguments(int call, const std::string& fragment) {
  return delta(R"({"tool_calls":[{"index":)" + std::to_string(call) + R"(,"function":{"arguments":")" + fragment +
               "\"}}]}");
}

}  // namespace play
