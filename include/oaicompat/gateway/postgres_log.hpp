// postgres_log: a gateway's log in a PostgreSQL database, which several gateways may share.
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
struct PostgresLogOptions {
  /// `postgresql://[user[:password]@][host][:port][/database][?name=value]`, as libpq reads it.
  std::string url{};
  /// Where the tables stand in the database, a name of at most 63 bytes. Default `oaicompat`.
  std::string schema = "oaicompat";
  /// Whether the schema and its tables are made, and brought up to date. Default yes; a reader may leave them alone.
  bool make_tables = true;
  /// How long a request is kept. Default 30 days; zero for ever.
  std::chrono::hours keep_for = std::chrono::hours{24 * 30};
  /// How many requests are kept, of all gateways together. Default a million; 0 all.
  std::int64_t keep_rows = 1'000'000;
  /// How long a write waits for a server that is away; then it fails, and the next ones fail at once until the server
  /// is back. Default 5 seconds.
  std::chrono::milliseconds patience = std::chrono::seconds{5};
  /// How long a connection may take. Default 5 seconds; whole seconds, at least 2.
  std::chrono::seconds connect_timeout{5};
  /// How long a statement may take. Default 30 seconds.
  std::chrono::milliseconds command_timeout = std::chrono::seconds{30};
};

/// A log in a PostgreSQL database, version 12 or later, in UTF-8: the tables `requests`, `attempts` and `audit` of a
/// schema, with the columns of `sqlite_log`'s; `request` and `answer` are `bytea`. Gateways that share a schema have
/// their records in one order. Part of `oaicompat::postgres`.
///
/// It connects at its first use, and again where the connection was lost; a batch is then written again, and stands in
/// the log once. In texts other than bodies, what is no UTF-8 becomes `?`.
///
/// **Threads**: as `LogSink`; reads wait for each other. **Errors**: 500 `store_busy`, `store_full` or `store_failed`,
/// without the password; at once `invalid_argument` for a URL that cannot be read, or a schema without a name.
OAICOMPAT_API Result<LogSinkPtr> postgres_log(PostgresLogOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/postgres_log.ipp>
#endif
