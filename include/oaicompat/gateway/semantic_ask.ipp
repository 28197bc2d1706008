// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/gateway/json_items.hpp>
#include <oaicompat/gateway/semantic_ask.hpp>
#include <oaicompat/gateway/semantic_guard.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/json/member_scan.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace oaicompat::inline v1::detail {

// What the messages of a body hold, as far as it is text.
struct TextMessages {
  std::int64_t count = 0;
  bool only_text = true;
  std::string_view last_user{};  // the value in the body that holds the text: a string; empty where there is none
};

// The text of a message's content; empty where it has none, or several.
inline std::string_view take_text_content(std::string_view content, TextMessages& out) {
  if (content.starts_with('"')) return content;
  std::string_view text;
  std::size_t parts = 0;
  each_object(content, [&](MemberScan& part) {
    std::string_view type, value;
    while (part.next()) {
      if (part.key() == "type") type = part.value();
      if (part.key() == "text") value = part.value();
    }
    out.only_text = out.only_text && type == "\"text\"";
    text = value;
    ++parts;
  });
  return parts == 1 && text.starts_with('"') ? text : std::string_view{};
}

inline TextMessages take_messages(std::string_view body) {
  TextMessages out;
  each_object(member_text(body, "messages").value_or(""), [&](MemberScan& message) {
    std::string_view role, content;
    bool has_calls = false;
    while (message.next()) {
      if (message.key() == "role") role = message.value();
      if (message.key() == "content") content = message.value();
      has_calls = has_calls || message.key() == "tool_calls" || message.key() == "audio";
    }
    ++out.count;
    const auto text = take_text_content(content, out);
    out.only_text = out.only_text && !has_calls && role != "\"tool\"" && role != "\"function\"";
    if (role == "\"user\"") out.last_user = text;
  });
  return out;
}

// The partition's own part of the key: it ends itself, and begins as no key of an answer does.
inline std::string semantic_form(std::string_view embedder, std::string_view model, std::string_view guard) {
  std::string out = "semantic 1:";
  for (const auto part : {embedder, model, guard}) out.append(std::to_string(part.size())).append(":").append(part);
  return out;
}

OAICOMPAT_INLINE std::optional<SemanticAsk> ask_semantic(Request& request, const Asked& asked, const RouteCache& rule,
                                                         const CacheParties& parties, std::string_view embedder) {
  const auto& semantic = rule.semantic;
  const auto body = request.body.view();
  const bool is_chat = asked.path == "/v1/chat/completions" || asked.path == "/v1/messages";
  if (!is_chat || asked.tools || asked.images || member_text(body, "functions")) return std::nullopt;
  const auto messages = take_messages(body);
  if (!messages.only_text || messages.last_user.empty() || messages.count > semantic.max_messages) return std::nullopt;
  const auto text = Json{Text{messages.last_user}}.as_string();
  if (!text || text->size() > static_cast<std::size_t>(semantic.max_text)) return std::nullopt;
  SemanticAsk out{.text = std::string{trimmed(*text)}};
  if (out.text.empty() || has_phrase(out.text, semantic.refuse)) return std::nullopt;
  const auto at = static_cast<std::size_t>(messages.last_user.data() - body.data());
  std::string without{body.substr(0, at)};
  without.append("null").append(body.substr(at + messages.last_user.size()));
  const auto form = semantic_form(embedder, semantic.model, semantic_guard(out.text, semantic.same_words));
  out.partition = cache_key(form, without, request, asked, rule, parties);
  return out.partition.empty() ? std::nullopt : std::optional{std::move(out)};
}

}  // namespace oaicompat::inline v1::detail
