// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/telemetry.hpp>
#include <oaicompat/gateway/telemetry_queue.hpp>
#include <oaicompat/gateway/traceparent.hpp>
#include <oaicompat/http/url.hpp>

#include <string>
#include <utility>

namespace oaicompat::inline v1 {

struct Telemetry::State {
  State(TelemetryOptions options, std::string prefix, Headers headers)
      : queue{std::move(options), std::move(prefix), std::move(headers)} {}
  detail::TelemetryQueue queue;
};

OAICOMPAT_INLINE Result<Telemetry> Telemetry::create(TelemetryOptions options) {
  const auto url = parse_base_url(options.rules.endpoint);
  if (!url) return url.error();
  Headers headers;
  for (const auto& [name, place] : options.rules.headers) {
    auto value = read_secret(place);
    if (!value) return value.error();
    headers.set(name, *std::move(value));
  }
  return Telemetry{std::make_shared<State>(std::move(options), url->path, std::move(headers))};
}

OAICOMPAT_INLINE Layer Telemetry::watch() const {
  return [state = state_](Handler inner) -> Handler {
    return [state, inner = std::move(inner)](Request&& request) -> Answer {
      detail::note_caller_span(request.headers, state->queue.rules());
      return inner(std::move(request));
    };
  };
}

OAICOMPAT_INLINE std::function<void(const RequestReport&)> Telemetry::hook() const {
  return [state = state_](const RequestReport& report) {
    state->queue.push({report, detail::wall_ns() - detail::nanoseconds_of(report.duration)});
  };
}

OAICOMPAT_INLINE std::function<void(const EvaluationReport&)> Telemetry::evaluation_hook() const {
  return [state = state_](const EvaluationReport& report) {
    const auto& call = report.request;
    if (report.kind != EvaluationKind::shadow || call.trace.trace_id.empty() || call.attempts.empty()) return;
    state->queue.push({call, detail::wall_ns() - detail::nanoseconds_of(call.duration), report.of});
  };
}

OAICOMPAT_INLINE void Telemetry::flush() const { state_->queue.flush(); }
OAICOMPAT_INLINE TelemetryCounts Telemetry::counts() const { return state_->queue.counts(); }

}  // namespace oaicompat::inline v1
