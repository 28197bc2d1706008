// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/layers/bearer.hpp>

#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Layer bearer(BearerOptions options) {
  return [options = std::move(options)](Handler inner) -> Handler {
    return [options, inner = std::move(inner)](Request&& request) -> Answer {
      if (!request.headers.has("authorization")) {
        const auto given = options.key_source ? options.key_source() : options.key;
        const auto key = detail::trimmed(given);
        if (!key.empty()) request.headers.add("authorization", "Bearer " + std::string{key});
      }
      return inner(std::move(request));
    };
  };
}

}  // namespace oaicompat::inline v1
