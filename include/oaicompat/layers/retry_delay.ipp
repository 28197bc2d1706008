// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/retry_fields.hpp>
#include <oaicompat/layers/retry_delay.hpp>

#include <algorithm>
#include <cmath>

namespace oaicompat::inline v1 {
namespace detail {

inline Duration backoff(const RetryPolicy& policy, const RetryMoment& moment) {
  using Seconds = std::chrono::duration<double>;
  const Seconds first = policy.first_delay, most = policy.max_delay;
  const auto delay = std::min(first * std::pow(2.0, std::min(moment.retries, 1000)), most);
  return std::chrono::duration_cast<Duration>(delay * (1 - 0.25 * moment.random));
}

inline bool worth_retrying(const Head& head) {
  const auto told = head.headers.get("x-should-retry");
  if (told == "true") return head.status >= 300;
  if (told == "false") return false;
  return head.status == 408 || head.status == 409 || head.status == 429 || head.status >= 500;
}

}  // namespace detail

OAICOMPAT_INLINE std::optional<Duration> retry_delay(const RetryPolicy& policy, const Head& head, RetryMoment moment) {
  if (moment.retries >= policy.max_retries) return std::nullopt;
  using Seconds = std::chrono::duration<double>;
  const Seconds asked{asked_seconds(head.headers, moment.unix_time).value_or(0)};
  const bool usable = std::isfinite(asked.count()) && asked.count() > 0;
  if (usable && asked > policy.max_asked_delay) return std::nullopt;
  if (!detail::worth_retrying(head)) return std::nullopt;
  return usable ? std::chrono::duration_cast<Duration>(asked) : detail::backoff(policy, moment);
}

OAICOMPAT_INLINE std::optional<Duration> retry_delay(const RetryPolicy& policy, const Error& error,
                                                     RetryMoment moment) {
  if (moment.retries >= policy.max_retries) return std::nullopt;
  switch (error.kind) {
    case ErrorKind::connection:
    case ErrorKind::timeout:
    case ErrorKind::protocol: return detail::backoff(policy, moment);
    default: return std::nullopt;
  }
}

}  // namespace oaicompat::inline v1
