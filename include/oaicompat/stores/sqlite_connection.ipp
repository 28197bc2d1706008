// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/transport/posix/quiet_signal.hpp>

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// A file's name as an SQLite URI with a parameter.
inline std::string sqlite_uri(const std::string& file, std::string_view name, const std::string& value) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto escaped = [&](const std::string& text) {
    std::string out;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      const bool plain = byte > ' ' && byte < 0x7F && std::string_view{"%?#&=+"}.find(c) == std::string_view::npos;
      plain ? void(out += c) : void(((out += '%') += digits[byte >> 4]) += digits[byte & 15]);
    }
    return out;
  };
  return "file:" + std::string{file.starts_with('/') ? "//" : ""} + escaped(file) + "?" + std::string{name} + "=" +
         escaped(value);
}

inline constexpr auto owner_alone = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;

// Makes a database, where there is none, that its owner alone may open from its first moment on: SQLite gives a new one
// the mode of another file, here an empty one, and what it keeps beside a database the mode of that. What fails here
// fails again, with its reason, where the database is opened.
inline void make_private(const std::string& file) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (fs::exists(file, ignored)) return;
  const auto model = file + "-" + random_id("mode");
  if (!std::ofstream{model}) return;
  fs::permissions(model, owner_alone, ignored);
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
  sqlite3* database = nullptr;
  if (!ignored) sqlite3_open_v2(sqlite_uri(file, "modeof", model).c_str(), &database, flags, nullptr);
  sqlite3_close_v2(database);
  fs::remove(model, ignored);
}
// The same for a database that was there, once it is known to be ours.
inline void keep_private(const std::string& file) {
  std::error_code ignored;
  for (const char* beside : {"", "-wal", "-shm"}) std::filesystem::permissions(file + beside, owner_alone, ignored);
}

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
    const QuietFileSize quiet;
    if (code_ == SQLITE_OK || code_ == SQLITE_ROW) code_ = sqlite3_step(statement_);
    return code_ == SQLITE_ROW;
  }
  bool failed() const { return code_ != SQLITE_OK && code_ != SQLITE_ROW && code_ != SQLITE_DONE; }

  Bytes bytes(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return data ? Bytes(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : Bytes{};
  }
  double real(int column) const { return sqlite3_column_double(statement_, column); }
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
    const QuietFileSize quiet;
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
    const QuietFileSize quiet;  // the last one writes what lies in the log
    for (const auto& [sql, statement] : prepared_) sqlite3_finalize(statement);
    sqlite3_close_v2(database_);
  }

  // A prepared statement; null where it cannot be prepared.
  sqlite3_stmt* prepare(const std::string& sql) {
    auto& statement = prepared_[sql];
    if (!statement) sqlite3_prepare_v3(database_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    return statement;
  }
  Result<void> run(const char* sql) {
    const QuietFileSize quiet;
    if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return error();
    return {};
  }
  // Runs a statement to its end.
  template <class... Values>
  Result<void> run_with(const std::string& sql, const Values&... values) {
    auto* statement = prepare(sql);
    if (!statement) return error();
    SqliteQuery query{statement};
    (query.bind(values), ...);
    while (query.step()) {
    }
    if (query.failed()) return error();
    return {};
  }
  // The number in the first row; nothing where there is no row.
  template <class... Values>
  Result<std::optional<std::int64_t>> number(const std::string& sql, const Values&... values) {
    auto* statement = prepare(sql);
    if (!statement) return error();
    SqliteQuery query{statement};
    (query.bind(values), ...);
    std::optional<std::int64_t> out;
    while (query.step()) out = out ? out : query.number(0);
    if (query.failed()) return error();
    return out;
  }
  // Whether the file still stands under its name: what is written to one that was removed is lost.
  Result<void> in_place() {
    int moved = 0;
    if (sqlite3_file_control(database_, nullptr, SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK || moved == 0) return {};
    return api_error(500, "The store failed: its file was moved or removed.", "store_failed");
  }
  Error error() const {
    const int code = database_ ? sqlite3_errcode(database_) & 0xFF : SQLITE_NOMEM;
    const bool full = code == SQLITE_FULL || code == SQLITE_TOOBIG;
    return api_error(500,
                     std::string{"The store failed: "} + (database_ ? sqlite3_errmsg(database_) : "no memory") + ".",
                     code == SQLITE_BUSY ? "store_busy"
                     : full              ? "store_full"
                                         : "store_failed");
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
  const Result<void>& begun() const { return begun_; }
  Result<void> commit() {
    auto done = on_.run("COMMIT");
    ended_ = done.has_value();
    return done;
  }

 private:
  const QuietFileSize quiet_{};  // once for all its steps
  SqliteConnection& on_;
  const Result<void> begun_;
  bool ended_ = false;
};

// The connections to a file: as many as are held at once.
class SqlitePool {
 public:
  SqlitePool(std::string file, std::chrono::milliseconds patience) : file_{std::move(file)}, patience_{patience} {}

  struct GiveBack {
    const SqlitePool* to;
    void operator()(SqliteConnection* connection) const {
      std::unique_ptr<SqliteConnection> own{connection};
      const std::lock_guard lock{to->mutex_};
      to->idle_.push_back(std::move(own));
    }
  };
  using Lent = std::unique_ptr<SqliteConnection, GiveBack>;
  // A connection for as long as it is held; then it is idle.
  Result<Lent> lend() const {
    {
      const std::lock_guard lock{mutex_};
      if (!idle_.empty()) {
        auto* connection = idle_.back().release();
        idle_.pop_back();
        return Lent{connection, GiveBack{this}};
      }
    }
    auto opened = SqliteConnection::open(file_, patience_);
    if (!opened) return opened.error();
    return Lent{opened->release(), GiveBack{this}};
  }

 private:
  const std::string file_;
  const std::chrono::milliseconds patience_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<SqliteConnection>> idle_;
};

// Opens a file of ours, makes its tables where it is new, and brings those of an earlier version up to date: `steps[i]`
// makes version i + 1 of version i. `application` tells kinds of files apart.
template <std::size_t Versions>
Result<void> open_schema(const SqlitePool& pool, const std::string& file, std::int64_t application,
                         const char* const (&steps)[Versions]) {
  const auto lent = pool.lend();
  if (!lent) return lent.error();
  auto& on = **lent;
  SqliteTransaction all{on, "BEGIN IMMEDIATE"};
  if (!all.begun()) return all.begun();
  const auto version = on.number("PRAGMA user_version"), kind = on.number("PRAGMA application_id");
  if (!version || !kind) return version ? kind.error() : version.error();
  const auto refused = [&](const char* why) { return local_error(ErrorKind::invalid_argument, why + file + "."); };
  if (**version > static_cast<std::int64_t>(Versions)) return refused("A later version of this library wrote ");
  if (**version > 0 && **kind != application) return refused("Something else is kept in ");
  if (**version == static_cast<std::int64_t>(Versions)) return all.commit();
  for (auto i = static_cast<std::size_t>(**version); i < Versions; ++i) {
    if (auto made = on.run(steps[i]); !made) return made;
  }
  const auto pragma =
      "PRAGMA user_version = " + std::to_string(Versions) + "; PRAGMA application_id = " + std::to_string(application);
  if (auto made = on.run(pragma.c_str()); !made) return made;
  return all.commit();
}

}  // namespace oaicompat::inline v1::detail
