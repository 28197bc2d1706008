// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/health.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// A probe that never came back holds the others off no longer than this.
inline constexpr std::int64_t longest_probe = std::int64_t{60} * 1'000'000'000;

inline bool is_probed(std::int64_t probe_at, std::int64_t now) {
  return probe_at != 0 && now - probe_at < longest_probe;
}

inline void raise_to(std::atomic<std::int64_t>& value, std::int64_t to) {
  auto seen = value.load();
  while (seen < to && !value.compare_exchange_weak(seen, to)) {
  }
}

}  // namespace detail

OAICOMPAT_INLINE HealthBoard::HealthBoard(std::size_t targets, RouteBreaker breaker, ClockPtr clock)
    : breaker_{breaker}, clock_{std::move(clock)} {
  for (std::size_t i = 0; i < targets; ++i) targets_.push_back(std::make_shared<Target>());
}

OAICOMPAT_INLINE Breaker HealthBoard::breaker_of(const Target& target, std::int64_t now) const {
  const auto until = target.open_until.load();
  if (until == 0) return Breaker::closed;
  if (now < until) return Breaker::open;
  return detail::is_probed(target.probe_at, now) ? Breaker::open : Breaker::half_open;
}

// False where another one has it.
OAICOMPAT_INLINE bool HealthBoard::take_probe(Target& target, std::int64_t now) const {
  auto seen = target.probe_at.load();
  return !detail::is_probed(seen, now) && target.probe_at.compare_exchange_strong(seen, std::max<std::int64_t>(now, 1));
}

OAICOMPAT_INLINE TargetHealth HealthBoard::health_of(const Target& target, std::int64_t now) const {
  return {.breaker = breaker_of(target, now),
          .drained = target.drained.load(),
          .in_flight = target.in_flight.load(),
          .first_token = std::chrono::microseconds{target.first_token.load() / 1000}};
}

OAICOMPAT_INLINE void HealthBoard::view(HealthView& out) const {
  out.resize(targets_.size());
  const auto at = now();
  for (std::size_t i = 0; i < targets_.size(); ++i) out[i] = health_of(*targets_[i], at);
}

OAICOMPAT_INLINE void HealthBoard::begin(std::uint32_t target) {
  auto& each = *targets_[target];
  ++each.in_flight;
  const auto at = now();
  if (breaker_of(each, at) == Breaker::half_open) (void)take_probe(each, at);
}

OAICOMPAT_INLINE bool HealthBoard::try_begin(std::uint32_t target) {
  auto& each = *targets_[target];
  const auto at = now();
  const auto breaker = breaker_of(each, at);
  if (breaker == Breaker::open || (breaker == Breaker::half_open && !take_probe(each, at))) return false;
  ++each.in_flight;
  return true;
}

OAICOMPAT_INLINE void HealthBoard::end(std::uint32_t target, Verdict verdict, Time begun, std::optional<Time> until) {
  auto& each = *targets_[target];
  --each.in_flight;
  const auto at = now();
  const bool late = each.open_until != 0 && nanoseconds(begun) < each.opened_at;
  if (!late) each.probe_at = 0;
  switch (verdict) {
    case Verdict::nothing: return;
    case Verdict::failed: return fail(each, 1, at);
    case Verdict::failed_twice: return fail(each, 2, at);
    case Verdict::rests: return rest(each, until ? nanoseconds(*until) : at, at);
    case Verdict::good: break;
  }
  if (late || at < each.open_until) return;
  each.failures = 0;
  each.cooldown = 0;
  each.open_until = 0;
}

OAICOMPAT_INLINE void HealthBoard::fail(Target& target, int count, std::int64_t now) {
  const bool probed = target.open_until != 0 && now >= target.open_until;
  if ((target.failures += count) < breaker_.failures && !probed) return;
  if (target.open_until > now) return;  // it rests already
  using std::chrono::nanoseconds;
  const auto first = std::chrono::duration_cast<nanoseconds>(breaker_.cooldown).count();
  const auto most = std::chrono::duration_cast<nanoseconds>(breaker_.max_cooldown).count();
  const auto span = std::min(most, target.cooldown == 0 ? first : 2 * target.cooldown);
  target.cooldown = span;
  rest(target, now + span, now);
}

OAICOMPAT_INLINE void HealthBoard::rest(Target& target, std::int64_t until, std::int64_t now) {
  target.opened_at = now;
  detail::raise_to(target.open_until, std::max<std::int64_t>(until, 1));
}

OAICOMPAT_INLINE void HealthBoard::first_token(std::uint32_t target, Duration after) {
  const auto took = std::chrono::duration_cast<std::chrono::nanoseconds>(after).count();
  auto& mean = targets_[target]->first_token;
  auto seen = mean.load();
  while (!mean.compare_exchange_weak(seen, seen == 0 ? took : seen + (took - seen) / 8)) {
  }
}

OAICOMPAT_INLINE void HealthBoard::share(std::uint32_t target, const HealthBoard& other, std::uint32_t theirs) {
  targets_[target] = other.targets_[theirs];
}

OAICOMPAT_INLINE void HealthBoard::drain(std::uint32_t target, bool drained) { targets_[target]->drained = drained; }

OAICOMPAT_INLINE std::optional<Time> HealthBoard::next_open(const std::vector<std::uint32_t>& targets) const {
  std::optional<Time> first;
  for (const auto each : targets) {
    const auto until = targets_[each]->open_until.load();
    const Time when{std::chrono::duration_cast<Duration>(std::chrono::nanoseconds{until})};
    if (until <= now()) return std::nullopt;
    if (!first || when < *first) first = when;
  }
  return first;
}

}  // namespace oaicompat::inline v1
