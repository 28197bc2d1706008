// SemanticIndex: finds the answer whose request's text is nearest to another one.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/search/vector_index.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace oaicompat::inline v1::detail {

/// What was found.
struct SemanticMatch {
  std::string answer{};  ///< The key of the answer.
  double score = 0;      ///< The cosine.
};

/// What it may hold, and what it searches by.
struct SemanticIndexOptions {
  std::size_t max_entries = 50'000;                ///< Default 50,000.
  std::size_t max_bytes = std::size_t{128} << 20;  ///< Of vectors and keys, about. Default 128 MiB.
  MakeVectorIndex make = exact_index;              ///< One for each partition. Default `exact_index`.
};

/// Vectors of texts by partitions, which are searched alone; each points at the key of an answer. Those that were used
/// longest ago go first. **Threads**: safe to use from many; what adds to a partition delays those that search it.
class OAICOMPAT_API SemanticIndex {
 public:
  explicit SemanticIndex(SemanticIndexOptions options) : options_{std::move(options)} {}

  /// Adds a vector for an answer, in the place of an earlier one. Vectors of another dimension than those of the
  /// partition take the place of all of them. One without a length is left out.
  void add(const std::string& partition, const std::string& answer, std::span<const float> vector);
  /// The nearest vector's answer; nothing where its score is below the threshold.
  std::optional<SemanticMatch> nearest(const std::string& partition, std::span<const float> to, double threshold);
  /// Forgets the answers whose keys begin so.
  void forget(std::string_view beginning);
  std::size_t size() const;
  std::size_t bytes() const;

 private:
  struct Partition {
    Partition(VectorIndexPtr made, std::size_t size) : index{std::move(made)}, dimensions{size} {}
    std::shared_mutex mutex;  // of the index
    const VectorIndexPtr index;
    const std::size_t dimensions;
    std::size_t count = 0;           // of its entries
    std::atomic<bool> gone = false;  // nobody finds it any more
  };
  using PartitionPtr = std::shared_ptr<Partition>;
  struct Entry {
    std::uint32_t number = 0;
    std::string partition{}, answer{};
    PartitionPtr of{};
    std::size_t bytes = 0;
  };
  using Entries = std::list<Entry>;

  PartitionPtr find(const std::string& partition) const;
  PartitionPtr find_or_make(const std::string& partition, std::size_t dimensions, Entries& dropped);
  void take_out(Entries::iterator entry, Entries& into);
  static void remove_vectors(const Entries& all);

  const SemanticIndexOptions options_;
  mutable std::mutex mutex_;
  Entries entries_;  // the last used first
  std::unordered_map<std::string, PartitionPtr> partitions_;
  std::unordered_map<std::string, Entries::iterator> by_answer_;
  std::unordered_map<std::uint32_t, Entries::iterator> by_number_;
  std::size_t bytes_ = 0;
  std::uint32_t next_ = 0;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/semantic_index.ipp>
#endif
