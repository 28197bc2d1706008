// JsonItems: steps through an array of objects in a text, unread.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/member_scan.hpp>

#include <cstddef>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// Calls `use(MemberScan&)` with each object of an array; `use` may step through the object or not. Ends at the first
/// item that is no object.
template <class Use>
void each_object(std::string_view array, Use use) {
  auto at = array.find_first_not_of(" \t\r\n");
  if (at == array.npos || array[at] != '[') return;
  for (++at;;) {
    at = array.find_first_not_of(" \t\r\n,", at);
    if (at == array.npos || array[at] != '{') return;
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
  const auto first = json.find_first_not_of(" \t\r\n");
  if (first == json.npos || json[first] != '{') return false;
  std::size_t depth = 0;
  bool quoted = false;
  for (auto at = first; at < json.size(); ++at) {
    const char c = json[at];
    if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      if (c == '\\') ++at;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return json.find_first_not_of(" \t\r\n", at + 1) == json.npos;
    }
  }
  return false;
}

}  // namespace oaicompat::inline v1::detail
