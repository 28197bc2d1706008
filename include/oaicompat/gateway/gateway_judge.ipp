// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/evaluator.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/gateway_state.hpp>
#include <oaicompat/gateway/judge.hpp>
#include <oaicompat/gateway/side_call.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Result<JudgedScore> Gateway::judge(std::string_view judge, std::string_view request,
                                                    std::string_view answer) const {
  const auto snapshot = state_->snapshot();
  const auto& all = snapshot->rules->judges;
  const auto rule = std::find_if(all.begin(), all.end(), [&](auto& each) { return each.name == judge; });
  if (rule == all.end()) {
    return local_error(ErrorKind::invalid_argument, fmt::format("The rules have no judge \"{}\".", judge),
                       "unknown_judge");
  }
  auto call =
      detail::judge_call(snapshot, *rule, judge_request(*rule, request, answer), state_->shared, state_->options.clock);
  const auto came = detail::call_aside(std::move(call), {});
  if (came.outcome == EvaluationOutcome::over_budget) {
    return local_error(ErrorKind::api, "The judge's budget of the day does not bear it, or its model has no price.",
                       "over_budget");
  }
  const auto said = came.outcome == EvaluationOutcome::done ? read_score(*rule, came.answer) : std::nullopt;
  if (said) return *said;
  return local_error(ErrorKind::api, fmt::format("The judge gave no score (status {}).", came.report.status),
                     "no_score");
}

}  // namespace oaicompat::inline v1
