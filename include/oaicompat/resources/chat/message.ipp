// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/message.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE ChatMessage message(OpenEnum<Role> role, Content content) {
  ChatMessage made;
  made.role = std::move(role);
  made.content = std::move(content);
  return made;
}

OAICOMPAT_INLINE ChatMessage system(Text text) { return message(Role::system, std::move(text)); }
OAICOMPAT_INLINE ChatMessage system(const char* text) { return message(Role::system, text); }
OAICOMPAT_INLINE ChatMessage developer(Text text) { return message(Role::developer, std::move(text)); }
OAICOMPAT_INLINE ChatMessage user(Text text) { return message(Role::user, std::move(text)); }
OAICOMPAT_INLINE ChatMessage user(std::vector<ContentPart> parts) { return message(Role::user, std::move(parts)); }
OAICOMPAT_INLINE ChatMessage assistant(Text text) { return message(Role::assistant, std::move(text)); }
OAICOMPAT_INLINE ChatMessage tool_result(Text call_id, Text text) {
  auto made = message(Role::tool, std::move(text));
  made.tool_call_id = std::move(call_id);
  return made;
}

OAICOMPAT_INLINE std::string ChatMessage::text() const {
  if (!content) return {};
  if (const auto* whole = content->get_if<Text>()) return whole->str();
  std::string joined;
  for (const auto& part : *content->get_if<std::vector<ContentPart>>()) {
    if (const auto* piece = part.get_if<TextPart>()) joined += piece->text.view();
  }
  return joined;
}

}  // namespace oaicompat::inline v1
