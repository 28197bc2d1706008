// Words in header values.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace oaicompat::inline v1::detail {

/// Without the blanks at both ends.
constexpr std::string_view trimmed(std::string_view s) noexcept {
  constexpr std::string_view blank = " \t\r\n";
  const auto from = s.find_first_not_of(blank);
  return from == s.npos ? std::string_view{} : s.substr(from, s.find_last_not_of(blank) - from + 1);
}

/// Takes the first word off a list with commas: `next_word(list)` of `a, b` gives `a` and leaves ` b`.
constexpr std::string_view next_word(std::string_view& list) noexcept {
  const auto comma = list.find(',');
  const auto word = trimmed(list.substr(0, comma));
  list = comma == list.npos ? std::string_view{} : list.substr(comma + 1);
  return word;
}

}  // namespace oaicompat::inline v1::detail
