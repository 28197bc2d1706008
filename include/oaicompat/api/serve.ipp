// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/row.hpp>
#include <oaicompat/api/served.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/websocket.hpp>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

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

inline Answer wrong_method(const Request& request, const std::string& allowed) {
  if (request.method == "OPTIONS") return ready_answer({204, {{"allow", allowed}}}, {});
  const auto error =
      api_error(405, "Not allowed to " + request.method + " on " + request.path + ".", "method_not_allowed");
  return ready_answer({405, {{"content-type", "application/json"}, {"allow", allowed}}}, error_body(error));
}

// Whether the transport can go on in messages.
inline bool can_be_upgraded(const Request& request) {
  return request.context.can_upgrade && has_token(request.headers.get("connection"), "upgrade");
}

inline Answer session_answer(WebSocketSessionPtr session) {
  return ready_answer({.status = 101, .session = std::move(session)}, {});
}

// A backend, and the operations that a path may lead to: those of the table, whether it offers them or not, and its
// own.
struct Served {
  Served(Backend offering, ServeOptions serving, std::span<const Row* const> table)
      : backend{std::move(offering)},
        options{std::move(serving)},
        rows{joined(table, backend.own_rows())},
        router{endpoints_of(rows)} {}
  bool offers(const Row& row) const { return backend.offers({row.endpoint, &row}); }

  const Backend backend;
  const ServeOptions options;
  const std::vector<const Row*> rows;
  const Router router;

 private:
  static std::vector<const Row*> joined(std::span<const Row* const> table, const std::vector<const Row*>& own) {
    std::vector<const Row*> out{table.begin(), table.end()};
    for (const auto* row : own) {
      if (std::find(table.begin(), table.end(), row) == table.end()) out.push_back(row);
    }
    return out;
  }
  static std::vector<Endpoint> endpoints_of(const std::vector<const Row*>& rows) {
    std::vector<Endpoint> out;
    out.reserve(rows.size());
    for (const auto* each : rows) out.push_back(each->endpoint);
    return out;
  }
};

// What is asked for as a rule is found at once; here all is tried that the path may lead to.
inline Answer route_among(const Served& served, const std::vector<Router::Route>& routes, std::string_view method,
                          Request& request) {
  const bool upgrades = asks_for_websocket(request);
  std::string allowed;
  bool no_messages = false;
  const Row* withheld = nullptr;
  for (const auto& route : routes) {
    const auto& row = *served.rows[route.row];
    const bool offered = served.offers(row);
    if (upgrades && row.session && offered) {
      no_messages = true;
      if (!can_be_upgraded(request)) continue;
      if (auto session = row.session(served.backend, request, served.options))
        return session_answer(std::move(session));
    }
    const bool asked = row.endpoint.method == method;
    if (asked && offered) return serve_row(row, served.backend, request, route.members, served.options);
    if (asked) withheld = &row;
    if (!offered) continue;
    allowed += std::string{row.endpoint.method} + (row.endpoint.method == "GET" ? ", HEAD, " : ", ");
  }
  if (no_messages) return no_websocket(request);
  if (allowed.empty()) return withheld ? error_answer(not_offered(withheld->endpoint)) : unknown_path(request);
  return wrong_method(request, allowed + "OPTIONS");
}

inline Answer route(const Served& served, Request& request) {
  const auto path = without_prefix(request.path, served.options.prefix);
  const std::string_view method = request.method == "HEAD" ? std::string_view{"GET"} : std::string_view{request.method};
  if (!asks_for_websocket(request)) {
    const auto found = served.router.find(method, path);
    if (found && served.offers(*served.rows[found->row]))
      return serve_row(*served.rows[found->row], served.backend, request, found->members, served.options);
  }
  return route_among(served, served.router.all(path), method, request);
}

OAICOMPAT_INLINE Handler serve_rows(Backend backend, ServeOptions options, std::span<const Row* const> table) {
  while (options.prefix.ends_with('/')) options.prefix.pop_back();
  return [served = std::make_shared<const Served>(std::move(backend), std::move(options), table)](Request&& request) {
    return route(*served, request);
  };
}

}  // namespace detail
}  // namespace oaicompat::inline v1
