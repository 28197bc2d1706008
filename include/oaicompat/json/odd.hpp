// What is understood of members that came in another form, and the marks that tell whether they changed since.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/value_kinds.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace oaicompat::inline v1::detail {

inline std::uint64_t mark_of_text(std::string_view text) {
  std::uint64_t mark = 0xCBF29CE484222325u;
  for (const char c : text) mark = (mark ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return mark << 1 | 0x8000000000000000u;
}

// Whether values of other forms are understood: those of all other types are as new then.
template <class T>
inline constexpr bool takes_other =
    std::is_same_v<T, Text> || std::is_same_v<T, std::string> || is_open_enum<T> || std::is_arithmetic_v<T>;
template <class T>
inline constexpr bool takes_other<std::optional<T>> = takes_other<T>;
template <class T>
inline constexpr bool takes_other<Maybe<T>> = takes_other<T>;

// Tells values of one type apart that were made of other forms. Never 0; `no_mark` where a member is absent, or is
// compared with that of a new struct instead.
template <class T>
std::uint64_t mark_of(const T& value) {
  if constexpr (is_optional<T> || is_maybe<T>) {
    return value ? mark_of(*value) : no_mark;
  } else if constexpr (std::is_same_v<T, Text> || std::is_same_v<T, std::string>) {
    return mark_of_text(value);
  } else if constexpr (is_open_enum<T>) {
    return mark_of_text(value.word());
  } else if constexpr (std::is_arithmetic_v<T>) {
    return std::bit_cast<std::uint64_t>(static_cast<double>(value)) << 1 | 0x8000000000000000u;
  } else {
    return no_mark;
  }
}

// A JSON number, in quotes or not.
OAICOMPAT_API bool number_in_json(std::string_view json, double& out);

template <class T>
bool take_number(T& out, std::string_view json) {
  double wide = 0;
  if (!number_in_json(json, wide)) return false;
  if constexpr (std::is_integral_v<T>) {
    // 2^63 as a double.
    if (!(std::abs(wide) < 9223372036854775808.0)) return false;
    const auto whole = static_cast<std::int64_t>(wide);
    if (!std::in_range<T>(whole)) return false;
    out = static_cast<T>(whole);
  } else {
    out = static_cast<T>(wide);
  }
  return true;
}

// Makes of JSON of another kind what it can: text takes any, numbers and booleans take quoted ones. Whether it could.
template <class T>
bool take_other(T& out, std::string_view json) {
  if constexpr (is_optional<T> || is_maybe<T>) {
    typename T::value_type value{};
    if (!take_other(value, json)) return false;
    out = std::move(value);
    return true;
  } else if constexpr (std::is_same_v<T, Text> || std::is_same_v<T, std::string> || is_open_enum<T>) {
    out = T{json};
    return true;
  } else if constexpr (std::is_same_v<T, bool>) {
    if (json != "\"true\"" && json != "\"false\"") return false;
    out = json == "\"true\"";
    return true;
  } else if constexpr (std::is_arithmetic_v<T>) {
    return take_number(out, json);
  } else {
    return false;
  }
}

}  // namespace oaicompat::inline v1::detail
