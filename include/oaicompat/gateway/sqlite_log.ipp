// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/sqlite_log.hpp>
#include <oaicompat/stores/sqlite_connection.ipp>

#include <algorithm>
#include <array>
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

inline std::int64_t log_us(Duration span) {
  return std::chrono::duration_cast<std::chrono::microseconds>(span).count();
}
inline std::optional<std::int64_t> log_us(const std::optional<Duration>& span) {
  return span ? std::optional{log_us(*span)} : std::nullopt;
}
inline std::optional<Duration> log_span(const std::optional<std::int64_t>& us) {
  return us ? std::optional<Duration>{std::chrono::microseconds{*us}} : std::nullopt;
}
inline std::string_view log_word(AttemptRole role) { return role == AttemptRole::hedge ? "hedge" : "primary"; }
inline std::string_view log_word(EvaluationKind kind) {
  return kind == EvaluationKind::shadow ? "shadow" : kind == EvaluationKind::judge ? "judge" : "";
}
inline EvaluationKind kind_of_word(std::string_view word) {
  return word == "shadow" ? EvaluationKind::shadow : word == "judge" ? EvaluationKind::judge : EvaluationKind::checks;
}
inline RequestOutcome outcome_of_word(std::string_view word) {
  constexpr std::array all{RequestOutcome::answered, RequestOutcome::failed, RequestOutcome::cut,
                           RequestOutcome::refused, RequestOutcome::cancelled};
  const auto at = std::find_if(all.begin(), all.end(), [&](auto each) { return to_string(each) == word; });
  return at == all.end() ? RequestOutcome::failed : *at;
}
inline CacheUse cache_use_of_word(std::string_view word) {
  constexpr std::array all{CacheUse::bypass,    CacheUse::miss,  CacheUse::hit,
                           CacheUse::coalesced, CacheUse::stale, CacheUse::refresh};
  const auto at = std::find_if(all.begin(), all.end(), [&](auto each) { return to_string(each) == word; });
  return at == all.end() ? CacheUse::none : *at;
}
inline std::optional<FailureClass> failure_of_word(std::string_view word) {
  const auto at = std::find_if(failure_table.begin(), failure_table.end(), [&](auto& row) { return row.name == word; });
  return at == failure_table.end() ? std::nullopt : std::optional{at->failure};
}

// `(CAST(? AS TEXT), ?, ...)`: `t` for a text, anything else for a number.
inline std::string log_values(std::string_view kinds) {
  std::string out = "(";
  for (const char kind : kinds) out += kind == 't' ? "CAST(? AS TEXT)," : "?,";
  out.back() = ')';
  return out;
}

inline void bind_tokens(SqliteQuery& query, const std::optional<TokenTally>& tokens) {
  const auto bind = [&](std::int64_t TokenTally::*member) {
    query.bind(tokens ? std::optional{(*tokens).*member} : std::nullopt);
  };
  bind(&TokenTally::input);
  bind(&TokenTally::output);
  bind(&TokenTally::cached);
  bind(&TokenTally::cache_write);
  bind(&TokenTally::reasoning);
}
inline std::optional<TokenTally> tokens_at(const SqliteQuery& query, int column) {
  if (!query.number_or_none(column)) return std::nullopt;
  return TokenTally{.input = query.number(column),
                    .output = query.number(column + 1),
                    .cached = query.number(column + 2),
                    .cache_write = query.number(column + 3),
                    .reasoning = query.number(column + 4)};
}

// The conditions of a look, and what they are held against.
struct LogConditions {
  std::string sql = " WHERE 1";
  std::vector<std::pair<const std::string*, std::int64_t>> values;  // a text, or a number where that is null

