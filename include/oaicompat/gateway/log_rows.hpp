// Rows of a log in a database: their columns, and what of a record stands in each. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/log_sink.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

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
  return kind == EvaluationKind::shadow         ? "shadow"
         : kind == EvaluationKind::judge        ? "judge"
         : kind == EvaluationKind::verification ? "verification"
                                                : "";
}
inline EvaluationKind kind_of_word(std::string_view word) {
  constexpr std::array all{EvaluationKind::shadow, EvaluationKind::judge, EvaluationKind::verification};
  const auto at = std::find_if(all.begin(), all.end(), [&](auto each) { return log_word(each) == word; });
  return at == all.end() ? EvaluationKind::checks : *at;
}
inline RequestOutcome outcome_of_word(std::string_view word) {
  constexpr std::array all{RequestOutcome::answered, RequestOutcome::failed, RequestOutcome::cut,
                           RequestOutcome::refused, RequestOutcome::cancelled};
  const auto at = std::find_if(all.begin(), all.end(), [&](auto each) { return to_string(each) == word; });
  return at == all.end() ? RequestOutcome::failed : *at;
}
inline CacheUse cache_use_of_word(std::string_view word) {
  constexpr std::array all{CacheUse::bypass, CacheUse::miss,    CacheUse::hit,     CacheUse::coalesced,
                           CacheUse::stale,  CacheUse::refresh, CacheUse::semantic};
  const auto at = std::find_if(all.begin(), all.end(), [&](auto each) { return to_string(each) == word; });
  return at == all.end() ? CacheUse::none : *at;
}
inline std::optional<FailureClass> failure_of_word(std::string_view word) {
  const auto at = std::find_if(failure_table.begin(), failure_table.end(), [&](auto& row) { return row.name == word; });
  return at == failure_table.end() ? std::nullopt : std::optional{at->failure};
}

// The columns of a request, in the order in which they are written and read.
inline std::string log_request_columns(LogBodies bodies) {
  const std::string facts =
      "sequence, id, caller_id, trace_id, span_id, begun_at, path, key, tenant, route, target, dialect, model_asked, "
      "model, stream, status, outcome, error, input_tokens, output_tokens, cached_tokens, cache_write_tokens, "
      "reasoning_tokens, estimated, cost, unpriced, first_token_us, duration_us, ";
  return facts + (bodies == LogBodies::with ? "headers, request, answer" : "'', '', ''") +
         ", cut, cache, saved, scores, kind, of_request";
}
inline constexpr const char* log_attempt_columns =
    "sequence, place, number, target, role, status, failure, lost, model, input_tokens, output_tokens, cached_tokens, "
    "cache_write_tokens, reasoning_tokens, estimated, cost, first_token_us, duration_us";
inline constexpr const char* log_audit_columns = "at, who, what, \"on\", before, after";

