// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/answer_watch.hpp>
#include <oaicompat/gateway/event_ends.hpp>
#include <oaicompat/gateway/json_items.hpp>
#include <oaicompat/gateway/usage.hpp>

namespace oaicompat::inline v1::detail {

inline bool holds_something(std::string_view value) {
  return !value.empty() && value != "null" && value != "\"\"" && value != "[]";
}

// How many bytes a delta says something with.
inline std::size_t said_by_delta(std::string_view delta) {
  std::size_t said = 0;
  for (MemberScan scan{delta}; scan.next();) {
    if (scan.key() != "role" && holds_something(scan.value())) said += scan.value().size();
  }
  return said;
}

inline EventLook look_at_choices(std::string_view choices) {
  EventLook out;
  each_object(choices, [&](MemberScan& choice) {
    while (choice.next()) {
      const auto key = choice.key();
      if (key == "finish_reason" && holds_something(choice.value())) out.says = EventSays::finish;
      if (key == "delta") out.said += said_by_delta(choice.value());
      if (key == "text" && holds_something(choice.value())) out.said += choice.value().size();
    }
  });
  if (out.said > 0 && out.says == EventSays::nothing) out.says = EventSays::content;
  return out;
}

inline EventSays typed_event_says(std::string_view type) {
  if (type == "error" || type == "response.failed") return EventSays::error;
  if (type == "response.completed" || type == "response.incomplete" || type == "message_stop") return EventSays::finish;
  const bool content = type.ends_with(".delta") || type == "content_block_delta" || type.ends_with("partial_image");
  return content ? EventSays::content : EventSays::nothing;
}

OAICOMPAT_INLINE EventLook look_at_event(std::string_view data) {
  if (data == "[DONE]") return {EventSays::done, 0};
  const auto last = data.find_last_not_of(" \t\r\n");
  const auto first = data.find_first_not_of(" \t\r\n");
  if (last == data.npos || data[first] != '{' || data[last] != '}') return {EventSays::garbage, 0};
  EventLook out;
  for (MemberScan scan{data}; scan.next();) {
    if (scan.key() == "error" && holds_something(scan.value())) return {EventSays::error, 0};
    if (scan.key() == "choices") out = look_at_choices(scan.value());
    if (scan.key() == "type") out.says = typed_event_says(string_content(scan.value()));
    if (scan.key() == "delta") out.said = scan.value().size();
  }
  return out;
}

// Where the event that has this data ends.
inline std::size_t end_of_data(std::string_view events, std::string_view data) {
  for (std::size_t from = 0, end = 0; from < events.size(); from = end) {
    end = end_of_event(events, from);
    SseDecoder decoder;
    decoder.feed(events.substr(from, end - from));
    SseEvent event;
    if (decoder.next(event) == Pull::some && event.data == data) return end;
  }
  return events.size();
}

OAICOMPAT_INLINE std::string AnswerWatch::feed(std::string_view piece) {
  if (has_error()) return {};
  const auto before = rest_.size();
  rest_ += piece;
  const auto whole = end_of_whole_events(rest_, before);
  auto out = rest_.substr(0, whole);
  rest_.erase(0, whole);
  see(out);
  // An error ends the stream: nothing that follows it passes, least of all the mark of a whole answer.
  if (has_error()) out.resize(end_of_data(out, error_));
  return out;
}

OAICOMPAT_INLINE void AnswerWatch::see(std::string_view events) {
  if (events.empty()) return;
  decoder_.feed(events);
  for (SseEvent event; decoder_.next(event) == Pull::some;) {
    auto [says, said] = look_at_event(event.data);
    if (event.name == "error") says = EventSays::error;
    said_ += static_cast<std::int64_t>(said);
    if (said > 0) ++pieces_;
    see_facts(event.data);
    if (says == EventSays::content) content_ = true;
    if (says == EventSays::finish) content_ = finished_ = true;
    if (says == EventSays::done) done_ = true;
    if (says == EventSays::garbage) ++garbage_;
    if (says == EventSays::error) {
      error_ = event.data;
      return;
    }
    if (!choices_) choices_ = event.data.find("\"choices\"") != event.data.npos;
  }
}

// What accounts want to know, where it may stand at all.
OAICOMPAT_INLINE void AnswerWatch::see_facts(std::string_view data) {
  const bool wants_model = model_.empty() && !content_;
  if (!wants_model && data.find("\"usage\"") == data.npos) return;
  const auto facts = facts_of(data);
  join_usage(tokens_, facts.tokens);
  if (wants_model) model_ = facts.model;
}

}  // namespace oaicompat::inline v1::detail
