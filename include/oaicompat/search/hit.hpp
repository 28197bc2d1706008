// SearchHit: what an index found.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>

namespace oaicompat::inline v1 {

/// An entry that an index found, by the number under which it was added.
struct SearchHit {
  std::uint32_t entry = 0;
  /// How well it fits: more is better.
  float score = 0;
  bool operator==(const SearchHit&) const = default;
};

/// Whether an entry may be found. An empty one lets all be found.
using AcceptEntry = std::function<bool(std::uint32_t entry)>;

}  // namespace oaicompat::inline v1
