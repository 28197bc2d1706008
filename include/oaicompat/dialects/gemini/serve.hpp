// Gemini's API (`models/{model}:generateContent`, ...), served over any backend.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/dialect.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/chat/request.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// What is said of a model in `GET /models`.
struct GeminiModelFacts {
  /// Its name for people. Default its id.
  std::string display_name{};
  /// The most tokens of a prompt. Default 1,048,576.
  std::int64_t input_token_limit = 1048576;
  /// The most tokens of an answer. Default 65,536.
  std::int64_t output_token_limit = 65536;
  /// What it can be asked for. Default answers, counts and embeddings.
  std::vector<std::string> methods = {"generateContent", "streamGenerateContent", "countTokens", "embedContent"};
  /// Whether it thinks. Default it does.
  enum class Thinking { yes, no } thinking = Thinking::yes;
};

/// How a backend is served in Gemini's form.
struct ServeGeminiOptions {
  /// What is said of a model. Default nothing that is known of it.
  std::function<GeminiModelFacts(std::string_view model)> facts{};
  /// Counts the tokens of a request, for `countTokens`; must not block. Default an estimate, as
  /// `ResponsesOptions::count` has it.
  std::function<Result<std::int64_t>(const ChatRequest& request)> count_tokens{};
  /// What becomes of a request that asks for something that a chat has no member for. Default reported.
  Losses losses = Losses::reported;
  /// What the time of an answer without one comes from. Default the machine's clock.
  ClockPtr clock = real_clock();
  /// Bounds of reading a request's body.
  ReadOptions reading = {};
};

/// Speaks Gemini's API for a backend, below `/v1`, `/v1beta` and any other version: `generateContent`,
/// `streamGenerateContent` (server-sent events with `alt=sse`, else one JSON array), `countTokens`, `embedContent`,
/// `batchEmbedContents`, and the models. Members are read in camelCase and snake_case.
///
/// The first event is pulled before the head is given; a later failure is an event `{"error"}`, and no finish reason
/// comes then. Calls of functions are given whole, in the last piece. Thoughts are shown where
/// `thinkingConfig.includeThoughts` asks for them; signatures travel as `reasoning_details` and as
/// `extra_content.google.thought_signature` of a call, those of other providers wrapped. What a request or an answer
/// has that did not come across stands in `x-oaicompat-loss` and `Context::losses`.
/// Source: `GenerateContentRequest`, `GenerateContentResponse` of `google.ai.generativelanguage`.
OAICOMPAT_API Handler serve_gemini(Backend backend, ServeGeminiOptions options = {});

/// The same as a dialect of a `Server`: its paths are those of models with a method, and the lists of models of
/// requests that carry a key in Google's places (`x-goog-api-key`, `?key=`) or ask below `/v1beta`. The key goes to
/// `Authorization: Bearer`. Its streams take no comments.
OAICOMPAT_API Dialect gemini_dialect(ServeGeminiOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/gemini/serve.ipp>
#endif
