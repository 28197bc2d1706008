// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/default_headers.hpp>

#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Layer default_headers(Headers headers) {
  return [defaults = std::move(headers)](Handler inner) -> Handler {
    return [defaults, inner = std::move(inner)](Request&& request) -> Answer {
      const auto own = request.headers;
      for (const auto& [name, value] : defaults) {
        if (!own.has(name)) request.headers.add(name, value);
      }
      return inner(std::move(request));
    };
  };
}

}  // namespace oaicompat::inline v1
