// A request for a chat completion in Gemini's form.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/dialects/gemini/call.hpp>
#include <oaicompat/dialects/gemini/types.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/resources/chat/types.hpp>

namespace oaicompat::inline v1::detail::gemini {

// **Errors**: status 400, with the member as its param, for what cannot be asked for at all. What does not come across
// otherwise is added to `lost`.
OAICOMPAT_API Result<GeminiRequest> from_chat(const ChatRequest& from, const CallGeminiOptions& options,
                                              LossReport& lost);

}  // namespace oaicompat::inline v1::detail::gemini

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/gemini/from_chat.ipp>
#endif
