// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/search/best_hits.hpp>
#include <oaicompat/search/hnsw_index.hpp>
#include <oaicompat/transport/posix/large_pages.hpp>

#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// Vectors of length 1: their distance is 1 less the cosine.
class CosineSpace final : public hnswlib::SpaceInterface<float> {
 public:
  explicit CosineSpace(std::size_t dimensions) : dimensions_{dimensions} {}
  std::size_t get_data_size() override { return dimensions_ * sizeof(float); }
  hnswlib::DISTFUNC<float> get_dist_func() override {
    return [](const void* a, const void* b, const void* dimensions) {
      return 1 - dot_product(static_cast<const float*>(a), static_cast<const float*>(b),
                             *static_cast<const std::size_t*>(dimensions));
    };
  }
  void* get_dist_func_param() override { return &dimensions_; }

 private:
  std::size_t dimensions_;
};

// Each vector of the graph has a number of its own, which is never used again.
class HnswGraph {
 public:
  HnswGraph(std::size_t dimensions, const HnswOptions& options, std::size_t room)
      : space_{dimensions}, graph_{&space_, room, options.neighbours, options.candidates_to_add} {
    graph_.setEf(options.candidates_to_search);
    prefer_large_pages(graph_.data_level0_memory_, room * graph_.size_data_per_element_);
  }
  void add(std::uint32_t entry, const std::vector<float>& unit) {
    if (entries_.size() == graph_.max_elements_) {
      graph_.resizeIndex(entries_.size() * 2);
      prefer_large_pages(graph_.data_level0_memory_, graph_.max_elements_ * graph_.size_data_per_element_);
    }
    graph_.addPoint(unit.data(), entries_.size());
    places_.emplace(entry, entries_.size());
    entries_.push_back(entry);
  }
  void remove(std::uint32_t entry) {
    const auto found = places_.find(entry);
    if (found == places_.end()) return;
    graph_.markDelete(found->second);
    places_.erase(found);
  }
  bool has(std::uint32_t entry) const { return places_.contains(entry); }
  std::size_t size() const { return places_.size(); }
  std::size_t removed() const { return entries_.size() - places_.size(); }

  std::vector<SearchHit> near(const std::vector<float>& unit, std::size_t most) const {
    BestHits best{std::min(most, size())};
    for (auto found = graph_.searchKnn(unit.data(), most); !found.empty(); found.pop())
      best.show({entries_[found.top().second], 1 - found.top().first});
    return std::move(best).sorted();
  }
  template <class F>
  void each(F f) const {
    const auto dimensions = const_cast<CosineSpace&>(space_).get_data_size() / sizeof(float);
    for (hnswlib::tableint id = 0; id < entries_.size(); ++id) {
      const auto entry = entries_[graph_.getExternalLabel(id)];
      if (!has(entry)) continue;
      f(entry, std::span{reinterpret_cast<const float*>(graph_.getDataByInternalId(id)), dimensions});
    }
  }

 private:
  CosineSpace space_;
  hnswlib::HierarchicalNSW<float> graph_;
  std::vector<std::uint32_t> entries_;
  std::unordered_map<std::uint32_t, std::size_t> places_;
};

class HnswIndex final : public VectorIndex {
 public:
  HnswIndex(std::size_t dimensions, HnswOptions options) : dimensions_{dimensions}, options_{options} {}

  Result<void> add(std::uint32_t entry, std::span<const float> vector) override {
    auto unit = with_unit_length(vector, dimensions_);
    if (!unit) return unit.error();
    if (few_.contains(entry) || (graph_ && graph_->has(entry)))
      return local_error(ErrorKind::invalid_argument, "The index has another vector under this number.");
    return guarded([&] {
      if (graph_) return graph_->add(entry, *unit);
      few_.emplace(entry, *std::move(unit));
      if (few_.size() <= options_.exact_up_to) return;
      graph_ = std::make_unique<HnswGraph>(dimensions_, options_, few_.size() * 2);
      for (const auto& [each, numbers] : few_) graph_->add(each, numbers);
      few_.clear();
    });
  }
  void remove(std::uint32_t entry) override {
    few_.erase(entry);
    if (!graph_) return;
    graph_->remove(entry);
    if (graph_->removed() > graph_->size()) static_cast<void>(guarded([&] { make_again(); }));
  }
  Result<std::vector<SearchHit>> search(std::span<const float> to, std::size_t most,
                                        const AcceptEntry& accept) const override {
    const auto unit = with_unit_length(to, dimensions_);
    if (!unit) return unit.error();
    std::vector<SearchHit> out;
    const auto found = guarded([&] { out = graph_ && !accept ? graph_->near(*unit, most) : all(*unit, most, accept); });
    if (!found) return found.error();
    return out;
  }
  std::size_t size() const override { return few_.size() + (graph_ ? graph_->size() : 0); }

 private:
  // hnswlib throws where memory is short.
  template <class F>
  static Result<void> guarded(F work) {
    try {
      work();
      return {};
    } catch (const std::exception& error) {
      return api_error(500, std::string{"The index failed: "} + error.what() + ".", "index_failed");
    }
  }
  std::vector<SearchHit> all(const std::vector<float>& unit, std::size_t most, const AcceptEntry& accept) const {
    BestHits best{std::min(most, size())};
    const auto show = [&](std::uint32_t entry, std::span<const float> vector) {
      if (accept && !accept(entry)) return;
      const auto score = dot_product(unit.data(), vector.data(), dimensions_);
      if (score >= best.floor()) best.show({entry, score});
    };
    for (const auto& [entry, vector] : few_) show(entry, vector);
    if (graph_) graph_->each(show);
    return std::move(best).sorted();
  }
  void make_again() {
    std::map<std::uint32_t, std::vector<float>> left;
    graph_->each([&](std::uint32_t entry, std::span<const float> vector) {
      left.emplace(entry, std::vector<float>(vector.begin(), vector.end()));
    });
    if (left.size() <= options_.exact_up_to) {
      few_ = std::move(left);
      graph_.reset();
      return;
    }
    auto made = std::make_unique<HnswGraph>(dimensions_, options_, left.size() * 2);
    for (const auto& [entry, vector] : left) made->add(entry, vector);
    graph_ = std::move(made);
  }

  std::size_t dimensions_;
  HnswOptions options_;
  std::map<std::uint32_t, std::vector<float>> few_;
  std::unique_ptr<HnswGraph> graph_;
};

}  // namespace detail

OAICOMPAT_INLINE VectorIndexPtr hnsw_index(std::size_t dimensions, HnswOptions options) {
  options.neighbours = std::clamp<std::size_t>(options.neighbours, 2, 100);
  options.candidates_to_add = std::max(options.candidates_to_add, options.neighbours);
  options.candidates_to_search = std::max<std::size_t>(options.candidates_to_search, 1);
  return std::make_shared<detail::HnswIndex>(dimensions, options);
}

}  // namespace oaicompat::inline v1
