// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_bytes.hpp>
#include <oaicompat/base/random_id.hpp>

#include <array>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::string random_id(std::string_view prefix) {
  constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::array<unsigned char, 24> bytes{};
  detail::random_bytes(bytes);
  std::string out;
  out.reserve(prefix.size() + bytes.size());
  out += prefix;
  for (const auto byte : bytes) out += letters[byte % letters.size()];
  return out;
}

}  // namespace oaicompat::inline v1
