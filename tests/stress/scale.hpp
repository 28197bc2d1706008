// How much of everything: a short form for every run, a long one where OAICOMPAT_STRESS is `long`.
// SPDX-License-Identifier: MIT
#pragma once

#include "sanitized.hpp"

#include <cstdlib>
#include <string_view>

namespace oaicompat::stress {

#if OAICOMPAT_SANITIZED
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

inline bool is_long() {
  const char* form = std::getenv("OAICOMPAT_STRESS");
  return form && std::string_view{form} == "long";
}

/// How many of something: this many in the long form, a part of it in the short one, less where a sanitizer looks on.
inline int scaled(int in_long_form, int in_short_form) {
  if (is_long()) return in_long_form;
  return sanitized ? in_short_form / 5 : in_short_form;
}

/// Whether one of so many rounds holds a bound: for what grows in every round where it is at fault.
template <class Round>
bool best_of(int rounds, const Round& holds) {
  for (int i = 0; i < rounds; ++i) {
    if (holds()) return true;
  }
  return false;
}

}  // namespace oaicompat::stress
