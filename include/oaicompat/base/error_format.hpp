// Errors for fmt: `fmt::print("{}\n", answer.error())`. Apart from error.hpp, so that who prints none pays nothing.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/config.hpp>

#include <fmt/core.h>

#include <string_view>

/// @cond specialisations of fmt's

/// The kind's name. Takes what a string takes: `{:>10}`.
template <>
struct fmt::formatter<oaicompat::ErrorKind> : fmt::formatter<std::string_view> {
  OAICOMPAT_API fmt::format_context::iterator format(oaicompat::ErrorKind kind, fmt::format_context& context) const;
  /// Of fmt's other contexts, which need `fmt/format.h`.
  template <class FormatContext>
  auto format(oaicompat::ErrorKind kind, FormatContext& context) const {
    return fmt::formatter<std::string_view>::format(oaicompat::to_string(kind), context);
  }
};

/// The error in one line, as `to_string` gives it.
template <>
struct fmt::formatter<oaicompat::Error> : fmt::formatter<std::string_view> {
  OAICOMPAT_API fmt::format_context::iterator format(const oaicompat::Error& error, fmt::format_context& context) const;
  /// Of fmt's other contexts, which need `fmt/format.h`.
  template <class FormatContext>
  auto format(const oaicompat::Error& error, FormatContext& context) const {
    return fmt::formatter<std::string_view>::format(oaicompat::to_string(error), context);
  }
};

/// @endcond

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/base/error_format.ipp>
#endif
