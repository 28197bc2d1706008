// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/whole_answer.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

inline bool is_event_text(std::string_view body) {
  const auto at = body.find_first_not_of("\r\n");
  if (at == body.npos) return false;
  const auto begins = [text = body.substr(at)](std::string_view with) { return text.starts_with(with); };
  return begins("data:") || begins("event:") || begins(":") || begins("id:") || begins("retry:");
}

// What the events of a stream come to; nothing where that is not known.
inline std::optional<Bytes> fold_events(std::string_view events) {
  SseDecoder decoder;
  ChatAccumulator chat;
  decoder.feed(events);
  decoder.finish();
  for (SseEvent event; decoder.next(event) == Pull::some;) {
    const std::string_view data = event.data;
    if (data == "[DONE]") continue;
    if (data.find("\"response.completed\"") != data.npos || data.find("\"response.incomplete\"") != data.npos) {
      if (const auto response = Json{Text{data}}.find("response")) return Bytes{response->view()};
    }
    auto chunk = parse_owned<ChatChunk>(data, {.reading = Reading::lenient});
    if (chunk && !chunk->choices.empty()) (void)chat.add(*chunk);
  }
  const auto whole = chat.so_far();
  return whole ? std::optional{to_json(*whole)} : std::nullopt;
}

inline void add_text(std::string& out, const Json& content) {
  if (const auto text = content.as_string()) {
    out += *text;
    return;
  }
  for (const auto& part : content.elements()) {
    if (const auto text = part.at("text").as_string()) out += *text;
  }
}
inline void add_call(std::string& out, const Json& call) {
  const auto name = call.at("name").as_string();
  if (!name) return;
  const auto words = call.find("arguments") ? call.at("arguments") : call.at("input");
  out += *name + "(" + words.as_string().value_or(std::string{words.view()}) + ")";
}

}  // namespace detail

OAICOMPAT_INLINE Bytes whole_answer(Bytes body) {
  if (!detail::is_event_text(body)) return body;
  auto whole = detail::fold_events(body);
  return whole ? *std::move(whole) : std::move(body);
}

OAICOMPAT_INLINE std::string answer_text(std::string_view whole) {
  std::string out;
  const Json answer{Text{whole}};
  for (const auto& choice : answer.at("choices").elements()) {
    detail::add_text(out, choice.at("text"));
    const auto message = choice.at("message");
    detail::add_text(out, message.at("content"));
    for (const auto& call : message.at("tool_calls").elements()) detail::add_call(out, call.at("function"));
  }
  for (const auto& item : answer.at("output").elements()) {
    detail::add_text(out, item.at("content"));
    detail::add_call(out, item);
  }
  const auto content = answer.at("content");
  detail::add_text(out, content);
  for (const auto& part : content.elements()) detail::add_call(out, part);
  return out;
}

}  // namespace oaicompat::inline v1
