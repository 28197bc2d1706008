// sha256_hex: the hash that a key is known by.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/hex.hpp>

#include <openssl/sha.h>

#include <array>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// In lower-case hexadecimal.
inline std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return hex_of_array(digest);
}

}  // namespace oaicompat::inline v1::detail
