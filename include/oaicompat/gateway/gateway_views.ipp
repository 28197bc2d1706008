// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/decide.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/gateway_state.hpp>
#include <oaicompat/gateway/log_object.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::string Gateway::explain(std::string_view body, std::string_view tenant) const {
  const auto snapshot = state_->snapshot();
  HealthView health;
  Plan plan;
  snapshot->health->view(health);
  const auto asked = look_at(body, tenant);
  decide(asked, *snapshot->rules, health, plan);
  const TokenTally most{.input = asked.prompt_tokens, .output = asked.max_tokens};
  const auto now = state_->options.clock->unix_time();
  const auto expected = [&](std::uint32_t target) {
    const auto first_token = std::chrono::duration_cast<std::chrono::microseconds>(health[target].first_token);
    return detail::LogObject{}
        .text("target", snapshot->rules->targets[target].name)
        .number_or_null("most_cost_nano_usd", snapshot->cost(target, asked.model, {}, most, now))
        .number("first_token_us", first_token.count())
        .take();
  };
  auto out = oaicompat::explain(plan, *snapshot->rules);
  out.pop_back();
  return out + ",\"prompt_tokens\":" + std::to_string(asked.prompt_tokens) +
         ",\"expected\":" + detail::json_array(plan.targets, expected) + "}";
}

OAICOMPAT_INLINE std::vector<LimitStanding> Gateway::standings(std::string_view key) const {
  const auto snapshot = state_->snapshot();
  const auto& keys = snapshot->rules->keys;
  const auto at = std::find_if(keys.begin(), keys.end(), [&](auto& each) { return each.name == key; });
  std::vector<LimitStanding> out;
  if (at == keys.end()) return out;
  for (const auto& scope : snapshot->scopes[static_cast<std::size_t>(at - keys.begin())]) {
    const auto add = [&](const std::string& counter, Window window, std::int64_t limit) {
      if (limit > 0) out.push_back({counter, window, state_->shared->look({counter, window, limit, 0})});
    };
    add(scope.requests, Window::minute, scope.limits->rpm);
    add(scope.tokens, Window::minute, scope.limits->tpm);
    add(scope.open, Window::open, scope.limits->concurrent);
    add(scope.day, Window::day, scope.limits->day_budget);
    add(scope.month, Window::month, scope.limits->month_budget);
  }
  return out;
}

}  // namespace oaicompat::inline v1
