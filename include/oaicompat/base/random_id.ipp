// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>

#include <openssl/rand.h>

#include <array>
#include <random>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::string random_id(std::string_view prefix) {
  constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::array<unsigned char, 24> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    std::random_device device;
    for (auto& byte : bytes) byte = static_cast<unsigned char>(device());
  }
  std::string out{prefix};
  for (const auto byte : bytes) out += letters[byte % letters.size()];
  return out;
}

}  // namespace oaicompat::inline v1
