// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/log_rows.hpp>
#include <oaicompat/gateway/postgres_connection.ipp>
#include <oaicompat/gateway/postgres_log.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// `[i]` makes version i + 1 of version i.
inline constexpr const char* postgres_log_schema[] = {R"(
CREATE TABLE log_schema (version BIGINT NOT NULL);
INSERT INTO log_schema VALUES (0);
CREATE SEQUENCE requests_sequence;
CREATE TABLE requests (
  sequence BIGINT PRIMARY KEY, id TEXT NOT NULL, caller_id TEXT, trace_id TEXT, span_id TEXT,
  begun_at BIGINT NOT NULL, path TEXT, key TEXT, tenant TEXT, route TEXT, target TEXT, dialect TEXT,
  model_asked TEXT, model TEXT, stream BIGINT, status BIGINT, outcome TEXT, error TEXT,
  input_tokens BIGINT, output_tokens BIGINT, cached_tokens BIGINT, cache_write_tokens BIGINT,
  reasoning_tokens BIGINT, estimated BIGINT, cost BIGINT, unpriced BIGINT, first_token_us BIGINT,
  duration_us BIGINT, headers TEXT, request BYTEA, answer BYTEA, cut BIGINT, cache TEXT, saved BIGINT, scores TEXT,
  kind TEXT, of_request TEXT);
CREATE INDEX requests_id ON requests (id);
CREATE INDEX requests_begun_at ON requests (begun_at);
CREATE INDEX requests_tenant ON requests (tenant);
CREATE INDEX requests_model ON requests (model_asked);
CREATE INDEX requests_of ON requests (of_request) WHERE of_request <> '';
CREATE TABLE attempts (
  sequence BIGINT NOT NULL REFERENCES requests ON DELETE CASCADE, place BIGINT NOT NULL, number BIGINT,
  target TEXT, role TEXT, status BIGINT, failure TEXT, lost BIGINT, model TEXT, input_tokens BIGINT,
  output_tokens BIGINT, cached_tokens BIGINT, cache_write_tokens BIGINT, reasoning_tokens BIGINT,
  estimated BIGINT, cost BIGINT, first_token_us BIGINT, duration_us BIGINT, PRIMARY KEY (sequence, place));
CREATE TABLE audit (
  sequence BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY, at BIGINT NOT NULL, who TEXT, what TEXT, "on" TEXT,
  before TEXT, after TEXT);
)"};
inline constexpr std::int64_t postgres_log_version = std::size(postgres_log_schema);
inline constexpr int log_request_width = 37, log_attempt_width = 18;

// The schema of a database that a log lies in.
class PostgresSchema {
 public:
  explicit PostgresSchema(const std::string& name) : name_{name}, quoted_{"\""} {
    for (const char each : name) quoted_ += each == '"' ? "\"\"" : std::string(1, each);
    quoted_ += '"';
  }

  // Runs `work` in a transaction of the kind `how`, in which names are those of the schema.
  template <class Work>
  Result<void> transact(PostgresConnection& on, const std::string& how, Work work) const {
    auto done = on.run_all(how + "; SET LOCAL search_path TO " + quoted_);
    if (done) done = work();
    if (done) return on.run_all("COMMIT");
    if (on.is_open()) (void)on.run_all("ROLLBACK");
    return done;
  }
  // Whether the tables are as this version of the library knows them; makes them where that is wanted.
  Result<void> prepare(PostgresConnection& on, const PostgresLogOptions& options) const {
    if (!on.takes_utf8()) return refused("The log's database is not in UTF-8.");
    const auto found = version(on);
    if (!found) return found.error();
    if (*found == postgres_log_version) return {};
    if (*found > postgres_log_version) return refused("A later version of this library wrote the log.");
    if (!options.make_tables) return refused("There is no log, or one of an earlier version.");
    return transact(on, "BEGIN", [&] { return make(on); });
  }
  // For one transaction of one gateway; false where another one has it.
  Result<bool> lock_to_trim(PostgresConnection& on) const {
    const auto got = on.run("SELECT pg_try_advisory_xact_lock(1, hashtext($1))::int::bigint", named("oaicompat log "));
    return got ? Result<bool>{got->row(0).number(0) != 0} : got.error();
  }

