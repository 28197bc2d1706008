// GatewayAsk: sends a request on to a target. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/gateway_state.hpp>
#include <oaicompat/gateway/usage.hpp>
#include <oaicompat/http/hop_by_hop.hpp>
#include <oaicompat/http/request.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// What no target is told.
inline bool is_callers_own(std::string_view name) {
  constexpr std::array<std::string_view, 8> own{"authorization", "x-api-key",       "api-key",        "cookie",
                                                "host",          "accept-encoding", "content-length", "baggage"};
  return std::any_of(own.begin(), own.end(), [&](std::string_view each) { return iequals(each, name); }) ||
         iequals(name.substr(0, 12), "x-oaicompat-");
}

/// What names one request of a caller, and is not said of another one.
inline bool names_one_request(std::string_view name) {
  constexpr std::array<std::string_view, 4> names{"idempotency-key", "x-request-id", "traceparent", "tracestate"};
  return std::any_of(names.begin(), names.end(), [&](std::string_view each) { return iequals(each, name); });
}

/// A target's fields in the place of the caller's own.
inline void address_fields(Headers& headers, const GatewayTarget& target) {
  remove_hop_by_hop(headers);
  headers.remove_if([](const Headers::Field& field) { return is_callers_own(field.name); });
  if (!target.key.empty()) headers.add("Authorization", "Bearer " + target.key);
}

/// Sends a request on to a target. What the body's model is called there is written over it, and its usage is asked for
/// where nobody else does; nothing else.
struct GatewayAsk {
  GatewaySnapshotPtr snapshot;
  std::string model;
  BodyEdits edits;
  bool renamed = false;  // `model` is not the body's

  Answer operator()(std::uint32_t place, Request&& request) const {
    const auto& target = snapshot->targets[place];
    const auto& rule = snapshot->rules->targets[place];
    auto own_edits = edits;
    own_edits.ask_usage = edits.ask_usage && rule.stream_usage;
    if (const auto own = rule.model_for(model); own != model || renamed || own_edits.ask_usage) {
      auto body = request.body.take();
      own_edits.apply(body, own);
      request.body = Body{std::move(body)};
    }
    address_fields(request.headers, target);
    request.context.headers = nullptr;
    request.context.call.headers = {};
    if (target.is_openai) {
      request.path = target.base_path + request.path.substr(3);
      if (!target.query.empty()) request.query = target.query + (request.query.empty() ? "" : "&") + request.query;
    }
    return target.handler(std::move(request));
  }
};

}  // namespace oaicompat::inline v1::detail
