// Telemetry: sends a gateway's spans and metrics to a collector, as OTLP over HTTP in JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/evaluation_report.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/service_rules.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace oaicompat::inline v1 {

/// How telemetry is sent.
struct TelemetryOptions {
  TelemetryRules rules{};
  /// The transport to the origin of `rules.endpoint`. It should bound the answers that it takes.
  Handler to{};
  /// What is taken out of what callers may have put anywhere. Default keys.
  RedactRules redact{};
  /// Told of exports that failed, and once of one that the collector did not take whole. **Threads**: called by
  /// telemetry's own. Default nobody.
  std::function<void(const Error&)> on_error{};
};

/// What became of telemetry so far.
struct TelemetryCounts {
  std::uint64_t spans_sent = 0;
  std::uint64_t spans_dropped = 0;    ///< The queue was full, the collector did not take them, or the end came.
  std::uint64_t reports_dropped = 0;  ///< Requests that are in no metric and have no span.
  std::uint64_t points_dropped = 0;   ///< Points of metrics that the collector did not take of an export.
  std::uint64_t exports_failed = 0;   ///< Of spans and metrics, after all tries.
};

/// Sends spans and metrics without delaying requests: a full queue drops what comes, and counts it. A request is a span
/// of its own, below it one of all its attempts and one of each, whose ids are those that targets were sent. What was
/// said is never sent.
///
///     auto telemetry = Telemetry::create({.rules = rules->telemetry, .to = asio_client({.origin =
///     endpoint})}).value(); auto gateway = Gateway::create(rules, {.connect = connect, .on_request =
///     telemetry.hook()}); auto handler = stack({telemetry.watch()}, gateway->handler());
///
/// **Lifetime**: copies share one; the last one to go waits for `TelemetryRules::end_within` at most. **Threads**: any.
class OAICOMPAT_API Telemetry {
 public:
  /// **Errors**: of `read_secret` for the fields, and of `parse_base_url` for the endpoint.
  static Result<Telemetry> create(TelemetryOptions options);

  /// A layer around the gateway's handler, and around `RequestLog::watch` where there is one: without it there are no
  /// spans.
  Layer watch() const;
  /// For `GatewayOptions::on_request`.
  std::function<void(const RequestReport&)> hook() const;
  /// For `GatewayOptions::on_evaluation`: a shadow's call is a span in a trace of its own, linked to the request's.
  std::function<void(const EvaluationReport&)> evaluation_hook() const;
  /// Waits until what has come was sent or given up.
  void flush() const;
  TelemetryCounts counts() const;

 private:
  struct State;
  explicit Telemetry(std::shared_ptr<State> state) : state_{std::move(state)} {}
  std::shared_ptr<State> state_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/telemetry.ipp>
#endif
