// A store in maps, which fails when told to.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/store_support.hpp>

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace derived {

using namespace oaicompat;

class MapStore final : public Store {
 public:
  std::atomic<bool> fails_to_write = false, fails_to_read = false;
  std::atomic<std::size_t> largest = std::numeric_limits<std::size_t>::max();  ///< What a record may hold, in bytes.

  Result<void> write(std::vector<Change> changes) override {
    std::lock_guard lock{mutex_};
    if (fails_to_write) return api_error(500, "The disk is full.");
    for (const auto& change : changes) {
      if (change.put && change.put->value.size() > largest) return api_error(500, "It is too large.");
    }
    for (const auto& change : changes) {
      const auto* there = find(change.collection, detail::id_of(change));
      if (!detail::is_expected(change, there ? there->revision : 0)) return detail::conflict_at(detail::id_of(change));
    }
    for (auto& change : changes) {
      auto& records = collections_[change.collection];
      const auto id = detail::id_of(change);
      const auto at = std::find_if(records.begin(), records.end(), [&](const Record& each) { return each.id == id; });
      if (detail::is_check(change)) continue;
      if (change.put) {
        change.put->revision = ++revision_;
        at != records.end() ? void(*at = *std::move(change.put)) : records.push_back(*std::move(change.put));
        continue;
      }
      id.empty() ? records.clear() : void(at == records.end() ? at : records.erase(at));
      const auto prefix = detail::beneath(change.collection, id);
      std::erase_if(collections_, [&](const auto& each) { return each.first.starts_with(prefix); });
    }
    return {};
  }
  Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const override {
    std::lock_guard lock{mutex_};
    if (fails_to_read) return api_error(500, "The disk is gone.");
    const auto* found = find(collection, id);
    return found ? std::optional{*found} : std::nullopt;
  }
  Result<RecordPage> list(std::string_view collection, const ListRange& range) const override {
    std::lock_guard lock{mutex_};
    if (fails_to_read) return api_error(500, "The disk is gone.");
    auto records = of(collection);
    if (range.order == ListRange::Order::descending) std::reverse(records.begin(), records.end());
    auto from = records.begin();
    if (!range.after.empty()) {
      from = std::find_if(from, records.end(), [&](const Record& each) { return each.id == range.after; });
      if (from == records.end()) return api_error(404, "No such record.", "", "after");
      ++from;
    }
    RecordPage page;
    for (; from != records.end() && page.records.size() < range.limit; ++from) page.records.push_back(*from);
    page.has_more = from != records.end();
    return page;
  }
  /// How many records there are in all.
  std::size_t size() const {
    std::lock_guard lock{mutex_};
    std::size_t count = 0;
    for (const auto& [name, records] : collections_) count += records.size();
    return count;
  }

 private:
  const Record* find(std::string_view collection, std::string_view id) const {
    const auto found = collections_.find(collection);
    if (found == collections_.end()) return nullptr;
    for (const auto& each : found->second) {
      if (each.id == id) return &each;
    }
    return nullptr;
  }
  std::vector<Record> of(std::string_view collection) const {
    const auto found = collections_.find(collection);
    return found == collections_.end() ? std::vector<Record>{} : found->second;
  }

  mutable std::mutex mutex_;
  std::uint64_t revision_ = 0;
  std::map<std::string, std::vector<Record>, std::less<>> collections_;
};

}  // namespace derived
