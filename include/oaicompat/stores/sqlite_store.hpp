// sqlite_store: a store in a file, which outlives its process.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/stores/store.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace oaicompat::inline v1 {

/// Where an SQLite store keeps its records, and for how long.
struct SqliteStoreOptions {
  /// The database; made where it is not there. Two files stand beside it while it is open, `-wal` and `-shm`.
  std::string file{};
  /// Who may open the files.
  enum class Access {
    owner,       ///< Their owner alone: the store gives them the mode 0600, also where they were there before.
    as_created,  ///< Whoever the process's umask, or the mode that the files have, lets.
  };
  /// Default the owner alone. Where the system has no such modes, or the files are another user's, they stay as they
  /// are.
  Access access = Access::owner;
  /// How long a record is kept that does not say so itself; for ever when nothing. Default 30 days.
  std::optional<std::chrono::seconds> retention = std::chrono::hours{24 * 30};
  /// How long a list can begin behind a record that is gone. Default 1 day.
  std::chrono::seconds keep_cursors = std::chrono::hours{24};
  /// The most bytes of a record's value. Default 256 MiB; SQLite itself holds at most 1 GB.
  std::size_t max_record_bytes = std::size_t{256} << 20;
  /// How long a write waits for one of another process. Default 5 seconds.
  std::chrono::milliseconds busy_timeout = std::chrono::seconds{5};
  /// The time. Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A store in an SQLite database. What a write has acknowledged is on the disk: it outlives the process and, as far as
/// the disk keeps its word, the machine. Records whose time is over go with the next writes. A file
/// that an earlier version of the library wrote is brought up to date when it is opened. Part of `oaicompat::sqlite`.
///
/// **Threads**: safe to use from many, and the file from many processes of one machine; reads go on beside a write. It
/// keeps a connection for each thread that ever asked at once.
/// **Errors**: opening fails where the file cannot be used, or was written by a later version of this store. Later, 500
/// with code `store_busy` when another process wrote for longer than `busy_timeout`, `store_full` when the disk is
/// full or a record too large, else `store_failed`; 400 for a list by more than 100 tags.
OAICOMPAT_API Result<StorePtr> sqlite_store(SqliteStoreOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/stores/sqlite_store.ipp>
#endif
