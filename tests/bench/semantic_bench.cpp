// What a look by meaning takes among 50,000 kept texts of one partition, and whether it finds the right one.
// SPDX-License-Identifier: MIT
#include "bench.hpp"

#include <oaicompat/gateway/semantic_index.hpp>
#include <oaicompat/search/vector_index.hpp>
#if OAICOMPAT_HNSW
#include <oaicompat/search/hnsw_index.hpp>
#endif

#include <fmt/format.h>

#include <cstddef>
#include <ctime>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace bench {
namespace {

using namespace oaicompat;

constexpr std::size_t meaning_dimensions = 384;

// Milliseconds of this thread's processor, for one of `count` calls.
template <class F>
double thread_ms_each(std::size_t count, F call) {
  const auto now = [] {
    std::timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
  };
  const auto start = now();
  for (std::size_t i = 0; i < count; ++i) call();
  return (now() - start) / static_cast<double>(count);
}

// Vectors that depend on 32 numbers, as those of texts depend on few, with noise.
class Meanings {
 public:
  Meanings() : spread_(meaning_dimensions * inner) {
    for (auto& each : spread_) each = normal_(random_);
  }
  std::vector<float> next() {
    std::vector<float> from(inner), out(meaning_dimensions);
    for (auto& each : from) each = normal_(random_);
    for (std::size_t i = 0; i < meaning_dimensions; ++i) {
      out[i] = normal_(random_);
      for (std::size_t k = 0; k < inner; ++k) out[i] += spread_[i * inner + k] * from[k];
    }
    return out;
  }
  // One that means the same as another: a cosine of about 0.98.
  std::vector<float> near(std::vector<float> to) {
    for (auto& each : to) each += 1.2F * normal_(random_);
    return to;
  }

 private:
  static constexpr std::size_t inner = 32;
  std::mt19937 random_{7};
  std::normal_distribution<float> normal_;
  std::vector<float> spread_;
};

struct MeaningsToFind {
  std::vector<std::vector<float>> kept, asked;  // each that is asked for means the same as one that is kept
  std::vector<std::string> answers;
};

MeaningsToFind meanings_to_find(std::size_t count) {
  Meanings meanings;
  MeaningsToFind out;
  for (std::size_t i = 0; i < count; ++i) {
    out.kept.push_back(meanings.next());
    out.answers.push_back(fmt::format("{:080}", i));
  }
  for (std::size_t i = 0; i < 200; ++i) out.asked.push_back(meanings.near(out.kept[i * 37 % count]));
  return out;
}

void measure_index(const Options& options, Report& report, const std::string& name, MakeVectorIndex make,
                   const MeaningsToFind& all) {
  constexpr double threshold = 0.95;
  constexpr int runs = 5;
  detail::SemanticIndex index{
      {.max_entries = all.kept.size(), .max_bytes = std::size_t{1} << 30, .make = std::move(make)}};
  std::size_t added = 0;
  const auto adding = thread_ms_each(all.kept.size(), [&] {
    index.add("partition", all.answers[added], all.kept[added]);
    ++added;
  });
  std::size_t next = 0, found = 0, looked = 0;
  const auto look = [&] {
    const auto at = next++ % all.asked.size();
    const auto match = index.nearest("partition", all.asked[at], threshold);
    ++looked;
    found += match && match->answer == all.answers[at * 37 % all.kept.size()] ? 1 : 0;
  };
  report.add(in_pairs(
      fmt::format("gateway_semantic_{}_{}x384", name, all.kept.size()), "ms", runs,
      [&] { return thread_ms_each(options.scaled(200), look); }, [] { return 0.0; }));
  const auto share = static_cast<double>(found) / static_cast<double>(looked);
  report.add({.name = "gateway_semantic_" + name + "_found",
              .ours = share,
              .baseline = 1,
              .ratio = share,
              .unit = "",
              .n = 1});
  report.add(
      {.name = "gateway_semantic_" + name + "_add", .ours = adding, .baseline = 0, .ratio = 0, .unit = "ms", .n = 1});
}

}  // namespace

void measure_semantic(const Options& options, Report& report) {
  if (!options.wants("gateway_semantic")) return;
  const auto all = meanings_to_find(options.scaled(50'000));
  measure_index(options, report, "exact", exact_index, all);
#if OAICOMPAT_HNSW
  const auto graph = [](std::size_t dimensions) { return hnsw_index(dimensions, {.candidates_to_search = 64}); };
  measure_index(options, report, "hnsw", graph, all);
#endif
}

}  // namespace bench
