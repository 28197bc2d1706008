// JsonItems: steps through an array of objects in a text, unread.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/member_scan.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// Calls `use(MemberScan&)` with each object of an array; `use` may step through the object or not. Ends at the first
/// item that is no object.
template <class Use>
void each_object(std::string_view array, Use use) {
  auto at = after_json_blanks(array, 0);
  if (at == array.size() || array[at] != '[') return;
  for (++at;;) {
    while (at < array.size() && (array[at] == ',' || is_json_blank(array[at]))) ++at;
    if (at == array.size() || array[at] != '{') return;
    const auto item = array.substr(at);
    MemberScan scan{item};
    use(scan);
    while (scan.next()) {
    }
    const auto close = item.find('}', scan.end());
    if (close == item.npos) return;
    at += close + 1;
  }
}

/// The characters between the quotes; nothing of a value that is no string.
inline std::string_view string_content(std::string_view value) {
  return value.size() >= 2 && value.front() == '"' ? value.substr(1, value.size() - 2) : std::string_view{};
}

/// Whether a text is one object from its first to its last character, as far as brackets and quotes say.
inline bool is_whole_object(std::string_view json) {
  const auto first = after_json_blanks(json, 0);
  if (first == json.size() || json[first] != '{') return false;
  std::size_t depth = 0;
  for (auto at = first; at < json.size(); ++at) {
    const char c = json[at];
    if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '"') {
      const auto end = after_json_string(json, at);
      if (end == json.npos) return false;
      at = end - 1;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return after_json_blanks(json, at + 1) == json.size();
    }
  }
  return false;
}

/// Whether an answer is nothing but an error, although its status is one of success.
inline bool holds_error_instead(std::string_view object) {
  constexpr std::array<std::string_view, 5> answers{"choices", "output", "content", "data", "results"};
  bool has_error = false, has_answer = false;
  for (MemberScan scan{object}; scan.next();) {
    if (scan.key() == "error") has_error = scan.value().starts_with('{') || !string_content(scan.value()).empty();
    has_answer = has_answer || std::find(answers.begin(), answers.end(), scan.key()) != answers.end();
  }
  return has_error && !has_answer;
}

}  // namespace oaicompat::inline v1::detail
