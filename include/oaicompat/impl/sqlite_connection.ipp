// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/result.hpp>

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

// A statement while it runs; bound from left to right.
class SqliteQuery {
 public:
  explicit SqliteQuery(sqlite3_stmt* statement) : statement_{statement} {}
  SqliteQuery(const SqliteQuery&) = delete;
  SqliteQuery& operator=(const SqliteQuery&) = delete;
  ~SqliteQuery() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

  // The bytes must outlive the query.
  SqliteQuery& bind(std::string_view bytes) {
    const void* data = bytes.empty() ? "" : static_cast<const void*>(bytes.data());  // a null pointer would be NULL
    return note(sqlite3_bind_blob64(statement_, ++bound_, data, bytes.size(), SQLITE_STATIC));
  }
  SqliteQuery& bind(std::int64_t number) { return note(sqlite3_bind_int64(statement_, ++bound_, number)); }
  SqliteQuery& bind(std::optional<std::int64_t> number) {
    return number ? bind(*number) : note(sqlite3_bind_null(statement_, ++bound_));
  }

  // Whether there is a row; `failed` says whether there is an error instead.
  bool step() {
    if (code_ == SQLITE_OK || code_ == SQLITE_ROW) code_ = sqlite3_step(statement_);
    return code_ == SQLITE_ROW;
  }
  bool failed() const { return code_ != SQLITE_OK && code_ != SQLITE_ROW && code_ != SQLITE_DONE; }

  Bytes bytes(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return data ? Bytes(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : Bytes{};
  }
  std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
  std::optional<std::int64_t> number_or_none(int column) const {
    if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
    return number(column);
  }

 private:
  SqliteQuery& note(int code) {
    if (code != SQLITE_OK) code_ = code;
    return *this;
  }
  sqlite3_stmt* const statement_;
  int bound_ = 0;
  int code_ = SQLITE_OK;
};

// A connection, with the statements it has prepared. **Threads**: one at a time.
class SqliteConnection {
 public:
  static Result<std::unique_ptr<SqliteConnection>> open(const std::string& file, std::chrono::milliseconds patience) {
    std::unique_ptr<SqliteConnection> made{new SqliteConnection};
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(file.c_str(), &made->database_, flags, nullptr) != SQLITE_OK) return made->error();
    sqlite3_extended_result_codes(made->database_, 1);
    sqlite3_busy_timeout(made->database_, static_cast<int>(patience.count()));
    for (const char* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON"}) {
      if (auto done = made->run(pragma); !done) return done.error();
    }
    return made;
  }
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;
  ~SqliteConnection() {
    for (const auto& [sql, statement] : prepared_) sqlite3_finalize(statement);
    sqlite3_close_v2(database_);
  }

  // A prepared statement; null where it cannot be prepared.
  sqlite3_stmt* prepare(const std::string& sql) {
    auto& statement = prepared_[sql];
    if (!statement) sqlite3_prepare_v3(database_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    return statement;
  }
  Result<Done> run(const char* sql) {
    if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return error();
    return Done{};
  }
  Error error() const {
    const bool busy = database_ && (sqlite3_errcode(database_) & 0xFF) == SQLITE_BUSY;
    return api_error(500,
                     std::string{"The store failed: "} + (database_ ? sqlite3_errmsg(database_) : "no memory") + ".",
                     busy ? "store_busy" : "store_failed");
  }

 private:
  SqliteConnection() = default;
  sqlite3* database_ = nullptr;
  std::map<std::string, sqlite3_stmt*> prepared_;
};

// Everything or nothing: rolled back unless it is committed.
class SqliteTransaction {
 public:
  SqliteTransaction(SqliteConnection& on, const char* how) : on_{on}, begun_{on.run(how)} {}
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;
  ~SqliteTransaction() {
    if (begun_ && !ended_) (void)on_.run("ROLLBACK");
  }
  const Result<Done>& begun() const { return begun_; }
  Result<Done> commit() {
    auto done = on_.run("COMMIT");
    ended_ = done.has_value();
    return done;
  }

 private:
  SqliteConnection& on_;
  const Result<Done> begun_;
  bool ended_ = false;
};

}  // namespace oaicompat::inline v1::detail
