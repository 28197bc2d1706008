// Errors for fmt: `fmt::print("{}\n", answer.error())`. Apart from error.hpp, so that who prints none pays nothing.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>

#include <fmt/core.h>

#include <string_view>

/// @cond specialisations of fmt's

/// The kind's name. Takes what a string takes: `{:>10}`.
template <>
struct fmt::formatter<oaicompat::ErrorKind> : fmt::formatter<std::string_view> {
  template <class FormatContext>
  auto format(oaicompat::ErrorKind kind, FormatContext& context) const {
    return fmt::formatter<std::string_view>::format(oaicompat::to_string(kind), context);
  }
};

/// The error in one line, as `to_string` gives it.
template <>
struct fmt::formatter<oaicompat::Error> : fmt::formatter<std::string_view> {
  template <class FormatContext>
  auto format(const oaicompat::Error& error, FormatContext& context) const {
    return fmt::formatter<std::string_view>::format(oaicompat::to_string(error), context);
  }
};

/// @endcond
