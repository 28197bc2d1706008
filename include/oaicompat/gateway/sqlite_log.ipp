// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/log_rows.hpp>
#include <oaicompat/gateway/sqlite_log.hpp>
#include <oaicompat/stores/sqlite_connection.ipp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

inline constexpr const char* sqlite_log_schema[] = {R"(
CREATE TABLE requests (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, caller_id TEXT, trace_id TEXT, span_id TEXT,
  begun_at INTEGER NOT NULL, path TEXT, key TEXT, tenant TEXT, route TEXT, target TEXT, dialect TEXT,
  model_asked TEXT, model TEXT, stream INTEGER, status INTEGER, outcome TEXT, error TEXT,
  input_tokens INTEGER, output_tokens INTEGER, cached_tokens INTEGER, cache_write_tokens INTEGER,
  reasoning_tokens INTEGER, estimated INTEGER, cost INTEGER, unpriced INTEGER, first_token_us INTEGER,
  duration_us INTEGER, headers TEXT, request TEXT, answer TEXT, cut INTEGER);
CREATE INDEX requests_id ON requests (id);
CREATE INDEX requests_begun_at ON requests (begun_at);
CREATE INDEX requests_tenant ON requests (tenant);
CREATE INDEX requests_model ON requests (model_asked);
CREATE TABLE attempts (
  sequence INTEGER NOT NULL REFERENCES requests ON DELETE CASCADE, place INTEGER NOT NULL, number INTEGER,
  target TEXT, role TEXT, status INTEGER, failure TEXT, lost INTEGER, model TEXT, input_tokens INTEGER,
  output_tokens INTEGER, cached_tokens INTEGER, cache_write_tokens INTEGER, reasoning_tokens INTEGER,
  estimated INTEGER, cost INTEGER, first_token_us INTEGER, duration_us INTEGER,
  PRIMARY KEY (sequence, place)) WITHOUT ROWID;
CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT, what TEXT, "on" TEXT, before TEXT,
  after TEXT);
)",
                                                    "ALTER TABLE requests ADD COLUMN cache TEXT;\n"
                                                    "ALTER TABLE requests ADD COLUMN saved INTEGER;\n",
                                                    "ALTER TABLE requests ADD COLUMN scores TEXT;\n"
                                                    "ALTER TABLE requests ADD COLUMN kind TEXT;\n"
                                                    "ALTER TABLE requests ADD COLUMN of_request TEXT;\n"
                                                    "CREATE INDEX requests_of ON requests (of_request) "
                                                    "WHERE of_request <> '';\n"};
inline constexpr std::int64_t sqlite_log_application = 0x6F61696C;

// `(CAST(? AS TEXT), ?, ...)`: `t` for a text, anything else for a number.
inline std::string log_values(std::string_view kinds) {
  std::string out = "(";
  for (const char kind : kinds) out += kind == 't' ? "CAST(? AS TEXT)," : "?,";
  out.back() = ')';
  return out;
}

// A row while it is bound.
struct SqliteLogRow {
  SqliteQuery& query;
  void text(std::string_view value) { query.bind(value); }
  void bytes(std::string_view value) { query.bind(value); }
  void number(std::optional<std::int64_t> value) { query.bind(value); }
};

class SqliteLog final : public LogSink {
 public:
  explicit SqliteLog(SqliteLogOptions options) : options_{std::move(options)} {}

  Result<void> begin() {
    auto opened = open_schema(pool_, options_.file, sqlite_log_application, sqlite_log_schema);
    if (!opened) return opened;
    auto lent = pool_.lend();
    if (!lent) return lent.error();
    writer_.emplace(*std::move(lent));
    return (*writer_)->run("PRAGMA synchronous=NORMAL");  // a killed process loses nothing by it
  }

  Result<void> write(const std::vector<LogRecord>& records) override {
    auto& on = **writer_;
    SqliteTransaction all{on, "BEGIN IMMEDIATE"};
    if (!all.begun()) return all.begun();
    const auto last = on.number("SELECT seq FROM sqlite_sequence WHERE name = 'requests'");
    if (!last) return last.error();
    auto sequence = last->value_or(0);
    for (const auto& each : records) {
      if (auto done = insert(on, each, ++sequence); !done) return done;
    }
    return all.commit();
  }

  Result<void> audit(const AuditRecord& record) override {
    static const auto sql = std::string{"INSERT INTO audit ("} + log_audit_columns + ") VALUES " + log_values("nttttt");
    return insert(**writer_, sql, [&](SqliteLogRow row) { write_log_audit(row, record); });
  }

