// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/search/best_hits.hpp>
#include <oaicompat/search/fusion.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::vector<SearchHit> fuse_ranks(const std::vector<WeightedRanking>& rankings, std::size_t most) {
  constexpr double before_first = 60;
  std::map<std::uint32_t, double> sums;
  double weights = 0;
  for (const auto& ranking : rankings) {
    if (ranking.weight <= 0) continue;
    weights += ranking.weight;
    double rank = before_first;
    for (const auto& hit : ranking.hits) sums[hit.entry] += ranking.weight / ++rank;
  }
  detail::BestHits best{most};
  for (const auto& [entry, sum] : sums) best.show({entry, static_cast<float>(sum * (before_first + 1) / weights)});
  return std::move(best).sorted();
}

}  // namespace oaicompat::inline v1
