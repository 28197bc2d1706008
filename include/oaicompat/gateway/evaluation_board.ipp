// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/evaluation_board.hpp>
#include <oaicompat/gateway/log_object.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE WinRate win_rate(std::int64_t wins, std::int64_t losses) {
  if (wins + losses <= 0) return {};
  constexpr double z = 1.959964;  // 95 %
  const auto n = static_cast<double>(wins + losses);
  const auto share = static_cast<double>(wins) / n;
  const auto middle = (share + z * z / (2 * n)) / (1 + z * z / n);
  const auto half = z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  return {share, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

namespace detail {

inline double share_of(std::int64_t part, std::int64_t all) {
  return all == 0 ? 1 : static_cast<double>(part) / static_cast<double>(all);
}

inline void add_checks(const std::vector<AnswerScore>& scores, std::int64_t& checks, std::int64_t& passed) {
  for (const auto& each : scores) {
    if (!each.passed) continue;
    ++checks;
    passed += *each.passed ? 1 : 0;
  }
}

inline void add_shadow(ShadowStanding& out, const EvaluationReport& report, const std::vector<AnswerScore>& callers,
                       const RequestReport& caller) {
  switch (report.outcome) {
    case EvaluationOutcome::failed: ++out.failed; break;
    case EvaluationOutcome::dropped: ++out.dropped; break;
    case EvaluationOutcome::over_budget: ++out.over_budget; break;
    case EvaluationOutcome::done: {
      ++out.answered;
      add_checks(callers, out.caller_checks, out.caller_passed);
      add_checks(report.scores, out.shadow_checks, out.shadow_passed);
      out.caller_time += caller.duration;
      out.shadow_time += report.request.duration;
      out.caller_cost += caller.cost.value_or(0);
      out.shadow_cost += report.request.cost.value_or(0);
      break;
    }
  }
}

inline void add_judgement(JudgeStanding& out, const EvaluationReport& report) {
  out.cost += report.request.cost.value_or(0);
  if (report.outcome == EvaluationOutcome::failed) ++out.failed;
  if (report.outcome == EvaluationOutcome::dropped) ++out.dropped;
  if (report.outcome == EvaluationOutcome::over_budget) ++out.over_budget;
  if (report.outcome != EvaluationOutcome::done) return;
  if (report.vote == PairVote::won) ++out.wins;
  if (report.vote == PairVote::lost) ++out.losses;
  if (report.vote == PairVote::tied) ++out.ties;
  if (report.vote == PairVote::split) ++out.splits;
  if (report.vote != PairVote::none || report.scores.empty()) return;
  ++out.scored;
  out.score_sum += report.scores.front().score.value_or(0);
}

inline std::string mean_us(Duration sum, std::int64_t count) {
  if (count == 0) return "null";
  return std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(sum).count() / count);
}

inline std::string shadow_json(const ShadowStanding& of) {
  return LogObject{}
      .text("route", of.route)
      .text("target", of.target)
      .number("answered", of.answered)
      .number("failed", of.failed)
      .number("dropped", of.dropped)
      .number("over_budget", of.over_budget)
      .number("caller_checks", of.caller_checks)
      .number("caller_passed", of.caller_passed)
      .number("shadow_checks", of.shadow_checks)
      .number("shadow_passed", of.shadow_passed)
      .json("caller_mean_us", mean_us(of.caller_time, of.answered))
      .json("shadow_mean_us", mean_us(of.shadow_time, of.answered))
      .number("caller_cost_nano_usd", of.caller_cost)
      .number("shadow_cost_nano_usd", of.shadow_cost)
      .take();
}

inline std::string judge_json(const JudgeStanding& of, const ShadowStanding* shadow) {
  LogObject out;
  out.text("route", of.route).text_if("target", of.target).text("judge", of.judge).text("version", of.version);
  out.number("failed", of.failed).number("dropped", of.dropped).number("over_budget", of.over_budget);
  out.number("cost_nano_usd", of.cost);
  if (of.target.empty()) {
    out.number("scored", of.scored);
    const auto mean = of.scored == 0 ? 0 : of.score_sum / static_cast<double>(of.scored);
    return out.json("mean_score", of.scored == 0 ? "null" : fmt::format("{:.4g}", mean)).take();
  }
  const auto rate = win_rate(of.wins, of.losses);
  out.number("wins", of.wins).number("losses", of.losses).number("ties", of.ties).number("splits", of.splits);
  out.json("win_rate",
           fmt::format(R"({{"share":{:.4f},"low":{:.4f},"high":{:.4f}}})", rate.share, rate.low, rate.high));
  const auto promotion = advise_promotion(shadow ? *shadow : ShadowStanding{}, of);
  return out.text("advice", to_string(promotion.advice)).text("reason", promotion.reason).take();
}

}  // namespace detail

