// Gemini's API, called as a backend.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/call.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/resources/chat/options.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// How Gemini's API is called.
struct CallGeminiOptions {
  /// Sent as `x-goog-api-key`. Default the key of the request that is answered, if it has one.
  std::string api_key{};
  /// The version that paths begin with, where the prefix ends in none. Default v1beta.
  std::string version = "v1beta";
  /// How schemas are sent: as JSON Schemas, or in the subset of OpenAPI that older servers take. Default JSON.
  enum class Schemas { json, subset } schemas = Schemas::json;
  /// Whether calls and results carry their ids; some older servers refuse them. Default sent.
  enum class CallIds { sent, left_out } call_ids = CallIds::sent;
  /// What stands for a signature that the calls of another model's history have not: the API's sentinel, for models
  /// from Gemini 3 on, or nothing. Default the sentinel.
  enum class MissingSignatures { sentinel, none } missing_signatures = MissingSignatures::sentinel;
  /// The `thinkingConfig` for an effort. Default budgets for Gemini 2.5 and before, levels for all others.
  std::function<Json(std::string_view model, ReasoningEffort effort)> thinking{};
  /// What becomes of a request that asks for something that Gemini has no member for. Default reported.
  Losses losses = Losses::reported;
  /// What stands before the paths, the bounds of an answer, the clock. Default no prefix.
  CallOptions call = {.prefix = ""};
};

/// A backend that performs chats, embeddings and the list of models by asking a handler in Gemini's form.
///
/// Of a chat's request these travel as extras: `safety_settings`, `cached_content`, `thinking_config`, `top_k`,
/// `response_modalities`, `speech_config`, `image_config`, `media_resolution`, `labels`, `google_tools` (tools of the
/// server's), and all of those in `extra_body.google`. Signatures of thoughts come as `reasoning_details` and as
/// `extra_content.google.thought_signature` of a call, and go back from there. A stream that ends without a finish
/// reason fails as cut off. The inverse of `serve_gemini`.
OAICOMPAT_API Backend call_gemini(Handler handler, CallGeminiOptions options = {});

/// Counts the tokens of a request by `countTokens`. The stream gives one number.
OAICOMPAT_API StreamPtr<std::int64_t> count_gemini_tokens(Handler handler, const ChatRequest& request,
                                                          CallGeminiOptions options = {}, Context context = {});

/// A layer that lets a `Client` speak to Gemini: the last of its `inner_layers`.
///
///     Client client{{.base_url = "https://generativelanguage.googleapis.com/v1beta", .api_key = key,
///                    .inner_layers = {to_gemini()}}};
OAICOMPAT_API Layer to_gemini(CallGeminiOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/gemini/call.ipp>
#endif
