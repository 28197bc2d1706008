// asked_log_level: how much of a request its caller wants to be logged. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/service_rules.hpp>
#include <oaicompat/http/headers.hpp>

#include <algorithm>

namespace oaicompat::inline v1::detail {

/// At most `most`: a caller may ask for less.
inline LogLevel asked_log_level(const Headers& headers, LogLevel most) {
  const auto asked = headers.get("x-oaicompat-log");
  if (asked == "none") return LogLevel::none;
  return asked == "metadata" ? std::min(most, LogLevel::metadata) : most;
}

}  // namespace oaicompat::inline v1::detail
