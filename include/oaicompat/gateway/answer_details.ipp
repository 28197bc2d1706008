// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/answer_details.hpp>
#include <oaicompat/gateway/json_items.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace oaicompat::inline v1::detail {

inline constexpr std::size_t longest_detail = 128, most_finish_reasons = 16;

// Most events of a stream say no more of an answer than the first did.
inline bool may_end_answer(std::string_view data) {
  constexpr std::array marks{"_reason\":\"", "_reason\": \"", "\"status\""};
  return std::any_of(marks.begin(), marks.end(), [&](const char* mark) { return data.find(mark) != data.npos; });
}

OAICOMPAT_INLINE void AnswerDetails::feed(std::string_view piece) {
  decoder_.feed(piece);
  for (SseEvent event; decoder_.next(event) == Pull::some;) {
    if (id_.empty() || may_end_answer(event.data)) see(event.data);
  }
}

OAICOMPAT_INLINE void AnswerDetails::see(std::string_view object) {
  for (MemberScan scan{object}; scan.next();) see_member(scan.key(), scan.value());
}

OAICOMPAT_INLINE void AnswerDetails::see_member(std::string_view key, std::string_view value) {
  if (key == "id" && id_.empty()) {
    id_ = string_content(value).substr(0, longest_detail);
  } else if (key == "choices") {
    each_object(value, [&](MemberScan& choice) {
      while (choice.next()) {
        if (choice.key() == "finish_reason") add_reason(choice.value());
      }
    });
  } else if (key == "stop_reason") {
    add_reason(value);
  } else if (key == "status") {  // of a response; while it runs it has another one
    constexpr std::array ends{"completed", "incomplete", "failed", "cancelled"};
    const auto word = string_content(value);
    if (std::find(ends.begin(), ends.end(), word) != ends.end() && finish_reasons_.empty()) add_reason(value);
  } else if (key == "response" || key == "message" || key == "delta") {
    for (MemberScan inner{value}; inner.next();) {
      if (inner.key() == "id" || inner.key() == "stop_reason" || inner.key() == "status") {
        see_member(inner.key(), inner.value());
      }
    }
  }
}

OAICOMPAT_INLINE void AnswerDetails::add_reason(std::string_view value) {
  const auto word = string_content(value);
  if (word.empty() || finish_reasons_.size() == most_finish_reasons) return;
  finish_reasons_.emplace_back(word.substr(0, longest_detail));
}

}  // namespace oaicompat::inline v1::detail
