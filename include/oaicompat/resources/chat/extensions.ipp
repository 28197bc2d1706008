// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/read.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

namespace oaicompat::inline v1 {

namespace detail {

struct ThinkingPart {
  std::optional<Text> text;
  std::optional<Json> thinking;  // text, or parts of it
};
constexpr auto describe(Type<ThinkingPart>) {
  return object("ThinkingPart", field("text", &ThinkingPart::text), field("thinking", &ThinkingPart::thinking));
}

// The thinking in parts, one after another.
inline std::optional<std::string> thinking_in(const Json& parts) {
  const auto read = parse_owned<std::vector<Json>>(parts.view());
  std::optional<std::string> out;
  for (std::size_t i = 0; read && i < read->size(); ++i) {
    const auto part = parse_owned<ThinkingPart>((*read)[i].view(), {.reading = Reading::lenient});
    if (!part || !part->thinking) continue;
    if (!out) out.emplace();
    Extras one;
    one.set("thinking", *part->thinking);
    if (const auto text = one.get(ExtraKey<std::string>{"thinking"})) *out += *text;
    const auto inner = parse_owned<std::vector<ThinkingPart>>(part->thinking->view(), {.reading = Reading::lenient});
    for (std::size_t j = 0; inner && j < inner->size(); ++j) *out += (*inner)[j].text.value_or(Text{}).view();
  }
  return out;
}

}  // namespace detail

OAICOMPAT_INLINE std::optional<std::string> reasoning_of(const Extras& extra) {
  auto first = extra.get(ext::reasoning_content);
  if (first && !first->empty()) return first;
  auto second = extra.get(ext::reasoning);
  if (second && !second->empty()) return second;
  const auto* parts = extra.form("content");
  auto third = parts ? detail::thinking_in(parts->json) : std::nullopt;
  return third ? third : first ? first : second;
}

OAICOMPAT_INLINE void set_reasoning(Extras& extra, std::string_view text) {
  const bool other = extra.find("reasoning");
  if (other) extra.set("reasoning", Json::string(text));
  if (!other || extra.find("reasoning_content")) extra.set("reasoning_content", Json::string(text));
}

}  // namespace oaicompat::inline v1
