// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/binding.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/http/websocket.hpp>

#include <algorithm>
#include <optional>

namespace oaicompat::inline v1 {
namespace detail {

// `/models/a%2Fb` against `/models/{model}`: the members in braces, or nothing. A model at the end takes all that is
// left, slashes too: the names of models hold some.
inline std::optional<PathMembers> match_path(std::string_view pattern, std::string_view path) {
  PathMembers members;
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    const auto literal = pattern.substr(0, open);
    if (!path.starts_with(literal)) return std::nullopt;
    path.remove_prefix(literal.size());
    if (open == pattern.npos) break;
    const auto close = pattern.find('}', open);
    const auto rest = pattern.substr(close + 1);
    const auto name = pattern.substr(open + 1, close - open - 1);
    const auto value = path.substr(0, rest.empty() && name == "model" ? path.npos : path.find('/'));
    if (value.empty()) return std::nullopt;
    members.emplace_back(name, value);
    path.remove_prefix(value.size());
    pattern = rest;
  }
  if (!path.empty()) return std::nullopt;
  return members;
}

inline std::string_view without_prefix(std::string_view path, std::string_view prefix) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const bool below = path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
  return below ? path.substr(prefix.size()) : path;
}

inline Answer unknown_path(const Request& request) {
  return error_answer(
      api_error(404, "Unknown request URL: " + request.method + " " + request.path + ".", "unknown_url"),
      request.context);
}

inline Answer not_offered(const Endpoint& endpoint) {
  return error_answer(api_error(
      404, "This server does not offer " + std::string{endpoint.method} + " " + std::string{endpoint.path} + ".",
      "unknown_url"));
}

inline Answer wrong_method(const Request& request, const std::string& allowed) {
  if (request.method == "OPTIONS") return ready_answer({204, {{"allow", allowed}}}, {});
  const auto error =
      api_error(405, "Not allowed to " + request.method + " on " + request.path + ".", "method_not_allowed");
  return ready_answer({405, {{"content-type", "application/json"}, {"allow", allowed}}}, error_body(error));
}

// Whether the transport can go on in messages.
inline bool can_talk(const Request& request) {
  return request.context.may_talk && lists_word(request.headers.get("connection"), "upgrade");
}

inline Answer talk_answer(TalkPtr talk) { return ready_answer({.status = 101, .talk = std::move(talk)}, {}); }

inline Answer route(const Backend& backend, Request request, const ServeOptions& options) {
  const auto path = without_prefix(request.path, options.prefix);
  const std::string_view method = request.method == "HEAD" ? std::string_view{"GET"} : std::string_view{request.method};
  const bool talks = asks_for_websocket(request);
  std::string allowed;
  bool no_messages = false;
  const Binding* withheld = nullptr;
  for (const auto& row : bindings()) {
    const auto members = match_path(row.endpoint.path, path);
    if (!members) continue;
    if (talks && row.talk && row.offered(backend)) {
      no_messages = true;
      if (!can_talk(request)) continue;
      if (auto talk = row.talk(backend, request, options)) return talk_answer(std::move(talk));
    }
    const bool asked = row.endpoint.method == method;
    if (asked && row.offered(backend)) return row.serve(backend, std::move(request), *members, options);
    if (asked) withheld = &row;
    if (!row.offered(backend)) continue;
    allowed += std::string{row.endpoint.method} + (row.endpoint.method == "GET" ? ", HEAD, " : ", ");
  }
  if (no_messages) return no_websocket(request);
  if (allowed.empty()) return withheld ? not_offered(withheld->endpoint) : unknown_path(request);
  return wrong_method(request, allowed + "OPTIONS");
}

}  // namespace detail

OAICOMPAT_INLINE Handler serve(Backend backend, ServeOptions options) {
  while (options.prefix.ends_with('/')) options.prefix.pop_back();
  return [backend = std::move(backend), options = std::move(options)](Request request) {
    return detail::route(backend, std::move(request), options);
  };
}

}  // namespace oaicompat::inline v1
