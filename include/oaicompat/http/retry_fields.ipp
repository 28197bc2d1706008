// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/retry_fields.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <system_error>
#include <type_traits>

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

// Without the blanks at both ends.
inline std::string_view trimmed_value(std::string_view s) {
  constexpr std::string_view blank = " \t\r\n";
  const auto from = s.find_first_not_of(blank);
  return from == s.npos ? std::string_view{} : s.substr(from, s.find_last_not_of(blank) - from + 1);
}

inline bool is_passed(std::string_view name, const std::vector<std::string>& also) {
  constexpr std::string_view names[] = {"retry-after", "retry-after-ms", "x-should-retry"};
  constexpr std::string_view family = "x-ratelimit-";
  const auto is_it = [&](std::string_view each) { return iequals(each, name); };
  return std::any_of(std::begin(names), std::end(names), is_it) || iequals(name.substr(0, family.size()), family) ||
         std::any_of(also.begin(), also.end(), is_it);
}

}  // namespace detail

OAICOMPAT_INLINE std::optional<double> asked_seconds(const Headers& headers, std::int64_t unix_time) {
  using namespace detail;
  if (const auto ms = whole_number<double>(trimmed_value(headers.get("retry-after-ms")))) return *ms / 1000;
  const auto text = trimmed_value(headers.get("retry-after"));
  if (const auto seconds = whole_number<double>(text)) return seconds;
  if (const auto date = http_date(text)) return static_cast<double>(*date - unix_time);
  return std::nullopt;
}

OAICOMPAT_INLINE std::optional<std::chrono::milliseconds> retry_after(const Headers& headers, std::int64_t unix_time) {
  constexpr double year = 365.0 * 24 * 3600;
  const auto asked = asked_seconds(headers, unix_time);
  if (!asked || !std::isfinite(*asked) || *asked <= 0) return std::nullopt;
  return std::chrono::milliseconds{std::llround(std::min(*asked, year) * 1000)};
}

OAICOMPAT_INLINE Headers passed_fields(const Headers& from, const std::vector<std::string>& also) {
  Headers out;
  for (const auto& [name, value] : from) {
    if (detail::is_passed(name, also)) out.add(name, value);
  }
  return out;
}

}  // namespace oaicompat::inline v1
