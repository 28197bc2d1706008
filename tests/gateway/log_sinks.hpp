// What every log does is tested on each of them.
// SPDX-License-Identifier: MIT
#pragma once

#include "logged.hpp"

#include <oaicompat/base/random_id.hpp>
#if OAICOMPAT_SQLITE
#include <oaicompat/gateway/sqlite_log.hpp>
#endif
#if OAICOMPAT_POSTGRES
#include "postgres_server.hpp"

#include <oaicompat/gateway/postgres_log.hpp>
#endif

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <type_traits>
#include <utility>

namespace log_sinks {

using namespace oaicompat;

/// How long a log keeps what.
struct Keep {
  std::chrono::hours time{0};
  std::int64_t rows = 0;
};

inline LogRecord record(const std::string& id, std::int64_t at = 100) {
  using namespace std::chrono_literals;
  LogRecord out{.id = id, .caller_id = "mine", .trace_id = "t", .span_id = "s"};
  out.report = {.path = "/v1/chat/completions",
                .key = "app",
                .tenant = "team",
                .route = "all",
                .target = "near",
                .dialect = "openai",
                .model_asked = "small",
                .model = "small-2",
                .stream = true,
                .status = 200,
                .outcome = RequestOutcome::cut,
                .error = "mid_stream",
                .attempts = {{.number = 1, .status = 503, .failure = FailureClass::server, .duration = 7us},
                             {.number = 2,
                              .role = AttemptRole::hedge,
                              .status = 200,
                              .lost = true,
                              .model = "small-2",
                              .tokens = TokenTally{1, 2, 3, 4, 5},
                              .estimated = true,
                              .cost = 42,
                              .first_token = 3us,
                              .duration = 9us}},
                .tokens = TokenTally{10, 20, 3, 4, 5},
                .cost = 9'000'000'000,
                .cache = CacheUse::miss,
                .saved = 7,
                .first_token = 5us,
                .duration = 11us,
                .begun_at = at};
  out.attempt_targets = {"far", "near"};
  out.headers = "{}";
  out.request = std::string{"a\0b", 3};
  out.answer = "answer";
  return out;
}

#if OAICOMPAT_SQLITE
/// A folder with a log in a file.
class InSqlite {
 public:
  InSqlite() { std::filesystem::create_directory(path_); }
  ~InSqlite() { std::filesystem::remove_all(path_); }
  InSqlite(const InSqlite&) = delete;
  InSqlite& operator=(const InSqlite&) = delete;
  std::string file() const { return (path_ / "log.db").string(); }
  LogSinkPtr open(Keep keep = {}) const {
    return sqlite_log({.file = file(), .keep_for = keep.time, .keep_rows = keep.rows}).value();
  }

 private:
  std::filesystem::path path_ = std::filesystem::temp_directory_path() / random_id("oaicompat-log-");
};
#endif

#if OAICOMPAT_POSTGRES
/// A schema of the server that tests share.
struct InPostgres {
  std::string schema = random_id("Log \"");  // which must be quoted
  LogSinkPtr open(Keep keep = {}) const {
    return postgres_log({.url = test::PostgresServer::shared()->url(),
                         .schema = schema,
                         .keep_for = keep.time,
                         .keep_rows = keep.rows})
        .value();
  }
};
#if OAICOMPAT_SQLITE
#define OAICOMPAT_LOGS log_sinks::InSqlite, log_sinks::InPostgres
#else
#define OAICOMPAT_LOGS log_sinks::InPostgres
#endif
#else
#define OAICOMPAT_LOGS log_sinks::InSqlite
#endif

/// Whether a log of this kind can be made here; what cannot is said once.
template <class Kind>
bool is_here() {
#if OAICOMPAT_POSTGRES
  if constexpr (std::is_same_v<Kind, InPostgres>) return test::PostgresServer::shared() != nullptr;
#endif
  return true;
}

/// A case for each log, whose place is a `Kind`.
#define LOG_CASE(sentence) LOG_CASE_AS(sentence, DOCTEST_ANONYMOUS(log_case_))
#define LOG_CASE_AS(sentence, name)                    \
  template <class Kind>                                \
  static void name();                                  \
  TEST_CASE_TEMPLATE(sentence, Kind, OAICOMPAT_LOGS) { \
    if (log_sinks::is_here<Kind>()) name<Kind>();      \
  }                                                    \
  template <class Kind>                                \
  static void name()

}  // namespace log_sinks
