// What a failure says to a breaker, and how long the next attempt waits.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/gateway/failure.hpp>
#include <oaicompat/gateway/health.hpp>
#include <oaicompat/gateway/rules.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace oaicompat::inline v1::detail {

/// What a breaker is told of an attempt.
struct BreakerWord {
  Verdict verdict = Verdict::nothing;
  std::optional<Duration> rests_for{};  ///< With `Verdict::rests`.
};
/// The word for a failure. `asked` is the wait that the answer asks for; `cooldown` stands for one that says none.
inline BreakerWord breaker_word(const FailureRow& row, std::optional<std::chrono::milliseconds> asked,
                                std::chrono::milliseconds cooldown) {
  switch (row.cools) {
    case Cools::counts: return {Verdict::failed, {}};
    case Cools::counts_twice: return {Verdict::failed_twice, {}};
    case Cools::ten_minutes: return {Verdict::rests, bounded_span(std::chrono::minutes{10})};
    case Cools::until_asked: return {Verdict::rests, bounded_span(asked.value_or(cooldown))};
    case Cools::no: break;
  }
  return {};
}

/// The delay before a target is tried again that has been tried so often; `random` in [0, 1) makes it 20 % shorter to
/// 20 % longer.
inline Duration attempt_delay(const RouteRetry& retry, int tries, double random) {
  const auto doublings = std::clamp(tries - 1, 0, 20);
  const auto span = std::min<std::chrono::milliseconds>(retry.first_delay * (1 << doublings), retry.max_delay);
  return std::chrono::duration_cast<Duration>(span * (0.8 + 0.4 * random));
}

}  // namespace oaicompat::inline v1::detail
