// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/token_estimate.hpp>

#include <cstddef>

namespace oaicompat::inline v1::detail {

inline std::int64_t tokens_in(std::size_t bytes) { return static_cast<std::int64_t>((bytes + 3) / 4); }
OAICOMPAT_INLINE std::int64_t estimated_tokens(const ChatMessage& message) {
  constexpr std::int64_t frame = 4, other_part = 85;
  auto tokens = frame + tokens_in(message.text().size());
  if (const auto* parts = message.content ? message.content->get_if<std::vector<ContentPart>>() : nullptr) {
    for (const auto& part : *parts) tokens += part.get_if<TextPart>() ? 0 : other_part;
  }
  if (message.tool_calls) {
    for (const auto& call : *message.tool_calls) {
      if (call.function) tokens += tokens_in(call.function->name.size() + call.function->arguments.size());
      if (call.custom) tokens += tokens_in(call.custom->name.size() + call.custom->input.size());
    }
  }
  return tokens;
}
OAICOMPAT_INLINE std::int64_t estimated_tokens(const ChatRequest& request) {
  std::int64_t tokens = 0;
  for (const auto& message : request.messages) tokens += estimated_tokens(message);
  if (request.tools) {
    for (const auto& tool : *request.tools) tokens += tokens_in(to_json(tool).size());
  }
  return tokens;
}

}  // namespace oaicompat::inline v1::detail
