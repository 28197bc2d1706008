// RequestLog: keeps a gateway's finished requests in a sink, by a thread of its own.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/evaluation_report.hpp>
#include <oaicompat/gateway/log_sink.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/service_rules.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace oaicompat::inline v1 {

/// How requests are logged.
struct RequestLogOptions {
  /// What is kept and what is redacted; `file` and the bounds of age and rows are the sink's.
  LogRules rules{};
  /// Told of what the sink could not keep. **Threads**: called by the log's own. Default nobody.
  std::function<void(const Error&)> on_error{};
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// Logs requests without delaying them: a full queue drops what comes, and counts it.
///
///     RequestLog log{sqlite_log({.file = "gateway.db"}).value(), {.rules = rules->log}};
///     auto gateway = Gateway::create(rules, {.connect = connect, .on_request = log.hook()});
///     auto handler = stack({log.watch()}, gateway->handler());
///
/// **Lifetime**: copies share one log; the last one to go waits until all is written. **Threads**: any.
class OAICOMPAT_API RequestLog {
 public:
  RequestLog(LogSinkPtr sink, RequestLogOptions options);

  /// A layer around the gateway's handler. It gives each request an id of its own, which answers carry as
  /// `x-oaicompat-request-id`; continues the caller's trace with a span of the gateway's; and keeps the bodies where
  /// they are logged. A caller asks for less by `x-oaicompat-log: none` or `metadata`; a word
  /// that is not known is `none`.
  Layer watch() const;
  /// For `GatewayOptions::on_request`. Without `watch` there are no bodies and no traces.
  std::function<void(const RequestReport&)> hook() const;
  /// For `GatewayOptions::on_evaluation`: shadows and judgements are records of their own. What checks found stands
  /// with the request that `hook` is told of.
  std::function<void(const EvaluationReport&)> evaluation_hook() const;
  /// Keeps a change by an administrator; never dropped.
  void audit(AuditRecord record) const;
  /// Waits until what has come is written.
  void flush() const;
  /// How many requests were dropped: the queue was full, or the sink failed.
  std::uint64_t dropped() const;
  /// Where the records are.
  const LogSinkPtr& sink() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/request_log.ipp>
#endif
