// What an answer's head says of asking again: when, whether, and how much is left.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/headers.hpp>
#include <oaicompat/config.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// The wait that the other side asks for, in seconds: `retry-after-ms`, else `retry-after`, a number or an HTTP date,
/// which is held against `unix_time`. Any number, even one that makes no sense; nothing where there is none.
OAICOMPAT_API std::optional<double> asked_seconds(const Headers& headers, std::int64_t unix_time);
/// The same as a time; nothing where the number is not positive and finite. At most a year.
OAICOMPAT_API std::optional<std::chrono::milliseconds> retry_after(const Headers& headers, std::int64_t unix_time);

/// The fields of an upstream's answer that its caller's caller wants as well: `Retry-After`, `retry-after-ms`,
/// `x-should-retry`, `x-ratelimit-*`, and those named in `also`.
OAICOMPAT_API Headers passed_fields(const Headers& from, const std::vector<std::string>& also);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/http/retry_fields.ipp>
#endif
