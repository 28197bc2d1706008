// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/read.hpp>
#include <oaicompat/resources/chat/completion.hpp>

namespace oaicompat::inline v1 {
namespace detail {

struct AnswerPart {
  Text type;
  std::optional<Text> text;
  Extras extra;
};
constexpr auto describe(Type<AnswerPart>) {
  return object("AnswerPart", field("type", &AnswerPart::type), field("text", &AnswerPart::text));
}

// Content in parts, as a request has it; nothing where it is no list.
inline std::optional<std::vector<ContentPart>> parts_in(const Json& list) {
  constexpr ReadOptions lenient{.reading = Reading::lenient};
  const auto read = parse_owned<std::vector<Json>>(list.view(), lenient);
  if (!read) return std::nullopt;
  std::vector<ContentPart> out;
  for (const auto& json : *read) {
    auto part = parse_owned<AnswerPart>(json.view(), lenient);
    if (!part) return std::nullopt;
    const bool plain = part->type == "text" && part->text && part->extra.empty();
    out.push_back(plain ? ContentPart{TextPart{.text = *part->text}} : ContentPart{Unknown{part->type, json}});
  }
  return out;
}

}  // namespace detail

OAICOMPAT_INLINE ChatMessage to_message(const AssistantMessage& answer) {
  ChatMessage made;
  made.role = answer.role;
  made.content = null;
  if (answer.content) made.content = Content{*answer.content};
  // Content in parts goes back in parts: thinking is worth something to the model that thought it.
  const auto* form = answer.extra.form("content");
  if (auto parts = form ? detail::parts_in(form->json) : std::nullopt) made.content = Content{*std::move(parts)};
  if (answer.refusal) made.refusal = answer.refusal;
  made.tool_calls = answer.tool_calls;
  if (answer.function_call) made.function_call = *answer.function_call;
  if (answer.audio) made.audio.emplace().id = answer.audio->id;
  for (const auto& each : answer.extra) {
    if (each.read_as == 0) made.extra.add(each);
  }
  return made;
}

OAICOMPAT_INLINE std::optional<std::string> ChatCompletion::reasoning() const {
  return choices.empty() ? std::nullopt : reasoning_of(choices.front().message.extra);
}

}  // namespace oaicompat::inline v1
