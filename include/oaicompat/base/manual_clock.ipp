// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/manual_clock.hpp>

#include <chrono>
#include <map>
#include <mutex>
#include <utility>

namespace oaicompat::inline v1 {

struct ManualClock::State {
  mutable std::mutex mutex;
  Time now{};
  std::multimap<Time, Wake> alarms;
};

struct ManualClock::Entry final : Alarm {
  Entry(std::shared_ptr<State> s, std::multimap<Time, Wake>::iterator i)
      : state{std::move(s)}, when{i->first}, address{&i->second} {}
  ~Entry() override {
    std::multimap<Time, Wake>::node_type
        dropped;  // destroyed after unlocking: what a wake holds may reach for the clock
    std::lock_guard lock{state->mutex};
    auto [from, to] = state->alarms.equal_range(when);
    for (; from != to; ++from) {
      if (&from->second != address) continue;
      dropped = state->alarms.extract(from);
      return;
    }
  }
  std::shared_ptr<State> state;
  Time when;
  const Wake* address;
};

OAICOMPAT_INLINE ManualClock::ManualClock(std::int64_t unix_start)
    : state_{std::make_shared<State>()}, unix_start_{unix_start} {}

OAICOMPAT_INLINE Time ManualClock::now() const {
  std::lock_guard lock{state_->mutex};
  return state_->now;
}
OAICOMPAT_INLINE std::int64_t ManualClock::unix_time() const {
  return unix_start_ + std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()).count();
}
OAICOMPAT_INLINE AlarmPtr ManualClock::at(Time when, Wake wake) {
  std::unique_lock lock{state_->mutex};
  if (when > state_->now) return std::make_unique<Entry>(state_, state_->alarms.emplace(when, std::move(wake)));
  lock.unlock();
  wake();
  return std::make_unique<Alarm>();
}
OAICOMPAT_INLINE void ManualClock::advance(Duration by) {
  std::unique_lock lock{state_->mutex};
  const auto until = state_->now + by;
  while (!state_->alarms.empty() && state_->alarms.begin()->first <= until) {
    auto first = state_->alarms.extract(state_->alarms.begin());
    state_->now = first.key();
    lock.unlock();
    first.mapped()();
    lock.lock();
  }
  state_->now = until;
}
OAICOMPAT_INLINE std::size_t ManualClock::alarms() const {
  std::lock_guard lock{state_->mutex};
  return state_->alarms.size();
}

}  // namespace oaicompat::inline v1
