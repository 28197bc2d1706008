// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/answer.hpp>
#include <oaicompat/json/write.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE int error_status(const Error& error) {
  if (error.status >= 400 && error.status <= 599) return error.status;
  switch (error.kind) {
    case ErrorKind::parse: return 400;
    case ErrorKind::cancelled: return 499;
    case ErrorKind::connection:
    case ErrorKind::protocol: return 502;
    case ErrorKind::timeout: return 504;
    case ErrorKind::api:
    case ErrorKind::usage: break;
  }
  return 500;
}

OAICOMPAT_INLINE Bytes error_body(const Error& error) {
  Bytes out = R"({"error":{"message":)";
  write_quoted(out, error.message);
  out += R"(,"type":)";
  write_quoted(out, error.type.empty() ? error_type(error_status(error)) : error.type);
  out += R"(,"param":)";
  error.param.empty() ? void(out += "null") : write_quoted(out, error.param);
  out += R"(,"code":)";
  error.code.empty() ? void(out += "null") : write_quoted(out, error.code);
  out += "}}";
  return out;
}

OAICOMPAT_INLINE Answer error_answer(const Error& error) { return json_answer(error_status(error), error_body(error)); }

}  // namespace oaicompat::inline v1
