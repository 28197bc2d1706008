// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/binding.hpp>
#include <oaicompat/http/url.hpp>

#include <algorithm>
#include <optional>

namespace oaicompat::inline v1 {
namespace detail {

// `/models/a%2Fb` against `/models/{model}`: the members in braces, or nothing. The last member takes all that is left,
// slashes too, as the names of models hold some.
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
    const auto value = path.substr(0, rest.empty() ? path.size() : path.find('/'));
    if (value.empty()) return std::nullopt;
    members.emplace_back(pattern.substr(open + 1, close - open - 1), value);
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
      api_error(404, "Unknown request URL: " + request.method + " " + request.path + ".", "unknown_url"));
}

inline Answer wrong_method(const Request& request, const std::string& allowed) {
  if (request.method == "OPTIONS") return ready_answer({204, {{"allow", allowed}}}, {});
  const auto error =
      api_error(405, "Not allowed to " + request.method + " on " + request.path + ".", "method_not_allowed");
  return ready_answer({405, {{"content-type", "application/json"}, {"allow", allowed}}}, error_body(error));
}

inline Answer route(const Backend& backend, Request request, const ServeOptions& options) {
  const auto path = without_prefix(request.path, options.prefix);
  const std::string_view method = request.method == "HEAD" ? std::string_view{"GET"} : std::string_view{request.method};
  std::string allowed;
  for (const auto& row : bindings()) {
    const auto members = match_path(row.endpoint.path, path);
    if (!members) continue;
    if (row.endpoint.method == method) return row.serve(backend, std::move(request), *members, options);
    allowed += std::string{row.endpoint.method} + (row.endpoint.method == "GET" ? ", HEAD, " : ", ");
  }
  if (allowed.empty()) return unknown_path(request);
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
