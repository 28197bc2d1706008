// hex_of: bytes in hexadecimal.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// In lower-case hexadecimal.
inline std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}
/// The same of bytes that are numbers: an array of a digest.
template <class Array>
std::string hex_of_array(const Array& bytes) {
  return hex_of({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace oaicompat::inline v1::detail
