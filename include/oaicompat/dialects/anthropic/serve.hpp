// serve_anthropic: a Backend as the Anthropic Messages API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/dialect.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/dialects/anthropic/errors.hpp>
#include <oaicompat/dialects/anthropic/types.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/chat/request.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace oaicompat::inline v1 {

/// How a backend is served as the Anthropic Messages API.
struct ServeAnthropicOptions {
  /// What stands before `/messages` and `/models`. Default `/v1`.
  std::string prefix = "/v1";
  /// What happens to a request that loses something on its way to chat. Default it is reported.
  Losses losses = Losses::reported;
  /// What happens to members and tools that Anthropic's API alone has: `top_k`, `thinking`, `context_management`, tools
  /// that run on the provider's side. `kept`: they go to the backend as extras, and as tools of unknown type.
  /// `dropped`: they are left out and reported, for an upstream that refuses what it does not know. Default kept.
  enum class Foreign { kept, dropped } foreign = Foreign::kept;
  /// What happens to a system turn amid the others. `kept`: it is a system message in its place. `refused`: a 400 in
  /// the words after which clients send its text in a user turn. Default kept.
  enum class LateSystem { kept, refused } late_system = LateSystem::kept;
  /// Counts the tokens of a request, for `count_tokens` and for the beginning of a stream. It must not block. Default
  /// an estimate, as `ResponsesOptions::count` has it.
  std::function<Result<std::int64_t>(const ChatRequest& request, const Context& context)> count_tokens = {};
  /// Bounds of reading a request's body.
  ReadOptions reading = {};
};

/// Speaks the Anthropic Messages API for a backend's chat: `POST /v1/messages` whole and streamed, `count_tokens`,
/// `GET /v1/models` and `/v1/models/{id}`, `HEAD /api/hello`; over a backend with files and batches `/v1/files` and
/// `/v1/messages/batches`, whose requests run as chats. Any `anthropic-version` and any `anthropic-beta` is
/// taken; what is not known of them is passed over. All else is a 404 in the API's error shape.
///
/// What a request loses on its way is told by `Context::losses`, to the access log, and to the caller in
/// `x-oaicompat-loss`. The inverse of `call_anthropic`.
OAICOMPAT_API Handler serve_anthropic(Backend backend, ServeAnthropicOptions options = {});

/// The dialect for a `Server`: `server.dialect(anthropic_dialect())`. Of the paths that the API's own form has too
/// (`/v1/models`) it answers requests with `anthropic-version`, which each of its clients sends.
OAICOMPAT_API Dialect anthropic_dialect(ServeAnthropicOptions options = {});

/// A request as a chat request; what is lost goes into the report. **Errors**: what no chat can be asked.
OAICOMPAT_API Result<ChatRequest> to_chat(const AnthropicRequest& request, const ServeAnthropicOptions& options,
                                          LossReport& losses);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/anthropic/serve.ipp>
#include <oaicompat/dialects/anthropic/to_chat.ipp>
#endif
