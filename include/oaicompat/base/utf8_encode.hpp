// encode_utf8: a character in UTF-8.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// The bytes of a code point that is one, in `out`.
inline std::string_view encode_utf8(std::uint32_t code, char (&out)[4]) {
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) {
    out[0] = static_cast<char>(code);
    return {out, 1};
  }
  if (code < 0x800) {
    out[0] = static_cast<char>(0xC0 | code >> 6), out[1] = tail(0);
    return {out, 2};
  }
  if (code < 0x10000) {
    out[0] = static_cast<char>(0xE0 | code >> 12), out[1] = tail(6), out[2] = tail(0);
    return {out, 3};
  }
  out[0] = static_cast<char>(0xF0 | code >> 18), out[1] = tail(12), out[2] = tail(6), out[3] = tail(0);
  return {out, 4};
}

}  // namespace oaicompat::inline v1::detail
