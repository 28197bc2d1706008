// An estimate of the tokens of a chat request.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/resources/chat/message.hpp>
#include <oaicompat/resources/chat/request.hpp>

#include <cstdint>

namespace oaicompat::inline v1::detail {

// A token for each 4 bytes of text, arguments and tools, 4 for each message, and 85 for each part that is no text.
OAICOMPAT_API std::int64_t estimated_tokens(const ChatMessage& message);
OAICOMPAT_API std::int64_t estimated_tokens(const ChatRequest& request);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/token_estimate.ipp>
#endif
