// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error_format.hpp>

#include <fmt/format.h>

OAICOMPAT_INLINE fmt::format_context::iterator fmt::formatter<oaicompat::ErrorKind>::format(
    oaicompat::ErrorKind kind, fmt::format_context& context) const {
  return fmt::formatter<std::string_view>::format(oaicompat::to_string(kind), context);
}

OAICOMPAT_INLINE fmt::format_context::iterator fmt::formatter<oaicompat::Error>::format(
    const oaicompat::Error& error, fmt::format_context& context) const {
  return fmt::formatter<std::string_view>::format(oaicompat::to_string(error), context);
}
