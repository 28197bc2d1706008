// Error: one shape for everything that can go wrong.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/headers.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {

/// Where an error comes from.
enum class ErrorKind {
  api,         ///< An endpoint said so: `status` is its HTTP status, or the one that an error inside an answer names.
  parse,       ///< Bytes are not the JSON, or not the shape, that was expected; `param` is the path.
  protocol,    ///< The other side broke HTTP or the stream's rules: cut off, no finish reason, too large.
  connection,  ///< No connection, or it was lost.
  timeout,     ///< A timeout or a deadline ran out.
  cancelled,   ///< The caller cancelled, or went away.
  invalid_argument,  ///< This library was called in an order or with values that it does not take.
};

/// What went wrong, in the API's own shape. Mirrors the schema `Error` (message, type, param, code).
///
/// Empty `param` and `code` are `null` on the wire. Copy it freely: it owns all it holds.
struct Error {
  ErrorKind kind = ErrorKind::api;
  int status = 0;            ///< The HTTP status that fits, or that came; 0 when there is none, as in a local error.
  std::string message{};     ///< For people.
  std::string type{};        ///< For programs: `invalid_request_error`, `rate_limit_error`, ...
  std::string param{};       ///< The offending path: `messages[1].content`.
  std::string code{};        ///< For programs, finer: `model_not_found`, `context_length_exceeded`, ...
  std::string request_id{};  ///< The `x-request-id` of the answer, where there was one.
  /// How long to wait before trying again, where the endpoint said so; a server answers with it as `Retry-After`. Only
  /// an answer's head can say it: of an error inside a stream that has begun it is lost on the wire.
  std::optional<std::chrono::milliseconds> retry_after{};
  /// Header fields to answer with (lost, too, once the head is out); of an error that came in an answer those fields of
  /// it that say when to ask again and how much is left, and those that `CallOptions::forward_headers` lists.
  Headers headers{};

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
          .request_id = {},
          .retry_after = {},
          .headers = {}};
}

/// An error of this side that no endpoint sent.
inline Error local_error(ErrorKind kind, std::string message, std::string code = {}) {
  return {.kind = kind,
          .status = 0,
          .message = std::move(message),
          .type = {},
          .param = {},
          .code = std::move(code),
          .request_id = {},
          .retry_after = {},
          .headers = {}};
}

/// The name of a kind: `api`, `parse`, `protocol`, `connection`, `timeout`, `cancelled`, `invalid_argument`.
constexpr std::string_view to_string(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::api: return "api";
    case ErrorKind::parse: return "parse";
    case ErrorKind::protocol: return "protocol";
    case ErrorKind::connection: return "connection";
    case ErrorKind::timeout: return "timeout";
    case ErrorKind::cancelled: return "cancelled";
    case ErrorKind::invalid_argument: return "invalid_argument";
  }
  return "unknown";
}

/// An error in one line, for a log. What is empty is left out. `base/error_format.hpp` has the same for fmt.
///
///     api 429: Too much. (type rate_limit_error, code slow_down, request req_1)
inline std::string to_string(const Error& error) {
  std::string out{to_string(error.kind)};
  if (error.status != 0) out += " " + std::to_string(error.status);
  out += ": " + error.message;
  const char* before = " (";
  const auto add = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    out += std::exchange(before, ", ");
    out.append(name).append(value);
  };
  add("type ", error.type);
  add("param ", error.param);
  add("code ", error.code);
  add("request ", error.request_id);
  return *before == ',' ? out + ")" : out;
}

/// Whether the same request may succeed a little later: no connection, a time that ran out, an answer that was cut off,
/// and the statuses 408, 409, 429 and 5xx. `x-should-retry` in the error's headers goes before that; a quota that is
/// used up does not come back by waiting.
inline bool is_retryable(const Error& error) {
  if (const auto told = error.headers.get("x-should-retry"); told == "true" || told == "false") return told == "true";
  if (error.code == "insufficient_quota" || error.type == "insufficient_quota") return false;
  switch (error.kind) {
    case ErrorKind::connection:
    case ErrorKind::timeout:
    case ErrorKind::protocol: return true;
    case ErrorKind::api: break;
    default: return false;
  }
  return error.status == 408 || error.status == 409 || error.status == 429 || error.status >= 500;
}

}  // namespace oaicompat::inline v1
