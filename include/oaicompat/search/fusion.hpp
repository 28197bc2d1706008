// fuse_ranks: one ranking of several.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/search/hit.hpp>

#include <cstddef>
#include <vector>

namespace oaicompat::inline v1 {

/// A ranking, the best first, and how much it counts: 0 or more.
struct WeightedRanking {
  std::vector<SearchHit> hits{};
  double weight = 1;
};

/// Reciprocal rank fusion: an entry has the sum of `weight / (60 + rank)` over the rankings that hold it, from rank 1
/// on. Scores are divided by the most that an entry can have, so they are 0 to 1.
OAICOMPAT_API std::vector<SearchHit> fuse_ranks(const std::vector<WeightedRanking>& rankings, std::size_t most);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/search/fusion.ipp>
#endif
