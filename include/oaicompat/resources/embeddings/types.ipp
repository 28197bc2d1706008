// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/embeddings/types.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::optional<std::vector<float>> Embedding::values() const {
  if (const auto* base64 = embedding.get_if<Text>()) return floats_from_base64(*base64);
  return *embedding.get_if<std::vector<float>>();
}

}  // namespace oaicompat::inline v1
