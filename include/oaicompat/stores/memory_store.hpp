// memory_store: a store in the process's memory, bounded.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/stores/store.hpp>

#include <chrono>
#include <cstddef>

namespace oaicompat::inline v1 {

/// What a memory store holds.
struct MemoryStoreOptions {
  /// The most records, of all collections together. When there are more, those go that were written the longest ago.
  /// Default 100,000 records.
  std::size_t max_records = 100'000;
  /// The most memory, in bytes: that of values, ids and tags, and that of the index in which they are found, some 500
  /// bytes a record; beyond, as above. Default 256 MiB.
  std::size_t max_bytes = std::size_t{256} << 20;
  /// How long a record is kept that does not say so itself, from when it was last written. Default 30 days.
  std::chrono::seconds retention = std::chrono::hours{24 * 30};
  /// How long a list can begin behind a record that is gone, if there is memory for it. Default 1 day.
  std::chrono::seconds keep_cursors = std::chrono::hours{24};
  /// The time. Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A store that forgets all when the process ends. It never blocks for long. **Errors**: a write of more than all it
/// may hold has status 500 and code `store_full`, and changes nothing.
OAICOMPAT_API StorePtr memory_store(MemoryStoreOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/stores/memory_store.ipp>
#endif
