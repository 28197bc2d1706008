// What an engine reads of a chat request: where to stop, how far to go, the plain text of the conversation.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/resources/chat/request.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// The stop texts of a request, one or several, as `StopFilter` takes them; none where it has none.
OAICOMPAT_API std::vector<std::string> stops_of(const ChatRequest& request);

/// The most tokens the answer may take: `max_completion_tokens`, else `max_tokens`, as the request has it; nothing
/// where it has neither.
OAICOMPAT_API std::optional<std::int64_t> max_tokens_of(const ChatRequest& request);

/// The conversation as lines `role: text`, and `assistant: ` at the end: enough for a toy engine and for tests. A model
/// needs its own template, with the calls, names and images that this leaves out.
OAICOMPAT_API std::string prompt_text(const ChatRequest& request);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/generation.ipp>
#endif
