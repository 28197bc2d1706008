// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/memory_store.hpp>
#include <oaicompat/stores/store_support.hpp>

#include <algorithm>
#include <functional>
#include <iterator>
#include <list>
#include <map>
#include <mutex>

namespace oaicompat::inline v1 {
namespace detail {

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(MemoryStoreOptions options) : options_{std::move(options)} {}

  Result<void> write(std::vector<Change> changes) override {
    if (auto formed = well_formed(changes); !formed) return formed;
    if (!may_hold(changes)) return too_large_for_store();
    std::lock_guard lock{mutex_};
    while (!by_expiry_.empty() && by_expiry_.begin()->first <= now())
      remove(*by_expiry_.begin()->second, Trace::cursor);
    while (!gone_.empty() && gone_.front().until <= now()) forget(gone_.begin());
    for (const auto& change : changes) {
      if (!change.if_revision) continue;
      const auto* entry = find(change.collection, id_of(change));
      if (!is_expected(change, entry ? entry->record.revision : 0)) return conflict_at(id_of(change));
    }
    for (auto& change : changes) apply(std::move(change));
    while (count_ > options_.max_records) remove(*by_age_.front(), Trace::cursor);
    while (bytes_ > options_.max_bytes) gone_.empty() ? remove(*by_age_.front(), Trace::none) : forget(gone_.begin());
    return {};
  }

  Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const override {
    std::lock_guard lock{mutex_};
    const auto* entry = find(collection, id);
    if (!entry || entry->expires <= now()) return std::optional<Record>{};
    return std::optional{entry->record};
  }

