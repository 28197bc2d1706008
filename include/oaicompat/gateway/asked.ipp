// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/json_items.hpp>

#include <bit>
#include <charconv>
#include <cstring>

namespace oaicompat::inline v1 {
namespace detail {

// Up to eight characters as a number, the same on every machine.
inline std::uint64_t hashed_word(const char* text, std::size_t size) {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    if (size > 0) std::memcpy(&word, text, size);
  } else {
    for (std::size_t i = 0; i < size; ++i) word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  }
  return word;
}

OAICOMPAT_INLINE std::uint64_t choice_hash(std::string_view text, std::uint64_t seed) {
  auto hash = mix_hash(seed, text.size());
  for (; text.size() >= 8; text.remove_prefix(8)) hash = mix_hash(hash, hashed_word(text.data(), 8));
  return mix_hash(hash, hashed_word(text.data(), text.size()));
}

// The members that are looked at more than once.
struct BodyLook {
  std::string_view messages, system, tools, session;
  int session_rank = 9;  // of the names that a session may have, the lowest counts
};

inline std::int64_t whole_number(std::string_view value) {
  std::int64_t out = 0;
  std::from_chars(value.data(), value.data() + value.size(), out);
  return out > 0 ? out : 0;
}

inline bool is_said_at_all(std::string_view value) {
  return !value.empty() && value != "null" && value != "\"\"" && value != "[]" && value != "{}";
}

inline void look_at_session(BodyLook& look, int rank, std::string_view value) {
  if (!is_said_at_all(value) || rank >= look.session_rank) return;
  look.session = value;
  look.session_rank = rank;
}

inline void look_at_options(Asked& asked, std::string_view key, std::string_view value) {
  if (key == "stream") {
    asked.stream = value == "true";
  } else if (key == "max_tokens" || key == "max_completion_tokens" || key == "max_output_tokens") {
    asked.max_tokens = whole_number(value);
  } else if (key == "n") {
    asked.choices = whole_number(value);
  } else if (key == "stream_options") {
    asked.include_usage = member_text(value, "include_usage") == "true";
  } else if (key == "response_format" || key == "text") {
    asked.json_schema = value.find("\"json_schema\"") != value.npos;
  } else if (key == "store" || key == "background") {
    asked.stateful = asked.stateful || value == "true";
    asked.not_stored = asked.not_stored || (key == "store" && value == "false");
  }
}

// What has a target look something up by itself, outside `tools`: of OpenAI, OpenRouter, xAI, and of Gemini's callers.
inline bool is_server_tool(std::string_view key) {
  return key == "web_search_options" || key == "plugins" || key == "search_parameters" || key == "google_tools";
}

// Functions are run by the caller; a tool of any other type by the target.
inline bool has_server_tool(std::string_view tools) {
  bool found = false;
  each_object(tools, [&](MemberScan& tool) {
    while (tool.next()) {
      if (tool.key() != "type") continue;
      const auto type = string_content(tool.value());
      found = found || (type != "function" && type != "custom");
    }
  });
  return found;
}

inline void look_at_member(Asked& asked, BodyLook& look, std::string_view key, std::string_view value) {
  if (key == "messages" || key == "input" || key == "prompt") {
    look.messages = value;
  } else if (key == "system" || key == "instructions") {
    look.system = value;
  } else if (key == "tools") {
    look.tools = value;
    asked.tools = is_said_at_all(value);
    asked.server_tools = asked.server_tools || has_server_tool(value);
  } else if (is_server_tool(key)) {
    asked.server_tools = asked.server_tools || (value != "null" && value != "[]");
  } else if (key == "prompt_cache_key") {
    look_at_session(look, 1, value);
  } else if (key == "conversation") {
    asked.stateful = asked.stateful || is_said_at_all(value);
    look_at_session(look, 2, value);
  } else if (key == "previous_response_id") {
    asked.stateful = asked.stateful || is_said_at_all(value);
    look_at_session(look, 3, value);
  } else if (key == "user") {
    look_at_session(look, 4, value);
  } else {
    look_at_options(asked, key, value);
  }
}

inline std::int64_t count_images(std::string_view messages) {
  std::int64_t images = 0;
  if (messages.find("\"image") == messages.npos) return images;
  for (const std::string_view mark :
       {"\"image_url\":", "\"type\":\"image\"", "\"type\": \"image\"", "\"image_url\" :"}) {
    for (auto at = messages.find(mark); at != messages.npos; at = messages.find(mark, at + 1)) ++images;
  }
  return images;
}

// Estimates the tokens, in which the bytes of an image do not count.
inline void look_at_prompt(Asked& asked, const BodyLook& look) {
  auto bytes = look.messages.size() + look.system.size() + look.tools.size();
  const auto images = count_images(look.messages);
  for (auto at = images ? look.messages.find("\"data:") : look.messages.npos; at != look.messages.npos;
       at = look.messages.find("\"data:", at)) {
    const auto end = look.messages.find('"', at + 1);
    if (end == look.messages.npos) break;
    bytes -= end - at;
    at = end;
  }
  asked.images = images > 0;
  asked.prompt_tokens = static_cast<std::int64_t>(bytes / 4) + 800 * images;
}

// What stays as a conversation grows: the system messages, the tools, and the first message of the user.
inline std::uint64_t prefix_hash(const BodyLook& look) {
  auto hash = choice_hash(look.system, choice_hash(look.tools));
  bool asked = false, objects = false;
  each_object(look.messages, [&](MemberScan& message) {
    objects = true;
    if (asked) return;
    std::string_view role, content;
    while (message.next()) {
      if (message.key() == "role") role = string_content(message.value());
      if (message.key() == "content") content = message.value();
    }
    if (role == "system" || role == "developer" || role == "user") hash = choice_hash(content, hash);
    asked = role == "user";
  });
  return objects ? hash : choice_hash(look.messages, hash);
}

}  // namespace detail

OAICOMPAT_INLINE Asked look_at(std::string_view body, std::string_view tenant, std::string_view session) {
  Asked asked{.tenant = tenant};
  const auto first = detail::after_json_blanks(body, 0);
  asked.is_object = first < body.size() && body[first] == '{';
  detail::BodyLook look;
  for (detail::MemberScan scan{body}; scan.next();) {
    if (scan.key().find('\\') != scan.key().npos) asked.escaped_key = true;
    if (scan.key() == "model") {
      asked.model = detail::string_content(scan.value());
      asked.model_at = scan.value_begin();
    } else {
      if (scan.key() == "stream_options") {
        asked.options_at = scan.value_begin();
        asked.options_size = scan.value().size();
      }
      detail::look_at_member(asked, look, scan.key(), scan.value());
    }
  }
  if (!session.empty()) look.session = session;
  detail::look_at_prompt(asked, look);
  const auto mine = detail::choice_hash(asked.model, detail::choice_hash(tenant));
  asked.affinity = look.session.empty() ? detail::mix_hash(mine, detail::prefix_hash(look))
                                        : detail::choice_hash(look.session, mine);
  asked.seed = detail::choice_hash(body);
  return asked;
}

}  // namespace oaicompat::inline v1
