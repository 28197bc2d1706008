// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/cors.hpp>
#include <oaicompat/layers/words.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

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

struct CorsPolicy {
  explicit CorsPolicy(CorsOptions o)
      : options{std::move(o)},
        methods{joined(options.methods)},
        exposed{joined(options.exposed)},
        any_origin{std::find(options.origins.begin(), options.origins.end(), "*") != options.origins.end()} {}

  // What Access-Control-Allow-Origin says; empty for an origin that may not call.
  std::string_view allowed_origin(std::string_view origin) const {
    if (any_origin) return "*";
    const auto& known = options.origins;
    return std::find(known.begin(), known.end(), origin) != known.end() ? origin : std::string_view{};
  }
  bool allows_header(std::string_view name) const {
    return is_token(name) && std::any_of(options.headers.begin(), options.headers.end(), [&](std::string_view known) {
             if (!known.ends_with('*')) return same_word(known, name);
             known.remove_suffix(1);
             return same_word(known, name.substr(0, known.size()));
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
  bool any_origin;
};

inline bool is_preflight(const Request& request) {
  return request.method == "OPTIONS" && request.headers.has("origin") &&
         request.headers.has("access-control-request-method");
}

}  // namespace detail

OAICOMPAT_INLINE Layer cors(CorsOptions options) {
  return [policy = std::make_shared<const detail::CorsPolicy>(std::move(options))](Handler inner) -> Handler {
    return [policy, inner = std::move(inner)](Request request) -> Answer {
      if (detail::is_preflight(request)) return policy->preflight(request);
      std::string origin{request.headers.get("origin")};
      return detail::edit_head(inner(std::move(request)),
                               [policy, origin = std::move(origin)](Head& head) { policy->mark(head, origin); });
    };
  };
}

}  // namespace oaicompat::inline v1