 private:
  PostgresParameters named(std::string_view before = "") const {
    PostgresParameters out;
    out.text(std::string{before} + name_);
    return out;
  }
  static Error refused(const char* why) { return local_error(ErrorKind::invalid_argument, why); }
  // 0 where there is no log.
  Result<std::int64_t> version(PostgresConnection& on) const {
    // Functions such as to_regclass may remember what was there before another gateway made it.
    const auto there = on.run(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = $1 AND c.relname = 'log_schema'",
        named());
    if (!there) return there.error();
    if (there->row(0).number(0) == 0) return std::int64_t{0};
    const auto found = on.run("SELECT version FROM " + quoted_ + ".log_schema");
    if (!found) return found.error();
    return found->rows() == 1 ? found->row(0).number(0) : 0;
  }
  // Several gateways may begin at once: one makes the tables, the others find them.
  Result<void> make(PostgresConnection& on) const {
    const auto alone = on.run("SELECT pg_advisory_xact_lock(0, hashtext($1))", named("oaicompat log "));
    if (!alone) return alone.error();
    const auto found = version(on);
    if (!found) return found.error();
    const auto there = on.run("SELECT count(*) FROM pg_namespace WHERE nspname = $1", named());
    if (!there) return there.error();
    Result<void> done;
    if (there->row(0).number(0) == 0) done = on.run_all("CREATE SCHEMA " + quoted_);
    for (auto i = *found; done && i < postgres_log_version; ++i) done = on.run_all(postgres_log_schema[i]);
    if (!done) return done;
    return on.run_all("UPDATE log_schema SET version = " + std::to_string(postgres_log_version));
  }

  const std::string name_;
  std::string quoted_;
};

// Records on their way, for as many tries as that takes.
struct PostgresBatch {
  const std::vector<LogRecord>& records;
  std::vector<std::int64_t> sequences{};  // one for each
  bool may_be_there = false;              // an earlier try may have written them
};

class PostgresLog final : public LogSink {
 public:
  explicit PostgresLog(PostgresLogOptions options) : options_{std::move(options)}, schema_{options_.schema} {}

  Result<void> write(const std::vector<LogRecord>& records) override {
    if (records.empty()) return {};
    PostgresBatch batch{records};
    return patiently([&](PostgresConnection& on) { return write(on, batch); });
  }
  Result<void> audit(const AuditRecord& record) override {
    PostgresParameters row;
    row.number(record.at);
    for (const auto* each : {&record.who, &record.what, &record.on, &record.before, &record.after}) row.text(*each);
    return patiently([&](PostgresConnection& on) {
      return schema_.transact(on, "BEGIN", [&]() -> Result<void> {
        const auto done =
            on.run(std::string{"INSERT INTO audit ("} + log_audit_columns + ") VALUES ($1, $2, $3, $4, $5, $6)", row);
        return done ? Result<void>{} : done.error();
      });
    });
  }
  Result<void> trim(std::int64_t now) override {
    return once([&](PostgresConnection& on) -> Result<void> {
      if (options_.keep_for.count() > 0) {
        const auto oldest = now - std::chrono::seconds{options_.keep_for}.count();
        if (auto done = remove(on, "begun_at < $1", oldest); !done) return done;
      }
      if (options_.keep_rows == 0) return {};
      return remove(on, "sequence <= (SELECT sequence FROM requests ORDER BY sequence DESC LIMIT 1 OFFSET $1)",
                    options_.keep_rows);
    });
  }

