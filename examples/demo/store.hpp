// A store in maps.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/store.hpp>

#include <algorithm>
#include <map>
#include <mutex>

namespace demo {

using namespace oaicompat;

class MapStore final : public Store {
 public:
  Result<Done> write(std::vector<Change> changes) override {
    std::lock_guard lock{mutex_};
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
    return Done{};
  }
  Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const override {
    std::lock_guard lock{mutex_};
    for (const auto& each : of(collection)) {
      if (each.id == id) return std::optional{each};
    }
    return std::optional<Record>{};
  }
  Result<RecordPage> list(std::string_view collection, const ListRange& range) const override {
    std::lock_guard lock{mutex_};
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

 private:
  std::vector<Record> of(std::string_view collection) const {
    const auto found = collections_.find(collection);
    return found == collections_.end() ? std::vector<Record>{} : found->second;
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Record>, std::less<>> collections_;
};

}  // namespace demo
