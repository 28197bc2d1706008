// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/semantic_index.hpp>

#include <iterator>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE SemanticIndex::PartitionPtr SemanticIndex::find(const std::string& partition) const {
  const std::lock_guard lock{mutex_};
  const auto at = partitions_.find(partition);
  return at == partitions_.end() ? nullptr : at->second;
}

OAICOMPAT_INLINE void SemanticIndex::take_out(Entries::iterator entry, Entries& into) {
  bytes_ -= entry->bytes;
  by_answer_.erase(entry->answer);
  by_number_.erase(entry->number);
  if (--entry->of->count == 0) {
    entry->of->gone = true;
    partitions_.erase(entry->partition);
  }
  into.splice(into.begin(), entries_, entry);
}

// Without the lock: an index may be made again by this.
OAICOMPAT_INLINE void SemanticIndex::remove_vectors(const Entries& all) {
  for (const auto& each : all) {
    if (each.of->gone) continue;
    const std::unique_lock lock{each.of->mutex};
    each.of->index->remove(each.number);
  }
}

OAICOMPAT_INLINE SemanticIndex::PartitionPtr SemanticIndex::find_or_make(const std::string& partition,
                                                                         std::size_t dimensions, Entries& dropped) {
  const auto found = partitions_.find(partition);
  if (found != partitions_.end() && found->second->dimensions == dimensions) return found->second;
  if (found != partitions_.end()) {
    const auto old = found->second;
    for (auto at = entries_.begin(); at != entries_.end();) {
      const auto next = std::next(at);
      if (at->of == old) take_out(at, dropped);
      at = next;
    }
  }
  return partitions_[partition] = std::make_shared<Partition>(options_.make(dimensions), dimensions);
}

OAICOMPAT_INLINE void SemanticIndex::add(const std::string& partition, const std::string& answer,
                                         std::span<const float> vector) {
  constexpr std::size_t places = 400;  // in lists and maps
  if (!with_unit_length(vector, vector.size())) return;
  Entry made{.partition = partition, .answer = answer};
  made.bytes = places + 2 * partition.size() + 2 * answer.size() + vector.size_bytes();
  if (made.bytes > options_.max_bytes || options_.max_entries == 0) return;
  Entries dropped;
  PartitionPtr of;
  std::uint32_t number = 0;
  {
    const std::lock_guard lock{mutex_};
    if (const auto old = by_answer_.find(answer); old != by_answer_.end()) take_out(old->second, dropped);
    of = made.of = find_or_make(partition, vector.size(), dropped);
    number = made.number = next_++;
    bytes_ += made.bytes;
    ++of->count;
    entries_.push_front(std::move(made));
    by_answer_[answer] = by_number_[number] = entries_.begin();
    while (bytes_ > options_.max_bytes || entries_.size() > options_.max_entries) {
      take_out(std::prev(entries_.end()), dropped);
    }
  }
  remove_vectors(dropped);
  const std::unique_lock lock{of->mutex};
  static_cast<void>(of->index->add(number, vector));
}

OAICOMPAT_INLINE std::optional<SemanticMatch> SemanticIndex::nearest(const std::string& partition,
                                                                     std::span<const float> to, double threshold) {
  const auto of = find(partition);
  if (!of || of->dimensions != to.size()) return std::nullopt;
  for (;;) {
    std::optional<SearchHit> best;
    {
      const std::shared_lock lock{of->mutex};
      const auto found = of->index->search(to, 1);
      if (found && !found->empty()) best = found->front();
    }
    if (!best || best->score < threshold) return std::nullopt;
    {
      const std::lock_guard lock{mutex_};
      if (const auto at = by_number_.find(best->entry); at != by_number_.end()) {
        entries_.splice(entries_.begin(), entries_, at->second);
        return SemanticMatch{at->second->answer, best->score};
      }
    }
    const std::unique_lock lock{of->mutex};  // it was taken out before it was added
    of->index->remove(best->entry);
  }
}

OAICOMPAT_INLINE void SemanticIndex::forget(std::string_view beginning) {
  Entries dropped;
  {
    const std::lock_guard lock{mutex_};
    const auto one = by_answer_.find(std::string{beginning});
    const bool is_whole_key = one != by_answer_.end();
    if (is_whole_key) take_out(one->second, dropped);
    for (auto at = entries_.begin(); !is_whole_key && at != entries_.end();) {
      const auto next = std::next(at);
      if (at->answer.starts_with(beginning)) take_out(at, dropped);
      at = next;
    }
  }
  remove_vectors(dropped);
}

OAICOMPAT_INLINE std::size_t SemanticIndex::size() const {
  const std::lock_guard lock{mutex_};
  return entries_.size();
}

OAICOMPAT_INLINE std::size_t SemanticIndex::bytes() const {
  const std::lock_guard lock{mutex_};
  return bytes_;
}

}  // namespace oaicompat::inline v1::detail
