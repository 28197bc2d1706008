// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/write.hpp>

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

}  // namespace detail

OAICOMPAT_INLINE void write_quoted(Bytes& out, std::string_view s) {
  out += '"';
  std::size_t plain = 0, i = 0;
  while (i < s.size()) {
    const auto byte = static_cast<unsigned char>(s[i]);
    const char escape = detail::escape_table[byte];
    const std::size_t sequence = escape == 2 ? detail::utf8_length(s.substr(i, 4)) : escape == 0 ? 1 : 0;
    if (sequence != 0) {
      i += sequence;
      continue;
    }
    out.append(s, plain, i - plain);
    if (escape == 2) {
      out += "\xEF\xBF\xBD";
    } else if (escape == 1) {
      constexpr auto digits = "0123456789abcdef";
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += '\\';
      out += escape;
    }
    plain = ++i;
  }
  out.append(s, plain, s.size() - plain);
  out += '"';
}

}  // namespace oaicompat::inline v1
