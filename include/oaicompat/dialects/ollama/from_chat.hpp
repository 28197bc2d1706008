// A request for a chat completion in Ollama's form.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/dialects/ollama/types.hpp>
#include <oaicompat/resources/chat/types.hpp>

namespace oaicompat::inline v1::detail::ollama {

// **Errors**: status 400, with the member as its param, for what cannot be asked for at all: an image by its URL,
// arguments that are no object. What does not come across otherwise is added to `lost`.
OAICOMPAT_API Result<OllamaRequest> from_chat(const ChatRequest& from, LossReport& lost);

}  // namespace oaicompat::inline v1::detail::ollama

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/ollama/from_chat.ipp>
#endif
