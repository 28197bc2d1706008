// Where the events of a stream end in its bytes. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// What a blank line is, with the end of the line before it: any of the three line ends may follow any other.
inline constexpr std::array<std::string_view, 3> blank_lines{"\n\n", "\n\r\n", "\r\r"};

/// Where the event that begins at `from` ends, behind its blank line; the size where that is not there.
inline std::size_t end_of_event(std::string_view events, std::size_t from) {
  auto end = events.size();
  for (const auto blank : blank_lines) {
    const auto at = events.substr(0, end).find(blank, from);
    if (at != events.npos) end = at + blank.size();
  }
  return end;
}

/// Where the last blank line ends; 0 where there is none. The first `known` bytes have none, and are not looked at
/// again.
inline std::size_t end_of_whole_events(std::string_view bytes, std::size_t known) {
  constexpr std::size_t longest = 3;
  const auto begin = known - std::min(known, longest - 1);
  std::size_t end = 0;
  for (const auto blank : blank_lines) {
    const auto at = bytes.substr(begin).rfind(blank);
    if (at != bytes.npos) end = std::max(end, begin + at + blank.size());
  }
  return end;
}

}  // namespace oaicompat::inline v1::detail
