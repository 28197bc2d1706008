// ManualClock: time for tests.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace oaicompat::inline v1 {

/// A clock that stands still until told to move. Alarms ring inside `advance`. **Threads**: safe to use from many.
class OAICOMPAT_API ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t unix_start = 1'700'000'000);

  Time now() const override;
  std::int64_t unix_time() const override;
  AlarmPtr at(Time when, Wake wake) override;
  /// Moves the time on, ringing every alarm on the way in order.
  void advance(Duration by);
  /// How many alarms are set.
  std::size_t alarms() const;

 private:
  struct State;
  struct Entry;

  std::shared_ptr<State> state_;
  std::int64_t unix_start_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/base/manual_clock.ipp>
#endif
