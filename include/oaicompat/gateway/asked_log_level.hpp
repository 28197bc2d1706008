// asked_log_level: how much of a request its caller wants to be logged. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/service_rules.hpp>
#include <oaicompat/http/headers.hpp>

#include <algorithm>

namespace oaicompat::inline v1::detail {

/// At most `most`: a caller may ask for less. A word that is not known is `none`: who wrote it wanted less.
inline LogLevel asked_log_level(const Headers& headers, LogLevel most) {
  constexpr const char* name = "x-oaicompat-log";
  const auto asked = headers.get(name);
  if (!headers.has(name) || iequals(asked, "bodies")) return most;
  return iequals(asked, "metadata") ? std::min(most, LogLevel::metadata) : LogLevel::none;
}

}  // namespace oaicompat::inline v1::detail
