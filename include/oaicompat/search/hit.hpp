// SearchHit: what an index found.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

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

namespace detail {

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

}  // namespace detail

}  // namespace oaicompat::inline v1
