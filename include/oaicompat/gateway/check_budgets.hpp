// check_budgets: whether budgets can be held.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/gateway/prices.hpp>
#include <oaicompat/gateway/rules.hpp>

#include <algorithm>
#include <string>

namespace oaicompat::inline v1 {

/// A budget that nothing can be held against would be worse than none. **Errors**: `invalid_argument` (`no_prices`),
/// with the line of the first key or tenant with a budget, where there is one and neither `prices` nor a target has a
/// price.
inline Result<void> check_budgets(const Rules& rules, const PricesPtr& prices) {
  const auto priced = [](const Target& each) { return each.input_price || each.output_price; };
  if (prices || std::any_of(rules.targets.begin(), rules.targets.end(), priced)) return {};
  const auto refused = [](const std::string& whose, const GatewayLimits& limits) {
    const auto line = limits.line > 0 ? "line " + std::to_string(limits.line) + ": " : std::string{};
    return local_error(ErrorKind::invalid_argument, line + whose + " has a budget, but there are no prices.",
                       "no_prices");
  };
  for (const auto& each : rules.keys) {
    if (each.limits.has_budget()) return refused("the key \"" + each.name + "\"", each.limits);
  }
  for (const auto& each : rules.tenants) {
    if (each.limits.has_budget()) return refused("the tenant \"" + each.name + "\"", each.limits);
  }
  return {};
}

}  // namespace oaicompat::inline v1
