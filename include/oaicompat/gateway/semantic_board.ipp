// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/evaluation_board.hpp>
#include <oaicompat/gateway/json_items.hpp>
#include <oaicompat/gateway/log_object.hpp>
#include <oaicompat/gateway/semantic_board.hpp>

#include <fmt/format.h>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE std::optional<bool> was_same_answer(const EvaluationReport& report) {
  const bool is_told = report.outcome == EvaluationOutcome::done && !report.scores.empty();
  return report.kind == EvaluationKind::verification && is_told ? report.scores.front().passed : std::nullopt;
}

OAICOMPAT_INLINE void SemanticBoard::add(const EvaluationReport& report) {
  const std::lock_guard lock{mutex_};
  auto& out = routes_[report.request.route];
  const auto cost = report.request.cost.value_or(0);
  if (report.kind == EvaluationKind::embedding) {
    ++(report.outcome == EvaluationOutcome::done ? out.embedded : out.not_embedded);
    out.embedding_cost += cost;
    return;
  }
  const auto same = was_same_answer(report);
  ++(!same ? out.unverified : *same ? out.same : out.wrong);
  out.verification_cost += cost;
}

OAICOMPAT_INLINE std::string SemanticBoard::json() const {
  const std::lock_guard lock{mutex_};
  return json_array(routes_, [](const auto& each) {
    const auto& of = each.second;
    const auto rate = win_rate(of.wrong, of.same);
    return LogObject{}
        .text("route", each.first)
        .number("same", of.same)
        .number("false", of.wrong)
        .number("unverified", of.unverified)
        .json("false_hits",
              fmt::format(R"({{"share":{:.4f},"low":{:.4f},"high":{:.4f}}})", rate.share, rate.low, rate.high))
        .number("embedded", of.embedded)
        .number("not_embedded", of.not_embedded)
        .number("embedding_cost_nano_usd", of.embedding_cost)
        .number("verification_cost_nano_usd", of.verification_cost)
        .take();
  });
}

}  // namespace oaicompat::inline v1::detail
