// sqlite_log: a gateway's log in a file of SQLite.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/log_sink.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace oaicompat::inline v1 {

/// Where a log lies, and for how long.
struct SqliteLogOptions {
  /// The database, another than a store's; made where it is not there, readable by its owner alone. Two files stand
  /// beside it while it is open, `-wal` and `-shm`.
  std::string file{};
  /// How long a request is kept. Default 30 days; zero for ever.
  std::chrono::hours keep_for = std::chrono::hours{24 * 30};
  /// How many requests are kept. Default a million; 0 all.
  std::int64_t keep_rows = 1'000'000;
  /// How long a write waits for one of another process. Default 5 seconds.
  std::chrono::milliseconds busy_timeout = std::chrono::seconds{5};
};

/// A log in an SQLite database: the tables `requests`, `attempts` and `audit`, to be read by anybody's SQL meanwhile.
/// What was written is there after a process was killed; after a power cut the last moments may be missing, and the
/// file opens. What was removed makes room for others; the file does not shrink. Part of `oaicompat::sqlite`.
///
/// **Threads**: as `LogSink`; other processes may read. **Errors**: 500 `store_busy`, `store_full` or `store_failed`;
/// opening fails where the file cannot be used.
OAICOMPAT_API Result<LogSinkPtr> sqlite_log(SqliteLogOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/sqlite_log.ipp>
#endif
