// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/calendar_window.hpp>
#include <oaicompat/gateway/shared_state.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline constexpr std::int64_t minute_ms = 60'000;

// A limit that no sum with what is taken overflows, for a minute's counter in units of a limit a millisecond.
inline std::int64_t bounded_limit(std::int64_t limit) {
  return std::clamp<std::int64_t>(limit, 0, std::numeric_limits<std::int64_t>::max() / (4 * minute_ms));
}

// One counter. A minute's one counts what is missing of the limit, in units of 1/60,000: it fills by `limit` units a
// millisecond, so no fraction is ever lost. The others count what is taken, as it is.
class MemoryCounter {
 public:
  struct Now {
    std::int64_t ms = 0;  // of the clock
    std::int64_t unix_time = 0;
  };

  void move_on(const Charge& charge, Now now) {
    if (charge.window == Window::minute) {
      const auto passed = std::max<std::int64_t>(0, now.ms - at_);
      const auto rate = std::max<std::int64_t>(1, bounded_limit(charge.limit));
      taken_ = passed > taken_ / rate ? 0 : taken_ - passed * rate;
      at_ = std::max(at_, now.ms);
    } else if (charge.window != Window::open) {
      const auto from = calendar_window(charge.window, now.unix_time).from;
      if (from > at_) taken_ = 0;
      at_ = std::max(at_, from);
    }
  }
  bool has(const Charge& charge) const {
    return taken_ <= most(charge) && units(charge, charge.amount) <= most(charge) - taken_;
  }
  void take(const Charge& charge, std::int64_t amount) {
    constexpr auto top = std::numeric_limits<std::int64_t>::max();
    const auto add = units(charge, amount);
    taken_ = add > top - taken_ && add > 0 ? top : std::max<std::int64_t>(0, taken_ + add);
  }
  std::int64_t window(const Charge& charge) const { return is_calendar(charge.window) ? at_ : 0; }
  Standing standing(const Charge& charge, Now now) const {
    const auto left = std::max<std::int64_t>(0, most(charge) - taken_);
    const bool fills = charge.window == Window::minute;
    return {charge.limit, fills ? left / minute_ms : left, until(charge, now, 0)};
  }
  // Until no more than what leaves room for the charge is taken.
  std::optional<std::chrono::milliseconds> wait(const Charge& charge, Now now) const {
    if (charge.amount > charge.limit || charge.window == Window::open) return std::nullopt;
    return until(charge, now, most(charge) - units(charge, charge.amount));
  }

 private:
  static std::int64_t units(const Charge& charge, std::int64_t amount) {
    if (charge.window != Window::minute) return amount;
    constexpr auto top = std::numeric_limits<std::int64_t>::max() / (2 * minute_ms);
    return std::clamp<std::int64_t>(amount, -top, top) * minute_ms;
  }
  static std::int64_t most(const Charge& charge) {
    return charge.window == Window::minute ? bounded_limit(charge.limit) * minute_ms : charge.limit;
  }
  std::chrono::milliseconds until(const Charge& charge, Now now, std::int64_t left) const {
    using std::chrono::milliseconds;
    if (taken_ <= left || charge.window == Window::open) return milliseconds{0};
    if (charge.window != Window::minute) {
      return milliseconds{(calendar_window(charge.window, now.unix_time).until - now.unix_time) * 1000};
    }
    const auto rate = std::max<std::int64_t>(1, bounded_limit(charge.limit));
    return milliseconds{(taken_ - left + rate - 1) / rate};
  }

  std::int64_t taken_ = 0;
  std::int64_t at_ = 0;  // a minute's: when it was last filled; a calendar's: when its window begins
};

class MemoryState final : public SharedState {
 public:
  explicit MemoryState(ClockPtr clock) : clock_{std::move(clock)} {}

  Reservation reserve(const std::vector<Charge>& charges) override {
    Reservation out;
    out.standings.reserve(charges.size());
    out.windows.reserve(charges.size());
    const auto now = this->now();
    const std::lock_guard lock{mutex_};
    for (std::size_t i = 0; i < charges.size(); ++i) {
      auto& counter = find(charges[i]);
      counter.move_on(charges[i], now);
      if (out.refused || counter.has(charges[i])) continue;
      out.refused = i;
      out.wait = counter.wait(charges[i], now);
    }
    for (const auto& charge : charges) {
      auto& counter = find(charge);
      if (!out.refused) counter.take(charge, charge.amount);
      out.windows.push_back(counter.window(charge));
      out.standings.push_back(counter.standing(charge, now));
    }
    return out;
  }

  void settle(const Charge& charge, std::int64_t window, std::int64_t used) override {
    const auto now = this->now();
    const std::lock_guard lock{mutex_};
    auto& counter = find(charge);
    counter.move_on(charge, now);
    if (counter.window(charge) == window) counter.take(charge, used - charge.amount);
  }

  Standing look(const Charge& charge) const override {
    const auto now = this->now();
    const std::lock_guard lock{mutex_};
    const auto found = counters_.find(charge.counter);
    auto counter = found == counters_.end() ? MemoryCounter{} : found->second;
    counter.move_on(charge, now);
    return counter.standing(charge, now);
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  MemoryCounter& find(const Charge& charge) {
    const auto found = counters_.find(charge.counter);
    return found != counters_.end() ? found->second : counters_[std::string{charge.counter}];
  }
  MemoryCounter::Now now() const {
    using std::chrono::milliseconds;
    return {std::chrono::duration_cast<milliseconds>(clock_->now().time_since_epoch()).count(), clock_->unix_time()};
  }

  const ClockPtr clock_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, MemoryCounter, Hash, std::equal_to<>> counters_;
};

}  // namespace detail

OAICOMPAT_INLINE SharedStatePtr memory_state(ClockPtr clock) {
  return std::make_shared<detail::MemoryState>(std::move(clock));
}

}  // namespace oaicompat::inline v1
