// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/utf8_encode.hpp>
#include <oaicompat/json/read.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string_view>

namespace oaicompat::inline v1::detail {

// The four hexadecimal digits at the start.
inline std::optional<unsigned> hex_digits(std::string_view s) {
  unsigned code = 0;
  if (s.size() < 4 || std::from_chars(s.data(), s.data() + 4, code, 16).ptr != s.data() + 4) return std::nullopt;
  return code;
}

// The character that `\uXXXX` at the start of `s`, or a pair of them, stands for; moves past it.
inline std::optional<unsigned> escaped_code(std::string_view& s, LoneSurrogate lone) {
  const auto first = hex_digits(s.substr(2));
  if (!first) return std::nullopt;
  s.remove_prefix(6);
  if (*first < 0xD800 || *first > 0xDFFF) return first;
  if (*first < 0xDC00 && s.starts_with("\\u")) {
    const auto second = hex_digits(s.substr(2));
    if (!second) return std::nullopt;
    if (*second >= 0xDC00 && *second <= 0xDFFF) {
      s.remove_prefix(6);
      return 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00);
    }
  }
  return lone == LoneSurrogate::replace ? std::optional{0xFFFDu} : std::nullopt;
}

// What the letter after a backslash stands for; 0 where that is nothing.
inline constexpr auto escape_meanings = [] {
  std::array<char, 256> meanings{};
  constexpr std::string_view letters = "\"\\/bfnrt", means = "\"\\/\b\f\n\r\t";
  for (std::size_t i = 0; i < letters.size(); ++i) meanings[static_cast<unsigned char>(letters[i])] = means[i];
  return meanings;
}();

// The characters that the escape at the start of `s` stands for, in `room`; moves past it. Nothing when it is
// malformed.
inline std::optional<std::string_view> resolve_escape(std::string_view& s, LoneSurrogate lone, char (&room)[4]) {
  if (s.size() < 2) return std::nullopt;
  if (s[1] == 'u') {
    const auto code = escaped_code(s, lone);
    return code ? std::optional{encode_utf8(*code, room)} : std::nullopt;
  }
  room[0] = escape_meanings[static_cast<unsigned char>(s[1])];
  if (room[0] == 0) return std::nullopt;
  s.remove_prefix(2);
  return std::string_view{room, 1};
}

// Writes the inside of a JSON string to `to` with its escapes resolved: how long that is, or nothing when an escape is
// malformed. It is never longer than `from`, so `to` may be where `from` stands; null only checks.
inline std::optional<std::size_t> resolve_escapes(std::string_view from, char* to, LoneSurrogate lone) {
  std::size_t written = 0;
  const auto put = [&](std::string_view characters) {
    if (to && to + written != characters.data()) std::memmove(to + written, characters.data(), characters.size());
    written += characters.size();
  };
  while (!from.empty()) {
    const auto plain = from.substr(0, from.find('\\'));
    put(plain);
    from.remove_prefix(plain.size());
    if (from.empty()) break;
    char room[4];
    const auto resolved = resolve_escape(from, lone, room);
    if (!resolved) return std::nullopt;
    put(*resolved);
  }
  return written;
}

}  // namespace oaicompat::inline v1::detail
