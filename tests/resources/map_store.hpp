// A store in maps, which fails when told to.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/store.hpp>

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <mutex>

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
    for (auto& change : changes) {
      auto& records = collections_[change.collection];
      const auto id = change.put ? change.put->id : change.remove;
      const auto at = std::find_if(records.begin(), records.end(), [&](const Record& each) { return each.id == id; });
      if (!change.put) {
        id.empty() ? records.clear() : void(at == records.end() ? at : records.erase(at));
      } else if (at != records.end()) {
        *at = *std::move(change.put);
      } else {
        records.push_back(*std::move(change.put));
      }
    }
    return {};
  }
  Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const override {
    std::lock_guard lock{mutex_};
    if (fails_to_read) return api_error(500, "The disk is gone.");
    for (const auto& each : of(collection)) {
      if (each.id == id) return std::optional{each};
    }
    return std::optional<Record>{};
  }
  Result<RecordPage> list(std::string_view collection, const ListRange& range) const override {
    std::lock_guard lock{mutex_};
    if (fails_to_read) return api_error(500, "The disk is gone.");
    auto records = of(collection);
    if (range.order == ListRange::Order::descending) std::reverse(records.begin(), records.end());
    auto from = records.begin();
    if (!range.after.empty()) {
      from = std::find_if(from, records.end(), [&](const Record& each) { return each.id == range.after; });
      if (from == records.end()) return api_error(404, "No such record.");
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
  std::vector<Record> of(std::string_view collection) const {
    const auto found = collections_.find(collection);
    return found == collections_.end() ? std::vector<Record>{} : found->second;
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Record>, std::less<>> collections_;
};

}  // namespace derived
