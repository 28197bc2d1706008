// The requests that are measured: 572 bytes and 68 KB.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace bench {

inline std::string small_request() {
  std::string json =
      R"({"model":"gpt-4o-mini","messages":[{"role":"system","content":"You are a helpful assistant that answers in one sentence."},)"
      R"({"role":"user","content":"What is the tallest mountain in Europe, and who first climbed it?"}],"temperature":0.7,)"
      R"("top_p":0.95,"max_completion_tokens":256,"stream":true,"stream_options":{"include_usage":true},"n":1,"seed":42,)"
      R"("stop":["\n\n"],"frequency_penalty":0.1,"presence_penalty":0.2,"user":"user-1234567890","tool_choice":"none","metadata":{"trace":")";
  const std::string end = R"("}})";
  json.append(572 - json.size() - end.size(), 'x');
  return json + end;
}

inline std::string large_request() {
  std::string json =
      R"({"model":"gpt-4o-mini","temperature":0.7,"max_completion_tokens":1024,"stream":true,"messages":[)";
  for (int i = 0; json.size() < 68'000; ++i) {
    if (i > 0) json += ',';
    json += i % 2 == 0 ? R"({"role":"user","content":")" : R"({"role":"assistant","content":")";
    for (int k = 0; k < 20; ++k) {
      json += "The quick brown fox jumps over the lazy dog, again";
      json += k % 7 == 0 ? R"( and \"says\" so.\n)" : " and again. ";
    }
    json += R"("})";
  }
  return json + "]}";
}

}  // namespace bench
