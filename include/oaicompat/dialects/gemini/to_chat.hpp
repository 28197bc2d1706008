// A request in Gemini's form as a request for a chat completion.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/dialects/gemini/types.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/resources/chat/types.hpp>

namespace oaicompat::inline v1::detail::gemini {

struct FromGemini {
  ChatRequest chat;
  bool wants_thoughts = false;  // whether the answer shows them
};
// **Errors**: status 400, with the member as its param. What does not come across is added to `lost`.
OAICOMPAT_API Result<FromGemini> to_chat(const GeminiRequest& from, LossReport& lost);

// The error for a member that is not what it should be.
OAICOMPAT_API Error invalid(std::string param, std::string_view expected);

}  // namespace oaicompat::inline v1::detail::gemini

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/gemini/to_chat.ipp>
#endif
