// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>

#include <array>
#include <openssl/rand.h>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::string random_id(std::string_view prefix) {
  constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  std::array<unsigned char, 24> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  std::string out{prefix};
  for (const auto byte : bytes) out += letters[byte % 62];
  return out;
}

}  // namespace oaicompat::inline v1
