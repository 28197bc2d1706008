// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/http/retry_fields.hpp>
#include <oaicompat/kit/poll.hpp>

#include <algorithm>
#include <string>

namespace oaicompat::inline v1::detail {

// How long an answer asks to be left alone.
inline std::optional<std::chrono::milliseconds> asked_wait(const Headers& answered, std::int64_t unix_time) {
  constexpr std::chrono::milliseconds most = std::chrono::minutes{2};
  std::optional<std::chrono::milliseconds> wait;
  if (const auto* own = answered.find("openai-poll-after-ms"))
    wait = retry_after({{"retry-after-ms", *own}}, unix_time);
  if (!wait) wait = retry_after(answered, unix_time);
  if (wait) wait = std::min(*wait, most);
  return wait;
}

OAICOMPAT_INLINE Poller::Poller(std::chrono::milliseconds interval, std::chrono::milliseconds deadline, ClockPtr clock,
                                const RequestOptions& options)
    : interval_{std::max(interval, std::chrono::milliseconds{0})},
      deadline_{deadline},
      clock_{std::move(clock)},
      options_{options},
      end_{deadline.count() > 0 ? std::optional{clock_->now() + bounded_span(deadline)} : std::nullopt} {}

OAICOMPAT_INLINE RequestOptions Poller::next() const {
  auto out = options_;
  if (!end_) return out;
  const auto left =
      std::max(std::chrono::ceil<std::chrono::milliseconds>(*end_ - clock_->now()), std::chrono::milliseconds{1});
  const auto own = out.total_timeout.value_or(left);
  out.total_timeout = own.count() > 0 ? std::min(own, left) : left;
  return out;
}

OAICOMPAT_INLINE std::optional<Error> Poller::wait(const Headers& answered) const {
  const auto when = clock_->now() + bounded_span(asked_wait(answered, clock_->unix_time()).value_or(interval_));
  if (end_ && when >= *end_)
    return local_error(
        ErrorKind::timeout,
        "The answer that was waited for did not come within " + std::to_string(deadline_.count()) + " ms.",
        "poll_timeout");
  Waiter waiter{options_.stop};
  while (!options_.stop.stop_requested() && clock_->now() < when) {
    AlarmPtr alarm;
    waiter.wait([&](Wake wake) { alarm = clock_->at(when, std::move(wake)); });
  }
  if (!options_.stop.stop_requested()) return std::nullopt;
  return local_error(ErrorKind::cancelled, "The request was cancelled.");
}

}  // namespace oaicompat::inline v1::detail
