// Histogram: counts for the text format of Prometheus. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// How many values lie below each bound. The bounds are constants.
class Histogram {
 public:
  static constexpr std::size_t most = 14;
  using Bounds = std::span<const double>;
  explicit Histogram(Bounds bounds) : bounds_{bounds} {}

  void add(Duration value) {
    const auto seconds = std::chrono::duration<double>{value}.count();
    std::size_t at = 0;
    while (at < bounds_.size() && seconds > bounds_[at]) ++at;
    ++counts_[at];
    sum_ += seconds;
  }
  /// Counts of the same bounds, and their sum in seconds.
  void add(std::span<const std::uint32_t> counts, double sum) {
    for (std::size_t i = 0; i < counts.size() && i < counts_.size(); ++i) counts_[i] += counts[i];
    sum_ += sum;
  }
  void merge(const Histogram& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    sum_ += other.sum_;
  }
  bool is_empty() const {
    for (const auto count : counts_) {
      if (count > 0) return false;
    }
    return true;
  }
  void write(std::string& out, std::string_view name, std::string_view labels) const {
    std::uint64_t below = 0;
    const auto line = std::back_inserter(out);
    for (std::size_t i = 0; i <= bounds_.size(); ++i) {
      below += counts_[i];
      const auto bound = i == bounds_.size() ? std::string{"+Inf"} : fmt::format("{:g}", bounds_[i]);
      fmt::format_to(line, "{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, labels.empty() ? "" : ",", bound, below);
    }
    const auto braced = labels.empty() ? std::string{} : fmt::format("{{{}}}", labels);
    fmt::format_to(line, "{0}_sum{1} {2:.9g}\n{0}_count{1} {3}\n", name, braced, sum_, below);
  }

 private:
  Bounds bounds_;
  std::array<std::uint64_t, most + 1> counts_{};
  double sum_ = 0;
};

// As the text format wants a label's value.
inline std::string label_value(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace oaicompat::inline v1::detail