// The conditions of a look, and what they are held against. `Place` writes the next parameter, a text or a number.
class LogConditions {
 public:
  template <class Place>
  LogConditions(const LogQuery& query, Place place) {
    const auto text = [&](const char* column, const std::string& value) {
      if (value.empty()) return;
      sql_ += std::string{" AND "} + column + " = " + place("text");
      values_.emplace_back(&value, 0);
    };
    const auto number = [&](const char* condition, const std::optional<std::int64_t>& value) {
      if (!value) return;
      sql_ += std::string{" AND "} + condition + " " + place("number");
      values_.emplace_back(nullptr, *value);
    };
    if (query.evaluations == LogEvaluations::without && query.of.empty()) sql_ += " AND COALESCE(of_request, '') = ''";
    if (!query.of.empty()) sql_ += " AND of_request <> ''";
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
  const std::string& sql() const { return sql_; }
  template <class Row>
  void write(Row& row) const {
    for (const auto& [text, value] : values_) text ? row.text(*text) : row.number(value);
  }

 private:
  std::string sql_ = " WHERE 1 = 1";
  std::vector<std::pair<const std::string*, std::int64_t>> values_;  // a text, or a number where that is null
};

// What is written to a row: `text`, `bytes` for what was said, and `number`, which may be none.

template <class Row>
void write_log_tokens(Row& row, const std::optional<TokenTally>& tokens) {
  for (const auto member : {&TokenTally::input, &TokenTally::output, &TokenTally::cached, &TokenTally::cache_write,
                            &TokenTally::reasoning}) {
    row.number(tokens ? std::optional{(*tokens).*member} : std::nullopt);
  }
}
template <class Row>
void write_log_request(Row& row, const LogRecord& record, std::int64_t sequence) {
  const auto& report = record.report;
  row.number(sequence);
  for (const auto* each : {&record.id, &record.caller_id, &record.trace_id, &record.span_id}) row.text(*each);
  row.number(report.begun_at);
  for (const auto* each : {&report.path, &report.key, &report.tenant, &report.route, &report.target, &report.dialect,
                           &report.model_asked, &report.model}) {
    row.text(*each);
  }
  row.number(std::int64_t{report.stream});
  row.number(std::int64_t{report.status});
  row.text(to_string(report.outcome));
  row.text(report.error);
  write_log_tokens(row, report.tokens);
  row.number(std::int64_t{report.estimated});
  row.number(report.cost);
  row.number(std::int64_t{report.unpriced});
  row.number(log_us(report.first_token));
  row.number(log_us(report.duration));
  row.text(record.headers);
  row.bytes(record.request);
  row.bytes(record.answer);
  row.number(std::int64_t{record.cut});
  row.text(to_string(report.cache));
  row.number(report.saved);
  row.text(record.scores);
  row.text(log_word(record.kind));
  row.text(record.of);
}
template <class Row>
void write_log_attempt(Row& row, const LogRecord& record, std::size_t place, std::int64_t sequence) {
  const auto& each = record.report.attempts[place];
  row.number(sequence);
  row.number(static_cast<std::int64_t>(place));
  row.number(std::int64_t{each.number});
  row.text(place < record.attempt_targets.size() ? std::string_view{record.attempt_targets[place]} : "");
  row.text(log_word(each.role));
  row.number(std::int64_t{each.status});
  row.text(each.failure ? row_of(*each.failure).name : std::string_view{});
  row.number(std::int64_t{each.lost});
  row.text(each.model);
  write_log_tokens(row, each.tokens);
  row.number(std::int64_t{each.estimated});
  row.number(each.cost);
  row.number(log_us(each.first_token));
  row.number(log_us(each.duration));
}
template <class Row>
void write_log_audit(Row& row, const AuditRecord& record) {
  row.number(record.at);
  for (const auto* each : {&record.who, &record.what, &record.on, &record.before, &record.after}) row.text(*each);
}

// What is read of a row: `bytes`, `number` and `number_or_none`, by the column.

template <class Row>
std::optional<TokenTally> log_tokens_at(const Row& row, int column) {
  if (!row.number_or_none(column)) return std::nullopt;
  return TokenTally{.input = row.number(column),
                    .output = row.number(column + 1),
                    .cached = row.number(column + 2),
                    .cache_write = row.number(column + 3),
                    .reasoning = row.number(column + 4)};
}
template <class Row>
LogRecord log_record_at(const Row& row) {
  LogRecord out{.sequence = row.number(0),
                .id = row.bytes(1),
                .caller_id = row.bytes(2),
                .trace_id = row.bytes(3),
                .span_id = row.bytes(4)};
  auto& report = out.report;
  report.request_id = out.id;
  report.begun_at = row.number(5);
  std::array texts{&report.path,   &report.key,     &report.tenant,      &report.route,
                   &report.target, &report.dialect, &report.model_asked, &report.model};
  for (int column = 6; auto* each : texts) *each = row.bytes(column++);
  report.stream = row.number(14) != 0;
  report.status = static_cast<int>(row.number(15));
  report.outcome = outcome_of_word(row.bytes(16));
  report.error = row.bytes(17);
  report.tokens = log_tokens_at(row, 18);
  report.estimated = row.number(23) != 0;
  report.cost = row.number_or_none(24);
  report.unpriced = row.number(25) != 0;
  report.first_token = log_span(row.number_or_none(26));
  report.duration = std::chrono::microseconds{row.number(27)};
  out.headers = row.bytes(28);
  out.request = row.bytes(29);
  out.answer = row.bytes(30);
  out.cut = row.number(31) != 0;
  report.cache = cache_use_of_word(row.bytes(32));
  report.saved = row.number_or_none(33);
  out.scores = row.bytes(34);
  out.kind = kind_of_word(row.bytes(35));
  out.of = row.bytes(36);
  return out;
}
// Adds the attempt of a row to its record.
template <class Row>
void read_log_attempt(const Row& row, LogRecord& record) {
  record.attempt_targets.push_back(row.bytes(3));
  record.report.attempts.push_back({.number = static_cast<int>(row.number(2)),
                                    .role = row.bytes(4) == "hedge" ? AttemptRole::hedge : AttemptRole::primary,
                                    .status = static_cast<int>(row.number(5)),
                                    .failure = failure_of_word(row.bytes(6)),
                                    .lost = row.number(7) != 0,
                                    .model = row.bytes(8),
                                    .tokens = log_tokens_at(row, 9),
                                    .estimated = row.number(14) != 0,
                                    .cost = row.number_or_none(15),
                                    .first_token = log_span(row.number_or_none(16)),
                                    .duration = std::chrono::microseconds{row.number(17)}});
}
template <class Row>
AuditRecord log_audit_at(const Row& row) {
  return {.at = row.number(0),
          .who = row.bytes(1),
          .what = row.bytes(2),
          .on = row.bytes(3),
          .before = row.bytes(4),
          .after = row.bytes(5)};
}
// Cuts what was looked for beyond a page, and says where the next one begins.
inline void end_log_page(LogPage& page, std::size_t limit) {
  if (page.records.size() <= limit) return;
  page.records.resize(limit);
  page.next = page.records.back().sequence;
}

}  // namespace oaicompat::inline v1::detail
