// PostgresConnection: statements to a PostgreSQL server, each with a time limit.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/base/utf8.ipp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/transport/posix/socket.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// A number as the server reads and writes it in binary form.
template <class Number>
void append_postgres(Bytes& out, Number number) {
  for (std::size_t shift = 8 * sizeof(Number); shift > 0; shift -= 8) {
    out += static_cast<char>(static_cast<std::uint64_t>(number) >> (shift - 8) & 0xFF);
  }
}

// A text that the server takes: it wants UTF-8 without zeros.
inline std::string postgres_text(std::string_view text) {
  if (!is_utf8(text)) text.remove_suffix(Utf8Joiner::open_tail(text));
  std::string out{text};
  std::replace(out.begin(), out.end(), '\0', '?');
  if (is_utf8(out)) return out;
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  return out;
}

// The rows that COPY takes, in binary form.
class PostgresRows {
 public:
  void begin(int columns) { append_postgres(out_, static_cast<std::int16_t>(columns)); }
  void text(std::string_view value) { bytes(postgres_text(value)); }
  void bytes(std::string_view value) {
    append_postgres(out_, static_cast<std::int32_t>(value.size()));
    out_ += value;
  }
  void number(std::optional<std::int64_t> value) {
    append_postgres(out_, std::int32_t{value ? 8 : -1});
    if (value) append_postgres(out_, *value);
  }
  Bytes take() {
    append_postgres(out_, std::int16_t{-1});
    return std::move(out_);
  }

 private:
  Bytes out_ = std::string{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};
};

// What stands for `$1`, `$2`, ... of a statement.
class PostgresParameters {
 public:
  PostgresParameters& text(std::string_view value) { return add(25, postgres_text(value)); }
  PostgresParameters& number(std::int64_t value) {
    Bytes bytes;
    append_postgres(bytes, value);
    return add(20, std::move(bytes));
  }
  int count() const { return static_cast<int>(values_.size()); }
  // Sends a statement with them; the results come in binary form.
  bool send(PGconn* to, const std::string& sql) const {
    std::vector<const char*> values;
    std::vector<int> sizes, formats;
    for (const auto& each : values_) {
      values.push_back(each.data());
      sizes.push_back(static_cast<int>(each.size()));
      formats.push_back(1);
    }
    return ::PQsendQueryParams(to, sql.c_str(), count(), types_.data(), values.data(), sizes.data(), formats.data(), 1);
  }

 private:
  PostgresParameters& add(Oid type, Bytes value) {
    types_.push_back(type);
    values_.push_back(std::move(value));
    return *this;
  }
  std::vector<Oid> types_;
  std::vector<Bytes> values_;
};

struct FreePostgres {
  void operator()(PGconn* connection) const { ::PQfinish(connection); }
  void operator()(PGresult* result) const { ::PQclear(result); }
  void operator()(PQconninfoOption* options) const { ::PQconninfoFree(options); }
};

// A row of a result.
class PostgresRow {
 public:
  PostgresRow(const PGresult* result, int row) : result_{result}, row_{row} {}
  std::string_view view(int column) const {
    return {::PQgetvalue(result_, row_, column), static_cast<std::size_t>(::PQgetlength(result_, row_, column))};
  }
  Bytes bytes(int column) const { return Bytes{view(column)}; }
  std::int64_t number(int column) const {
    std::uint64_t out = 0;
    for (const char each : view(column)) out = out << 8 | static_cast<unsigned char>(each);
    return static_cast<std::int64_t>(out);
  }
  std::optional<std::int64_t> number_or_none(int column) const {
    if (::PQgetisnull(result_, row_, column)) return std::nullopt;
    return number(column);
  }

 private:
  const PGresult* result_;
  int row_;
};

// What a statement gave; its numbers are of the type `bigint`.
class PostgresResult {
 public:
  explicit PostgresResult(PGresult* result) : result_{result} {}
  ExecStatusType status() const { return ::PQresultStatus(result_.get()); }
  bool failed() const { return status() == PGRES_FATAL_ERROR || status() == PGRES_BAD_RESPONSE; }
  int rows() const { return ::PQntuples(result_.get()); }
  PostgresRow row(int place) const { return {result_.get(), place}; }
  // How many rows it changed.
  std::int64_t changed() const { return std::strtoll(::PQcmdTuples(result_.get()), nullptr, 10); }
  std::string_view field(int code) const {
    const char* text = ::PQresultErrorField(result_.get(), code);
    return text ? text : "";
  }

 private:
  std::unique_ptr<PGresult, FreePostgres> result_;
};

struct PostgresTimeouts {
  std::chrono::seconds connect{};
  std::chrono::milliseconds command{};
};

