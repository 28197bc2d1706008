// retry_delay: whether a try that failed is worth another one, and when; no I/O, no clock.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/answer.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace oaicompat::inline v1 {

/// When to try again. The defaults are those of the official Python client.
struct RetryPolicy {
  /// How often to try again after the first try. Default 2.
  int max_retries = 2;
  /// The wait before the first retry, doubled before each later one. Default 500 ms.
  std::chrono::milliseconds first_delay{500};
  /// The most that doubling leads to. Default 8 s.
  std::chrono::milliseconds max_delay = std::chrono::seconds{8};
  /// The longest wait that a server may ask for; one that asks for more is not tried again. Default 120 s.
  std::chrono::seconds max_asked_delay{120};
};

/// The circumstances of a retry.
struct RetryMoment {
  int retries = 0;             ///< How many retries have been made.
  std::int64_t unix_time = 0;  ///< What `Retry-After` dates are held against, in seconds since 1970.
  double random = 0;           ///< In [0, 1): shortens a wait by up to a quarter.
};

/// How long to wait before trying again after this head came; nothing when it stands.
///
/// Tried again: 408, 409, 429 and 500 upward, unless `x-should-retry` says true or false. `retry-after-ms`, else
/// `retry-after` in seconds or as an HTTP date, sets the wait where it is positive and finite; else it is
/// `min(first_delay * 2^retries, max_delay)`, less the random part.
OAICOMPAT_API std::optional<Duration> retry_delay(const RetryPolicy& policy, const Head& head, RetryMoment moment);
/// The same after a try that failed before its head: tried again when the connection or the time failed.
OAICOMPAT_API std::optional<Duration> retry_delay(const RetryPolicy& policy, const Error& error, RetryMoment moment);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/retry_delay.ipp>
#endif
