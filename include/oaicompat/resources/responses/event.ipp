// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/event.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::string text_of(const ResponseEvent& event) {
  const auto* delta = event.get_if<TextDelta>();
  return delta ? delta->delta.str() : std::string{};
}

}  // namespace oaicompat::inline v1
