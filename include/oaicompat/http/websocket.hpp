// Requests that ask for a WebSocket, and what they are told where there is none.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/request.hpp>

#include <algorithm>
#include <string_view>

namespace oaicompat::inline v1::detail {

// Whether a field such as `keep-alive, Upgrade` holds a word.
inline bool has_token(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    auto each = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (each.starts_with(' ') || each.starts_with('\t')) each.remove_prefix(1);
    while (each.ends_with(' ') || each.ends_with('\t')) each.remove_suffix(1);
    if (iequals(each, word)) return true;
  }
  return false;
}

// Whether the caller asks to go on in messages (RFC 6455, section 4.1).
inline bool asks_for_websocket(const Request& request) {
  return request.method == "GET" && has_token(request.headers.get("upgrade"), "websocket");
}

// Callers that get a 426 go on without a WebSocket, and would try again after a 405.
inline Answer no_websocket(const Request& request) {
  const auto error =
      api_error(426, "There is no WebSocket on " + request.path + " here: use POST.", "websocket_not_offered");
  return ready_answer({426, {{"content-type", "application/json"}, {"upgrade", "websocket"}}}, error_body(error));
}

}  // namespace oaicompat::inline v1::detail
