// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/memory_store.hpp>

#include <algorithm>
#include <functional>
#include <iterator>
#include <list>
#include <map>
#include <mutex>

namespace oaicompat::inline v1 {
namespace detail {

inline Error no_such_record(std::string_view id) {
  return api_error(404, "There is no '" + std::string{id} + "' in the list.", "", "after");
}
inline bool has_tags(const Record& record, const std::vector<std::pair<std::string, std::string>>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& tag) {
    return std::find(record.tags.begin(), record.tags.end(), tag) != record.tags.end();
  });
}

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(MemoryStoreOptions options) : options_{std::move(options)} {}

  Result<void> write(std::vector<Change> changes) override {
    std::size_t bytes = 0, records = 0;
    const std::string* last = nullptr;
    for (const auto& change : changes) {
      if (!change.put) continue;
      if (change.put->id.empty()) return local_error(ErrorKind::invalid_argument, "A record needs an id.");
      bytes += bytes_of(*change.put);
      if (!last || *last != change.collection) bytes += bytes_of_collection(change.collection);
      last = &change.collection;
      ++records;
    }
    if (bytes > options_.max_bytes || records > options_.max_records)
      return api_error(500, "The store cannot hold that much.", "store_full");
    std::lock_guard lock{mutex_};
    while (!by_expiry_.empty() && by_expiry_.begin()->first <= now()) remove(*by_expiry_.begin()->second);
    for (auto& change : changes) apply(std::move(change));
    while (count_ > options_.max_records || bytes_ > options_.max_bytes) remove(*by_age_.front());
    return {};
  }

  Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const override {
    std::lock_guard lock{mutex_};
    const auto* entry = find(collection, id);
    if (!entry || entry->expires <= now()) return std::optional<Record>{};
    return std::optional{entry->record};
  }

  Result<RecordPage> list(std::string_view collection, const ListRange& range) const override {
    std::lock_guard lock{mutex_};
    const auto found = collections_.find(collection);
    if (found == collections_.end())
      return range.after.empty() ? Result<RecordPage>{RecordPage{}} : no_such_record(range.after);
    const auto& order = found->second.order;
    const Entry* after = range.after.empty() ? nullptr : find(collection, range.after);
    if (!range.after.empty() && !after) return no_such_record(range.after);
    if (range.order == ListRange::Order::ascending)
      return page(after ? order.upper_bound(after->place) : order.begin(), order.end(), range);
    const auto last = after ? order.lower_bound(after->place) : order.end();
    return page(std::make_reverse_iterator(last), order.rend(), range);
  }

 private:
  struct Entry;
  using Age = std::list<Entry*>;
  using Expiry = std::multimap<std::int64_t, Entry*>;
  struct Entry {
    const std::string* collection = nullptr;  // its key in `collections_`
    Record record;
    std::uint64_t place = 0;  // in its collection
    std::int64_t expires = 0;
    Age::iterator age{};
    Expiry::iterator expiry{};
  };
  struct Collection {
    std::map<std::uint64_t, Entry> order;
    std::map<std::string, std::uint64_t, std::less<>> places;
  };

  // What memory there is in a node of a tree or a list beside what it holds: pointers, and what the allocator adds.
  static constexpr std::size_t node = 6 * sizeof(void*);

  // What a record takes: in its collection by place, there by id, by age and by expiry.
  static std::size_t bytes_of(const Record& record) {
    auto bytes = 4 * node + sizeof(std::pair<std::uint64_t, Entry>) + sizeof(std::pair<std::string, std::uint64_t>) +
                 sizeof(Entry*) + sizeof(std::pair<std::int64_t, Entry*>);
    bytes += 2 * record.id.size() + record.value.size();
    for (const auto& [name, value] : record.tags) bytes += 2 * sizeof(std::string) + name.size() + value.size();
    return bytes;
  }
  static std::size_t bytes_of_collection(const std::string& name) {
    return node + sizeof(std::pair<std::string, Collection>) + name.size();
  }

  std::int64_t now() const { return options_.clock->unix_time(); }

  const Entry* find(std::string_view collection, std::string_view id) const {
    const auto found = collections_.find(collection);
    if (found == collections_.end()) return nullptr;
    const auto place = found->second.places.find(id);
    return place == found->second.places.end() ? nullptr : &found->second.order.at(place->second);
  }

  void apply(Change change) {
    if (change.put) return put(change.collection, *std::move(change.put));
    if (!change.remove.empty()) {
      if (const auto* entry = find(change.collection, change.remove)) remove(*entry);
      return;
    }
    while (true) {
      const auto found = collections_.find(change.collection);
      if (found == collections_.end()) return;
      remove(found->second.order.begin()->second);
    }
  }
  void put(const std::string& name, Record record) {
    const auto [own, is_first] = collections_.try_emplace(name);
    if (is_first) bytes_ += bytes_of_collection(name);
    auto& collection = own->second;
    const auto [place, is_new] = collection.places.try_emplace(record.id, next_);
    auto& entry = collection.order[place->second];
    if (is_new) {
      entry.collection = &own->first;
      entry.place = next_++;
      ++count_;
    } else {
      forget_indices(entry);
    }
    entry.expires = record.expires_at.value_or(now() + options_.keep.count());
    entry.record = std::move(record);
    entry.age = by_age_.insert(by_age_.end(), &entry);
    entry.expiry = by_expiry_.emplace(entry.expires, &entry);
    bytes_ += bytes_of(entry.record);
  }
  void forget_indices(const Entry& entry) {
    bytes_ -= bytes_of(entry.record);
    by_age_.erase(entry.age);
    by_expiry_.erase(entry.expiry);
  }
  void remove(const Entry& entry) {
    forget_indices(entry);
    --count_;
    const auto found = collections_.find(*entry.collection);
    auto& [name, collection] = *found;
    collection.places.erase(entry.record.id);
    collection.order.erase(entry.place);
    if (!collection.order.empty()) return;
    bytes_ -= bytes_of_collection(name);
    collections_.erase(found);
  }

  template <class At>
  RecordPage page(At at, At end, const ListRange& range) const {
    RecordPage out;
    for (; at != end; ++at) {
      const auto& entry = at->second;
      if (entry.expires <= now() || !has_tags(entry.record, range.tags)) continue;
      if (out.records.size() == range.limit) {
        out.has_more = true;
        break;
      }
      out.records.push_back(entry.record);
    }
    return out;
  }

  const MemoryStoreOptions options_;
  mutable std::mutex mutex_;
  std::map<std::string, Collection, std::less<>> collections_;
  Age by_age_;  // written the longest ago first
  Expiry by_expiry_;
  std::uint64_t next_ = 0;
  std::size_t count_ = 0, bytes_ = 0;
};

}  // namespace detail

OAICOMPAT_INLINE StorePtr memory_store(MemoryStoreOptions options) {
  return std::make_shared<detail::MemoryStore>(std::move(options));
}

}  // namespace oaicompat::inline v1
