// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/whole_answer.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
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
  auto words = call.at("arguments");
  for (const auto* other : {"input", "args"}) {
    if (words.is_null()) words = call.at(other);
  }
  out += *name + "(" + words.as_string().value_or(std::string{words.view()}) + ")";
}
inline void add_message(std::string& out, const Json& message) {
  add_text(out, message.at("content"));
  for (const auto& call : message.at("tool_calls").elements()) add_call(out, call.at("function"));
}
// Of a Gemini answer, or a piece of one.
inline void add_candidate(std::string& out, const Json& candidate) {
  const auto parts = candidate.at("content").at("parts");
  add_text(out, parts);
  for (const auto& part : parts.elements()) add_call(out, part.at("functionCall"));
}
// Of an event of an Anthropic stream.
inline void add_delta(std::string& out, const Json& event) {
  add_call(out, event.at("content_block"));
  for (const auto* name : {"text", "partial_json"}) out += event.at("delta").at(name).as_string().value_or("");
}

// A whole answer, or a piece of a stream, of this API or a dialect.
inline void add_object(std::string& out, const Json& answer) {
  for (const auto& choice : answer.at("choices").elements()) {
    add_text(out, choice.at("text"));
    add_message(out, choice.at("message"));
  }
  for (const auto& item : answer.at("output").elements()) {
    add_text(out, item.at("content"));
    add_call(out, item);
  }
  const auto content = answer.at("content");
  add_text(out, content);
  for (const auto& part : content.elements()) add_call(out, part);
  for (const auto& candidate : answer.at("candidates").elements()) add_candidate(out, candidate);
  add_message(out, answer.at("message"));
  add_text(out, answer.at("response"));
  add_delta(out, answer);
}

// Of an Ollama stream.
inline std::vector<Json> lines_of(std::string_view text) {
  std::vector<Json> out;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    if (auto line = Json::checked(text.substr(from, end - from))) out.push_back(*std::move(line));
    from = end + 1;
  }
  return out;
}

}  // namespace detail

OAICOMPAT_INLINE Bytes whole_answer(Bytes body) {
  if (!detail::is_event_text(body)) return body;
  auto whole = detail::fold_events(body);
  return whole ? *std::move(whole) : std::move(body);
}

OAICOMPAT_INLINE std::string answer_text(std::string_view whole) {
  std::string out;
  if (detail::is_event_text(whole)) {
    SseDecoder decoder;
    decoder.feed(whole);
    decoder.finish();
    for (SseEvent event; decoder.next(event) == Pull::some;) detail::add_object(out, Json{Text{event.data}});
    return out;
  }
  const auto one = Json::checked(whole);
  const auto pieces = !one ? detail::lines_of(whole) : one->is_array() ? one->elements() : std::vector{*one};
  for (const auto& each : pieces) detail::add_object(out, each);
  return out;
}

}  // namespace oaicompat::inline v1
