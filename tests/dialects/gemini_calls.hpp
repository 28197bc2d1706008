// What the tests of called Gemini share.
// SPDX-License-Identifier: MIT
#pragma once

#include "exchange.hpp"

#include <oaicompat/dialects/gemini/call.hpp>
#include <oaicompat/dialects/gemini/schema.hpp>
#include <oaicompat/dialects/gemini/serve.hpp>

namespace gemini_calls {

using namespace oaicompat;
using namespace exchange;

inline std::string answer(std::string_view parts, std::string_view rest = R"("finishReason":"STOP")",
                          std::string_view usage = "{}") {
  return R"({"candidates":[{"content":{"role":"model","parts":)" + std::string{parts} + "}," + std::string{rest} +
         R"(}],"usageMetadata":)" + std::string{usage} + R"(,"modelVersion":"gemini-3-pro-001","responseId":"r1"})";
}
inline std::string event(const std::string& json) { return "data: " + json + "\r\n\r\n"; }
inline Json sent(ChatRequest request, CallGeminiOptions options = {}) {
  const auto up = upstream(answer(R"([{"text":"A"}])"));
  const auto got = run(call_gemini(handler_of(up), std::move(options)), std::move(request));
  if (got.error) MESSAGE(got.error->message);
  return Json::checked(up->asked.body.view()).value_or(Json{});
}
inline Json sent(std::string_view json, CallGeminiOptions options = {}) {
  return sent(chat_request(json), std::move(options));
}
inline Gathered whole(const std::string& body, int status = 200) {
  return run(call_gemini(handler_of(upstream(body, "application/json", status))), asking("Hi"));
}
inline Gathered streamed(const std::string& body, std::string type = "text/event-stream", std::size_t piece = 1 << 20) {
  auto request = asking("Hi");
  request.stream = true;
  const auto up = upstream(body, std::move(type));
  up->piece = piece;
  return run(call_gemini(handler_of(up)), request);
}

}  // namespace gemini_calls
