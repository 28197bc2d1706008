// Calibration: how far a judge's scores agree with those that people gave to the same answers.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/evaluation_rules.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// An answer that a person scored.
struct LabelledAnswer {
  std::string request{};   ///< The body of what was asked, or the question as a text.
  std::string answer{};    ///< What was said.
  std::int64_t label = 0;  ///< The person's score, on the judge's scale.
};
/// Reads a line of a calibration set: `{"request": ..., "answer": ..., "label": 4}`. `request` is a body or a text,
/// `answer` a whole answer (`answer_text` takes what it says) or a text; other members are passed over, so a line of
/// the log's export with a `label` is one. **Errors**: `parse` with the code `invalid_label` and what is wrong.
OAICOMPAT_API Result<LabelledAnswer> read_labelled_answer(const JudgeRule& rule, std::string_view line);

/// Two scores of one answer.
struct ScoredPair {
  std::int64_t judged = 0;    ///< By the judge.
  std::int64_t labelled = 0;  ///< By a person.
};
/// How both go together.
struct JudgeAgreement {
  std::int64_t answers = 0;  ///< That both scored.
  std::int64_t equal = 0;    ///< Of those the ones with the same score.
  /// Cohen's kappa with quadratic weights, as scores are ordered: 1 is perfect agreement, 0 what chance would give,
  /// below 0 less. Nothing where all scores of both are the same one, or there are none.
  std::optional<double> kappa{};
  double bias = 0;  ///< The mean of the judge's score less the person's: above 0 the judge is kinder.
};
/// Of all pairs of one judge. **Threads**: any.
///
///     const std::vector<ScoredPair> pairs{{.judged = 4, .labelled = 5}, {.judged = 2, .labelled = 1}};
///     const auto kappa = judge_agreement(pairs).kappa;  // 0.8
OAICOMPAT_API JudgeAgreement judge_agreement(std::span<const ScoredPair> pairs);
/// As a JSON object: `{"judge":"helpful","version":"1","answers":40,"equal":31,"kappa":0.82,"bias":0.1}`.
OAICOMPAT_API std::string agreement_json(const JudgeRule& rule, const JudgeAgreement& agreement);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/calibration.ipp>
#endif
