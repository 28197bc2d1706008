// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/sqlite_connection.ipp>
#include <oaicompat/stores/sqlite_store.hpp>

#include <mutex>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// The place gives the order; a record that is put again keeps it.
inline constexpr const char* sqlite_schema = R"(
  CREATE TABLE records (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    collection BLOB NOT NULL,
    id BLOB NOT NULL,
    value BLOB NOT NULL,
    expires_at INTEGER,
    UNIQUE (collection, id)
  );
  CREATE INDEX records_in_order ON records (collection, place);
  CREATE INDEX records_by_expiry ON records (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE tags (
    record INTEGER NOT NULL REFERENCES records (place) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    name BLOB NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (record, number)
  ) WITHOUT ROWID;
  PRAGMA user_version = 1;
)";

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(SqliteStoreOptions options) : options_{std::move(options)} {}

  // Makes the tables, or finds that they are ours.
  Result<void> begin() {
    const auto lent = lend();
    if (!lent) return lent.error();
    auto& on = **lent;
    SqliteTransaction all{on, "BEGIN IMMEDIATE"};
    if (!all.begun()) return all.begun();
    std::int64_t version = 0;
    {
      auto* statement = on.prepare("PRAGMA user_version");
      if (!statement) return on.error();
      SqliteQuery query{statement};
      if (!query.step()) return on.error();
      version = query.number(0);
    }
    if (version > 1)
      return local_error(ErrorKind::invalid_argument, "A later version of this store wrote " + options_.file + ".");
    if (version == 0) {
      if (auto made = on.run(sqlite_schema); !made) return made;
    }
    return all.commit();
  }

  Result<void> write(std::vector<Change> changes) override {
    const std::lock_guard lock{writing_};
    const auto lent = lend();
    if (!lent) return lent.error();
    auto& on = **lent;
    SqliteTransaction all{on, "BEGIN IMMEDIATE"};
    if (!all.begun()) return all.begun();
    const auto now = options_.clock->unix_time();
    if (auto gone = run(on, "DELETE FROM records WHERE expires_at <= ?", now); !gone) return gone;
    for (const auto& change : changes) {
      if (auto done = apply(on, change, now); !done) return done;
    }
    return all.commit();
  }

  Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const override {
    const auto lent = lend();
    if (!lent) return lent.error();
    auto& on = **lent;
    const SqliteTransaction all{on, "BEGIN"};
    if (!all.begun()) return all.begun().error();
    auto* statement = on.prepare(std::string{columns}.append("WHERE collection = ? AND id = ? AND ").append(alive));
    if (!statement) return on.error();
    SqliteQuery query{statement};
    auto found = records(on, query.bind(collection).bind(id).bind(now()), 1);
    if (!found) return found.error();
    if (found->empty()) return std::optional<Record>{};
    return std::optional{std::move(found->front())};
  }

  Result<RecordPage> list(std::string_view collection, const ListRange& range) const override {
    if (range.tags.size() > 100) return api_error(400, "A list is filtered by at most 100 tags.", "invalid_value");
    const auto lent = lend();
    if (!lent) return lent.error();
    auto& on = **lent;
    const SqliteTransaction all{on, "BEGIN"};
    if (!all.begun()) return all.begun().error();
    std::int64_t after = 0;
    if (!range.after.empty()) {
      const auto place = place_of(on, collection, range.after);
      if (!place) return place.error();
      if (!*place) return api_error(404, "There is no '" + range.after + "' in the list.", "", "after");
      after = **place;
    }
    return page(on, collection, range, after);
  }

 private:
  static constexpr std::string_view columns = "SELECT place, id, value, expires_at FROM records ";
  static constexpr std::string_view alive = "(expires_at IS NULL OR expires_at > ?)";

  std::int64_t now() const { return options_.clock->unix_time(); }

  // A connection for as long as it is held; it comes back to the idle ones.
  struct GiveBack {
    const SqliteStore* to;
    void operator()(SqliteConnection* connection) const {
      std::unique_ptr<SqliteConnection> own{connection};
      const std::lock_guard lock{to->mutex_};
      to->idle_.push_back(std::move(own));
    }
  };
  using Lent = std::unique_ptr<SqliteConnection, GiveBack>;
  Result<Lent> lend() const {
    {
      const std::lock_guard lock{mutex_};
      if (!idle_.empty()) {
        auto* connection = idle_.back().release();
        idle_.pop_back();
        return Lent{connection, GiveBack{this}};
      }
    }
    auto opened = SqliteConnection::open(options_.file, options_.busy_timeout);
    if (!opened) return opened.error();
    return Lent{opened->release(), GiveBack{this}};
  }

  template <class... Values>
  static Result<void> run(SqliteConnection& on, const char* sql, const Values&... values) {
    auto* statement = on.prepare(sql);
    if (!statement) return on.error();
    SqliteQuery query{statement};
    (query.bind(values), ...);
    while (query.step()) {
    }
    if (query.failed()) return on.error();
    return {};
  }

  Result<void> apply(SqliteConnection& on, const Change& change, std::int64_t now) const {
    if (change.put) return put(on, change.collection, *change.put, now);
    if (change.remove.empty())
      return run(on, "DELETE FROM records WHERE collection = ?", std::string_view{change.collection});
    return run(on, "DELETE FROM records WHERE collection = ? AND id = ?", std::string_view{change.collection},
               std::string_view{change.remove});
  }
  Result<void> put(SqliteConnection& on, std::string_view collection, const Record& record, std::int64_t now) const {
    if (record.id.empty()) return local_error(ErrorKind::invalid_argument, "A record needs an id.");
    auto expires_at = record.expires_at;
    if (!expires_at && options_.keep) expires_at = now + options_.keep->count();
    auto* statement = on.prepare(
        "INSERT INTO records (collection, id, value, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT (collection, id) DO "
        "UPDATE SET value = excluded.value, expires_at = excluded.expires_at RETURNING place");
    if (!statement) return on.error();
    std::int64_t place = 0;
    {
      SqliteQuery query{statement};
      query.bind(collection).bind(record.id).bind(record.value).bind(expires_at);
      if (!query.step()) return on.error();
      place = query.number(0);
      while (query.step()) {
      }
      if (query.failed()) return on.error();
    }
    if (auto gone = run(on, "DELETE FROM tags WHERE record = ?", place); !gone) return gone;
    std::int64_t number = 0;
    for (const auto& [name, value] : record.tags) {
      auto done = run(on, "INSERT INTO tags (record, number, name, value) VALUES (?, ?, ?, ?)", place, number++,
                      std::string_view{name}, std::string_view{value});
      if (!done) return done;
    }
    return {};
  }

  Result<std::optional<std::int64_t>> place_of(SqliteConnection& on, std::string_view collection,
                                               std::string_view id) const {
    auto* statement =
        on.prepare(std::string{"SELECT place FROM records WHERE collection = ? AND id = ? AND "}.append(alive));
    if (!statement) return on.error();
    SqliteQuery query{statement};
    const bool found = query.bind(collection).bind(id).bind(now()).step();
    if (query.failed()) return on.error();
    return found ? std::optional{query.number(0)} : std::nullopt;
  }

  Result<RecordPage> page(SqliteConnection& on, std::string_view collection, const ListRange& range,
                          std::int64_t after) const {
    const bool ascending = range.order == ListRange::Order::ascending;
    std::string sql{columns};
    sql += "WHERE collection = ? AND ";
    sql += alive;
    if (!range.after.empty()) sql += ascending ? " AND place > ?" : " AND place < ?";
    for (std::size_t i = 0; i < range.tags.size(); ++i)
      sql += " AND EXISTS (SELECT 1 FROM tags WHERE record = place AND tags.name = ? AND tags.value = ?)";
    sql += ascending ? " ORDER BY place" : " ORDER BY place DESC";
    auto* statement = on.prepare(sql);
    if (!statement) return on.error();
    SqliteQuery query{statement};
    query.bind(collection).bind(now());
    if (!range.after.empty()) query.bind(after);
    for (const auto& [name, value] : range.tags) query.bind(name).bind(value);
    auto found = records(on, query, range.limit);
    if (!found) return found.error();
    RecordPage out;
    out.records = *std::move(found);
    out.has_more = query.step();
    if (query.failed()) return on.error();
    return out;
  }

  // As many rows as there are, up to `limit`.
  static Result<std::vector<Record>> records(SqliteConnection& on, SqliteQuery& query, std::size_t limit) {
    std::vector<Record> out;
    while (out.size() < limit && query.step()) {
      auto& record = out.emplace_back();
      record.id = query.bytes(1);
      record.value = query.bytes(2);
      record.expires_at = query.number_or_none(3);
      auto* statement = on.prepare("SELECT name, value FROM tags WHERE record = ? ORDER BY number");
      if (!statement) return on.error();
      SqliteQuery tags{statement};
      tags.bind(query.number(0));
      while (tags.step()) record.tags.emplace_back(tags.bytes(0), tags.bytes(1));
      if (tags.failed()) return on.error();
    }
    if (query.failed()) return on.error();
    return out;
  }

  const SqliteStoreOptions options_;
  std::mutex writing_;  // writers of this process wait here, those of others in SQLite
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<SqliteConnection>> idle_;
};

}  // namespace detail

OAICOMPAT_INLINE Result<StorePtr> sqlite_store(SqliteStoreOptions options) {
  if (options.file.empty() || options.file.starts_with(":"))
    return local_error(ErrorKind::invalid_argument, "An SQLite store needs a file.");
  const bool hidden = options.access == SqliteStoreOptions::Access::owner;
  const auto file = options.file;
  if (hidden) detail::make_private(file);
  auto store = std::make_shared<detail::SqliteStore>(std::move(options));
  if (auto begun = store->begin(); !begun) return begun.error();
  if (hidden) detail::keep_private(file);
  return StorePtr{std::move(store)};
}

}  // namespace oaicompat::inline v1
