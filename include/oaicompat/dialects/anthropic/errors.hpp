// Errors as the Anthropic Messages API tells them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <string_view>

namespace oaicompat::inline v1 {

/// The body of an error answer: `{"type":"error","error":{"type","message","details"?},"request_id"}`. The error's code
/// and param stand in `details`, as `error_code` and `param`. A context that overflowed is told in the words that
/// clients look for: `prompt is too long: 5000 tokens > 4096 maximum`.
OAICOMPAT_API Bytes anthropic_error_body(const Error& error);

/// The answer with that body. A cancelled or unreachable upstream's error is told without its address.
OAICOMPAT_API Answer anthropic_error_answer(const Error& error);

/// The event that ends a stream: `event: error` with that body.
OAICOMPAT_API Bytes anthropic_error_event(const Error& error);

/// Reads the body of an error answer, or the data of an error event, which has a status of 0 in its head. The status of
/// an event's is the one that its type names. What no Anthropic server wrote is read as `read_error` does.
OAICOMPAT_API Error read_anthropic_error(const Head& head, std::string_view body);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/anthropic/errors.ipp>
#endif
