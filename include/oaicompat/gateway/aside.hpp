// What calls for the gateway's own sake have in common: shadows, judges and verifications of cached answers.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/gateway_ask.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/http/request.hpp>

#include <cstdint>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// The same request draws the same lot, whoever draws it.
inline bool is_drawn(std::string_view id, std::uint64_t seed, std::uint64_t salt, double share) {
  const auto lot = mix_hash(id.empty() ? seed : choice_hash(id), salt) >> 11;
  return static_cast<double>(lot) * 0x1p-53 < share;
}

/// What the shadow is asked must be the same, but for what names the caller or the request.
inline Headers shadow_headers(Headers all) {
  all.remove_if(
      [](const Headers::Field& field) { return is_callers_own(field.name) || names_one_request(field.name); });
  return all;
}

/// Whose words a call holds.
inline void name_caller(RequestReport& report, const RequestReport& caller) {
  report.route = caller.route;
  report.key = caller.key;
  report.tenant = caller.tenant;
}

/// Two calls for one judgement are one row of the log.
inline void add_second_call(RequestReport& to, const RequestReport& more) {
  to.duration += more.duration;
  to.status = more.status;
  to.outcome = more.outcome;
  to.unpriced = to.unpriced || more.unpriced;
  if (more.tokens) to.tokens = to.tokens.value_or(TokenTally{}) += *more.tokens;
  if (more.cost) to.cost = to.cost.value_or(0) + *more.cost;
  for (const auto& each : more.attempts) {
    to.attempts.push_back(each);
    to.attempts.back().number = static_cast<int>(to.attempts.size());
  }
}

}  // namespace oaicompat::inline v1::detail
