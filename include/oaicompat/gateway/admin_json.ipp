// What the administration tells of targets and keys.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/admin.hpp>
#include <oaicompat/gateway/json_items.hpp>
#include <oaicompat/gateway/log_json.hpp>
#include <oaicompat/gateway/log_object.hpp>
#include <oaicompat/http/url.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

inline std::string_view breaker_text(Breaker breaker) {
  constexpr std::array words{std::string_view{"closed"}, std::string_view{"half_open"}, std::string_view{"open"}};
  return words[static_cast<std::size_t>(breaker)];
}

// An address without what may be a secret.
inline std::string plain_address(std::string_view url) {
  return without_password(url.substr(0, url.find_first_of("?#")));
}

inline std::string limits_json(const GatewayLimits& limits) {
  return LogObject{}
      .number("rpm", limits.rpm)
      .number("tpm", limits.tpm)
      .number("concurrent", limits.concurrent)
      .number("day_budget_nano_usd", limits.day_budget)
      .number("month_budget_nano_usd", limits.month_budget)
      .take();
}

inline std::string target_json(const Target& target, const TargetHealth& health, const TokenTally& tokens) {
  return LogObject{}
      .text("name", target.name)
      .text("base_url", plain_address(target.base_url))
      .text("dialect", target.dialect)
      .text("breaker", breaker_text(health.breaker))
      .flag("drained", health.drained)
      .number("in_flight", health.in_flight)
      .number("first_token_us", health.first_token.count())
      .number("input_tokens", tokens.input)
      .number("cached_tokens", tokens.cached)
      .take();
}

inline std::string_view window_text(Window window) {
  constexpr std::array words{std::string_view{"minute"}, std::string_view{"day"}, std::string_view{"month"},
                             std::string_view{"open"}};
  return words[static_cast<std::size_t>(window)];
}

inline std::string standing_json(const LimitStanding& each) {
  return LogObject{}
      .text("counter", each.counter)
      .text("window", window_text(each.window))
      .number("limit", each.standing.limit)
      .number("remaining", each.standing.remaining)
      .number("reset_ms", each.standing.reset.count())
      .take();
}

inline std::string key_json(const GatewayKey& key, const std::vector<LimitStanding>& standings) {
  const auto quoted = [](const std::string& glob) {
    std::string out;
    write_quoted(out, glob);
    return out;
  };
  return LogObject{}
      .text("name", key.name)
      .text("tenant", key.tenant)
      .text("sha256", key.sha256.substr(0, 12) + "...")
      .json("models", json_array(key.models, quoted))
      .json("limits", limits_json(key.limits))
      .json("standings", json_array(standings, standing_json))
      .take();
}

inline std::string list_json(const std::string& items) {
  return LogObject{}.text("object", "list").json("data", items).take();
}

}  // namespace oaicompat::inline v1::detail
