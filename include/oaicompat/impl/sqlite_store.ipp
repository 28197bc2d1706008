// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/sqlite_store.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

/// A prepared statement, bound and stepped in order of its parameters. **Errors**: kept by the connection.
class SqliteStatement {
 public:
  SqliteStatement(sqlite3* database, std::string_view sql) {
    sqlite3_stmt* made = nullptr;
    sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &made, nullptr);
    statement_.reset(made);
  }
  // Strings are bytes, whatever they hold.
  SqliteStatement& bind(std::string_view bytes) {
    const auto* data = bytes.empty() ? "" : bytes.data();
    sqlite3_bind_blob64(statement_.get(), ++bound_, data, bytes.size(), SQLITE_STATIC);
    return *this;
  }
  SqliteStatement& bind(std::int64_t number) {
    sqlite3_bind_int64(statement_.get(), ++bound_, number);
    return *this;
  }
  enum class Step { row, done, failed };
  Step step() {
    const auto got = statement_ ? sqlite3_step(statement_.get()) : SQLITE_ERROR;
    return got == SQLITE_ROW ? Step::row : got == SQLITE_DONE ? Step::done : Step::failed;
  }
  /// Runs it to its end; false when it failed.
  bool run() {
    auto got = step();
    while (got == Step::row) got = step();
    return got == Step::done;
  }
  std::int64_t number(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  std::string bytes(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    const auto size = sqlite3_column_bytes(statement_.get(), column);
    return data ? std::string(data, static_cast<std::size_t>(size)) : std::string{};
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
};

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(SqliteStoreOptions options) : options_{std::move(options)} {}

  Result<Done> open() {
    sqlite3* made = nullptr;
    const auto flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const auto opened = sqlite3_open_v2(options_.file.c_str(), &made, flags, nullptr);
    database_.reset(made);
    if (opened != SQLITE_OK) return failure();
    sqlite3_busy_timeout(made, static_cast<int>(options_.busy_timeout.count()));
    if (!execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON")) return failure();
    return migrate();
  }

  Result<Done> write(std::vector<Change> changes) override {
    std::lock_guard lock{mutex_};
    if (!execute("BEGIN IMMEDIATE")) return failure();
    bool good = SqliteStatement{database_.get(), "DELETE FROM records WHERE expires <= ?"}.bind(now()).run();
    for (std::size_t i = 0; good && i < changes.size(); ++i) good = apply(changes[i]);
    if (good && execute("COMMIT")) return Done{};
    auto error = failure();
    execute("ROLLBACK");
    return error;
  }

  Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const override {
    std::lock_guard lock{mutex_};
    SqliteStatement found{database_.get(), std::string{columns} + "WHERE collection = ? AND id = ? AND expires > ?"};
    switch (found.bind(collection).bind(id).bind(now()).step()) {
      case SqliteStatement::Step::done: return std::optional<Record>{};
      case SqliteStatement::Step::failed: return failure();
      case SqliteStatement::Step::row: break;
    }
    auto record = record_of(found);
    if (!record) return record.error();
    return std::optional{*std::move(record)};
  }

  Result<RecordPage> list(std::string_view collection, const ListRange& range) const override {
    std::lock_guard lock{mutex_};
    const bool rising = range.order == ListRange::Order::ascending;
    auto after = rising ? std::int64_t{-1} : INT64_MAX;
    if (!range.after.empty()) {
      SqliteStatement place{database_.get(), "SELECT place FROM records WHERE collection = ? AND id = ?"};
      const auto got = place.bind(collection).bind(range.after).step();
      if (got == SqliteStatement::Step::failed) return failure();
      if (got == SqliteStatement::Step::done)
        return api_error(404, "There is no '" + range.after + "' in the list.", "", "after");
      after = place.number(0);
    }
    auto sql = std::string{columns} + "WHERE collection = ? AND expires > ? AND place " + (rising ? ">" : "<") + " ?";
    for (std::size_t i = 0; i < range.tags.size(); ++i)
      sql += " AND EXISTS (SELECT 1 FROM tags WHERE tags.place = records.place AND name = ? AND tags.value = ?)";
    sql += rising ? " ORDER BY place LIMIT ?" : " ORDER BY place DESC LIMIT ?";
    SqliteStatement rows{database_.get(), sql};
    rows.bind(collection).bind(now()).bind(after);
    for (const auto& [name, value] : range.tags) rows.bind(name).bind(value);
    rows.bind(static_cast<std::int64_t>(std::min<std::size_t>(range.limit, INT32_MAX)) + 1);
    return page_of(rows, range.limit);
  }

 private:
  static constexpr std::string_view columns = "SELECT id, value, expires, expires_itself, place FROM records ";
  static constexpr int version = 1;

  std::int64_t now() const { return options_.clock->unix_time(); }
  bool execute(const char* sql) const {
    return sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  Error failure() const {
    const std::string why = database_ ? sqlite3_errmsg(database_.get()) : "out of memory";
    return api_error(500, "The store failed: " + why + ".", "store_failed");
  }

  // Ids are blobs, so that they compare byte by byte; `place` grows, so that lists have the order of the first writes.
  Result<Done> migrate() {
    if (!execute("BEGIN IMMEDIATE")) return failure();
    std::int64_t known = 0;
    {
      SqliteStatement read{database_.get(), "PRAGMA user_version"};
      if (read.step() == SqliteStatement::Step::row) known = read.number(0);
    }
    if (known > version) {
      execute("ROLLBACK");
      return api_error(500, "The store's file is of a later version of the library.", "store_failed");
    }
    const bool made =
        known == version ||
        execute(
            "CREATE TABLE records (place INTEGER PRIMARY KEY AUTOINCREMENT, collection BLOB NOT NULL, id BLOB NOT NULL,"
            "  value BLOB NOT NULL, expires INTEGER NOT NULL, expires_itself INTEGER NOT NULL, UNIQUE (collection, "
            "id));"
            "CREATE INDEX records_in_order ON records (collection, place);"
            "CREATE INDEX records_by_expiry ON records (expires);"
            "CREATE TABLE tags (place INTEGER NOT NULL REFERENCES records ON DELETE CASCADE, n INTEGER NOT NULL,"
            "  name BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (place, n)) WITHOUT ROWID;"
            "PRAGMA user_version = 1");
    if (made && execute("COMMIT")) return Done{};
    auto error = failure();
    execute("ROLLBACK");
    return error;
  }

  bool apply(const Change& change) const {
    if (change.put) return put(change.collection, *change.put);
    if (change.remove.empty())
      return SqliteStatement{database_.get(), "DELETE FROM records WHERE collection = ?"}.bind(change.collection).run();
    return SqliteStatement{database_.get(), "DELETE FROM records WHERE collection = ? AND id = ?"}
        .bind(change.collection)
        .bind(change.remove)
        .run();
  }
  bool put(const std::string& collection, const Record& record) const {
    SqliteStatement place{database_.get(),
                          "INSERT INTO records (collection, id, value, expires, expires_itself) VALUES (?, ?, ?, ?, ?)"
                          " ON CONFLICT (collection, id) DO UPDATE SET value = excluded.value,"
                          " expires = excluded.expires, expires_itself = excluded.expires_itself RETURNING place"};
    place.bind(collection).bind(record.id).bind(record.value);
    place.bind(record.expires_at.value_or(now() + options_.keep.count()));
    place.bind(std::int64_t{record.expires_at.has_value()});
    if (place.step() != SqliteStatement::Step::row) return false;
    const auto at = place.number(0);
    if (!place.run() || !SqliteStatement{database_.get(), "DELETE FROM tags WHERE place = ?"}.bind(at).run())
      return false;
    std::int64_t n = 0;
    for (const auto& [name, value] : record.tags) {
      SqliteStatement tag{database_.get(), "INSERT INTO tags (place, n, name, value) VALUES (?, ?, ?, ?)"};
      if (!tag.bind(at).bind(n++).bind(name).bind(value).run()) return false;
    }
    return true;
  }

  Result<Record> record_of(const SqliteStatement& row) const {
    Record out{.id = row.bytes(0), .value = row.bytes(1)};
    if (row.number(3) != 0) out.expires_at = row.number(2);
    SqliteStatement tags{database_.get(), "SELECT name, value FROM tags WHERE place = ? ORDER BY n"};
    tags.bind(row.number(4));
    auto got = tags.step();
    for (; got == SqliteStatement::Step::row; got = tags.step()) out.tags.emplace_back(tags.bytes(0), tags.bytes(1));
    if (got == SqliteStatement::Step::failed) return failure();
    return out;
  }
  Result<RecordPage> page_of(SqliteStatement& rows, std::size_t limit) const {
    RecordPage out;
    auto got = rows.step();
    for (; got == SqliteStatement::Step::row; got = rows.step()) {
      if (out.records.size() == limit) {
        out.has_more = true;
        return out;
      }
      auto record = record_of(rows);
      if (!record) return record.error();
      out.records.push_back(*std::move(record));
    }
    if (got == SqliteStatement::Step::failed) return failure();
    return out;
  }

  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  const SqliteStoreOptions options_;
  mutable std::mutex mutex_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace detail

OAICOMPAT_INLINE Result<StorePtr> sqlite_store(SqliteStoreOptions options) {
  auto store = std::make_shared<detail::SqliteStore>(std::move(options));
  if (auto opened = store->open(); !opened) return opened.error();
  return StorePtr{std::move(store)};
}

}  // namespace oaicompat::inline v1
