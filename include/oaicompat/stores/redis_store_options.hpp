// RedisStoreOptions: how a store reaches its server.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace oaicompat::inline v1 {

/// Which server a Redis store talks to, and how long it waits for it.
struct RedisStoreOptions {
  /// `redis://[[name][:password]@]host[:port][/database]`, name and password percent-encoded. Default the port 6379 of
  /// this machine, database 0.
  std::string url = "redis://127.0.0.1";
  /// All keys begin with it in braces, `{oaicompat}:`, so that a cluster keeps them on one node. Stores of one prefix
  /// and database are one store. Default `oaicompat`.
  std::string prefix = "oaicompat";
  /// How long a record is kept that does not say so itself; for ever when nothing. Default 30 days.
  std::optional<std::chrono::seconds> retention = std::chrono::hours{24 * 30};
  /// How long a list can begin behind a record that is gone. Default 1 day.
  std::chrono::seconds keep_cursors = std::chrono::hours{24};
  /// The most bytes of a record's value. Default 64 MiB; such a server holds at most 512 MB.
  std::size_t max_record_bytes = std::size_t{64} << 20;
  /// How long making a connection may take. Default 1 second.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{1};
  /// How long an answer may take. Default 5 seconds.
  std::chrono::milliseconds command_timeout = std::chrono::seconds{5};
  /// How many times a connection is tried for one read or write, at least once. Default 3.
  int max_connect_attempts = 3;
  /// How long to wait before the second try; each later one waits twice as long. Default 50 milliseconds.
  std::chrono::milliseconds reconnect_delay = std::chrono::milliseconds{50};
  /// The most connections that stay open while nobody uses them; each thread that asks at once has one. Default 16.
  std::size_t max_idle_connections = 16;
  /// The time, which all that share the store should agree on. Default the machine's clock.
  ClockPtr clock = real_clock();
};

}  // namespace oaicompat::inline v1
