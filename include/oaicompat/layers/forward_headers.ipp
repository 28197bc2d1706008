// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/forward_headers.hpp>

#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Layer forward_headers(std::vector<std::string> names) {
  return [names = std::move(names)](Handler inner) -> Handler {
    return [names, inner = std::move(inner)](Request&& request) -> Answer {
      for (const auto& name : names) {
        if (const auto* value = request.headers.find(name)) request.context.call.headers.set(name, *value);
      }
      return inner(std::move(request));
    };
  };
}

}  // namespace oaicompat::inline v1
