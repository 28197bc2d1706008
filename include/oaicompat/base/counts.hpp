// Sums of counts that the other side may choose at will.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

namespace oaicompat::inline v1::detail {

// a + b, or the nearest number that there is.
constexpr std::int64_t sum_of(std::int64_t a, std::int64_t b) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (b > 0 && a > Limits::max() - b) return Limits::max();
  if (b < 0 && a < Limits::min() - b) return Limits::min();
  return a + b;
}
constexpr void add_count(std::int64_t& to, std::int64_t more) { to = sum_of(to, more); }

}  // namespace oaicompat::inline v1::detail
