// make_gateway_key: a key for a caller of a gateway.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <string>

namespace oaicompat::inline v1 {

/// A key, which is shown once, and the hash that rules know it by.
struct NewGatewayKey {
  std::string key{};     ///< `sk-oc-`, 32 random letters and digits, and 4 of the hash of what stands before them.
  std::string sha256{};  ///< For `GatewayKey::sha256`.
};
/// Makes a key that nobody can guess. **Threads**: safe from many.
OAICOMPAT_API NewGatewayKey make_gateway_key();

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/new_key.ipp>
#endif
