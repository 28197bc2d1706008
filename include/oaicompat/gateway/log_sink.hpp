// LogSink: where a gateway's finished requests are kept, and the changes of its administrators.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/evaluation_report.hpp>
#include <oaicompat/gateway/request_report.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// A request as it is logged: redacted already.
struct LogRecord {
  std::int64_t sequence = 0;  ///< Its place in the log, rising; 0 before it is written.
  std::string id{};           ///< Of this request alone.
  std::string caller_id{};    ///< Its `x-request-id`, which a caller may have chosen.
  std::string trace_id{};     ///< Of the trace that it belongs to; empty where there is none.
  std::string span_id{};      ///< Of the gateway's span in it.
  RequestReport report{};     ///< A record that was read has no `rules`, and `target` of attempts is 0.
  std::vector<std::string> attempt_targets{};  ///< The targets' names, in the order of `report.attempts`.
  std::string headers{};                       ///< Of the request, as a JSON object; empty below the level `bodies`.
  Bytes request{};                             ///< The request's body; empty below the level `bodies`.
  Bytes answer{};                              ///< The answer's body; the chunks of a chat completion as one.
  bool cut = false;                            ///< A body was longer than is logged.
  std::string scores{};                        ///< Of checks and judges, as a JSON array (`scores_json`).
  /// `checks` for a request of a caller's; a shadow or a judgement is a record of its own.
  EvaluationKind kind = EvaluationKind::checks;
  std::string of{};  ///< The id of the request whose answer a shadow or a judgement is about; else empty.
};

/// A change by an administrator.
struct AuditRecord {
  std::int64_t at = 0;   ///< By the wall clock, in seconds since 1970.
  std::string who{};     ///< The caller's address.
  std::string what{};    ///< `drain`, `undrain`, `reload`.
  std::string on{};      ///< What was changed: a target's name.
  std::string before{};  ///< As it was.
  std::string after{};   ///< As it is now, or why it failed.
};

/// Whether a record comes with what was said.
enum class LogBodies : std::uint8_t {
  without,
  with,  ///< With `headers`, `request` and `answer`.
};

/// Whether shadows and judgements are found.
enum class LogEvaluations : std::uint8_t {
  without,  ///< Only requests of callers.
  with,
};

/// Which requests are looked for; all must hold. What is empty takes any.
struct LogQuery {
  std::string id{};                                      ///< Of a request.
  std::string model{};                                   ///< That was asked for.
  std::string target{};                                  ///< That answered, or was asked last.
  std::string tenant{};                                  ///< Who asked.
  std::string key{};                                     ///< The name of the caller's key.
  std::string outcome{};                                 ///< `answered`, `failed`, `cut`, `refused` or `cancelled`.
  std::optional<std::int64_t> status{};                  ///< That the caller saw.
  std::optional<std::int64_t> since{};                   ///< Begun at this time or later, in seconds since 1970.
  std::optional<std::int64_t> until{};                   ///< Begun before this time.
  std::optional<std::int64_t> before{};                  ///< Only those before this place in the log: the next page.
  std::string of{};                                      ///< The shadows and judgements of that request.
  LogEvaluations evaluations = LogEvaluations::without;  ///< Default without; with `of` they are what is found.
  LogBodies bodies = LogBodies::with;                    ///< Default with them.
  std::size_t limit = 50;                                ///< The most records of a page, at least one. Default 50.
};

/// Some of a log, the newest first.
struct LogPage {
  std::vector<LogRecord> records{};
  std::optional<std::int64_t> next{};  ///< `LogQuery::before` of the page that follows; nothing where none does.
};

/// Keeps records. **Threads**: `write`, `audit` and `trim` are called from one thread, `find` and `audits` from any.
class LogSink {
 public:
  LogSink() = default;
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;
  virtual ~LogSink() = default;
  /// Keeps all of them or, with an error, none.
  virtual Result<void> write(const std::vector<LogRecord>& records) = 0;
  virtual Result<void> audit(const AuditRecord& record) = 0;
  /// Removes what is kept for too long. `now` is the wall clock, in seconds since 1970.
  virtual Result<void> trim(std::int64_t now) = 0;
  /// Records, the newest first. **Errors**: of the sink; one that keeps nothing to be read says so.
  virtual Result<LogPage> find(const LogQuery& query) const = 0;
  /// The last changes, the newest first.
  virtual Result<std::vector<AuditRecord>> audits(std::size_t most) const = 0;
};
using LogSinkPtr = std::shared_ptr<LogSink>;

}  // namespace oaicompat::inline v1
