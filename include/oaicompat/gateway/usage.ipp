// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/event_ends.hpp>
#include <oaicompat/gateway/json_items.hpp>
#include <oaicompat/gateway/usage.hpp>

#include <algorithm>
#include <charconv>

namespace oaicompat::inline v1::detail {

// A count that can be true.
inline std::int64_t token_number(std::string_view value) {
  constexpr std::int64_t most = 1'000'000'000'000;
  std::int64_t out = 0;
  std::from_chars(value.data(), value.data() + value.size(), out);
  return std::clamp<std::int64_t>(out, 0, most);
}

inline void read_usage_details(std::string_view details, TokenTally& out) {
  for (MemberScan scan{details}; scan.next();) {
    const auto key = scan.key();
    if (key == "cached_tokens") out.cached = token_number(scan.value());
    if (key == "cache_write_tokens" || key == "cache_creation_tokens") out.cache_write = token_number(scan.value());
    if (key == "reasoning_tokens") out.reasoning = token_number(scan.value());
  }
}

OAICOMPAT_INLINE std::optional<TokenTally> read_usage(std::string_view usage) {
  TokenTally out;
  std::int64_t beside = 0;  // tokens of a cache that the input's count leaves out
  bool told = false;
  for (MemberScan scan{usage}; scan.next();) {
    const auto key = scan.key();
    const auto value = scan.value();
    if (key == "prompt_tokens" || key == "input_tokens") {
      out.input = token_number(value);
      told = told || value != "null";
    } else if (key == "completion_tokens" || key == "output_tokens") {
      out.output = token_number(value);
      told = told || value != "null";
    } else if (key == "cache_read_input_tokens") {
      beside += out.cached = token_number(value);
    } else if (key == "cache_creation_input_tokens") {
      beside += out.cache_write = token_number(value);
    } else if (key == "prompt_cache_hit_tokens") {
      out.cached = token_number(value);
    } else if (key.ends_with("_tokens_details")) {
      read_usage_details(value, out);
    }
  }
  if (!told) return std::nullopt;
  out.input += beside;
  out.cached = std::min(out.cached, out.input);
  out.cache_write = std::min(out.cache_write, out.input - out.cached);
  out.reasoning = std::min(out.reasoning, out.output);
  return out;
}

OAICOMPAT_INLINE AnswerFacts facts_of(std::string_view object) {
  AnswerFacts out;
  const auto look = [&out](const MemberScan& member) {
    if (member.key() == "usage") join_usage(out.tokens, read_usage(member.value()));
    if (member.key() == "model") out.model = string_content(member.value());
  };
  for (MemberScan scan{object}; scan.next();) {
    look(scan);
    if (scan.key() != "response" && scan.key() != "message") continue;
    for (MemberScan inner{scan.value()}; inner.next();) look(inner);
  }
  return out;
}

OAICOMPAT_INLINE void join_usage(std::optional<TokenTally>& into, const std::optional<TokenTally>& more) {
  if (!more) return;
  if (!into) into.emplace();
  const auto raise = [&](std::int64_t TokenTally::*count) {
    (*into).*count = std::max((*into).*count, (*more).*count);
  };
  raise(&TokenTally::input);
  raise(&TokenTally::output);
  raise(&TokenTally::cached);
  raise(&TokenTally::cache_write);
  raise(&TokenTally::reasoning);
}

// What is done with an event.
enum class UsageEdit { keep, drop, strip };

inline UsageEdit usage_edit(std::string_view json) {
  std::string_view usage, choices;
  for (MemberScan scan{json}; scan.next();) {
    if (scan.key() == "usage") usage = scan.value();
    if (scan.key() == "choices") choices = scan.value();
  }
  if (usage.empty() || choices.empty()) return UsageEdit::keep;
  if (usage == "null") return UsageEdit::strip;
  return choices.find('{') == choices.npos ? UsageEdit::drop : UsageEdit::keep;
}

OAICOMPAT_INLINE void hide_usage(std::string& events) {
  constexpr std::string_view mark = "\"usage\"", field = "data:";
  if (events.find(mark) == events.npos) return;
  std::string out;
  for (std::size_t from = 0, end = 0; from < events.size(); from = end) {
    end = end_of_event(events, from);
    const std::string_view event{events.data() + from, end - from};
    const auto data = event.find(field);
    if (event.find(mark) == event.npos || data == event.npos) {
      out += event;
      continue;
    }
    const auto begin = std::min(event.find('{', data), event.size());
    const auto line = std::min(event.find_first_of("\r\n", begin), event.size());
    const auto json = event.substr(begin, line - begin);
    switch (usage_edit(json)) {
      case UsageEdit::drop: continue;
      case UsageEdit::keep: out += event; continue;
      case UsageEdit::strip: break;
    }
    Bytes stripped{json};
    remove_members(stripped, [](std::string_view key) { return key == "usage"; });
    out.append(event.substr(0, begin)).append(stripped).append(event.substr(line));
  }
  events = std::move(out);
}

OAICOMPAT_INLINE BodyEdits::BodyEdits(const Asked& asked)
    : model_at{asked.model_at + 1},
      model_size{asked.model.size()},
      options_at{asked.options_at},
      options_size{asked.options_size} {}

OAICOMPAT_INLINE void BodyEdits::apply(Bytes& body, std::string_view model) const {
  const auto set_model = [&] { body.replace(model_at, model_size, model); };
  if (!ask_usage) return set_model();
  if (options_size == 0) {
    set_model();
    body.insert(body.find('{') + 1, R"("stream_options":{"include_usage":true},)");
    return;
  }
  auto options = body.substr(options_at, options_size);
  if (options.front() != '{') options = "{}";
  set_member(options, "include_usage", "true");
  if (model_at > options_at) set_model();
  body.replace(options_at, options_size, options);
  if (model_at < options_at) set_model();
}

}  // namespace oaicompat::inline v1::detail