  Result<LogPage> find(const LogQuery& query) const override {
    LogPage out;
    const auto limit = std::max<std::size_t>(query.limit, 1);
    const auto done = read([&](PostgresConnection& on) -> Result<void> {
      PostgresParameters with;
      int place = 0;
      const LogConditions conditions{query, [&](std::string_view) { return "$" + std::to_string(++place); }};
      conditions.write(with);
      with.number(static_cast<std::int64_t>(limit) + 1);
      const auto found = on.run("SELECT " + log_request_columns(query.bodies) + " FROM requests" + conditions.sql() +
                                    " ORDER BY sequence DESC LIMIT $" + std::to_string(++place),
                                with);
      if (!found) return found.error();
      out = {};
      for (int i = 0; i < found->rows(); ++i) out.records.push_back(log_record_at(found->row(i)));
      end_log_page(out, limit);
      return read_attempts(on, out.records);
    });
    return done ? Result<LogPage>{std::move(out)} : done.error();
  }
  Result<std::vector<AuditRecord>> audits(std::size_t most) const override {
    std::vector<AuditRecord> out;
    const auto done = read([&](PostgresConnection& on) -> Result<void> {
      PostgresParameters limit;
      limit.number(static_cast<std::int64_t>(most));
      const auto found =
          on.run(std::string{"SELECT "} + log_audit_columns + " FROM audit ORDER BY sequence DESC LIMIT $1", limit);
      if (!found) return found.error();
      out.clear();
      for (int i = 0; i < found->rows(); ++i) out.push_back(log_audit_at(found->row(i)));
      return {};
    });
    return done ? Result<std::vector<AuditRecord>>{std::move(out)} : done.error();
  }

