// What a judge is asked, and how its answer is read.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/evaluation_report.hpp>
#include <oaicompat/gateway/evaluation_rules.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// A score, and why.
struct JudgedScore {
  std::int64_t score = 0;  ///< On the rule's scale.
  std::string reason{};
};

/// Which of two answers is better.
enum class JudgedBetter : std::uint8_t {
  first,
  second,
  equal,
};

/// A comparison, and why.
struct JudgedPair {
  JudgedBetter better = JudgedBetter::equal;
  std::string reason{};
};

/// The body of a chat completion that has an answer scored: `{score, reason}` by a strict schema, at temperature 0.
/// `request` is the body of what was asked, `answer` what was said. Both go in as JSON, as material that is judged.
OAICOMPAT_API Bytes judge_request(const JudgeRule& rule, std::string_view request, std::string_view answer);
/// The same for two answers: `{better, reason}`.
OAICOMPAT_API Bytes judge_pair_request(const JudgeRule& rule, std::string_view request, std::string_view first,
                                       std::string_view second);
/// What a judge's completion says; nothing where it is not as it was asked for, or the score is not on the scale.
OAICOMPAT_API std::optional<JudgedScore> read_score(const JudgeRule& rule, std::string_view completion);
/// The same for two answers.
OAICOMPAT_API std::optional<JudgedPair> read_pair(std::string_view completion);

/// What both orders come to: `caller_first` has the caller's answer first, `shadow_first` the shadow's. Judges favour a
/// place; a vote counts where both orders agree.
OAICOMPAT_API PairVote agreed_vote(JudgedBetter caller_first, JudgedBetter shadow_first);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/judge.ipp>
#endif
