// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/gateway/new_key.hpp>
#include <oaicompat/gateway/sha256_hex.hpp>

#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE NewGatewayKey make_gateway_key() {
  auto key = random_id("sk-oc-") + random_id("").substr(0, 8);
  key += detail::sha256_hex(key).substr(0, 4);
  auto hash = detail::sha256_hex(key);
  return {.key = std::move(key), .sha256 = std::move(hash)};
}

}  // namespace oaicompat::inline v1
