// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/layers/cors.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) (out += out.empty() ? "" : ", ") += word;
  return out;
}

// What may stand in a header's name (RFC 9110, section 5.6.2).
inline bool is_token(std::string_view s) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !s.empty() && std::all_of(s.begin(), s.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || marks.find(c) != marks.npos;
  });
}

// `[::1]:8080` and `localhost:8080` without their ports. What follows a host and is no port makes it another host.
inline std::string_view host_of(std::string_view authority) {
  const auto end =
      authority.starts_with('[') ? authority.find(']') + 1 : std::min(authority.find(':'), authority.size());
  const auto rest = authority.substr(end);
  const bool is_port = rest.empty() || (rest[0] == ':' && rest.find_first_not_of("0123456789", 1) == rest.npos);
  return is_port ? authority.substr(0, end) : authority;
}
inline bool is_ip_literal(std::string_view host) {
  return host.starts_with('[') || (!host.empty() && host.find_first_not_of("0123456789.") == host.npos);
}

// Whether no page of the web has this origin. Sandboxed pages and files have the origin `null`.
inline bool is_local_origin(std::string_view origin) {
  const auto colon = origin.find("://");
  if (colon == origin.npos) return false;
  const auto scheme = origin.substr(0, colon);
  if (!iequals(scheme, "http") && !iequals(scheme, "https")) return true;
  const auto host = host_of(origin.substr(colon + 3));
  if (is_ip_literal(host)) return host == "[::1]" || host.starts_with("127.");
  return iequals(host, "localhost") || host.ends_with(".localhost");
}

// Whether this server's own address served the page. Only an address: a name may be made to point here by its owner.
inline bool is_same_origin(const Request& request) {
  const auto origin = request.headers.get("origin"), host = request.headers.get("host");
  const auto colon = origin.find("://");
  return colon != origin.npos && iequals(origin.substr(colon + 3), host) && is_ip_literal(host_of(host));
}

struct CorsPolicy {
  explicit CorsPolicy(CorsOptions o)
      : options{std::move(o)},
        methods{joined(options.methods)},
        exposed{joined(options.exposed)},
        any_origin{options.origins.empty() || lists("*")},
        loopback{lists("loopback")} {}

  bool lists(std::string_view origin) const {
    return std::find(options.origins.begin(), options.origins.end(), origin) != options.origins.end();
  }
  // What Access-Control-Allow-Origin says; empty for an origin that may not call.
  std::string_view allowed_origin(std::string_view origin) const {
    if (any_origin) return "*";
    return lists(origin) || (loopback && is_local_origin(origin)) ? origin : std::string_view{};
  }
  bool refuses(const Request& request) const {
    return options.others == CorsOptions::Others::refused && request.headers.has("origin") &&
           allowed_origin(request.headers.get("origin")).empty() && !is_same_origin(request);
  }
  bool allows_header(std::string_view name) const {
    return is_token(name) && std::any_of(options.headers.begin(), options.headers.end(), [&](std::string_view known) {
             if (!known.ends_with('*')) return iequals(known, name);
             known.remove_suffix(1);
             return iequals(known, name.substr(0, known.size()));
           });
  }
  std::string allowed_headers(std::string_view asked) const {
    std::vector<std::string> allowed;
    while (!asked.empty()) {
      const auto name = next_word(asked);
      if (allows_header(name)) allowed.emplace_back(name);
    }
    return joined(allowed);
  }

  Answer preflight(const Request& request) const {
    Head head{.status = 204, .headers = {}};
    auto& headers = head.headers;
    headers.add("vary", "origin, access-control-request-method, access-control-request-headers");
    if (const auto origin = allowed_origin(request.headers.get("origin")); !origin.empty()) {
      headers.add("access-control-allow-origin", std::string{origin});
      headers.add("access-control-allow-methods", methods);
      const auto allowed = allowed_headers(request.headers.get("access-control-request-headers"));
      if (!allowed.empty()) headers.add("access-control-allow-headers", allowed);
      headers.add("access-control-max-age", std::to_string(options.max_age.count()));
    }
    return ready_answer(std::move(head), {});
  }
  void mark(Head& head, std::string_view origin) const {
    const auto allowed = allowed_origin(origin);
    if (!any_origin) head.headers.add("vary", "origin");
    if (allowed.empty()) return;
    head.headers.set("access-control-allow-origin", std::string{allowed});
    if (!exposed.empty()) head.headers.set("access-control-expose-headers", exposed);
  }

  CorsOptions options;
  std::string methods, exposed;
  bool any_origin, loopback;
};

// Browsers send the handshake of a WebSocket without asking first, and let the page read what comes.
inline bool opens_web_socket(const Request& request) {
  bool opens = false;
  for (auto list = request.headers.get("upgrade"); !list.empty() && request.method == "GET";)
    opens = iequals(next_word(list), "websocket") || opens;
  return opens;
}
inline Answer refused_origin(std::string_view origin) {
  const auto message = fmt::format("Pages of the origin '{}' may not call this server.", origin.substr(0, 256));
  return error_answer(api_error(403, message, "origin_not_allowed"));
}

inline bool is_preflight(const Request& request) {
  return request.method == "OPTIONS" && request.headers.has("origin") &&
         request.headers.has("access-control-request-method");
}

}  // namespace detail

OAICOMPAT_INLINE Layer cors(CorsOptions options) {
  return [policy = std::make_shared<const detail::CorsPolicy>(std::move(options))](Handler inner) -> Handler {
    return [policy, inner = std::move(inner)](Request&& request) -> Answer {
      if (detail::is_preflight(request)) return policy->preflight(request);
      std::string origin{request.headers.get("origin")};
      const bool foreign_socket =
          !origin.empty() && policy->allowed_origin(origin).empty() && detail::opens_web_socket(request);
      if (foreign_socket || policy->refuses(request)) return detail::refused_origin(origin);
      return detail::edit_head(inner(std::move(request)),
                               [policy, origin = std::move(origin)](Head& head) { policy->mark(head, origin); });
    };
  };
}

}  // namespace oaicompat::inline v1
