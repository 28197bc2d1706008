// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/hex.hpp>
#include <oaicompat/base/random_bytes.hpp>
#include <oaicompat/gateway/traceparent.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace oaicompat::inline v1 {
namespace detail {

// An id is never all zeros.
template <std::size_t Bytes>
std::string random_hex() {
  std::array<unsigned char, Bytes> bytes{};
  random_bytes(bytes);
  if (std::all_of(bytes.begin(), bytes.end(), [](unsigned char each) { return each == 0; })) bytes.back() = 1;
  return hex_of_array(bytes);
}

inline bool is_lower_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

inline bool is_odd_hex(char digit) {
  constexpr std::string_view odd = "13579bdf";
  return odd.find(digit) != odd.npos;
}

}  // namespace detail

OAICOMPAT_INLINE std::optional<TraceSpan> read_traceparent(std::string_view field) {
  constexpr std::size_t size = 55;  // 00-32-16-02
  if (field.size() < size || field[2] != '-' || field[35] != '-' || field[52] != '-') return std::nullopt;
  const auto version = field.substr(0, 2), trace = field.substr(3, 32), span = field.substr(36, 16);
  const auto flags = field.substr(53, 2);
  if (!detail::is_lower_hex(version) || !detail::is_lower_hex(trace) || !detail::is_lower_hex(span) ||
      !detail::is_lower_hex(flags))
    return {};
  const bool longer = field.size() > size;
  if (version == "ff" || (longer && (version == "00" || field[size] != '-'))) return std::nullopt;
  const auto is_zero = [](std::string_view id) {
    return std::all_of(id.begin(), id.end(), [](char c) { return c == '0'; });
  };
  if (is_zero(trace) || is_zero(span)) return std::nullopt;
  return TraceSpan{.trace_id = std::string{trace},
                   .span_id = std::string{span},
                   .flags = detail::is_odd_hex(flags.back()) ? "01" : "00"};
}

OAICOMPAT_INLINE std::string write_traceparent(const TraceSpan& span) {
  return "00-" + span.trace_id + "-" + span.span_id + "-" + span.flags;
}

OAICOMPAT_INLINE TraceSpan child_span(std::string_view traceparent) {
  auto out = read_traceparent(traceparent).value_or(TraceSpan{});
  if (out.trace_id.empty()) out.trace_id = detail::random_hex<16>();
  out.span_id = detail::random_hex<8>();
  return out;
}

OAICOMPAT_INLINE TraceSpan enter_span(Headers& headers) {
  const auto came = headers.get("traceparent");
  auto span = child_span(came);
  if (!read_traceparent(came)) headers.remove("tracestate");
  headers.set("traceparent", write_traceparent(span));
  return span;
}

namespace detail {

inline constexpr std::string_view caller_span_field = "x-oaicompat-caller-span";

inline constexpr std::string_view linked_mark = "link ";

OAICOMPAT_INLINE bool is_sampled(const TraceSpan& span) { return is_odd_hex(span.flags.back()); }

// By the last 52 bits, which are random.
OAICOMPAT_INLINE bool is_trace_drawn(std::string_view trace_id, double share) {
  std::uint64_t lot = 0;
  const auto last = trace_id.substr(trace_id.size() - 13);
  std::from_chars(last.data(), last.data() + last.size(), lot, 16);
  return static_cast<double>(lot) * 0x1p-52 < share;
}

OAICOMPAT_INLINE void note_caller_span(Headers& headers, const TelemetryRules& rules) {
  std::string came{headers.get("traceparent")};
  const bool is_trace = read_traceparent(came).has_value();
  const bool linked = is_trace && rules.remote_parent == RemoteParent::link;
  if (linked || (!is_trace && rules.sample < 1)) {
    headers.remove("traceparent");
    auto own = enter_span(headers);
    if (!is_trace_drawn(own.trace_id, rules.sample)) own.flags = "00";
    headers.set("traceparent", write_traceparent(own));
  }
  if (linked) came.insert(0, linked_mark);
  headers.set(std::string{caller_span_field}, came.empty() ? "none" : came);
}

OAICOMPAT_INLINE RequestTrace read_trace(Headers& headers) {
  auto noted = headers.get(caller_span_field);
  if (noted.empty()) return {};
  const bool linked = noted.starts_with(linked_mark);
  if (linked) noted.remove_prefix(linked_mark.size());
  const auto caller = read_traceparent(noted);
  auto span = read_traceparent(headers.get("traceparent"));
  if (!span || (caller && caller->span_id == span->span_id)) span = enter_span(headers);
  RequestTrace out{.trace_id = span->trace_id,
                   .span_id = span->span_id,
                   .state = std::string{headers.get("tracestate")},
                   .sampled = is_sampled(*span)};
  if (!caller) return out;
  if (!linked) {
    out.parent_id = caller->span_id;
    return out;
  }
  out.linked_trace_id = caller->trace_id;
  out.linked_span_id = caller->span_id;
  return out;
}

}  // namespace detail

}  // namespace oaicompat::inline v1
