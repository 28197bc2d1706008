// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/item.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE ResponseItem message_item(OpenEnum<MessageRole> role, OneOf<Text, std::vector<ResponsePart>> content) {
  MessageItem item;
  item.role = std::move(role);
  item.content = std::move(content);
  return item;
}

OAICOMPAT_INLINE ResponseItem developer_item(Text text) {
  return message_item(MessageRole::developer, std::move(text));
}
OAICOMPAT_INLINE ResponseItem user_item(Text text) { return message_item(MessageRole::user, std::move(text)); }
OAICOMPAT_INLINE ResponseItem user_item(std::vector<ResponsePart> parts) {
  return message_item(MessageRole::user, std::move(parts));
}
OAICOMPAT_INLINE ResponseItem assistant_item(Text text) {
  return message_item(MessageRole::assistant, std::move(text));
}

OAICOMPAT_INLINE ResponseItem function_output(Text call_id, Text text) {
  FunctionOutputItem item;
  item.call_id = std::move(call_id);
  item.output = std::move(text);
  return item;
}

OAICOMPAT_INLINE ResponseItem custom_output(Text call_id, Text text) {
  CustomOutputItem item;
  item.call_id = std::move(call_id);
  item.output = std::move(text);
  return item;
}

OAICOMPAT_INLINE std::string_view item_id(const ResponseItem& item) {
  return item.visit([]<class T>(const T& each) -> std::string_view {
    if constexpr (requires { each.id.has_value(); }) {
      return each.id ? each.id->view() : std::string_view{};
    } else if constexpr (requires { each.id; }) {
      return each.id;
    } else {
      return {};
    }
  });
}

OAICOMPAT_INLINE std::string MessageItem::text() const {
  if (const auto* whole = content.get_if<Text>()) return whole->str();
  std::string joined;
  for (const auto& part : *content.get_if<std::vector<ResponsePart>>()) {
    if (const auto* output = part.get_if<OutputTextPart>()) joined += output->text.view();
    if (const auto* input = part.get_if<InputTextPart>()) joined += input->text.view();
    if (const auto* plain = part.get_if<PlainTextPart>()) joined += plain->text.view();
  }
  return joined;
}

}  // namespace oaicompat::inline v1
