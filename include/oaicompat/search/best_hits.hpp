// BestHits: the best of all hits that it is shown.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/search/hit.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// Whether one comes before another: by score, of equal ones the earlier entry.
inline bool is_better(const SearchHit& a, const SearchHit& b) {
  return a.score != b.score ? a.score > b.score : a.entry < b.entry;
}

// The best of all that it is shown.
class BestHits {
 public:
  explicit BestHits(std::size_t most) : most_{most} { hits_.reserve(most + 1); }
  // What a score must be to get in.
  float floor() const { return hits_.size() < most_ ? -3.4e38F : hits_.front().score; }
  void show(SearchHit hit) {
    if (most_ == 0 || (hits_.size() == most_ && !is_better(hit, hits_.front()))) return;
    if (hits_.size() == most_) {
      std::pop_heap(hits_.begin(), hits_.end(), is_better);
      hits_.pop_back();
    }
    hits_.push_back(hit);
    std::push_heap(hits_.begin(), hits_.end(), is_better);
  }
  std::vector<SearchHit> sorted() && {
    std::sort_heap(hits_.begin(), hits_.end(), is_better);
    return std::move(hits_);
  }

 private:
  std::size_t most_;
  std::vector<SearchHit> hits_;  // a heap, the worst in front
};

}  // namespace oaicompat::inline v1::detail
