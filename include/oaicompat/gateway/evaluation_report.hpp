// EvaluationReport: what came of an answer's checks, of a shadow, or of a judge.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/checks.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/service_rules.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// What was done with an answer.
enum class EvaluationKind : std::uint8_t {
  checks,        ///< It was checked.
  shadow,        ///< Another target was asked the same.
  judge,         ///< A judge scored it, or compared it with a shadow's.
  embedding,     ///< A text was embedded, to find or to compare an answer by meaning. Logs leave it out.
  verification,  ///< A hit by meaning was asked live: `scores` has `semantic`, passed where both answers are alike.
};

/// What came of it.
enum class EvaluationOutcome : std::uint8_t {
  done,         ///< There are results.
  failed,       ///< The target gave no answer, or a judge none that can be read.
  dropped,      ///< Too many waited, or the request or the answer is too large.
  over_budget,  ///< Its budget for the day is used up, or there is a budget and no price.
};
/// As words: `done`, `failed`, ...
constexpr std::string_view to_string(EvaluationOutcome outcome) {
  switch (outcome) {
    case EvaluationOutcome::done: return "done";
    case EvaluationOutcome::failed: return "failed";
    case EvaluationOutcome::dropped: return "dropped";
    case EvaluationOutcome::over_budget: return "over_budget";
  }
  return "unknown";
}

/// How a shadow's answer compares with the caller's.
enum class PairVote : std::uint8_t {
  none,   ///< No pair was judged.
  won,    ///< The shadow's is better, in both orders.
  lost,   ///< The caller's is better, in both orders.
  tied,   ///< They are alike, in both orders.
  split,  ///< The orders disagree: it does not count.
};
/// As words: `won`, `lost`, ...; empty for `none`.
constexpr std::string_view to_string(PairVote vote) {
  switch (vote) {
    case PairVote::none: return "";
    case PairVote::won: return "won";
    case PairVote::lost: return "lost";
    case PairVote::tied: return "tied";
    case PairVote::split: return "split";
  }
  return "";
}

/// An evaluation that is over. It is no request of a caller's: whoever counts those leaves it out.
struct EvaluationReport {
  EvaluationKind kind = EvaluationKind::checks;
  EvaluationOutcome outcome = EvaluationOutcome::done;
  std::string of{};         ///< The id of the request that it is about.
  RequestReport request{};  ///< Of checks the caller's request; else the call that was made. `key` and `tenant` say
                            ///< whose words it holds; nothing of it was taken from their limits.
  std::string shadow{};     ///< The target whose answer is compared; empty where there is none.
  std::string judge{};      ///< The judge's name.
  std::string version{};    ///< Of the judge's criteria.
  PairVote vote = PairVote::none;
  std::vector<AnswerScore> scores{};
  LogLevel log = LogLevel::bodies;  ///< The most that its caller wants to be logged.
  Bytes body{};                     ///< What was asked.
  Bytes answer{};                   ///< What was answered.
};

}  // namespace oaicompat::inline v1
