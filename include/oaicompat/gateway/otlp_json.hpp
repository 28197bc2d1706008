// Spans and what describes them, in the JSON form of OTLP. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/redaction.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/service_rules.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

/// Times as OTLP writes them.
inline double seconds_of(Duration span) { return std::chrono::duration<double>{span}.count(); }
inline std::int64_t nanoseconds_of(Duration span) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(span).count();
}
/// The wall clock, in nanoseconds since 1970.
inline std::int64_t wall_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Attributes as OTLP writes them: whole numbers are texts.
class OtlpAttributes {
 public:
  OtlpAttributes& text(std::string_view key, std::string_view value);
  /// Left out where it is empty.
  OtlpAttributes& text_if(std::string_view key, std::string_view value) {
    return value.empty() ? *this : text(key, value);
  }
  OtlpAttributes& number(std::string_view key, std::int64_t value);
  OtlpAttributes& real(std::string_view key, double value);
  OtlpAttributes& texts(std::string_view key, const std::vector<std::string>& values);
  OtlpAttributes& flag(std::string_view key, bool value);
  /// The array.
  std::string array() const { return "[" + all_ + "]"; }

 private:
  OtlpAttributes& put(std::string_view key, std::string_view kind, std::string_view value);
  std::string all_;
};

/// The operation of the conventions for generative AI that a path is; empty where it is none.
OAICOMPAT_API std::string_view genai_operation(std::string_view path);
/// Their word for who answers at a target.
OAICOMPAT_API std::string genai_provider(const Target& target);
/// Why a request, or an attempt, failed, as `error.type`; empty where it did not.
OAICOMPAT_API std::string error_type(const RequestReport& report);
OAICOMPAT_API std::string error_type(const AttemptReport& attempt);

/// A report, and when its request began.
struct TimedReport {
  RequestReport report{};
  std::int64_t begun_ns = 0;  ///< By the wall clock, since 1970.
  std::string shadow_of{};    ///< Of a shadow's call the id of the request that it is about; else empty.
};

/// The spans of a request: the gateway's own, below it those of its steps and of its call, below that one of each
/// attempt. What callers may have put anywhere is redacted.
OAICOMPAT_API std::vector<std::string> otlp_spans(const TimedReport& timed, TelemetryNames names,
                                                  const Redaction& redaction);
/// Whether a request's spans are to be sent.
inline bool wants_spans(const RequestReport& report, const TelemetryRules& rules) {
  if (!rules.traces || report.trace.trace_id.empty()) return false;
  return report.trace.sampled || (rules.always_errors && !error_type(report).empty());
}
/// A whole export of spans.
OAICOMPAT_API std::string otlp_traces(const std::string& resource, const std::vector<std::string>& spans);
/// The resource that all is of.
OAICOMPAT_API std::string otlp_resource(const TelemetryRules& rules, std::string_view instance);
/// The scope that all is of: this library.
OAICOMPAT_API std::string otlp_scope();

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/otlp_json.ipp>
#endif