  Result<RecordPage> list(std::string_view collection, const ListRange& range) const override {
    if (range.after.empty() && !range.before.empty())
      return list_before(range, [&](const ListRange& turned) { return list(collection, turned); });
    std::lock_guard lock{mutex_};
    static const Collection none;
    const auto found = collections_.find(collection);
    const auto& [order, places] = found == collections_.end() ? none : found->second;
    const auto after = range.after.empty() ? places.end() : places.find(range.after);
    if (after == places.end() && !range.after.empty()) return no_such_cursor(range.after, "after");
    const auto before = range.before.empty() ? places.end() : places.find(range.before);
    if (before == places.end() && !range.before.empty()) return no_such_cursor(range.before, "before");
    const bool rises = range.order == ListRange::Order::ascending;
    const auto& [low, high] = rises ? std::pair{after, before} : std::pair{before, after};
    const auto first = low == places.end() ? order.begin() : order.upper_bound(low->second.number);
    const auto last = high == places.end() ? order.end() : order.lower_bound(high->second.number);
    if (low != places.end() && high != places.end() && low->second.number >= high->second.number) return RecordPage{};
    if (rises) return page(first, last, range);
    return page(std::make_reverse_iterator(last), std::make_reverse_iterator(first), range);
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
  // A record that is no longer there, as long as lists may begin behind it.
  struct Gone {
    const std::string* collection;
    std::string id;
    std::int64_t until = 0;
  };
  struct Place {
    std::uint64_t number = 0;
    std::optional<std::list<Gone>::iterator> gone{};
  };
  struct Collection {
    std::map<std::uint64_t, Entry> order;
    std::map<std::string, Place, std::less<>> places;
  };
  using Collections = std::map<std::string, Collection, std::less<>>;
  enum class Trace { cursor, none };  // what is left of a record

  // What memory there is in a node of a tree or a list beside what it holds: pointers, and what the allocator adds.
  static constexpr std::size_t node = 6 * sizeof(void*);

  // What a record takes: in its collection by place, there by id, by age and by expiry.
  static std::size_t bytes_of(const Record& record) {
    auto bytes = 4 * node + sizeof(std::pair<std::uint64_t, Entry>) + sizeof(std::pair<std::string, Place>) +
                 sizeof(Entry*) + sizeof(std::pair<std::int64_t, Entry*>);
    bytes += 2 * record.id.size() + record.value.size();
    for (const auto& [name, value] : record.tags) bytes += 2 * sizeof(std::string) + name.size() + value.size();
    return bytes;
  }
  static std::size_t bytes_of(const Gone& gone) {
    return 2 * node + sizeof(std::pair<std::string, Place>) + sizeof(Gone) + 2 * gone.id.size();
  }
  static std::size_t bytes_of_collection(const std::string& name) {
    return node + sizeof(std::pair<std::string, Collection>) + name.size();
  }
  bool may_hold(const std::vector<Change>& changes) const {
    std::size_t bytes = 0, records = 0;
    const std::string* last = nullptr;
    for (const auto& change : changes) {
      if (!change.put) continue;
      bytes += bytes_of(*change.put);
      if (!last || *last != change.collection) bytes += bytes_of_collection(change.collection);
      last = &change.collection;
      ++records;
    }
    return bytes <= options_.max_bytes && records <= options_.max_records;
  }

  std::int64_t now() const { return options_.clock->unix_time(); }

  const Entry* find(std::string_view collection, std::string_view id) const {
    const auto found = collections_.find(collection);
    if (found == collections_.end()) return nullptr;
    const auto place = found->second.places.find(id);
    if (place == found->second.places.end() || place->second.gone) return nullptr;
    return &found->second.order.at(place->second.number);
  }

  void apply(Change change) {
    if (is_check(change)) return;
    if (change.put) return put(change.collection, *std::move(change.put));
    if (change.remove.empty()) {
      if (const auto found = collections_.find(change.collection); found != collections_.end()) drop(found);
    } else if (const auto* entry = find(change.collection, change.remove)) {
      return remove(*entry, Trace::cursor);
    }
    drop_beneath(beneath(change.collection, change.remove));
  }
  void put(const std::string& name, Record record) {
    const auto [own, is_first] = collections_.try_emplace(name);
    if (is_first) bytes_ += bytes_of_collection(name);
    auto& collection = own->second;
    const auto number = ++next_;
    auto [place, is_new] = collection.places.try_emplace(record.id, Place{number});
    if (!is_new && place->second.gone) {
      forget(*place->second.gone, place->second);
      place->second.number = number;
      is_new = true;
    }
    auto& entry = collection.order[place->second.number];
    if (is_new) {
      entry.collection = &own->first;
      entry.place = number;
      ++count_;
    } else {
      forget_indices(entry);
    }
    entry.expires = record.expires_at.value_or(now() + options_.retention.count());
    entry.record = std::move(record);
    entry.record.revision = number;
    entry.age = by_age_.insert(by_age_.end(), &entry);
    entry.expiry = by_expiry_.emplace(entry.expires, &entry);
    bytes_ += bytes_of(entry.record);
  }
  void forget_indices(const Entry& entry) {
    bytes_ -= bytes_of(entry.record);
    by_age_.erase(entry.age);
    by_expiry_.erase(entry.expiry);
  }
  // Removes a record with what is beneath it.
  void remove(const Entry& entry, Trace trace) {
    const auto prefix = beneath(*entry.collection, entry.record.id);
    forget_indices(entry);
    --count_;
    const auto found = collections_.find(*entry.collection);
    auto& [name, collection] = *found;
    const auto place = collection.places.find(entry.record.id);
    if (trace == Trace::cursor) {
      place->second.gone =
          gone_.insert(gone_.end(), Gone{&name, entry.record.id, now() + options_.keep_cursors.count()});
      bytes_ += bytes_of(gone_.back());
    } else {
      collection.places.erase(place);
    }
    collection.order.erase(entry.place);
    drop_if_empty(found);
    drop_beneath(prefix);
  }
  void forget(std::list<Gone>::iterator gone, Place& place) {
    bytes_ -= bytes_of(*gone);
    gone_.erase(gone);
    place.gone.reset();
  }
  void forget(std::list<Gone>::iterator gone) {
    const auto found = collections_.find(*gone->collection);
    const auto place = found->second.places.find(gone->id);
    forget(gone, place->second);
    found->second.places.erase(place);
    drop_if_empty(found);
  }
  void drop_if_empty(Collections::iterator which) {
    if (which->second.places.empty()) drop(which);
  }
  // A collection goes with all in it, and leaves no cursors.
  Collections::iterator drop(Collections::iterator which) {
    auto& [name, collection] = *which;
    for (auto& [number, entry] : collection.order) forget_indices(entry);
    count_ -= collection.order.size();
    for (auto& [id, place] : collection.places) {
      if (place.gone) forget(*place.gone, place);
    }
    bytes_ -= bytes_of_collection(name);
    return collections_.erase(which);
  }
  void drop_beneath(const std::string& prefix) {
    for (auto at = collections_.lower_bound(prefix); at != collections_.end() && at->first.starts_with(prefix);)
      at = drop(at);
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
  Collections collections_;
  Age by_age_;  // written the longest ago first
  Expiry by_expiry_;
  std::list<Gone> gone_;    // gone the longest ago first
  std::uint64_t next_ = 0;  // places and revisions
  std::size_t count_ = 0, bytes_ = 0;
};

}  // namespace detail

OAICOMPAT_INLINE StorePtr memory_store(MemoryStoreOptions options) {
  return std::make_shared<detail::MemoryStore>(std::move(options));
}

}  // namespace oaicompat::inline v1
