// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/types/response_event.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::string_view text_of(const ResponseEvent& event) {
  const auto* delta = event.get_if<TextDelta>();
  return delta ? delta->delta.view() : std::string_view{};
}

}  // namespace oaicompat::inline v1
