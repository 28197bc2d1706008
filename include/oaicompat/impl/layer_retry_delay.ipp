// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/retry_delay.hpp>
#include <oaicompat/layers/words.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <system_error>

namespace oaicompat::inline v1 {
namespace detail {

template <class T>
std::optional<T> whole_number(std::string_view s) {
  T value{};
  const auto [end, failure] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (end != s.data() + s.size() || s.empty()) return std::nullopt;
  if constexpr (std::is_floating_point_v<T>) {
    if (failure == std::errc::result_out_of_range) return std::numeric_limits<T>::infinity();
  }
  return failure == std::errc{} ? std::optional{value} : std::nullopt;
}

// The date form of RFC 9110, section 5.6.7: `Fri, 29 Sep 2023 16:26:57 GMT`. The older forms are not read.
inline std::optional<std::int64_t> http_date(std::string_view s) {
  constexpr std::array<std::string_view, 7> days{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::string_view form = "Www, 00 Mmm 0000 00:00:00 GMT";
  if (s.size() != form.size()) return std::nullopt;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool digit = s[i] >= '0' && s[i] <= '9', letter = i < 3 || (i >= 8 && i < 11);
    if (form[i] == '0' ? !digit : !letter && s[i] != form[i]) return std::nullopt;
  }
  const auto number = [&](std::size_t at, std::size_t n) { return whole_number<int>(s.substr(at, n)).value_or(0); };
  const auto month = std::find(months.begin(), months.end(), s.substr(8, 3)) - months.begin();
  const std::chrono::year_month_day date{std::chrono::year{number(12, 4)},
                                         std::chrono::month{static_cast<unsigned>(month) + 1},
                                         std::chrono::day{static_cast<unsigned>(number(5, 2))}};
  const int hour = number(17, 2), minute = number(20, 2), second = number(23, 2);
  const bool known_day = std::find(days.begin(), days.end(), s.substr(0, 3)) != days.end();
  if (!known_day || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const auto day = std::chrono::sys_days{date}.time_since_epoch();
  return std::chrono::seconds{day}.count() + hour * 3600 + minute * 60 + second;
}

// The wait that the other side asks for, in seconds; any number, even one that makes no sense.
inline std::optional<double> asked_delay(const Headers& headers, std::int64_t unix_time) {
  if (const auto ms = whole_number<double>(trimmed(headers.get("retry-after-ms")))) return *ms / 1000;
  const auto text = trimmed(headers.get("retry-after"));
  if (const auto seconds = whole_number<double>(text)) return seconds;
  if (const auto date = http_date(text)) return static_cast<double>(*date - unix_time);
  return std::nullopt;
}

inline Duration backoff(const RetryPolicy& policy, const RetryMoment& moment) {
  using Seconds = std::chrono::duration<double>;
  const Seconds first = policy.first_delay, most = policy.max_delay;
  const auto delay = std::min(first * std::pow(2.0, std::min(moment.retries, 1000)), most);
  return std::chrono::duration_cast<Duration>(delay * (1 - 0.25 * moment.random));
}

inline bool worth_retrying(const Head& head) {
  const auto told = head.headers.get("x-should-retry");
  if (told == "true") return head.status >= 300;
  if (told == "false") return false;
  return head.status == 408 || head.status == 409 || head.status == 429 || head.status >= 500;
}

}  // namespace detail

OAICOMPAT_INLINE std::optional<Duration> retry_delay(const RetryPolicy& policy, const Head& head, RetryMoment moment) {
  if (moment.retries >= policy.max_retries) return std::nullopt;
  using Seconds = std::chrono::duration<double>;
  const Seconds asked{detail::asked_delay(head.headers, moment.unix_time).value_or(0)};
  const bool usable = std::isfinite(asked.count()) && asked.count() > 0;
  if (usable && asked > policy.max_asked_delay) return std::nullopt;
  if (!detail::worth_retrying(head)) return std::nullopt;
  return usable ? std::chrono::duration_cast<Duration>(asked) : detail::backoff(policy, moment);
}

OAICOMPAT_INLINE std::optional<Duration> retry_delay(const RetryPolicy& policy, const Error& error,
                                                     RetryMoment moment) {
  if (moment.retries >= policy.max_retries) return std::nullopt;
  switch (error.kind) {
    case ErrorKind::connection:
    case ErrorKind::timeout:
    case ErrorKind::protocol: return detail::backoff(policy, moment);
    default: return std::nullopt;
  }
}

}  // namespace oaicompat::inline v1
