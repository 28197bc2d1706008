// A request in Ollama's form as a request for a chat completion.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/dialects/ollama/types.hpp>
#include <oaicompat/resources/chat/types.hpp>

namespace oaicompat::inline v1::detail::ollama {

enum class Route { chat, generate };

// **Errors**: status 400, with the member as its param. What does not come across is added to `lost`.
OAICOMPAT_API Result<ChatRequest> to_chat(const OllamaRequest& from, Route route, LossReport& lost);

}  // namespace oaicompat::inline v1::detail::ollama

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/ollama/to_chat.ipp>
#endif
