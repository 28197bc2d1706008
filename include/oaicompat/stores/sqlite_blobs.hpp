// sqlite_blobs: blobs in a file of SQLite.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/stores/blobs.hpp>

#include <chrono>
#include <string>

namespace oaicompat::inline v1 {

/// Where blobs lie in an SQLite database.
struct SqliteBlobsOptions {
  /// The database, another than a store's; made where it is not there, readable by its owner alone. Two files stand
  /// beside it while it is open, `-wal` and `-shm`.
  std::string file{};
  /// Blobs that nobody committed or dropped, as their process was killed, are removed when the database is opened this
  /// long after they were begun. Default 1 day.
  std::chrono::seconds stale_after = std::chrono::hours{24};
  /// How long a write waits for one of another process. Default 5 seconds.
  std::chrono::milliseconds busy_timeout = std::chrono::seconds{5};
  /// The time. Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// Blobs in an SQLite database, in pieces of 256 KiB, which outlive the process. What was removed makes room for
/// others, and may stay in the file until then; the file does not shrink. Part of `oaicompat::sqlite`.
///
/// **Threads**: the file may be used by many processes of one machine. **Errors**: as `Blobs`, and 500 `store_busy`
/// where another process wrote for longer than `busy_timeout`; opening fails where the file cannot be used.
OAICOMPAT_API Result<BlobsPtr> sqlite_blobs(SqliteBlobsOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/stores/sqlite_blobs.ipp>
#endif
