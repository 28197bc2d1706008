// timeouts: gives up on an answer that does not come.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <chrono>

namespace oaicompat::inline v1 {

/// How long to wait for an answer. Zero switches a timeout off. How long to wait for a connection is the transport's.
struct TimeoutsOptions {
  /// From the request to the answer's head. `CallSettings::timeout` goes before it. Default 600 s.
  std::chrono::milliseconds first_byte = std::chrono::seconds{600};
  /// Between two pieces of the answer, while one is waited for. `CallSettings::timeout` goes before it. Default 600 s.
  std::chrono::milliseconds idle = std::chrono::seconds{600};
  /// From the request to the end of the answer. Default none.
  std::chrono::milliseconds total{0};
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A client layer that drops an answer when its time is up, and fails with `ErrorKind::timeout`. The code says which
/// time it was: `first_byte_timeout`, `idle_timeout`, `total_timeout`, or `deadline_exceeded` for the request's
/// deadline, which is held too.
///
///     auto handler = stack({timeouts({.first_byte = 30s, .idle = 10s})}, transport);
///
/// It acts between pulls, so it takes `Context::may_block` from the request. Laid inside `retry` it times each try.
OAICOMPAT_API Layer timeouts(TimeoutsOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/timeouts.ipp>
#endif
