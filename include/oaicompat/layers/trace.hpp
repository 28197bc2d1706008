// trace: tells a tracer when a request begins, says its first word, and ends.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/layers/access_log.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace oaicompat::inline v1 {

/// A moment of a request that a tracer is told of.
struct TraceMoment {
  enum class What {
    begin,        ///< It has come. Nothing is known of the answer.
    first_token,  ///< The first chunk of its stream that says something was ready.
    end,          ///< Its answer is over; `record` says how it was.
  } what = What::begin;
  std::uint64_t number = 0;   ///< The same for all moments of a request, and no other's in this process.
  Time at{};                  ///< When it was.
  std::string traceparent{};  ///< The field that came with the request; empty where none did.
  std::string tracestate{};   ///< The same.
  AccessRecord record{};      ///< At the beginning the method, path, request id and peer alone; at the end all.
};

/// How the trace layer behaves.
struct TraceOptions {
  /// Told of each moment, from many threads; what it throws is dropped. Default nobody, and there is no layer.
  std::function<void(const TraceMoment& moment)> on_trace = {};
  /// The `traceparent` that an upstream is sent, made when the request begins: the tracer's own span as the parent of
  /// the upstream's. Default the one that came goes on (`ServeOptions::forward_headers`),
  /// as where this one gives an empty text or throws.
  std::function<std::string(const TraceMoment& begin)> traceparent = {};
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A server layer that tells `on_trace` of every request: its beginning, its first token, and its end with all that an
/// access log knows. Who asks is in the record at the end.
OAICOMPAT_API Layer trace(TraceOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/trace.ipp>
#endif
