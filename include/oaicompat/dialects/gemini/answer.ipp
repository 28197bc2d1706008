// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/errors.hpp>
#include <oaicompat/dialects/gemini/answer.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/json/write.hpp>

#include <algorithm>
#include <iterator>

namespace oaicompat::inline v1::detail::gemini {

// --- why it ends ---------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE std::string_view finish_word(const OpenEnum<FinishReason>& reason) {
  if (reason == FinishReason::length) return "MAX_TOKENS";
  if (reason == FinishReason::content_filter) return "SAFETY";
  return reason.known() ? "STOP" : "OTHER";
}

OAICOMPAT_INLINE Finish finish_of(std::string_view word, bool calls) {
  constexpr std::string_view filtered[] = {"SAFETY",
                                           "RECITATION",
                                           "BLOCKLIST",
                                           "PROHIBITED_CONTENT",
                                           "SPII",
                                           "IMAGE_SAFETY",
                                           "IMAGE_PROHIBITED_CONTENT",
                                           "IMAGE_RECITATION",
                                           "MODEL_ARMOR",
                                           "ESCALATION",
                                           "PUP_LIMITED_DISABLED"};
  constexpr std::string_view failures[] = {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS",
                                           "MISSING_THOUGHT_SIGNATURE", "MALFORMED_RESPONSE"};
  const auto among = [&](const auto& words) {
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
  };
  if (word == "STOP") return {calls ? FinishReason::tool_calls : FinishReason::stop, false, true};
  if (word == "MAX_TOKENS") return {FinishReason::length, false, true};
  if (word == "CONTINUATION") return {FinishReason::length, false, false};
  if (among(filtered)) return {FinishReason::content_filter, false, word == "SAFETY"};
  return {calls ? FinishReason::tool_calls : FinishReason::stop, among(failures), false};
}

// --- what it took --------------------------------------------------------------------------------------------------

// Thoughts are no part of the candidates' count here, and a part of the completion's there. Zero is left out.
OAICOMPAT_INLINE Json usage_json(const Usage& usage) {
  const auto thoughts =
      usage.completion_tokens_details ? usage.completion_tokens_details->reasoning_tokens.value_or(0) : 0;
  const auto cached = usage.prompt_tokens_details ? usage.prompt_tokens_details->cached_tokens.value_or(0) : 0;
  Bytes out;
  ObjectText object{out};
  const auto put = [&](std::string_view name, std::int64_t count) {
    if (count != 0) object.number(name, count);
  };
  put("promptTokenCount", usage.prompt_tokens);
  put("cachedContentTokenCount", cached);
  put("candidatesTokenCount", thoughts < usage.completion_tokens ? usage.completion_tokens - thoughts : 0);
  put("thoughtsTokenCount", thoughts);
  put("totalTokenCount", usage.total_tokens);
  object.close();
  return Json{Text{out}};
}
OAICOMPAT_INLINE Usage usage_of(const GeminiUsage& from) {
  // Hostile counts must not overflow.
  const auto count = [](const std::optional<std::int64_t>& value) {
    constexpr std::int64_t most = std::int64_t{1} << 60;
    return std::clamp<std::int64_t>(value.value_or(0), 0, most);
  };
  Usage out;
  out.prompt_tokens = count(from.prompt_token_count) + count(from.tool_use_prompt_token_count);
  out.completion_tokens = count(from.candidates_token_count) + count(from.thoughts_token_count);
  out.total_tokens = from.total_token_count ? count(from.total_token_count) : out.prompt_tokens + out.completion_tokens;
  if (from.thoughts_token_count)
    out.completion_tokens_details.emplace().reasoning_tokens = count(from.thoughts_token_count);
  if (from.cached_content_token_count)
    out.prompt_tokens_details.emplace().cached_tokens = count(from.cached_content_token_count);
  return out;
}

// --- how likely ----------------------------------------------------------------------------------------------------

template <class Token>
void put_token(Bytes& out, const Token& token) {
  Bytes number;
  JsonWriter{number}.write(token.logprob);
  ObjectText object{out};
  object.text("token", token.token).raw("logProbability", number).close();
}
OAICOMPAT_INLINE Json logprobs_json(const Logprobs& from) {
  Bytes chosen, top;
  if (from.content) {
    for (const auto& token : *from.content) {
      chosen += chosen.empty() ? "" : ",";
      put_token(chosen, token);
      top += top.empty() ? "{\"candidates\":[" : ",{\"candidates\":[";
      for (std::size_t i = 0; i < token.top_logprobs.size(); ++i) {
        if (i > 0) top += ',';
        put_token(top, token.top_logprobs[i]);
      }
      top += "]}";
    }
  }
  return Json{Text{R"({"topCandidates":[)" + top + R"(],"chosenCandidates":[)" + chosen + "]}"}};
}
OAICOMPAT_INLINE Maybe<Logprobs> logprobs_of(const Json& result) {
  const auto chosen = result.at("chosenCandidates").elements();
  if (chosen.empty()) return {};
  const auto top = result.at("topCandidates").elements();
  Logprobs out;
  out.refusal.set_null();
  auto& tokens = out.content.emplace();
  const auto read = [](const Json& from, auto& to) {
    to.token = Text{from.at("token").as_string().value_or("")};
    to.logprob = from.at("logProbability").as_number().value_or(0);
    auto& bytes = to.bytes.emplace();
    for (const char c : to.token.view()) bytes.push_back(static_cast<unsigned char>(c));
  };
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    auto& token = tokens.emplace_back();
    read(chosen[i], token);
    if (i >= top.size()) continue;
    for (const auto& each : top[i].at("candidates").elements()) read(each, token.top_logprobs.emplace_back());
  }
  return out;
}

// --- errors --------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE std::string error_json(const Error& error) {
  const int status = error_status(error);
  Bytes out{"{\"error\":"};
  ObjectText object{out};
  object.number("code", status).text("message", error_message_for(ErrorDialect::gemini, error));
  object.text("status", error_word_in(ErrorDialect::gemini, error, status));
  if (error.retry_after) {
    const auto seconds = std::to_string((error.retry_after->count() + 999) / 1000) + "s";
    object.name("details");
    out += R"([{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":)" + Json::string(seconds).text.str() +
           "}]";
  }
  object.close();
  return out + "}";
}

}  // namespace oaicompat::inline v1::detail::gemini
