// ErrorBody: an error as the API's bodies carry it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// What went wrong. Mirrors `Error`.
struct ErrorDetail {
  /// For people.
  Text message{};
  /// For programs: `invalid_request_error`, `rate_limit_error`, ...
  Text type{};
  /// The path of the offending parameter: `messages[1].content`.
  Maybe<Text> param{};
  /// For programs, finer: `model_not_found`, `context_length_exceeded`, ...
  Maybe<Text> code{};
  Extras extra{};
  bool operator==(const ErrorDetail&) const = default;
};

/// The body of an answer that is an error. Mirrors `ErrorResponse`.
struct ErrorBody {
  /// What went wrong.
  ErrorDetail error{};
  Extras extra{};
  bool operator==(const ErrorBody&) const = default;
};

#if !OAICOMPAT_HEADER_ONLY
extern template struct OAICOMPAT_API Codec<ErrorBody>;
extern template struct OAICOMPAT_API Codec<ErrorDetail>;
#endif

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/error_body_json.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#endif