 private:
  using Clock = std::chrono::steady_clock;
  using ConnectionPtr = std::unique_ptr<PostgresConnection>;
  static constexpr std::chrono::milliseconds first_pause{50}, longest_pause{1'000};

  Result<void> connect(ConnectionPtr& to) const {
    if (!to || !to->is_open()) {
      to = std::make_unique<PostgresConnection>(
          options_.url, PostgresTimeouts{.connect = options_.connect_timeout, .command = options_.command_timeout});
    }
    if (!to->is_open()) return to->error();
    if (to->is_prepared) return {};
    auto done = schema_.prepare(*to, options_);
    to->is_prepared = done.has_value();
    return done;
  }
  template <class Work>
  Result<void> once(Work work) {
    if (auto open = connect(writer_); !open) return open;
    return work(*writer_);
  }
  // Tries again while the server is away, for as long as patience lasts, or once where it was lost before.
  template <class Work>
  Result<void> patiently(Work work) {
    const auto until = Clock::now() + (gave_up_ ? std::chrono::milliseconds{0} : options_.patience);
    if (gave_up_ && Clock::now() < next_try_) return *gave_up_;
    for (;;) {
      auto done = once(work);
      if (done || writer_->is_open()) {
        gave_up_.reset();
        pause_ = first_pause;
        return done;
      }
      const auto now = Clock::now();
      const auto pause = std::exchange(pause_, std::min(2 * pause_, longest_pause));
      if (now >= until) {
        gave_up_ = done.error();
        next_try_ = now + pause;
        return done;
      }
      std::this_thread::sleep_for(std::min<Clock::duration>(pause, until - now));
    }
  }
  // Of a connection that was idle nobody knows whether it is still good: it is tried anew where it was not.
  template <class Work>
  Result<void> read(Work work) const {
    const std::lock_guard one{reading_};
    for (bool again = reader_ != nullptr;; again = false) {
      auto done = connect(reader_);
      if (done) {
        done = schema_.transact(*reader_, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                                [&] { return work(*reader_); });
      }
      if (done || reader_->is_open() || !again) return done;
    }
  }

  Result<void> write(PostgresConnection& on, PostgresBatch& batch) const {
    if (batch.sequences.empty()) {
      auto done = schema_.transact(on, "BEGIN", [&] { return number(on, batch); });
      if (!done) batch.sequences.clear();  // they may be given to another one
      if (!done) return done;
    }
    const auto& [records, sequences, may_be_there] = batch;
    PostgresRows requests, attempts;
    for (std::size_t i = 0; i < records.size(); ++i) {
      requests.begin(log_request_width);
      write_log_request(requests, records[i], sequences[i]);
      for (std::size_t place = 0; place < records[i].report.attempts.size(); ++place) {
        attempts.begin(log_attempt_width);
        write_log_attempt(attempts, records[i], place, sequences[i]);
      }
    }
    return schema_.transact(on, "BEGIN", [&]() -> Result<void> {
      const auto there = is_there(on, batch);
      if (!there) return there.error();
      if (*there) return {};
      const auto copy = [&](const std::string& to, PostgresRows& rows) {
        return on.copy("COPY " + to + " FROM STDIN (FORMAT binary)", rows.take());
      };
      auto done = copy("requests (" + log_request_columns(LogBodies::with) + ")", requests);
      if (done) done = copy(std::string{"attempts ("} + log_attempt_columns + ")", attempts);
      batch.may_be_there = done.has_value();  // whether it is then committed may not be told
      return done;
    });
  }
  static Result<void> number(PostgresConnection& on, PostgresBatch& batch) {
    PostgresParameters count;
    count.number(static_cast<std::int64_t>(batch.records.size()));
    const auto got = on.run("SELECT nextval('requests_sequence') FROM generate_series(1, $1)", count);
    if (!got) return got.error();
    for (int i = 0; i < got->rows(); ++i) batch.sequences.push_back(got->row(i).number(0));
    return {};
  }
  static Result<bool> is_there(PostgresConnection& on, const PostgresBatch& batch) {
    if (!batch.may_be_there) return false;
    PostgresParameters first;
    first.number(batch.sequences.front()).text(batch.records.front().id);
    const auto found = on.run("SELECT sequence FROM requests WHERE sequence = $1 AND id = $2", first);
    return found ? Result<bool>{found->rows() > 0} : found.error();
  }

  // Removes requests in pieces, so that no statement takes long.
  Result<void> remove(PostgresConnection& on, const std::string& which, std::int64_t bound) const {
    constexpr std::int64_t piece = 10'000;
    for (auto left = piece; left == piece;) {
      auto done = schema_.transact(on, "BEGIN", [&]() -> Result<void> {
        const auto locked = schema_.lock_to_trim(on);
        if (!locked) return locked.error();
        left = 0;
        if (!*locked) return {};
        PostgresParameters with;
        with.number(bound);
        const auto gone = on.run("DELETE FROM requests WHERE sequence IN (SELECT sequence FROM requests WHERE " +
                                     which + " LIMIT " + std::to_string(piece) + ")",
                                 with);
        if (!gone) return gone.error();
        left = gone->changed();
        return {};
      });
      if (!done) return done;
    }
    return {};
  }
  // The attempts of all records of a page at once.
  static Result<void> read_attempts(PostgresConnection& on, std::vector<LogRecord>& records) {
    std::string sequences = "{";
    for (const auto& each : records) sequences += (sequences.size() > 1 ? "," : "") + std::to_string(each.sequence);
    PostgresParameters with;
    with.text(sequences + "}");
    const auto found =
        on.run(std::string{"SELECT "} + log_attempt_columns +
                   " FROM attempts WHERE sequence = ANY ($1::text::bigint[]) ORDER BY sequence DESC, place",
               with);
    if (!found) return found.error();
    auto record = records.begin();  // these, too, from the last to the first
    for (int i = 0; i < found->rows(); ++i) {
      const auto row = found->row(i);
      while (record != records.end() && record->sequence != row.number(0)) ++record;
      if (record != records.end()) read_log_attempt(row, *record);
    }
    return {};
  }

  const PostgresLogOptions options_;
  const PostgresSchema schema_;
  // Of the writing thread.
  ConnectionPtr writer_;
  std::optional<Error> gave_up_;  // why the server was away at the last try
  Clock::time_point next_try_{};
  std::chrono::milliseconds pause_ = first_pause;
  mutable std::mutex reading_;
  mutable ConnectionPtr reader_;
};

}  // namespace detail

OAICOMPAT_INLINE Result<LogSinkPtr> postgres_log(PostgresLogOptions options) {
  if (!detail::PostgresConnection::is_url(options.url)) {  // which may hold a password
    return local_error(ErrorKind::invalid_argument,
                       "The URL of a log is postgresql://[user[:password]@][host][:port][/database][?name=value].");
  }
  if (options.schema.empty() || options.schema.size() > 63) {
    return local_error(ErrorKind::invalid_argument, "The schema of a log has a name of 1 to 63 bytes.");
  }
  return LogSinkPtr{std::make_shared<detail::PostgresLog>(std::move(options))};
}

}  // namespace oaicompat::inline v1
