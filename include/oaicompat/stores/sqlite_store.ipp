// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/sqlite_connection.ipp>
#include <oaicompat/stores/sqlite_store.hpp>
#include <oaicompat/stores/store_support.hpp>

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// The place gives the order; a record that is put again keeps it. `counter` has the last number that was a place or a
// revision; `gone` the places of records that were removed.
inline constexpr const char* sqlite_store_schema[] = {R"(
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
)",
                                                      R"(
  ALTER TABLE records ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
  CREATE TABLE counter (number INTEGER NOT NULL);
  INSERT INTO counter SELECT ifnull(max(seq), 0) + 1 FROM sqlite_sequence;
  CREATE TABLE gone (
    collection BLOB NOT NULL,
    id BLOB NOT NULL,
    place INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (collection, id)
  ) WITHOUT ROWID;
  CREATE INDEX gone_by_time ON gone (until);
)"};

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(SqliteStoreOptions options) : options_{std::move(options)} {}

  Result<void> begin() { return open_schema(pool_, options_.file, 0, sqlite_store_schema); }

  Result<void> write(std::vector<Change> changes) override {
    if (auto formed = well_formed(changes); !formed) return formed;
    const auto too_large = [&](const Change& change) {
      return change.put && change.put->value.size() > options_.max_record_bytes;
    };
    if (std::any_of(changes.begin(), changes.end(), too_large)) return too_large_for_store();
    const std::lock_guard lock{writing_};
    const auto lent = pool_.lend();
    if (!lent) return lent.error();
    auto& on = **lent;
    if (auto there = on.in_place(); !there) return there;
    SqliteTransaction all{on, "BEGIN IMMEDIATE"};
    if (!all.begun()) return all.begun();
    if (auto gone = remove_expired(on); !gone) return gone;
    for (const auto& change : changes) {
      if (auto met = meets(on, change); !met) return met;
    }
    auto number = next_number(
        on, std::count_if(changes.begin(), changes.end(), [](const Change& each) { return each.put.has_value(); }));
    if (!number) return number.error();
    for (const auto& change : changes) {
      auto done = change.put ? put(on, change.collection, *change.put, (*number)++) : remove_of(on, change);
      if (!done) return done;
    }
    return all.commit();
  }

  Result<std::optional<Record>> read(std::string_view collection, std::string_view id) const override {
    const auto lent = pool_.lend();
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
    if (range.after.empty() && !range.before.empty())
      return list_before(range, [&](const ListRange& turned) { return list(collection, turned); });
    if (range.tags.size() > 100) return api_error(400, "A list is filtered by at most 100 tags.", "invalid_value");
    const auto lent = pool_.lend();
    if (!lent) return lent.error();
    auto& on = **lent;
    const SqliteTransaction all{on, "BEGIN"};
    if (!all.begun()) return all.begun().error();
    const bool rises = range.order == ListRange::Order::ascending;
    const auto after = place_of(on, collection, range.after, "after", rises ? 0 : last_place);
    if (!after) return after.error();
    const auto before = place_of(on, collection, range.before, "before", rises ? last_place : 0);
    if (!before) return before.error();
    return page(on, collection, range, *after, *before);
  }

 private:
  static constexpr std::int64_t last_place = std::numeric_limits<std::int64_t>::max();
  static constexpr std::string_view columns = "SELECT place, id, value, expires_at, revision FROM records ";
  static constexpr std::string_view alive = "(expires_at IS NULL OR expires_at > ?)";

  std::int64_t now() const { return options_.clock->unix_time(); }

  // --- writing -----------------------------------------------------------------------------------------------------

  // Some of those whose time is over: a write is not to wait for all where there are many.
  Result<void> remove_expired(SqliteConnection& on) const {
    if (auto done = on.run_with("DELETE FROM gone WHERE until <= ?", now()); !done) return done;
    std::vector<std::pair<Bytes, Bytes>> over;
    auto* statement = on.prepare("SELECT collection, id FROM records WHERE expires_at <= ? LIMIT 1000");
    if (!statement) return on.error();
    {
      SqliteQuery query{statement};
      query.bind(now());
      while (query.step()) over.emplace_back(query.bytes(0), query.bytes(1));
      if (query.failed()) return on.error();
    }
    for (const auto& [collection, id] : over) {
      if (auto done = remove(on, collection, id); !done) return done;
    }
    return {};
  }

  Result<void> meets(SqliteConnection& on, const Change& change) const {
    if (!change.if_revision) return {};
    const std::string_view collection = change.collection, id = id_of(change);
    static const auto sql =
        std::string{"SELECT revision FROM records WHERE collection = ? AND id = ? AND "}.append(alive);
    const auto revision = on.number(sql, collection, id, now());
    if (!revision) return revision.error();
    if (!is_expected(change, static_cast<std::uint64_t>(revision->value_or(0)))) return conflict_at(id);
    return {};
  }

  // The first of some numbers that were not given yet.
  static Result<std::int64_t> next_number(SqliteConnection& on, std::int64_t count) {
    if (count == 0) return std::int64_t{0};
    const auto last = on.number("UPDATE counter SET number = number + ? RETURNING number", count);
    if (!last) return last.error();
    return **last - count + 1;
  }

  Result<void> put(SqliteConnection& on, std::string_view collection, const Record& record, std::int64_t number) const {
    const std::string_view id = record.id, value = record.value;
    auto expires_at = record.expires_at;
    if (!expires_at && options_.retention) expires_at = now() + options_.retention->count();
    // One that is over, but was not removed yet, is another record.
    static constexpr auto over = "SELECT 1 FROM records WHERE collection = ? AND id = ? AND expires_at <= ?";
    const auto is_over = on.number(over, collection, id, now());
    if (!is_over) return is_over.error();
    if (*is_over) {
      if (auto done = remove(on, collection, id); !done) return done;
    }
    if (auto done = on.run_with("DELETE FROM gone WHERE collection = ? AND id = ?", collection, id); !done) return done;
    const auto place = on.number(
        "INSERT INTO records (collection, id, value, expires_at, place, revision) VALUES (?1, ?2, ?3, ?4, ?5, ?5) "
        "ON CONFLICT (collection, id) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at, "
        "revision = excluded.revision RETURNING place",
        collection, id, value, expires_at, number);
    if (!place) return place.error();
    if (**place != number) {
      if (auto gone = on.run_with("DELETE FROM tags WHERE record = ?", **place); !gone) return gone;
    }
    std::int64_t count = 0;
    for (const auto& [name, text] : record.tags) {
      auto done = on.run_with("INSERT INTO tags (record, number, name, value) VALUES (?, ?, ?, ?)", **place, count++,
                              std::string_view{name}, std::string_view{text});
      if (!done) return done;
    }
    return {};
  }

  Result<void> remove_of(SqliteConnection& on, const Change& change) const {
    const std::string_view collection = change.collection;
    if (is_check(change)) return {};
    if (!change.remove.empty()) return remove(on, collection, change.remove);
    for (const char* sql : {"DELETE FROM records WHERE collection = ?", "DELETE FROM gone WHERE collection = ?"}) {
      if (auto done = on.run_with(sql, collection); !done) return done;
    }
    return remove_beneath(on, beneath(collection, ""));
  }
  Result<void> remove(SqliteConnection& on, std::string_view collection, std::string_view id) const {
    auto done = on.run_with(
        "INSERT OR REPLACE INTO gone (collection, id, place, until) SELECT collection, id, place, ? FROM records "
        "WHERE collection = ? AND id = ?",
        now() + options_.keep_cursors.count(), collection, id);
    if (!done) return done;
    done = on.run_with("DELETE FROM records WHERE collection = ? AND id = ?", collection, id);
    if (!done) return done;
    return remove_beneath(on, beneath(collection, id));
  }
  static Result<void> remove_beneath(SqliteConnection& on, const std::string& prefix) {
    const auto end = end_of(prefix);
    for (const char* sql : {"DELETE FROM records WHERE collection >= ? AND collection < ?",
                            "DELETE FROM gone WHERE collection >= ? AND collection < ?"}) {
      if (auto done = on.run_with(sql, std::string_view{prefix}, std::string_view{end}); !done) return done;
    }
    return {};
  }

  // --- reading -----------------------------------------------------------------------------------------------------

  // The place of a record that is there, or was; `standard` where none is asked for.
  static Result<std::int64_t> place_of(SqliteConnection& on, std::string_view collection, std::string_view id,
                                       const char* param, std::int64_t standard) {
    if (id.empty()) return standard;
    for (const char* sql : {"SELECT place FROM records WHERE collection = ? AND id = ?",
                            "SELECT place FROM gone WHERE collection = ? AND id = ?"}) {
      const auto place = on.number(sql, collection, id);
      if (!place) return place.error();
      if (*place) return **place;
    }
    return no_such_cursor(id, param);
  }

  Result<RecordPage> page(SqliteConnection& on, std::string_view collection, const ListRange& range, std::int64_t after,
                          std::int64_t before) const {
    const bool rises = range.order == ListRange::Order::ascending;
    std::string sql{columns};
    sql.append("WHERE collection = ? AND ").append(alive);
    sql += rises ? " AND place > ? AND place < ?" : " AND place < ? AND place > ?";
    for (std::size_t i = 0; i < range.tags.size(); ++i)
      sql += " AND EXISTS (SELECT 1 FROM tags WHERE record = place AND tags.name = ? AND tags.value = ?)";
    sql += rises ? " ORDER BY place" : " ORDER BY place DESC";
    auto* statement = on.prepare(sql);
    if (!statement) return on.error();
    SqliteQuery query{statement};
    query.bind(collection).bind(now()).bind(after).bind(before);
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
      record.revision = static_cast<std::uint64_t>(query.number(4));
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
  const SqlitePool pool_{options_.file, options_.busy_timeout};
  std::mutex writing_;  // writers of this process wait here, those of others in SQLite
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
