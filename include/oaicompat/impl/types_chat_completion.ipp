// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/types/chat_completion.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE ChatMessage to_message(const AssistantMessage& answer) {
  ChatMessage made;
  made.role = answer.role;
  made.content = null;
  if (answer.content) made.content = Content{*answer.content};
  if (answer.refusal) made.refusal = answer.refusal;
  made.tool_calls = answer.tool_calls;
  if (answer.function_call) made.function_call = *answer.function_call;
  if (answer.audio) made.audio.emplace().id = answer.audio->id;
  made.extra = answer.extra;
  return made;
}

OAICOMPAT_INLINE std::optional<std::string> ChatCompletion::reasoning() const {
  return choices.empty() ? std::nullopt : reasoning_of(choices.front().message.extra);
}

}  // namespace oaicompat::inline v1
