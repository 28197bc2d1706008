// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/dialects/anthropic/codec.hpp>
#include <oaicompat/dialects/anthropic/form.hpp>
#include <oaicompat/dialects/anthropic/said.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace oaicompat::inline v1::detail {

// --- ids -----------------------------------------------------------------------------------------------------------

inline constexpr std::string_view message_mark = "msg_", completion_mark = "chatcmpl-";

OAICOMPAT_INLINE Text message_id(std::string_view chat_id) {
  if (chat_id.empty()) return Text{random_id(message_mark)};
  if (chat_id.starts_with(message_mark)) return Text{chat_id};
  return Text{std::string{message_mark}.append(chat_id)};
}
OAICOMPAT_INLINE Text chat_id(std::string_view message_id) {
  const bool marked =
      message_id.starts_with(message_mark) && message_id.substr(message_mark.size()).starts_with(completion_mark);
  return Text{marked ? message_id.substr(message_mark.size()) : message_id};
}

// --- what is always said -------------------------------------------------------------------------------------------

inline constexpr std::array<std::string_view, 2> message_nulls{"container", "diagnostics"};
inline constexpr std::array<std::string_view, 4> usage_nulls{"cache_creation", "inference_geo", "server_tool_use",
                                                             "speed"};

template <std::size_t N>
void say_null(Extras& extra, const std::array<std::string_view, N>& names) {
  for (const auto name : names) {
    if (!extra.find(name)) extra.set(name, Json{});
  }
}
template <std::size_t N>
bool says_nothing(const Extra& each, const std::array<std::string_view, N>& names) {
  return each.json.is_null() && std::find(names.begin(), names.end(), each.key.view()) != names.end();
}
inline void say_counts(AnthropicUsage& usage) {
  if (!usage.cache_creation_input_tokens) usage.cache_creation_input_tokens.set_null();
  if (!usage.cache_read_input_tokens) usage.cache_read_input_tokens.set_null();
  if (!usage.output_tokens_details) usage.output_tokens_details.set_null();
}

OAICOMPAT_INLINE void say_always(AnthropicMessage& message) {
  if (!message.stop_details) message.stop_details.set_null();
  say_null(message.extra, message_nulls);
  say_counts(message.usage);
  if (!message.usage.service_tier) message.usage.service_tier.set_null();
  say_null(message.usage.extra, usage_nulls);
  for (auto& block : message.content) {
    if (auto* text = block.get_if<AnthropicText>(); text && text->citations && text->citations->is_null())
      text->citations.reset();
    if (auto* use = block.get_if<AnthropicToolUse>(); use && !use->extra.find("caller"))
      use->extra.set("caller", Json{Text::literal(direct_caller)});
  }
}
OAICOMPAT_INLINE void say_always_at_end(AnthropicUsage& usage) {
  say_counts(usage);
  if (!usage.extra.find("server_tool_use")) usage.extra.set("server_tool_use", Json{});
}
OAICOMPAT_INLINE Extras without_direct_caller(Extras extra) {
  const auto* caller = extra.find("caller");
  if (caller && caller->at("type").as_string() == "direct") extra.remove("caller");
  return extra;
}

// --- what chat has no members for ----------------------------------------------------------------------------------

OAICOMPAT_INLINE Json foreign_members(const Extras& message, const AnthropicUsage& usage) {
  JsonObjectText inner;
  for (const auto& each : message) {
    if (each.read_as == 0 && !says_nothing(each, message_nulls)) inner.raw(each.key, each.json.view());
  }
  AnthropicUsage told = usage;
  told.service_tier = {};  // chat has a member for it
  told.extra = {};
  if (!told.cache_creation_input_tokens) told.cache_creation_input_tokens = {};
  if (!told.cache_read_input_tokens) told.cache_read_input_tokens = {};
  if (!told.output_tokens_details) told.output_tokens_details = {};
  for (const auto& each : usage.extra) {
    if (each.read_as == 0 && !says_nothing(each, usage_nulls)) told.extra.add(each);
  }
  if (const auto json = to_json(told); json != "{}") inner.raw("usage", json);
  if (inner.empty()) return {};
  return JsonObjectText{}.raw("anthropic", inner.take().view()).take();
}
inline const Json* foreign_of(const Extras& from) { return from.find(ext::extra_content.name); }
OAICOMPAT_INLINE void take_foreign(const Extras& from, AnthropicMessage& to) {
  const auto* content = foreign_of(from);
  if (!content) return;
  for (const auto& [key, value] : content->at("anthropic").members()) {
    if (key != "usage") to.extra.set(key, value);
  }
  for (const auto& each : foreign_usage(from).extra) to.usage.extra.set(each.key, each.json);
}
OAICOMPAT_INLINE AnthropicUsage foreign_usage(const Extras& from) {
  const auto* content = foreign_of(from);
  if (!content) return {};
  const auto told = content->at("anthropic").at("usage");
  if (!told.is_object()) return {};
  auto read = parse_owned<AnthropicUsage>(told.view(), {.reading = Reading::lenient});
  if (!read) return {};
  auto out = *std::move(read);
  auto extra = std::move(out.extra);
  out.extra = {};
  for (const auto& each : extra) {
    if (each.read_as == 0) out.extra.add(each);
  }
  return out;
}

}  // namespace oaicompat::inline v1::detail
