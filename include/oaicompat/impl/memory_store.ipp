// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/impl/store_checks.ipp>
#include <oaicompat/stores/memory_store.hpp>

#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(MemoryStoreOptions options) : options_{std::move(options)} {}

  Result<Done> write(std::vector<Change> changes) override {
    if (auto error = malformed(changes)) return *std::move(error);
    if (!would_fit(changes)) {
      return api_error(413, "This is more than the store can hold.", "store_full");
    }
    const std::lock_guard lock{mutex_};
    const auto now = options_.clock->unix_time();
    forget_expired(now);
    for (auto& change : changes) {
      if (change.put) {
        change.put->expires_at = expiry(*change.put, options_.keep, now);
        put(change.collection, *std::move(change.put));
      } else {
        remove(change.collection, change.remove);
      }
    }
    while (written_.size() > options_.max_records || bytes_ > options_.max_bytes) forget_oldest();
    return Done{};
  }

  Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const override {
    const std::lock_guard lock{mutex_};
    const auto* kept = find(collection, id);
    if (!kept || expired(*kept, options_.clock->unix_time())) return std::optional<Record>{};
    return std::optional<Record>{kept->record};
  }

  Result<RecordPage> list(std::string_view collection, const ListRange& range) const override {
    const std::lock_guard lock{mutex_};
    const auto now = options_.clock->unix_time();
    const Kept* after = nullptr;
    if (!range.after.empty()) {
      after = find(collection, range.after);
      if (!after || expired(*after, now)) return no_such_cursor(range.after);
    }
    const auto found = collections_.find(collection);
    if (found == collections_.end()) return RecordPage{};
    const auto& places = found->second.places;
    if (range.order == ListRange::Order::ascending) {
      return page(after ? places.upper_bound(after->place) : places.begin(), places.end(), range, now);
    }
    const auto from = after ? places.find(after->place) : places.end();
    return page(std::make_reverse_iterator(from), places.rend(), range, now);
  }

 private:
  struct Kept {
    Record record;
    std::uint64_t place = 0;    // in its collection: when it was put first
    std::uint64_t written = 0;  // in the store: when it was put last
  };
  struct Collection {
    std::unordered_map<std::string, Kept> records;
    std::map<std::uint64_t, const Kept*> places;
  };
  struct Name {
    std::string collection, id;
  };
  using Collections = std::map<std::string, Collection, std::less<>>;

  static std::size_t size_of(std::string_view collection, const Record& record) {
    std::size_t size = 256 + collection.size() + record.id.size() + record.value.size();
    for (const auto& [name, value] : record.tags) size += name.size() + value.size();
    return size;
  }
  static bool expired(const Kept& kept, std::int64_t now) {
    return kept.record.expires_at && *kept.record.expires_at <= now;
  }
  bool would_fit(const std::vector<Change>& changes) const {
    std::size_t records = 0, bytes = 0;
    for (const auto& change : changes) {
      if (!change.put) continue;
      ++records;
      bytes += size_of(change.collection, *change.put);
    }
    return records <= options_.max_records && bytes <= options_.max_bytes;
  }

  const Kept* find(std::string_view collection, std::string_view id) const {
    const auto found = collections_.find(collection);
    if (found == collections_.end()) return nullptr;
    const auto record = found->second.records.find(std::string{id});
    return record == found->second.records.end() ? nullptr : &record->second;
  }

  void put(const std::string& name, Record record) {
    auto& collection = collections_[name];
    auto [at, is_new] = collection.records.try_emplace(record.id);
    auto& kept = at->second;
    if (is_new) {
      kept.place = next_++;
      collection.places.emplace(kept.place, &kept);
    } else {
      unregister(name, kept);
    }
    kept.record = std::move(record);
    kept.written = next_++;
    bytes_ += size_of(name, kept.record);
    written_.emplace(kept.written, Name{name, kept.record.id});
    if (kept.record.expires_at) expiries_.emplace(*kept.record.expires_at, kept.written);
  }

  // Forgets when a record was written and when it expires; it is still there.
  void unregister(std::string_view name, const Kept& kept) {
    bytes_ -= size_of(name, kept.record);
    written_.erase(kept.written);
    if (kept.record.expires_at) expiries_.erase({*kept.record.expires_at, kept.written});
  }

  void remove(const std::string& name, const std::string& id) {
    const auto found = collections_.find(name);
    if (found == collections_.end()) return;
    auto& [records, places] = found->second;
    if (const auto at = records.find(id); at != records.end()) {
      unregister(name, at->second);
      places.erase(at->second.place);
      records.erase(at);
    } else if (id.empty()) {
      for (const auto& [key, kept] : records) unregister(name, kept);
      records.clear();
    }
    if (records.empty()) collections_.erase(found);
  }

  void forget(std::uint64_t written) {
    const auto name = written_.at(written);
    remove(name.collection, name.id);
  }
  void forget_oldest() { forget(written_.begin()->first); }
  void forget_expired(std::int64_t now) {
    while (!expiries_.empty() && expiries_.begin()->first <= now) forget(expiries_.begin()->second);
  }

  template <class Iterator>
  static RecordPage page(Iterator at, Iterator end, const ListRange& range, std::int64_t now) {
    RecordPage out;
    for (; at != end; ++at) {
      const auto& kept = *at->second;
      if (expired(kept, now) || !has_all(kept.record.tags, range.tags)) continue;
      if (out.records.size() == range.limit) {
        out.has_more = true;
        break;
      }
      out.records.push_back(kept.record);
    }
    return out;
  }

  const MemoryStoreOptions options_;
  mutable std::mutex mutex_;
  Collections collections_;
  std::map<std::uint64_t, Name> written_;
  std::set<std::pair<std::int64_t, std::uint64_t>> expiries_;
  std::uint64_t next_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace detail

OAICOMPAT_INLINE StorePtr memory_store(MemoryStoreOptions options) {
  return std::make_shared<detail::MemoryStore>(std::move(options));
}

}  // namespace oaicompat::inline v1
