// Clock: the time, and alarms; passed in wherever time matters, so that tests own it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/stream.hpp>
#include <oaicompat/config.hpp>

#include <chrono>
#include <cstdint>
#include <memory>

namespace oaicompat::inline v1 {

/// Monotonic time, as the library counts it.
using Time = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

namespace detail {

/// A time span as the library counts it. An option may be as long as its type lets it: more than a century is a
/// century, which no sum with a time overflows.
template <class Rep, class Period>
constexpr Duration bounded_span(std::chrono::duration<Rep, Period> span) {
  constexpr auto century = std::chrono::hours{24 * 36525};
  if (span > century) return century;
  if (span < -century) return -century;
  return std::chrono::duration_cast<Duration>(span);
}

}  // namespace detail

/// A wake to come. Destroying it calls it off; one that has already begun on another thread may still run.
class Alarm {
 public:
  Alarm() = default;
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  virtual ~Alarm() = default;
};
using AlarmPtr = std::unique_ptr<Alarm>;

/// Tells the time and wakes at a time. **Threads**: safe to use from many.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
  /// Calls `wake` once at `when` or soon after, on a thread of the clock's; at once when `when` has passed.
  virtual AlarmPtr at(Time when, Wake wake) = 0;
  /// The wall clock, in seconds since 1970: what `created` carries and `Retry-After` dates are held against.
  virtual std::int64_t unix_time() const = 0;
};
using ClockPtr = std::shared_ptr<Clock>;

/// The machine's clock. One thread, started at the first alarm, serves all alarms of the process.
OAICOMPAT_API ClockPtr real_clock();

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/base/clock.ipp>
#endif
