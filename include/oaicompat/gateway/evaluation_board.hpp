// EvaluationBoard: what evaluations have come to, and whether a shadow may take its route's place.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/evaluation_report.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace oaicompat::inline v1 {

/// Where a share lies, with 95 % confidence.
struct WinRate {
  double share = 0;  ///< Wins of all that were decided.
  double low = 0;    ///< The least that it may be, by Wilson's interval.
  double high = 1;   ///< The most.
};
/// Of wins and losses alone: ties and split votes say nothing. Of none the interval is from 0 to 1.
OAICOMPAT_API WinRate win_rate(std::int64_t wins, std::int64_t losses);

/// How a route's shadow does beside the callers' answers of the same requests.
struct ShadowStanding {
  std::string route{};
  std::string target{};  ///< The shadow's.
  std::int64_t answered = 0, failed = 0, dropped = 0, over_budget = 0;
  std::int64_t caller_checks = 0, caller_passed = 0;  ///< Checks of the callers' answers that have a shadow's.
  std::int64_t shadow_checks = 0, shadow_passed = 0;  ///< The same checks of the shadow's answers.
  Duration caller_time{0}, shadow_time{0};            ///< Of all answers together.
  std::int64_t caller_cost = 0, shadow_cost = 0;      ///< In nano-dollars, of those with a price.
};

/// What one judge, in one version, makes of a route's shadow.
struct JudgeStanding {
  std::string route{};
  std::string target{};  ///< The shadow's; empty where single answers are scored.
  std::string judge{};
  std::string version{};
  std::int64_t wins = 0, losses = 0, ties = 0, splits = 0;  ///< Of the shadow.
  std::int64_t scored = 0;                                  ///< Single answers.
  double score_sum = 0;                                     ///< Of those.
  std::int64_t failed = 0, dropped = 0, over_budget = 0;
  std::int64_t cost = 0;  ///< In nano-dollars.
};

/// What may be done with a shadow. It is advice: rules are changed by their owner.
enum class PromotionAdvice : std::uint8_t {
  undecided,  ///< Too little is known.
  promote,    ///< It is better than what callers are given, and fails no more.
  keep,       ///< It is not.
};
/// As words: `undecided`, `promote`, `keep`.
constexpr std::string_view to_string(PromotionAdvice advice) {
  switch (advice) {
    case PromotionAdvice::undecided: return "undecided";
    case PromotionAdvice::promote: return "promote";
    case PromotionAdvice::keep: return "keep";
  }
  return "unknown";
}

/// What is advised, and why.
struct Promotion {
  PromotionAdvice advice = PromotionAdvice::undecided;
  std::string reason{};
};
/// By what a judge decided and by the checks. It is promoted where at least 30 pairs are decided, the win rate's
/// interval lies above one half, at most one answer in twenty failed, and it passes as many checks as the callers'
/// answers do, but for one in fifty.
OAICOMPAT_API Promotion advise_promotion(const ShadowStanding& shadow, const JudgeStanding& judge);

/// Sums, of this process since it began. **Threads**: any.
class OAICOMPAT_API EvaluationBoard {
 public:
  /// Takes a report in; `callers` is what was found of the caller's answer, for a shadow.
  void add(const EvaluationReport& report, const std::vector<AnswerScore>& callers = {},
           const RequestReport& caller = {});
  std::vector<ShadowStanding> shadows() const;
  std::vector<JudgeStanding> judges() const;
  /// As a JSON object: `{"shadows": [...], "judges": [...]}`, each judge of a shadow with its advice.
  std::string json() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::tuple<std::string, std::string>, ShadowStanding> shadows_;
  std::map<std::tuple<std::string, std::string, std::string, std::string>, JudgeStanding> judges_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/evaluation_board.ipp>
#endif
