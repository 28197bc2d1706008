// sqlite_store: a store in a file, which outlives the process however that ends.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/stores/store.hpp>

#include <chrono>
#include <string>

namespace oaicompat::inline v1 {

/// Where a SQLite store keeps its records, and how.
struct SqliteStoreOptions {
  /// The database's file; made when it is not there. Two more files stand beside it while it is in use.
  std::string file = {};
  /// How long a record is kept that does not say so itself, from when it was last written. Default 30 days.
  std::chrono::seconds keep = std::chrono::hours{24 * 30};
  /// How long a write waits for another process's. Default 5 s.
  std::chrono::milliseconds busy_timeout = std::chrono::seconds{5};
  /// The time. Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A store in a SQLite database, with a write-ahead log that is synced at each write: what `write` has acknowledged is
/// there after a crash, of the machine too. Several processes may use one file. Part of `oaicompat::sqlite`.
///
/// It blocks. **Errors**: status 500 and code `store_failed` where the file cannot be used, is of a later version of
/// the library, or stays locked for too long.
OAICOMPAT_API Result<StorePtr> sqlite_store(SqliteStoreOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY && OAICOMPAT_SQLITE
#include <oaicompat/impl/sqlite_store.ipp>
#endif
