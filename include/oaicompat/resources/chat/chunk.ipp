// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/chunk.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::optional<std::string> ChatChunk::reasoning() const {
  for (const auto& choice : choices) {
    if (choice.index == 0) return reasoning_of(choice.delta.extra);
  }
  return std::nullopt;
}

}  // namespace oaicompat::inline v1
