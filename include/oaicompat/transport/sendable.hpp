// What a client may send of a request. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/version.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// What only this file needs.
namespace sendable {

inline bool breaks_line(unsigned char c) { return (c < ' ' && c != '\t') || c == 0x7F; }
inline bool splits_word(unsigned char c) { return c <= ' ' || c == 0x7F; }
inline bool any_of(std::string_view text, bool (*is)(unsigned char)) {
  return std::any_of(text.begin(), text.end(), is);
}

}  // namespace sendable

/// Whether nothing in the request breaks out of its place in the head.
inline bool is_sendable(const Request& request) {
  using namespace sendable;
  const auto bad_field = [](const Headers::Field& f) {
    return f.name.empty() || any_of(f.name, splits_word) || f.name.find(':') != f.name.npos ||
           any_of(f.value, breaks_line);
  };
  return !request.method.empty() && !any_of(request.method, splits_word) && request.path.starts_with('/') &&
         !any_of(request.path, splits_word) && request.path.find_first_of("?#") == request.path.npos &&
         !any_of(request.query, splits_word) && std::none_of(request.headers.begin(), request.headers.end(), bad_field);
}

/// Why the request is not sent at all, if it is not.
inline std::optional<Error> refusal_to_send(const Request& request) {
  if (!is_sendable(request)) {
    return local_error(ErrorKind::invalid_argument,
                       "The request's method, path, query or headers cannot be sent as they are.", "invalid_request");
  }
  if (request.context.stop.stop_requested()) return local_error(ErrorKind::cancelled, "The request was cancelled.");
  return std::nullopt;
}
inline Error too_many_requests() {
  return local_error(ErrorKind::connection, "Too many requests at once.", "too_many_requests");
}

/// Whether the transport writes this field itself.
inline bool is_transports_own(std::string_view name) {
  for (std::string_view own :
       {"host", "content-length", "transfer-encoding", "connection", "keep-alive", "expect", "upgrade"}) {
    if (iequals(name, own)) return true;
  }
  return false;
}

inline std::string user_agent() {
  return "oaicompat/" + std::to_string(OAICOMPAT_VERSION_MAJOR) + "." + std::to_string(OAICOMPAT_VERSION_MINOR) + "." +
         std::to_string(OAICOMPAT_VERSION_PATCH);
}

}  // namespace oaicompat::inline v1::detail
