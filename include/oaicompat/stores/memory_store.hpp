// memory_store: a store that lasts as long as its process.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/stores/store.hpp>

#include <chrono>
#include <cstddef>
#include <optional>

namespace oaicompat::inline v1 {

/// What a memory store may hold, and for how long.
struct MemoryStoreOptions {
  /// The most records, over all collections. Default 100,000.
  std::size_t max_records = 100'000;
  /// The most bytes of collections' names, ids, values and tags, and 256 a record for their bookkeeping. Default
  /// 256 MiB.
  std::size_t max_bytes = std::size_t{256} << 20;
  /// How long a record is kept that does not say so itself; for ever when nothing. Default 30 days.
  std::optional<std::chrono::seconds> keep = std::chrono::hours{24 * 30};
  /// Default: the machine's.
  ClockPtr clock = real_clock();
};

/// A store in memory. When it is full, the records whose last `put` is longest ago go first, whatever their collection.
///
/// **Errors**: a write that does not fit even into an empty store has status 413.
OAICOMPAT_API StorePtr memory_store(MemoryStoreOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/memory_store.ipp>
#endif
