// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/sha256_hex.hpp>

#include <algorithm>
#include <iterator>
#include <list>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

class MemoryCache final : public AnswerCache {
 public:
  MemoryCache(std::size_t max_bytes, ClockPtr clock) : max_bytes_{max_bytes}, clock_{std::move(clock)} {}

  void find(const std::string& key, Found found) override { found(look(key)); }
  void put(const std::string& key, CachedAnswerPtr answer, std::chrono::milliseconds keep_for) override {
    Entry entry{key, std::move(answer), clock_->now() + bounded_span(keep_for)};
    std::list<Entry> dropped;  // freed without the lock
    const std::lock_guard lock{mutex_};
    if (const auto at = places_.find(key); at != places_.end()) drop(at->second, dropped);
    if (size_of(entry) > max_bytes_) return;
    bytes_ += size_of(entry);
    entries_.push_front(std::move(entry));
    places_[key] = entries_.begin();
    while (bytes_ > max_bytes_) drop(std::prev(entries_.end()), dropped);
  }
  bool forget(std::string_view beginning) override {
    std::list<Entry> dropped;
    const std::lock_guard lock{mutex_};
    for (auto at = entries_.begin(); at != entries_.end();) {
      const auto next = std::next(at);
      if (at->key.starts_with(beginning)) drop(at, dropped);
      at = next;
    }
    return true;
  }
  void forget_one(const std::string& id, Told told) override {
    std::list<Entry> dropped;
    {
      const std::lock_guard lock{mutex_};
      const auto is = [&](const Entry& each) { return !id.empty() && each.answer->id == id; };
      const auto at = std::find_if(entries_.begin(), entries_.end(), is);
      if (at != entries_.end()) drop(at, dropped);
    }
    told(dropped.empty() ? Forgotten::none : Forgotten::done);
  }
  std::optional<std::size_t> bytes() const override {
    const std::lock_guard lock{mutex_};
    return bytes_;
  }

 private:
  struct Entry {
    std::string key;
    CachedAnswerPtr answer;
    Time until;
  };
  using Place = std::list<Entry>::iterator;

  // The places in list and map are about 200 bytes.
  static std::size_t size_of(const Entry& entry) {
    return 200 + sizeof(CachedAnswer) + 2 * entry.key.size() + entry.answer->body.capacity() +
           entry.answer->model.capacity() + entry.answer->id.capacity();
  }
  CachedAnswerPtr look(const std::string& key) {
    const auto now = clock_->now();
    std::list<Entry> dropped;
    const std::lock_guard lock{mutex_};
    const auto at = places_.find(key);
    if (at == places_.end()) return nullptr;
    if (now >= at->second->until) {
      drop(at->second, dropped);
      return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, at->second);
    return at->second->answer;
  }
  void drop(Place place, std::list<Entry>& into) {
    bytes_ -= size_of(*place);
    places_.erase(place->key);
    into.splice(into.begin(), entries_, place);
  }

  const std::size_t max_bytes_;
  const ClockPtr clock_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // the last used first
  std::unordered_map<std::string, Place> places_;
  std::size_t bytes_ = 0;
};

}  // namespace detail

OAICOMPAT_INLINE std::string cache_tenant_key(std::string_view tenant) {
  return detail::sha256_hex(tenant).substr(0, 16);
}

OAICOMPAT_INLINE AnswerCachePtr memory_cache(std::size_t max_bytes, ClockPtr clock) {
  return std::make_shared<detail::MemoryCache>(max_bytes, std::move(clock));
}

}  // namespace oaicompat::inline v1