OAICOMPAT_INLINE Promotion advise_promotion(const ShadowStanding& shadow, const JudgeStanding& judge) {
  constexpr std::int64_t fewest = 30;
  const auto decided = judge.wins + judge.losses;
  const auto rate = win_rate(judge.wins, judge.losses);
  const auto failed = 1 - detail::share_of(shadow.answered, shadow.answered + shadow.failed);
  const auto passed = detail::share_of(shadow.shadow_passed, shadow.shadow_checks);
  const auto callers = detail::share_of(shadow.caller_passed, shadow.caller_checks);
  const auto facts = fmt::format("It won {} of {} decided pairs: {:.1f} % to {:.1f} %, with 95 % confidence.",
                                 judge.wins, decided, rate.low * 100, rate.high * 100);
  if (failed > 0.05) return {PromotionAdvice::keep, fmt::format("{:.1f} % of its answers failed.", failed * 100)};
  if (passed < callers - 0.02) {
    return {PromotionAdvice::keep, fmt::format("It passes {:.1f} % of its checks, the callers' answers {:.1f} %.",
                                               passed * 100, callers * 100)};
  }
  if (decided < fewest) return {PromotionAdvice::undecided, facts + fmt::format(" At least {} are needed.", fewest)};
  if (rate.low > 0.5) return {PromotionAdvice::promote, facts};
  if (rate.high < 0.5) return {PromotionAdvice::keep, facts};
  return {PromotionAdvice::undecided, facts + " One half lies between."};
}

OAICOMPAT_INLINE void EvaluationBoard::add(const EvaluationReport& report, const std::vector<AnswerScore>& callers,
                                           const RequestReport& caller) {
  if (report.kind == EvaluationKind::checks) return;
  const auto& route = report.request.route;
  const std::lock_guard lock{mutex_};
  if (report.kind == EvaluationKind::shadow) {
    auto& standing = shadows_[{route, report.shadow}];
    standing.route = route;
    standing.target = report.shadow;
    return detail::add_shadow(standing, report, callers, caller);
  }
  auto& standing = judges_[{route, report.shadow, report.judge, report.version}];
  standing.route = route;
  standing.target = report.shadow;
  standing.judge = report.judge;
  standing.version = report.version;
  detail::add_judgement(standing, report);
}

OAICOMPAT_INLINE std::vector<ShadowStanding> EvaluationBoard::shadows() const {
  const std::lock_guard lock{mutex_};
  std::vector<ShadowStanding> out;
  for (const auto& each : shadows_) out.push_back(each.second);
  return out;
}

OAICOMPAT_INLINE std::vector<JudgeStanding> EvaluationBoard::judges() const {
  const std::lock_guard lock{mutex_};
  std::vector<JudgeStanding> out;
  for (const auto& each : judges_) out.push_back(each.second);
  return out;
}

OAICOMPAT_INLINE std::string EvaluationBoard::json() const {
  const std::lock_guard lock{mutex_};
  const auto judged = [&](const auto& each) {
    const auto shadow = shadows_.find({each.second.route, each.second.target});
    return detail::judge_json(each.second, shadow == shadows_.end() ? nullptr : &shadow->second);
  };
  return detail::LogObject{}
      .json("shadows", detail::json_array(shadows_, [](auto& each) { return detail::shadow_json(each.second); }))
      .json("judges", detail::json_array(judges_, judged))
      .take();
}

}  // namespace oaicompat::inline v1
