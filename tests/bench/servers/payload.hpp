// What every server of the benchmarks answers: one completion, a stream of 100 chunks, or a stream by the clock.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

namespace bench {

constexpr int chunks_a_stream = 100;
constexpr std::chrono::milliseconds between_timed_chunks{100};

// What the request asks for stands in its body.
enum class Wanted { whole, stream, timed };
inline Wanted wanted_by(std::string_view body) {
  if (body.find("\"stream\":true") == body.npos) return Wanted::whole;
  return body.find("\"user\":\"timed") == body.npos ? Wanted::stream : Wanted::timed;
}
// `"user":"timed 50"`: the length of a stream by the clock, in chunks.
inline int timed_chunks(std::string_view user) {
  constexpr std::string_view word = "timed ";
  const auto at = user.find(word);
  return at == user.npos ? 0 : std::atoi(std::string{user.substr(at + word.size(), 9)}.c_str());
}

constexpr std::string_view completion_words =
    "Mont Blanc, first climbed by Jacques Balmat and Michel-Gabriel Paccard in 1786.";
constexpr std::string_view answer_id = "chatcmpl-0123456789abcdefghijklmn";
constexpr int created = 1'700'000'000;

// Made beforehand, for servers that know no JSON.
inline const std::string& ready_completion() {
  static const std::string json =
      R"({"id":"chatcmpl-0123456789abcdefghijklmn","object":"chat.completion","created":1700000000,"model":"gpt-4o-mini",)"
      R"("choices":[{"index":0,"message":{"role":"assistant","content":")" +
      std::string{completion_words} +
      R"(","refusal":null},"logprobs":null,"finish_reason":"stop"}],)"
      R"("usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}})";
  return json;
}
inline std::string ready_event(std::string_view words) {
  std::string event =
      R"(data: {"id":"chatcmpl-0123456789abcdefghijklmn","object":"chat.completion.chunk","created":1700000000,)"
      R"("model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":")";
  event += words;
  event += "\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n";
  return event;
}
constexpr std::string_view done_event = "data: [DONE]\n\n";

// The words of a timed chunk carry its number: ` #17#`.
inline std::string numbered_words(int number) { return " #" + std::to_string(number) + "#"; }

// Tells whoever started this program where it listens.
inline void announce(int port) {
  std::printf("%d\n", port);
  std::fflush(stdout);
}

}  // namespace bench
