// Figures: many measured times in a few numbers.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

namespace load {

/// How measured times spread, in milliseconds; all 0 where nothing was measured.
struct Spread {
  double mean = 0, median = 0, p90 = 0, p99 = 0;
  bool operator==(const Spread&) const = default;
};

/// The value below which this share (0 to 1) of sorted values lies, straight between its neighbours; 0 of none.
double percentile(std::span<const float> sorted, double share);

/// Measured times; each takes 4 bytes.
class Times {
 public:
  void add(std::chrono::nanoseconds time) { ms_.push_back(static_cast<float>(time.count()) / 1e6F); }
  void add(const Times& others) { ms_.insert(ms_.end(), others.ms_.begin(), others.ms_.end()); }
  std::size_t count() const { return ms_.size(); }
  Spread spread() const;

 private:
  std::vector<float> ms_;
};

}  // namespace load
