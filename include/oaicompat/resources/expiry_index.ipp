// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/expiry_index.hpp>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE ExpiryIndex::ExpiryIndex(StorePtr store, ClockPtr clock, std::string collection,
                                          std::chrono::seconds every)
    : store_{std::move(store)},
      clock_{std::move(clock)},
      collection_{std::move(collection)},
      every_{every.count()},
      next_{std::make_shared<std::atomic<std::int64_t>>(0)} {}

// The time, a blank, and the tenant.
OAICOMPAT_INLINE Result<void> ExpiryIndex::add(std::string_view tenant, std::string_view id, std::int64_t at) const {
  Record entry{.id = std::string{id}, .value = std::to_string(at) + " " + std::string{tenant}};
  entry.expires_at = never_forgotten;
  return store_->write({{.collection = collection_, .put = std::move(entry)}});
}

OAICOMPAT_INLINE void ExpiryIndex::remove(std::string_view id) const {
  // An entry that stays is removed by a sweep.
  static_cast<void>(store_->write({{.collection = collection_, .remove = std::string{id}}}));
}

OAICOMPAT_INLINE Result<void> ExpiryIndex::sweep(const End& end) const {
  ListRange range{.order = ListRange::Order::ascending, .limit = 100};
  for (;;) {
    const auto page = store_->list(collection_, range);
    if (!page) return page.error();
    for (const auto& entry : page->records) {
      range.after = entry.id;
      std::int64_t at = 0;
      const auto blank = std::min(entry.value.find(' '), entry.value.size());
      std::from_chars(entry.value.data(), entry.value.data() + blank, at);
      if (at > clock_->unix_time()) continue;
      const auto tenant = entry.value.substr(std::min(blank + 1, entry.value.size()));
      if (end(tenant, entry.id)) remove(entry.id);
    }
    if (!page->has_more) return {};
  }
}

OAICOMPAT_INLINE bool ExpiryIndex::take_turn() const {
  const auto now = clock_->unix_time();
  auto due = next_->load();
  return now >= due && next_->compare_exchange_strong(due, now + every_);
}

}  // namespace oaicompat::inline v1::detail
