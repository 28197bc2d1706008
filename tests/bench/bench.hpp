// What the measures share: timing in pairs, counting allocations, reporting.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

// A measure: ours beside a baseline, each the median of n runs; ratio = ours / baseline, the median of the pairs'
// ratios.
struct Measure {
  std::string name;
  double ours = 0, baseline = 0, ratio = 0;
  std::string unit;
  int n = 0;
};

struct Options {
  bool json = false, quick = false;
  std::string only;
  // Whether a measure of this name is wanted.
  bool wants(std::string_view name) const { return only.empty() || name.find(only) != name.npos; }
  int runs() const { return quick ? 5 : 9; }
  std::size_t scaled(std::size_t count) const { return std::max<std::size_t>(1, quick ? count / 10 : count); }
};

class Report {
 public:
  explicit Report(const Options& options) : options_{options} {}
  void add(const Measure& measure);

 private:
  const Options& options_;
  bool headed_ = false;
};

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Calls both in turn, `runs` times after a warm-up; each gives its cost.
inline Measure in_pairs(std::string name, std::string unit, int runs, const std::function<double()>& ours,
                        const std::function<double()>& baseline) {
  std::vector<double> a, b, ratios;
  ours();
  baseline();
  for (int i = 0; i < runs; ++i) {
    a.push_back(ours());
    b.push_back(baseline());
    ratios.push_back(b.back() > 0 ? a.back() / b.back() : 0);
  }
  return {std::move(name), median(a), median(b), median(ratios), std::move(unit), runs};
}

// Nanoseconds for one of `count` calls.
template <class F>
double nanoseconds_each(std::size_t count, F&& call) {
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < count; ++i) call();
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
  return took.count() / static_cast<double>(count);
}

// Allocations of this thread while `call` runs.
std::uint64_t allocations();
template <class F>
double allocations_of(F&& call) {
  const auto before = allocations();
  call();
  return static_cast<double>(allocations() - before);
}

// Keeps a value from being optimised away.
template <class T>
void use(const T& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

// The measures, a file each.
void measure_json(const Options& options, Report& report);
void measure_items(const Options& options, Report& report);
void measure_chunks(const Options& options, Report& report);
void measure_parsers(const Options& options, Report& report);
void measure_proxy(const Options& options, Report& report);
void measure_calls(const Options& options, Report& report);
void measure_leaving(const Options& options, Report& report);
void measure_decisions(const Options& options, Report& report);
void measure_gateway(const Options& options, Report& report);
void measure_redis_limits(const Options& options, Report& report);
void measure_cache(const Options& options, Report& report);
void measure_semantic(const Options& options, Report& report);
void measure_evaluation(const Options& options, Report& report);
void measure_routes(const Options& options, Report& report);
void measure_search(const Options& options, Report& report);
void measure_servers(const Options& options, Report& report);
void measure_includes(const Options& options, Report& report);

}  // namespace bench