  Result<void> trim(std::int64_t now) override {
    auto& on = **writer_;
    if (options_.keep_for.count() > 0) {
      const auto oldest = now - std::chrono::seconds{options_.keep_for}.count();
      if (auto done = on.run_with("DELETE FROM requests WHERE begun_at < ?", oldest); !done) return done;
    }
    if (options_.keep_rows == 0) return {};
    return on.run_with(
        "DELETE FROM requests WHERE sequence <= (SELECT sequence FROM requests ORDER BY sequence DESC LIMIT 1 OFFSET "
        "?)",
        options_.keep_rows);
  }

  Result<LogPage> find(const LogQuery& query) const override {
    const auto lent = pool_.lend();
    if (!lent) return lent.error();
    auto& on = **lent;
    SqliteTransaction one_view{on, "BEGIN"};
    const auto place = [](std::string_view kind) { return kind == "text" ? "CAST(? AS TEXT)" : "?"; };
    const LogConditions conditions{query, place};
    auto* statement = on.prepare("SELECT " + log_request_columns(query.bodies) + " FROM requests" + conditions.sql() +
                                 " ORDER BY sequence DESC LIMIT ?");
    if (!statement) return on.error();
    const auto limit = std::max<std::size_t>(query.limit, 1);
    LogPage out;
    {
      SqliteQuery look{statement};
      SqliteLogRow row{look};
      conditions.write(row);
      row.number(static_cast<std::int64_t>(limit) + 1);
      while (look.step()) out.records.push_back(log_record_at(look));
      if (look.failed()) return on.error();
    }
    end_log_page(out, limit);
    for (auto& each : out.records) {
      if (auto read = read_attempts(on, each); !read) return read.error();
    }
    return out;
  }

  Result<std::vector<AuditRecord>> audits(std::size_t most) const override {
    const auto lent = pool_.lend();
    if (!lent) return lent.error();
    auto* statement =
        (*lent)->prepare(std::string{"SELECT "} + log_audit_columns + " FROM audit ORDER BY sequence DESC LIMIT ?");
    if (!statement) return (*lent)->error();
    SqliteQuery look{statement};
    look.bind(static_cast<std::int64_t>(most));
    std::vector<AuditRecord> out;
    while (look.step()) out.push_back(log_audit_at(look));
    if (look.failed()) return (*lent)->error();
    return out;
  }

 private:
  // Runs a statement whose parameters `bind` gives.
  template <class Bind>
  static Result<void> insert(SqliteConnection& on, const std::string& sql, Bind bind) {
    auto* statement = on.prepare(sql);
    if (!statement) return on.error();
    SqliteQuery query{statement};
    bind(SqliteLogRow{query});
    while (query.step()) {
    }
    if (query.failed()) return on.error();
    return {};
  }
  static Result<void> insert(SqliteConnection& on, const LogRecord& record, std::int64_t sequence) {
    static const std::string request = "INSERT INTO requests VALUES " + log_values(
                                                                            "nttttntttttttt"
                                                                            "nnttnnnnnnnnnnttt"
                                                                            "ntnttt");
    static const std::string attempt = "INSERT INTO attempts VALUES " + log_values(
                                                                            "nnnttntnt"
                                                                            "nnnnnnnnn");
    auto done = insert(on, request, [&](SqliteLogRow row) { write_log_request(row, record, sequence); });
    for (std::size_t i = 0; done && i < record.report.attempts.size(); ++i) {
      done = insert(on, attempt, [&](SqliteLogRow row) { write_log_attempt(row, record, i, sequence); });
    }
    return done;
  }
  static Result<void> read_attempts(SqliteConnection& on, LogRecord& record) {
    auto* statement = on.prepare("SELECT * FROM attempts WHERE sequence = ? ORDER BY place");
    if (!statement) return on.error();
    SqliteQuery look{statement};
    look.bind(record.sequence);
    while (look.step()) read_log_attempt(look, record);
    if (look.failed()) return on.error();
    return {};
  }

  const SqliteLogOptions options_;
  const SqlitePool pool_{options_.file, options_.busy_timeout};
  std::optional<SqlitePool::Lent> writer_;
};

}  // namespace detail

OAICOMPAT_INLINE Result<LogSinkPtr> sqlite_log(SqliteLogOptions options) {
  if (options.file.empty() || options.file.starts_with(":"))
    return local_error(ErrorKind::invalid_argument, "A log needs a file.");
  const auto file = options.file;
  detail::make_private(file);
  auto log = std::make_shared<detail::SqliteLog>(std::move(options));
  if (auto begun = log->begin(); !begun) return begun.error();
  detail::keep_private(file);
  return LogSinkPtr{std::move(log)};
}

}  // namespace oaicompat::inline v1