// **Threads**: one at a time.
class PostgresConnection {
 public:
  // Whether libpq can read a URL.
  static bool is_url(const std::string& url) {
    if (!url.starts_with("postgresql://") && !url.starts_with("postgres://")) return false;
    return std::unique_ptr<PQconninfoOption, FreePostgres>{::PQconninfoParse(url.c_str(), nullptr)} != nullptr;
  }
  PostgresConnection(const std::string& url, PostgresTimeouts timeouts) : timeouts_{timeouts} {
    const auto connect = std::to_string(timeouts.connect.count());
    // What stands in the URL comes last, and counts.
    const char* names[] = {"connect_timeout", "client_encoding", "application_name", "dbname", nullptr};
    const char* values[] = {connect.c_str(), "UTF8", "oaicompat", url.c_str(), nullptr};
    connection_.reset(::PQconnectdbParams(names, values, 1));
    ::PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
    ::PQsetnonblocking(connection_.get(), 1);
  }

  bool is_prepared = false;  // its tables were looked at

  bool is_open() const { return ::PQstatus(connection_.get()) == CONNECTION_OK; }
  // Why it could not be opened.
  Error error() const { return failure(::PQerrorMessage(connection_.get()), ""); }
  // Whether the database takes any text.
  bool takes_utf8() const {
    const char* encoding = ::PQparameterStatus(connection_.get(), "server_encoding");
    return encoding && (std::string_view{encoding} == "UTF8" || std::string_view{encoding} == "SQL_ASCII");
  }

  Result<PostgresResult> run(const std::string& sql, const PostgresParameters& with = {}) {
    return with.send(connection_.get(), sql) ? finish() : lost();
  }
  // Several statements without parameters.
  Result<void> run_all(const std::string& sql) {
    if (!::PQsendQuery(connection_.get(), sql.c_str())) return lost();
    const auto done = finish();
    return done ? Result<void>{} : done.error();
  }
  Result<void> copy(const std::string& sql, std::string_view rows) {
    if (!::PQsendQuery(connection_.get(), sql.c_str())) return lost();
    if (const auto begun = finish(); !begun) return begun.error();
    constexpr std::size_t piece = std::size_t{1} << 20;
    for (; !rows.empty(); rows.remove_prefix(std::min(piece, rows.size()))) {
      const auto next = rows.substr(0, piece);
      if (::PQputCopyData(connection_.get(), next.data(), static_cast<int>(next.size())) != 1) return lost();
      if (!flush(Clock::now() + timeouts_.command)) return lost();
    }
    if (::PQputCopyEnd(connection_.get(), nullptr) != 1) return lost();
    const auto done = finish();
    return done ? Result<void>{} : done.error();
  }

 private:
  using Clock = std::chrono::steady_clock;

  bool wait(int events, Clock::time_point until) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    PollEntry entry{};
    entry.fd = static_cast<NativeSocket>(::PQsocket(connection_.get()));
    entry.events = static_cast<short>(events);
    return left.count() > 0 && poll_entries({&entry, 1}, left) > 0;
  }
  // Sends what is not sent.
  bool flush(Clock::time_point until) {
    for (;;) {
      const int left = ::PQflush(connection_.get());
      if (left <= 0) return left == 0;
      if (!wait(POLLIN | POLLOUT, until) || !::PQconsumeInput(connection_.get())) return false;
    }
  }
  // The last result of what was sent, or the first that is an error.
  Result<PostgresResult> finish() {
    const auto until = Clock::now() + timeouts_.command;
    if (!flush(until)) return lost();
    std::optional<PostgresResult> last;
    for (;;) {
      while (::PQisBusy(connection_.get())) {
        if (!wait(POLLIN, until) || !::PQconsumeInput(connection_.get())) return lost();
      }
      auto* got = ::PQgetResult(connection_.get());
      if (!got) break;
      PostgresResult next{got};
      const bool copies = next.status() == PGRES_COPY_IN;
      if (!last || !last->failed()) last = std::move(next);
      if (copies) break;
    }
    if (!last) return lost();
    if (!last->failed()) return *std::move(last);
    const std::string state{last->field(PG_DIAG_SQLSTATE)}, said{last->field(PG_DIAG_MESSAGE_PRIMARY)};
    auto failed = failure(said.empty() ? ::PQerrorMessage(connection_.get()) : said, state);
    // A server that ends, or has become a standby: the next connection finds who takes writes.
    if (state.starts_with("57P") || state == "25006") connection_.reset();
    return failed;
  }
  // The connection is of no use any more.
  Error lost() {
    auto out = failure(is_open() ? "no answer in time" : ::PQerrorMessage(connection_.get()), "");
    connection_.reset();
    return out;
  }
  // Never with the password.
  Error failure(std::string said, std::string_view state) const {
    const char* password = connection_ ? ::PQpass(connection_.get()) : nullptr;
    for (std::size_t at = 0; password && *password && (at = said.find(password, at)) != said.npos;) {
      said.replace(at, std::string_view{password}.size(), "***");
      at += 3;
    }
    std::replace(said.begin(), said.end(), '\n', ' ');
    while (said.ends_with(' ') || said.ends_with('.')) said.pop_back();
    const bool full = state.starts_with("53"), busy = state.starts_with("40") || state == "55P03";
    return api_error(500, "The log failed: " + said + ".", full ? "store_full" : busy ? "store_busy" : "store_failed");
  }

  const PostgresTimeouts timeouts_;
  std::unique_ptr<PGconn, FreePostgres> connection_;
};

}  // namespace oaicompat::inline v1::detail
