// Error: one shape for everything that can go wrong.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace oaicompat::inline v1 {

/// Where an error comes from.
enum class ErrorKind {
  api,         ///< An endpoint said so: `status` is its HTTP status (0 for an error inside a stream).
  parse,       ///< Bytes are not the JSON, or not the shape, that was expected; `param` is the path.
  protocol,    ///< The other side broke HTTP or the stream's rules: cut off, no finish reason, too large.
  connection,  ///< No connection, or it was lost.
  timeout,     ///< A timeout or a deadline ran out.
  cancelled,   ///< The caller cancelled, or went away.
  usage,       ///< This library was called in an order or with values that it does not take.
};

/// What went wrong, in the API's own shape. Mirrors the schema `Error` (message, type, param, code).
///
/// Empty `param` and `code` are `null` on the wire. Copy it freely: it owns all it holds.
struct Error {
  ErrorKind kind = ErrorKind::api;
  int status = 0;            ///< The HTTP status that fits, or that came; 0 when there is none.
  std::string message{};     ///< For people.
  std::string type{};        ///< For programs: `invalid_request_error`, `rate_limit_error`, ...
  std::string param{};       ///< The offending path: `messages[1].content`.
  std::string code{};        ///< For programs, finer: `model_not_found`, `context_length_exceeded`, ...
  std::string request_id{};  ///< The `x-request-id` of the answer, where there was one.

  bool operator==(const Error&) const = default;
};

/// The `type` that goes with an HTTP status: `invalid_request_error` for 4xx, `server_error` for 5xx, and so on.
inline std::string error_type(int status) {
  switch (status) {
    case 401: return "authentication_error";
    case 403: return "permission_error";
    case 429: return "rate_limit_error";
    default: return status >= 500 ? "server_error" : "invalid_request_error";
  }
}

/// An error to answer with: `api_error(404, "No such model.", "model_not_found", "model")`.
inline Error api_error(int status, std::string message, std::string code = {}, std::string param = {}) {
  return {.kind = ErrorKind::api,
          .status = status,
          .message = std::move(message),
          .type = error_type(status),
          .param = std::move(param),
          .code = std::move(code),
          .request_id = {}};
}

/// An error of this side that no endpoint sent.
inline Error local_error(ErrorKind kind, std::string message, std::string code = {}) {
  return {.kind = kind,
          .status = 0,
          .message = std::move(message),
          .type = {},
          .param = {},
          .code = std::move(code),
          .request_id = {}};
}

}  // namespace oaicompat::inline v1
