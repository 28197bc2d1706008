// WakeRace: one wake, for whichever comes first: a stream that is ready, or a time.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/stream.hpp>
#include <oaicompat/base/wake_slot.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <utility>

namespace oaicompat::inline v1::detail {

/// Belongs to a stream that waits for another stream, for a time, or for both. A time that moves on with every piece
/// costs one alarm a period, not one a piece: an alarm that stands too early is left, and wakes for nothing once.
class WakeRace {
 public:
  explicit WakeRace(ClockPtr clock) : clock_{std::move(clock)} {}

  /// Calls `wake` once when `inner` is ready or `until` has come; never for neither.
  void wait(AnyStream* inner, std::optional<Time> until, Wake wake) {
    shared_->slot.put(std::move(wake));
    if (until && (!alarm_ || shared_->rang || *until < alarm_at_)) set_alarm(*until);
    if (!until) alarm_.reset();
    if (inner) inner->when_ready([shared = shared_] { shared->slot.ring(); });
  }
  /// The holder pulls again: the wake it left is void.
  void clear() { shared_->slot.clear(); }
  /// What wakes the holder for another reason: `std::stop_callback stopped{token, race.bell()}`.
  auto bell() const {
    return [shared = shared_] { shared->slot.ring(); };
  }

 private:
  struct Shared {
    WakeSlot slot;
    std::atomic<bool> rang = false;
  };
  void set_alarm(Time when) {
    alarm_.reset();
    shared_->rang = false;
    alarm_at_ = when;
    alarm_ = clock_->at(when, [shared = shared_] {
      shared->rang = true;
      shared->slot.ring();
    });
  }

  ClockPtr clock_;
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  AlarmPtr alarm_;
  Time alarm_at_{};
};

}  // namespace oaicompat::inline v1::detail
