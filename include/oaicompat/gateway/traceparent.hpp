// traceparent: continues a caller's trace, by the W3C's recommendation "Trace Context".
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/service_rules.hpp>
#include <oaicompat/http/handler.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// A span, as the field `traceparent` names it.
struct TraceSpan {
  std::string trace_id{};    ///< 32 hexadecimal digits.
  std::string span_id{};     ///< 16 hexadecimal digits.
  std::string flags = "01";  ///< Two hexadecimal digits; 01 is sampled.
};
/// Reads the field, of its flags the one that it is sampled: the others are not known, and not passed on. Nothing where
/// it is malformed, of the version `ff`, or its ids are all zeros.
OAICOMPAT_API std::optional<TraceSpan> read_traceparent(std::string_view field);
/// The field of a span.
OAICOMPAT_API std::string write_traceparent(const TraceSpan& span);
/// A new span of random id: a child of the one that the field names, or the first of a new trace.
OAICOMPAT_API TraceSpan child_span(std::string_view traceparent);
/// Puts a child span into the fields of a request; `tracestate` stays only where the trace goes on.
OAICOMPAT_API TraceSpan enter_span(Headers& headers);

namespace detail {

/// Notes the caller's span among the fields, in the place of one that the caller noted. Targets are never sent it.
/// Where no trace goes on by the rules, one may be begun that is not sampled.
OAICOMPAT_API void note_caller_span(Headers& headers, const TelemetryRules& rules = {});
/// Whether the flags of a span say that it is sampled.
OAICOMPAT_API bool is_sampled(const TraceSpan& span);
/// Whether a trace that begins here is sampled: all that know its id draw the same lot.
OAICOMPAT_API bool is_trace_drawn(std::string_view trace_id, double share);
/// Where a request stands whose caller's span is noted; nothing of one without a note. A span is begun where no layer
/// between has begun one.
OAICOMPAT_API RequestTrace read_trace(Headers& headers);

}  // namespace detail

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/traceparent.ipp>
#endif
