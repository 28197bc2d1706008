// Where a gateway's log lies: in a file of SQLite, or in a PostgreSQL database.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/log_sink.hpp>
#include <oaicompat/gateway/rules.hpp>
#if OAICOMPAT_POSTGRES
#include <oaicompat/gateway/postgres_log.hpp>
#endif
#if OAICOMPAT_SQLITE
#include <oaicompat/gateway/sqlite_log.hpp>
#endif

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

namespace gateway_program {

/// What is done with a log.
enum class LogUse {
  write,  ///< It is made where it is not there, and trimmed.
  read,   ///< It must be there.
};

inline bool is_database_url(const std::string& place) {
  return place.starts_with("postgresql://") || place.starts_with("postgres://");
}
/// Whether a log's place is a database's address, or names where one is: `env:NAME`, `file:PATH`.
inline bool is_database(const std::string& place) {
  return is_database_url(place) || place.starts_with("env:") || place.starts_with("file:");
}

inline oaicompat::Result<oaicompat::LogSinkPtr> open_database_log(const oaicompat::LogRules& rules, LogUse use) {
#if OAICOMPAT_POSTGRES
  const auto url =
      is_database_url(rules.url) ? oaicompat::Result<std::string>{rules.url} : oaicompat::read_secret(rules.url);
  if (!url) return url.error();
  return oaicompat::postgres_log({.url = *url,
                                  .schema = rules.schema,
                                  .make_tables = use == LogUse::write,
                                  .keep_for = std::chrono::hours{24 * std::min<std::int64_t>(rules.keep_days, 36'500)},
                                  .keep_rows = rules.keep_rows});
#else
  (void)rules, (void)use;
  return oaicompat::local_error(oaicompat::ErrorKind::invalid_argument,
                                "This program was built without libpq, so it has no log in PostgreSQL.");
#endif
}

inline oaicompat::Result<oaicompat::LogSinkPtr> open_log_sink(const oaicompat::LogRules& rules, LogUse use) {
  if (!rules.url.empty()) return open_database_log(rules, use);
#if OAICOMPAT_SQLITE
  if (use == LogUse::read && !std::filesystem::exists(rules.file)) {
    return oaicompat::local_error(oaicompat::ErrorKind::invalid_argument, "There is no log " + rules.file + ".");
  }
  return oaicompat::sqlite_log({.file = rules.file,
                                .keep_for = std::chrono::hours{24 * std::min<std::int64_t>(rules.keep_days, 36'500)},
                                .keep_rows = rules.keep_rows});
#else
  return oaicompat::local_error(oaicompat::ErrorKind::invalid_argument,
                                "This program was built without SQLite, so it has no log in " + rules.file + ".");
#endif
}

}  // namespace gateway_program
