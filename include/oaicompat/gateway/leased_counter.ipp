// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/calendar_window.hpp>
#include <oaicompat/gateway/leased_counter.hpp>

#include <algorithm>
#include <cmath>
#include <ratio>
#include <utility>

namespace oaicompat::inline v1::detail {

inline constexpr std::chrono::milliseconds ask_again_after{50};

OAICOMPAT_INLINE std::int64_t LeasedCounter::lease(const LeaseTerms& terms) const {
  return std::clamp<std::int64_t>(std::llround(std::ceil(static_cast<double>(limit_) * terms.share)), 1,
                                  std::max<std::int64_t>(1, limit_));
}

// What comes back of a minute's counter in a time.
OAICOMPAT_INLINE std::int64_t LeasedCounter::filled(std::int64_t limit, Time since, Time now) const {
  if (window_ != Window::minute || now <= since) return 0;
  const auto minutes = std::chrono::duration<double, std::ratio<60>>{now - since}.count();
  return static_cast<std::int64_t>(std::min(1.0, minutes) * static_cast<double>(limit));
}

// What there is for this gateway, as far as it knows.
OAICOMPAT_INLINE std::int64_t LeasedCounter::left(Now now) const {
  if (away_) return std::max<std::int64_t>(pool_, 0) + away_room_;
  return pool_ +
         (rest_ ? std::min(limit_, std::max<std::int64_t>(0, *rest_) + filled(limit_, seen_at_, now.time)) : limit_);
}

OAICOMPAT_INLINE void LeasedCounter::move_on(const Charge& charge, Now now) {
  window_ = charge.window;
  limit_ = charge.limit;
  if (is_calendar(window_) && now.unix_time >= until_) {
    const auto calendar = calendar_window(window_, now.unix_time);
    from_ = calendar.from;
    until_ = calendar.until;
    pool_ = spent_ = need_ = 0;
    if (away_) away_room_ = away_most_;
    rest_.reset();
    others_.clear();
    asked_ = restore_ = tell_ = false;
  }
  if (away_ && window_ == Window::minute) {
    const auto comes = filled(away_most_, away_at_, now.time);
    if (comes > 0) away_at_ = now.time;
    away_room_ = std::min(away_most_, away_room_ + comes);
  }
}

// Of slots that others had a while ago nothing is known.
OAICOMPAT_INLINE bool LeasedCounter::owes_too_much(std::int64_t owed, const LeaseTerms& terms, Now now) const {
  const auto most = pool_ >= 0 ? std::max(lease(terms), owed) : lease(terms);
  if (owed > most || !rest_) return owed > most;
  if (window_ == Window::open && spent_ == 0 && now.time - seen_at_ >= terms.give_back_after) return false;
  return owed > std::min(limit_, *rest_ + filled(limit_, seen_at_, now.time));
}

OAICOMPAT_INLINE bool LeasedCounter::has(std::int64_t amount, const LeaseTerms& terms, AwayPolicy policy,
                                         Now now) const {
  if (amount > limit_) return false;
  if (amount <= pool_) return true;
  if (!away_) return !owes_too_much(amount - pool_, terms, now);
  return policy == AwayPolicy::local && amount - std::max<std::int64_t>(pool_, 0) <= away_room_;
}

OAICOMPAT_INLINE void LeasedCounter::take(std::int64_t amount, Now now) {
  if (away_) away_room_ -= std::max<std::int64_t>(0, amount - std::max<std::int64_t>(pool_, 0));
  pool_ -= amount;
  spent_ += amount;
  largest_ = amount;
  need_ = 0;
  used_at_ = now.time;
}

OAICOMPAT_INLINE void LeasedCounter::correct(std::int64_t by) {
  if (away_ && pool_ < 0) away_room_ -= std::max(by, pool_);
  pool_ -= by;
  spent_ += by;
}

OAICOMPAT_INLINE void LeasedCounter::miss(std::int64_t amount, Now now) {
  need_ = largest_ = std::min(amount, limit_);
  used_at_ = now.time;
}

OAICOMPAT_INLINE Standing LeasedCounter::standing(Now now) const {
  const auto remaining = std::clamp<std::int64_t>(left(now), 0, std::max<std::int64_t>(0, limit_));
  std::chrono::milliseconds reset{0};
  if (remaining < limit_ && is_calendar(window_)) reset = std::chrono::seconds{until_ - now.unix_time};
  if (remaining < limit_ && window_ == Window::minute) {
    const auto part = static_cast<double>(limit_ - remaining) / static_cast<double>(limit_);
    reset = std::chrono::milliseconds{std::llround(std::ceil(part * 60'000))};
  }
  return {limit_, remaining, reset};
}

OAICOMPAT_INLINE std::optional<std::chrono::milliseconds> LeasedCounter::wait(std::int64_t amount, Now now) const {
  if (amount > limit_ || window_ == Window::open) return std::nullopt;
  const auto missing = amount - left(now);
  if (missing <= 0) return ask_again_after;
  if (is_calendar(window_)) return std::chrono::seconds{until_ - now.unix_time};
  const auto part = static_cast<double>(missing) / static_cast<double>(std::max<std::int64_t>(1, limit_));
  return std::chrono::milliseconds{std::max<std::int64_t>(1, std::llround(std::ceil(part * 60'000)))};
}

OAICOMPAT_INLINE std::optional<LeaseAsk> LeasedCounter::ask(const LeaseTerms& terms, Now now) {
  if (asked_ || now.time < ask_after_ || (away_ && !tell_)) return std::nullopt;
  const bool idle = away_ || now.time - used_at_ >= terms.give_back_after;
  const auto want = idle ? 0 : std::max(lease(terms), largest_);
  const auto low = idle ? 0 : std::max(std::max<std::int64_t>(1, lease(terms) / 2), largest_);
  const bool is_slots = window_ == Window::open && (spent_ > 0 || pool_ > 0);
  const bool renews = (is_slots || !idle) && now.time - told_at_ >= terms.renew_after;
  if (!renews && !tell_ && pool_ >= low && pool_ <= 2 * want) return std::nullopt;
  asked_ = true;
  LeaseAsk out{.from = from_, .spent = spent_, .have = pool_, .want = want, .need = idle ? 0 : need_};
  if (restore_ && rest_) out.least = std::max<std::int64_t>(0, limit_ - *rest_ - filled(limit_, seen_at_, now.time));
  return out;
}

OAICOMPAT_INLINE LeaseAsk LeasedCounter::leave() { return {.from = from_, .spent = spent_, .have = pool_}; }

OAICOMPAT_INLINE void LeasedCounter::answer(const LeaseAsk& asked, LeaseAnswer answer, Now now) {
  if (asked.from != from_) return;
  asked_ = restore_ = tell_ = false;
  pool_ += answer.have - asked.have;
  rest_ = answer.rest;
  seen_at_ = told_at_ = now.time;
  others_ = std::move(answer.others);
  // Who got less asks again, but not at once.
  ask_after_ = answer.have < asked.want ? now.time + ask_again_after : now.time;
}

OAICOMPAT_INLINE void LeasedCounter::fail(Now now) {
  asked_ = false;
  ask_after_ = now.time + ask_again_after;
}

OAICOMPAT_INLINE void LeasedCounter::go_away(const LeaseTerms& terms, Now now) {
  away_ = true;
  away_at_ = now.time;
  away_most_ = limit_ / std::max<std::int64_t>(1, terms.nodes);
  const auto rest = rest_ ? std::max<std::int64_t>(0, *rest_) : limit_;
  away_room_ =
      std::max<std::int64_t>(0, rest / std::max<std::int64_t>(1, terms.nodes) + std::min<std::int64_t>(0, pool_));
}

OAICOMPAT_INLINE void LeasedCounter::come_back(bool forgotten) {
  tell_ = tell_ || forgotten || pool_ != 0;
  restore_ = restore_ || forgotten;
  ask_after_ = {};
}

}  // namespace oaicompat::inline v1::detail
