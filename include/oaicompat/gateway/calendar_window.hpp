// CalendarWindow: the day or month of UTC that a time is in.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/shared_state.hpp>

#include <chrono>
#include <cstdint>

namespace oaicompat::inline v1::detail {

inline constexpr std::int64_t day_seconds = 86'400;

/// The first second of the month, or of the day, of a time, and of the next one.
struct CalendarWindow {
  std::int64_t from = 0, until = 0;
};
inline CalendarWindow calendar_window(Window window, std::int64_t unix_time) {
  using namespace std::chrono;
  const auto day = floor<days>(sys_seconds{seconds{unix_time}});
  const auto start = [](sys_days at) { return duration_cast<seconds>(at.time_since_epoch()).count(); };
  if (window == Window::day) return {start(day), start(day) + day_seconds};
  const year_month_day date{day};
  const auto month = date.year() / date.month();
  return {start(sys_days{month / 1}), start(sys_days{(month + months{1}) / 1})};
}

/// Whether a window is a day or a month.
inline bool is_calendar(Window window) { return window == Window::day || window == Window::month; }

}  // namespace oaicompat::inline v1::detail