  explicit LogConditions(const LogQuery& query) {
    const auto text = [&](const char* column, const std::string& value) {
      if (value.empty()) return;
      sql += std::string{" AND "} + column + " = CAST(? AS TEXT)";
      values.emplace_back(&value, 0);
    };
    const auto number = [&](const char* condition, const std::optional<std::int64_t>& value) {
      if (!value) return;
      sql += std::string{" AND "} + condition + " ?";
      values.emplace_back(nullptr, *value);
    };
    if (query.evaluations == LogEvaluations::without && query.of.empty()) sql += " AND COALESCE(of_request, '') = ''";
    if (!query.of.empty()) sql += " AND of_request <> ''";
    text("of_request", query.of);
    text("id", query.id);
    text("model_asked", query.model);
    text("target", query.target);
    text("tenant", query.tenant);
    text("key", query.key);
    text("outcome", query.outcome);
    number("status =", query.status);
    number("begun_at >=", query.since);
    number("begun_at <", query.until);
    number("sequence <", query.before);
  }
  void bind(SqliteQuery& query) const {
    for (const auto& [text, value] : values) text ? query.bind(std::string_view{*text}) : query.bind(value);
  }
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
    static const std::string sql =
        "INSERT INTO audit (at, who, what, \"on\", before, after) VALUES " + log_values("nttttt");
    using View = std::string_view;
    return (*writer_)->run_with(sql, record.at, View{record.who}, View{record.what}, View{record.on},
                                View{record.before}, View{record.after});
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
    const LogConditions conditions{query};
    auto* statement = on.prepare("SELECT " + columns(query.bodies) + " FROM requests" + conditions.sql +
                                 " ORDER BY sequence DESC LIMIT ?");
    if (!statement) return on.error();
    const auto limit = std::max<std::size_t>(query.limit, 1);
    LogPage out;
    {
      SqliteQuery look{statement};
      conditions.bind(look);
      look.bind(static_cast<std::int64_t>(limit) + 1);
      while (look.step()) out.records.push_back(record_at(look));
      if (look.failed()) return on.error();
    }
    if (out.records.size() > limit) {
      out.records.pop_back();
      out.next = out.records.back().sequence;
    }
    for (auto& each : out.records) {
      if (auto read = read_attempts(on, each); !read) return read.error();
    }
    return out;
  }

  Result<std::vector<AuditRecord>> audits(std::size_t most) const override {
    const auto lent = pool_.lend();
    if (!lent) return lent.error();
    auto* statement =
        (*lent)->prepare("SELECT at, who, what, \"on\", before, after FROM audit ORDER BY sequence DESC LIMIT ?");
    if (!statement) return (*lent)->error();
    SqliteQuery look{statement};
    look.bind(static_cast<std::int64_t>(most));
    std::vector<AuditRecord> out;
    while (look.step()) {
      out.push_back({.at = look.number(0),
                     .who = look.bytes(1),
                     .what = look.bytes(2),
                     .on = look.bytes(3),
                     .before = look.bytes(4),
                     .after = look.bytes(5)});
    }
    if (look.failed()) return (*lent)->error();
    return out;
  }

 private:
  static std::string columns(LogBodies bodies) {
    const std::string facts =
        "sequence, id, caller_id, trace_id, span_id, begun_at, path, key, tenant, route, target, dialect, model_asked, "
        "model, stream, status, outcome, error, input_tokens, output_tokens, cached_tokens, cache_write_tokens, "
        "reasoning_tokens, estimated, cost, unpriced, first_token_us, duration_us, ";
    return facts + (bodies == LogBodies::with ? "headers, request, answer" : "'', '', ''") +
           ", cut, cache, saved, scores, kind, of_request";
  }
  static Result<void> insert(SqliteConnection& on, const LogRecord& record, std::int64_t sequence) {
    static const std::string sql = "INSERT INTO requests VALUES " + log_values(
                                                                        "nttttntttttttt"
                                                                        "nnttnnnnnnnnnnttt"
                                                                        "ntnttt");
    auto* statement = on.prepare(sql);
    if (!statement) return on.error();
    {
      SqliteQuery query{statement};
      query.bind(sequence);
      bind_record(query, record);
      while (query.step()) {
      }
      if (query.failed()) return on.error();
    }
    for (std::size_t i = 0; i < record.report.attempts.size(); ++i) {
      if (auto done = insert_attempt(on, record, i, sequence); !done) return done;
    }
    return {};
  }
  static void bind_record(SqliteQuery& query, const LogRecord& record) {
    const auto& report = record.report;
    for (const auto* each : {&record.id, &record.caller_id, &record.trace_id, &record.span_id}) query.bind(*each);
    query.bind(report.begun_at);
    for (const auto* each : {&report.path, &report.key, &report.tenant, &report.route, &report.target, &report.dialect,
                             &report.model_asked, &report.model}) {
      query.bind(*each);
    }
    query.bind(std::int64_t{report.stream}).bind(std::int64_t{report.status});
    query.bind(to_string(report.outcome)).bind(report.error);
    bind_tokens(query, report.tokens);
    query.bind(std::int64_t{report.estimated}).bind(report.cost).bind(std::int64_t{report.unpriced});
    query.bind(log_us(report.first_token)).bind(log_us(report.duration));
    query.bind(record.headers).bind(record.request).bind(record.answer).bind(std::int64_t{record.cut});
    query.bind(to_string(report.cache)).bind(report.saved);
    query.bind(record.scores).bind(log_word(record.kind)).bind(record.of);
  }
  static Result<void> insert_attempt(SqliteConnection& on, const LogRecord& record, std::size_t place,
                                     std::int64_t sequence) {
    static const std::string sql = "INSERT INTO attempts VALUES " + log_values(
                                                                        "nnnttntnt"
                                                                        "nnnnnnnnn");
    auto* statement = on.prepare(sql);
    if (!statement) return on.error();
    const auto& each = record.report.attempts[place];
    const auto target = place < record.attempt_targets.size() ? std::string_view{record.attempt_targets[place]} : "";
    SqliteQuery query{statement};
    query.bind(sequence).bind(static_cast<std::int64_t>(place)).bind(std::int64_t{each.number});
    query.bind(target).bind(log_word(each.role)).bind(std::int64_t{each.status});
    query.bind(each.failure ? row_of(*each.failure).name : std::string_view{});
    query.bind(std::int64_t{each.lost}).bind(each.model);
    bind_tokens(query, each.tokens);
    query.bind(std::int64_t{each.estimated}).bind(each.cost);
    query.bind(log_us(each.first_token)).bind(log_us(each.duration));
    while (query.step()) {
    }
    if (query.failed()) return on.error();
    return {};
  }

  static LogRecord record_at(const SqliteQuery& look) {
    LogRecord out{.sequence = look.number(0),
                  .id = look.bytes(1),
                  .caller_id = look.bytes(2),
                  .trace_id = look.bytes(3),
                  .span_id = look.bytes(4)};
    auto& report = out.report;
    report.request_id = out.id;
    report.begun_at = look.number(5);
    std::array texts{&report.path,   &report.key,     &report.tenant,      &report.route,
                     &report.target, &report.dialect, &report.model_asked, &report.model};
    for (int column = 6; auto* each : texts) *each = look.bytes(column++);
    report.stream = look.number(14) != 0;
    report.status = static_cast<int>(look.number(15));
    report.outcome = outcome_of_word(look.bytes(16));
    report.error = look.bytes(17);
    report.tokens = tokens_at(look, 18);
    report.estimated = look.number(23) != 0;
    report.cost = look.number_or_none(24);
    report.unpriced = look.number(25) != 0;
    report.first_token = log_span(look.number_or_none(26));
    report.duration = std::chrono::microseconds{look.number(27)};
    out.headers = look.bytes(28);
    out.request = look.bytes(29);
    out.answer = look.bytes(30);
    out.cut = look.number(31) != 0;
    report.cache = cache_use_of_word(look.bytes(32));
    report.saved = look.number_or_none(33);
    out.scores = look.bytes(34);
    out.kind = kind_of_word(look.bytes(35));
    out.of = look.bytes(36);
    return out;
  }
  static Result<void> read_attempts(SqliteConnection& on, LogRecord& record) {
    auto* statement = on.prepare("SELECT * FROM attempts WHERE sequence = ? ORDER BY place");
    if (!statement) return on.error();
    SqliteQuery look{statement};
    look.bind(record.sequence);
    while (look.step()) {
      record.attempt_targets.push_back(look.bytes(3));
      record.report.attempts.push_back({.number = static_cast<int>(look.number(2)),
                                        .role = look.bytes(4) == "hedge" ? AttemptRole::hedge : AttemptRole::primary,
                                        .status = static_cast<int>(look.number(5)),
                                        .failure = failure_of_word(look.bytes(6)),
                                        .lost = look.number(7) != 0,
                                        .model = look.bytes(8),
                                        .tokens = tokens_at(look, 9),
                                        .estimated = look.number(14) != 0,
                                        .cost = look.number_or_none(15),
                                        .first_token = log_span(look.number_or_none(16)),
                                        .duration = std::chrono::microseconds{look.number(17)}});
    }
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
