// SPDX-License-Identifier: MIT
#include "figures.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace load {

double percentile(std::span<const float> sorted, double share) {
  if (sorted.empty()) return 0;
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place), above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(static_cast<double>(sorted[below]), static_cast<double>(sorted[above]), place - std::floor(place));
}

Spread Times::spread() const {
  if (ms_.empty()) return {};
  auto sorted = ms_;
  std::sort(sorted.begin(), sorted.end());
  const double sum = std::accumulate(sorted.begin(), sorted.end(), 0.0);
  return {.mean = sum / static_cast<double>(sorted.size()),
          .median = percentile(sorted, 0.5),
          .p90 = percentile(sorted, 0.9),
          .p99 = percentile(sorted, 0.99)};
}

}  // namespace load
