// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/hop_by_hop.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/http/websocket.hpp>
#include <oaicompat/layers/reverse_proxy.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// Whether a segment of it, also one in disguise, is `..`.
inline bool climbs(std::string_view path) {
  if (path.find("..") == path.npos && path.find('%') == path.npos) return false;
  auto rest = percent_decoded(path);
  std::replace(rest.begin(), rest.end(), '\\', '/');
  return ("/" + rest + "/").find("/../") != std::string::npos;
}

inline std::string_view below_prefix(std::string_view path, std::string_view prefix) {
  const bool below = path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
  return below ? path.substr(prefix.size()) : path;
}

inline void readdress(Request& request, const ReverseProxyOptions& options) {
  request.path = options.base_path + std::string{below_prefix(request.path, options.prefix)};
  if (request.path.empty()) request.path = "/";
  if (!options.query.empty()) request.query = options.query + (request.query.empty() ? "" : "&") + request.query;
}

inline void show_key(Headers& headers, const std::string& key) {
  for (const auto* shown : {"authorization", "x-api-key", "api-key"}) headers.remove(shown);
  headers.add("Authorization", "Bearer " + key);
}

// Notes what the upstream says for the layers around, and why it says nothing.
class ForwardedAnswer final : public WrappedAnswer {
 public:
  ForwardedAnswer(Answer inner, RequestNotesPtr notes) : WrappedAnswer{std::move(inner)}, notes_{std::move(notes)} {}
  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (got == Pull::fail) notes_->set_error(inner_->error());
    const auto* head = got == Pull::some ? std::get_if<Head>(&out) : nullptr;
    if (head) notes_->set_upstream(head->status, std::string{head->headers.get("x-request-id")});
    return got;
  }

 private:
  const RequestNotesPtr notes_;
};

// The answer's head, for a caller whose request has a name here.
inline void readdress(Head& head, bool named) {
  remove_hop_by_hop(head.headers);
  if (!named) return;
  if (const auto* theirs = head.headers.find("x-request-id"))
    head.headers.set("x-upstream-request-id", std::string{*theirs});
}

}  // namespace detail

OAICOMPAT_INLINE Layer reverse_proxy(ReverseProxyOptions options) {
  for (auto* path : {&options.base_path, &options.prefix}) {
    while (path->ends_with('/')) path->pop_back();
  }
  return [options = std::move(options)](Handler inner) -> Handler {
    return [options, inner = std::move(inner)](Request&& request) -> Answer {
      if (!request.path.starts_with('/') || detail::climbs(request.path)) {
        return error_answer(api_error(400, "The path cannot be forwarded: " + request.path + ".", "invalid_path"),
                            request.context);
      }
      if (detail::asks_for_websocket(request)) return detail::no_websocket(request);
      detail::readdress(request, options);
      remove_hop_by_hop(request.headers);
      if (!options.key.empty()) detail::show_key(request.headers, options.key);
      const bool named = !request.context.request_id.empty();
      if (named) request.headers.set("x-request-id", request.context.request_id);
      auto notes = request.context.notes;
      auto answer = inner(std::move(request));
      if (notes) answer = std::make_unique<detail::ForwardedAnswer>(std::move(answer), std::move(notes));
      return detail::edit_head(std::move(answer), [named](Head& head) { detail::readdress(head, named); });
    };
  };
}

}  // namespace oaicompat::inline v1
