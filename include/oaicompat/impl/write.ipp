// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/write.hpp>

#include <cstdint>
#include <cstring>

namespace oaicompat::inline v1 {
namespace detail {

// 0: stands for itself; 1: \u00XX; 2: starts or continues a multi-byte sequence; else the letter after the backslash.
inline constexpr auto escape_table = [] {
  std::array<char, 256> table{};
  for (std::size_t i = 0; i < 32; ++i) table[i] = 1;
  for (std::size_t i = 128; i < 256; ++i) table[i] = 2;
  table['"'] = '"';
  table['\\'] = '\\';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['\b'] = 'b';
  table['\f'] = 'f';
  return table;
}();

// The length of the well-formed UTF-8 sequence at the start of s (RFC 3629), or 0.
inline std::size_t utf8_length(std::string_view s) {
  const auto at = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
  const auto tail = [&](std::size_t i) { return (at(i) & 0xC0u) == 0x80u; };
  const unsigned lead = at(0), second = at(1);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && second < 0xA0, surrogate = lead == 0xED && second > 0x9F;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && second < 0x90, too_large = lead == 0xF4 && second > 0x8F;
    return tail(1) && tail(2) && tail(3) && !overlong && !too_large ? 4 : 0;
  }
  return 0;
}

// Whether eight characters are ASCII that stands for itself.
inline bool are_plain(std::uint64_t eight) {
  constexpr std::uint64_t ones = 0x0101010101010101, tops = ones * 0x80;
  const auto has_zero = [](std::uint64_t w) { return (w - ones) & ~w & tops; };
  const auto control = (eight - ones * 0x20) & ~eight & tops;
  return (control | has_zero(eight ^ ones * '"') | has_zero(eight ^ ones * '\\') | (eight & tops)) == 0;
}

// Copies the characters at the start that stand for themselves, eight at a time, and tells how many. `to` has room for
// all of them.
inline std::size_t copy_plain(char* to, std::string_view from) {
  std::size_t i = 0;
  for (std::uint64_t eight; i + 8 <= from.size(); i += 8) {
    std::memcpy(&eight, from.data() + i, 8);
    if (!are_plain(eight)) break;
    std::memcpy(to + i, &eight, 8);
  }
  for (; i < from.size() && escape_table[static_cast<unsigned char>(from[i])] == 0; ++i) to[i] = from[i];
  return i;
}

OAICOMPAT_INLINE bool is_plain(std::string_view s) {
  while (!s.empty()) {
    std::uint64_t eight;
    std::size_t taken = sizeof eight;
    if (s.size() >= taken) std::memcpy(&eight, s.data(), taken);
    if (s.size() < taken || !are_plain(eight)) {
      const char escape = escape_table[static_cast<unsigned char>(s[0])];
      taken = escape == 0 ? 1 : escape == 2 ? utf8_length(s) : 0;
    }
    if (taken == 0) return false;
    s.remove_prefix(taken);
  }
  return true;
}

// Little is added to what has room enough; a large document doubles.
OAICOMPAT_INLINE void JsonWriter::make_room(std::size_t n) {
  constexpr std::size_t step = 256;
  out_.resize(size_ + std::max(n, std::max(step, size_ - began_)));
}

OAICOMPAT_INLINE void JsonWriter::quote(std::string_view s) {
  char* at = room(s.size() + 2);
  *at++ = '"';
  const auto plain = copy_plain(at, s);
  wrote(at + plain);
  if (plain != s.size()) quote_special(s.substr(plain));
  put('"');
}

// What begins with a character that may not stand for itself.
OAICOMPAT_INLINE void JsonWriter::quote_special(std::string_view s) {
  while (!s.empty()) {
    const auto byte = static_cast<unsigned char>(s[0]);
    const char escape = escape_table[byte];
    std::size_t taken = 1;
    if (escape == 2) {
      taken = utf8_length(s);
      put(taken == 0 ? std::string_view{"\xEF\xBF\xBD"} : s.substr(0, taken));
      taken = std::max<std::size_t>(taken, 1);
    } else if (escape == 1) {
      constexpr auto digits = "0123456789abcdef";
      put("\\u00");
      put(digits[byte >> 4]);
      put(digits[byte & 15]);
    } else {
      put('\\');
      put(escape);
    }
    s.remove_prefix(taken);
    const auto plain = copy_plain(room(s.size()), s);
    size_ += plain;
    s.remove_prefix(plain);
  }
}

}  // namespace detail

OAICOMPAT_INLINE void write_quoted(Bytes& out, std::string_view characters) {
  detail::JsonWriter{out}.quote(characters);
}

}  // namespace oaicompat::inline v1
