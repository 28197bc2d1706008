// Words and blanks, in header values and in JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace oaicompat::inline v1::detail {

/// What may stand between the words of JSON, and around the lines of a head.
constexpr bool is_json_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Without the blanks at both ends.
constexpr std::string_view trimmed(std::string_view s) noexcept {
  while (!s.empty() && is_json_blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_json_blank(s.back())) s.remove_suffix(1);
  return s;
}

/// Takes the first word off a list with commas: `next_word(list)` of `a, b` gives `a` and leaves ` b`.
constexpr std::string_view next_word(std::string_view& list) noexcept {
  const auto comma = list.find(',');
  const auto word = trimmed(list.substr(0, comma));
  list = comma == list.npos ? std::string_view{} : list.substr(comma + 1);
  return word;
}

}  // namespace oaicompat::inline v1::detail
