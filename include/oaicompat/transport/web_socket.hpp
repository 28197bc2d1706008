// WebSockets, as far as they are HTTP: who may open one, and messages as requests. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/answer_reader.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/http/hop_by_hop.hpp>

#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// Whether the page that a handshake names may open a WebSocket, as a browser does not ask before it sends one: it is a
/// page of the same host, or the answer lets its origin read. Who names no page is no page.
inline bool origin_may_upgrade(const Headers& handshake, const Head& answer) {
  auto origin = handshake.get("origin");
  if (origin.empty()) return true;
  const auto allowed = answer.headers.get("access-control-allow-origin");
  if (allowed == "*" || allowed == origin) return true;
  const auto scheme = origin.find("://");
  return scheme != origin.npos && iequals(origin.substr(scheme + 3), handshake.get("host"));
}

/// A handler for the messages of a WebSocket: each is a request of its own to all that is served, layers too, with the
/// path, the query, the fields and the circumstances that the handshake came with.
inline Handler message_handler(Handler all, Request handshake) {
  remove_hop_by_hop(handshake.headers);
  handshake.headers.remove_if([](const auto& field) {
    constexpr std::string_view of_handshake = "sec-websocket-", of_body = "content-";
    return iequals(std::string_view{field.name}.substr(0, of_handshake.size()), of_handshake) ||
           iequals(std::string_view{field.name}.substr(0, of_body.size()), of_body) || iequals(field.name, "accept");
  });
  handshake.context.can_upgrade = false;
  return [all = std::move(all), shape = std::move(handshake)](Request message) {
    auto request = shape;
    request.method = std::move(message.method);
    request.body = std::move(message.body);
    for (const auto& [name, value] : message.headers) request.headers.set(name, value);
    request.context.session = std::move(message.context.session);
    return ask_guarded(all, std::move(request));
  };
}

}  // namespace oaicompat::inline v1::detail
