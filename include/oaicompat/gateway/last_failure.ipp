// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/json_items.hpp>
#include <oaicompat/gateway/last_failure.hpp>
#include <oaicompat/http/headers.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

// What the gateway says of a failure in its own words.
inline Error gateway_error(const FailureRow& row, int status) {
  if (status >= 300 && status < 400) {
    return api_error(502, "The upstream answered with a redirect, which is not followed.", std::string{row.code});
  }
  if (status == 529) return api_error(503, "The upstream is overloaded.", "overloaded");
  if (status >= 500 && row.shown == Shown::as_received) {
    return api_error(status, fmt::format("The upstream failed with status {}.", status), std::string{row.code});
  }
  if (row.failure == FailureClass::server) return api_error(503, "No target can take this request.", "no_target");
  return api_error(row.status, fmt::format("No upstream answered: {}.", row.name), std::string{row.code});
}

inline bool is_kept_of_failure(std::string_view field) {
  constexpr std::array<std::string_view, 6> kept{"content-type", "retry-after", "retry-after-ms",
                                                 "x-request-id", "request-id",  "x-upstream-request-id"};
  return std::any_of(kept.begin(), kept.end(), [&](auto each) { return iequals(each, field); });
}

OAICOMPAT_INLINE std::pair<Head, Bytes> LastFailure::answer(const FailureRow& last) {
  const auto& row = last.failure == FailureClass::total || !row_ ? last : *row_;
  const bool told_well =
      row.shown == Shown::as_received && is_whole_object(body_) && head_.status >= 400 && head_.status != 529;
  if (!told_well) {
    auto kept = head_.headers.get("x-request-id");
    auto error = gateway_error(row, head_.status == 200 ? 0 : head_.status);
    Head head{.status = error_status(error), .headers = {{"content-type", "application/json"}}};
    if (!kept.empty()) head.headers.set("x-upstream-request-id", std::string{kept});
    head_ = std::move(head);
    body_ = error_body(error);
  }
  if (head_.status >= 500) {  // what else the upstream's server says of itself is not the caller's
    head_.headers.remove_if([](const Headers::Field& field) { return !is_kept_of_failure(field.name); });
  }
  head_.headers.remove("content-length");
  if (head_.status == 429 && shortest_) {
    head_.headers.set("Retry-After", std::to_string((shortest_->count() + 999) / 1000));
    head_.headers.set("retry-after-ms", std::to_string(shortest_->count()));
  }
  head_.headers.set("x-should-retry", "false");
  return {std::move(head_), std::move(body_)};
}

}  // namespace oaicompat::inline v1::detail
