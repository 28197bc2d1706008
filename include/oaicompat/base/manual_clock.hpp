// ManualClock: time for tests.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace oaicompat::inline v1 {

/// A clock that stands still until told to move. Alarms ring inside `advance`. **Threads**: safe to use from many.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t unix_start = 1'700'000'000) : unix_start_{unix_start} {}

  Time now() const override {
    std::lock_guard lock{state_->mutex};
    return state_->now;
  }
  std::int64_t unix_time() const override {
    return unix_start_ + std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()).count();
  }
  AlarmPtr at(Time when, Wake wake) override {
    std::unique_lock lock{state_->mutex};
    if (when > state_->now) return std::make_unique<Entry>(state_, state_->alarms.emplace(when, std::move(wake)));
    lock.unlock();
    wake();
    return std::make_unique<Alarm>();
  }
  /// Moves the time on, ringing every alarm on the way in order.
  void advance(Duration by) {
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
  /// How many alarms are set.
  std::size_t alarms() const {
    std::lock_guard lock{state_->mutex};
    return state_->alarms.size();
  }

 private:
  using Alarms = std::multimap<Time, Wake>;
  struct State {
    mutable std::mutex mutex;
    Time now{};
    Alarms alarms;
  };
  struct Entry final : Alarm {
    Entry(std::shared_ptr<State> s, Alarms::iterator i) : state{std::move(s)}, when{i->first}, address{&i->second} {}
    ~Entry() override {
      Alarms::node_type dropped;  // destroyed after unlocking: what a wake holds may reach for the clock
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

  std::shared_ptr<State> state_ = std::make_shared<State>();
  std::int64_t unix_start_;
};

}  // namespace oaicompat::inline v1
