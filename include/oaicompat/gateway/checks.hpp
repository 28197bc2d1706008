// check_answer: what can be said of an answer without asking anybody.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/evaluation_rules.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// What one check or one judge found.
struct AnswerScore {
  std::string check{};            ///< `non_empty`, `schema`, ..., or `judge/` and a judge's name.
  std::optional<bool> passed{};   ///< Nothing where there is only a score.
  std::optional<double> score{};  ///< Nothing where there is only a yes or no.
  std::string note{};             ///< Why; of a check never what was said.
};

/// An answer, and what it answers.
struct CheckedAnswer {
  std::string_view path{};             ///< Of the request.
  std::string_view request{};          ///< Its body.
  std::string_view answer{};           ///< The body, as one JSON object (`whole_answer`).
  std::string_view reference{};        ///< A text that it is compared with; empty where there is none.
  Duration time{0};                    ///< From the request to the answer's end.
  std::optional<std::int64_t> cost{};  ///< In nano-dollars.
};

/// Each check that the rules have, in the order of their members; one that the request gives no reason for (`schema`
/// where none was asked for) is left out. Nothing is asked and nothing is kept. **Threads**: any.
///
///     const auto scores = check_answer({.path = "/v1/chat/completions", .request = body, .answer = answer}, {});
OAICOMPAT_API std::vector<AnswerScore> check_answer(const CheckedAnswer& answer, const RouteChecks& checks);

/// As a JSON array: `[{"check":"schema","passed":false,"note":"not JSON"}]`; empty where there are none.
OAICOMPAT_API std::string scores_json(const std::vector<AnswerScore>& scores);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/checks.ipp>
#endif
