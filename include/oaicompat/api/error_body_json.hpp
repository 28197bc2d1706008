// The JSON form of ErrorBody.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/error_body.hpp>
#include <oaicompat/json/describe.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ErrorDetail>) {
  return object(
      "ErrorDetail", field("message", &ErrorDetail::message, "For people."),
      field("type", &ErrorDetail::type, "For programs: `invalid_request_error`, `rate_limit_error`, ..."),
      field("param", &ErrorDetail::param, "The path of the offending parameter: `messages[1].content`.").require(),
      field("code", &ErrorDetail::code, "For programs, finer: `model_not_found`, `context_length_exceeded`, ...")
          .require());
}
constexpr auto describe(Type<ErrorBody>) {
  return object("ErrorBody", field("error", &ErrorBody::error, "What went wrong."));
}

}  // namespace oaicompat::inline v1
