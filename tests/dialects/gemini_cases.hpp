// What the tests of served Gemini share: requests, and the events of answers.
// SPDX-License-Identifier: MIT
#pragma once

#include "exchange.hpp"

#include <oaicompat/dialects/gemini/serve.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace gemini_cases {

using namespace oaicompat;
using namespace exchange;

inline const std::string hi = R"("contents":[{"role":"user","parts":[{"text":"Hi"}]}])";
inline std::shared_ptr<Chat> chat_of(std::vector<Event<CreateChatCompletion>> events = hello()) {
  return std::make_shared<Chat>(Chat{.events = std::move(events)});
}
inline Came generate(const std::shared_ptr<Chat>& from, std::string body,
                     std::string path = "/v1beta/models/m:generateContent") {
  return came_of(serve_gemini(backend_of(from)), post(std::move(path), std::move(body)));
}
inline std::vector<Json> events_of(const Came& came) {
  std::vector<Json> out;
  SseDecoder decoder;
  decoder.feed(came.body);
  decoder.finish();
  SseEvent event;
  while (decoder.next(event) == Pull::some) out.push_back(Json::checked(event.data).value_or(Json{}));
  return out;
}
inline Came stream(const std::shared_ptr<Chat>& from, std::string body) {
  return generate(from, std::move(body), "/v1beta/models/m:streamGenerateContent?alt=sse");
}

}  // namespace gemini_cases
