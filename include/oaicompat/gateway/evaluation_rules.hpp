// What rules say of the evaluation of answers: checks, shadow traffic and judges.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// What each answer of a route is checked for. An answer of an operation without text (embeddings) is checked for time
/// and cost alone.
struct RouteChecks {
  bool is_on = false;      ///< There are checks. Default no; in a file yes, where there is an `evaluate`.
  bool non_empty = true;   ///< `non_empty`: it says something, or calls a tool. Default yes.
  bool schema = true;      ///< `schema`: it is JSON, or as the schema says, where that was asked for. Default yes.
  bool tools = true;       ///< `tools`: called tools were offered, and the arguments fit. Default yes.
  bool finish = true;      ///< `finish`: it ended by itself, or with calls. Default yes.
  bool refusal = true;     ///< `refusal`: it does not begin with a phrase of refusal. Default yes.
  bool similarity = true;  ///< `similarity`: how alike it is to the caller's answer, of a shadow's. Default yes.
  /// `script`: at least half of its letters are of this script (`known_scripts`), or for `request` of that of the last
  /// user text. Of languages that share a script it tells nothing. Default none: any will do.
  std::string script{};
  std::int64_t min_text = 0;              ///< `length`: the fewest bytes of text. Default 0: no bound.
  std::int64_t max_text = 0;              ///< `length`: the most bytes of text. Default 0: no bound.
  std::chrono::milliseconds max_time{0};  ///< `time`: from request to end. Default 0: no bound.
  std::int64_t max_cost = 0;              ///< `cost`: in nano-dollars. Default 0: no bound.
  /// `repetition`: the largest share of its runs of four words that stood before. Default 0.5; 0 switches it off.
  double max_repetition = 0.5;
  /// Phrases that a refusal begins with, in lower case. Default those of `default_refusals`.
  std::vector<std::string> refusals{};
  std::vector<std::uint32_t> judges{};  ///< Places in `Rules::judges`: they score single answers. Default none.
  double judged_share = 0;              ///< The share of answers that judges score. Default 0; at most 1.
};

/// A target that is asked what the callers of a route asked, for comparison. Nobody is given its answers.
struct RouteShadow {
  std::uint32_t target = 0;                                      ///< Its place in `Rules::targets`.
  double share = 0;                                              ///< Of the requests. Default 0: none; at most 0.1.
  std::chrono::milliseconds timeout = std::chrono::seconds{60};  ///< For a whole answer. Default 60 s.
  std::int64_t day_budget = 0;                                   ///< In nano-dollars a day of UTC. Default 0: no limit.
  std::vector<std::uint32_t> judges{};  ///< Places in `Rules::judges`: they compare both answers. Default none.

  bool is_on() const { return share > 0; }
};

/// Who scores answers, and by what.
struct JudgeRule {
  std::string name{};
  std::string criteria{};     ///< What makes an answer good, in words.
  std::int64_t lowest = 1;    ///< The worst score. Default 1.
  std::int64_t highest = 5;   ///< The best score. Default 5.
  std::uint32_t target = 0;   ///< Its place in `Rules::targets`; its chat completions are asked.
  std::string model{};        ///< In the caller's words or the target's.
  std::string version = "1";  ///< Of the criteria: scores of two versions are not added up. Default 1.
  std::chrono::milliseconds timeout = std::chrono::seconds{60};  ///< For one judgement. Default 60 s.
  std::int64_t day_budget = 0;                                   ///< In nano-dollars a day of UTC. Default 0: no limit.
};

/// What evaluation may take of the machine. Read when the gateway is made.
struct EvaluationRules {
  std::int64_t max_queued = 1000;            ///< Answers that wait for their checks. Default 1000.
  std::int64_t max_queued_bytes = 64 << 20;  ///< Of those, with their requests. Default 64 MiB.
  std::int64_t max_body = 1 << 20;           ///< The largest request or answer, in bytes. Default 1 MiB.
  std::int64_t calls_at_once = 2;            ///< Shadows and judges that are asked at once. Default 2; 1 to 64.
  std::int64_t max_queued_calls = 100;       ///< Of those that wait. Default 100.
};

/// How refusals begin, in lower case.
OAICOMPAT_API const std::vector<std::string>& default_refusals();

}  // namespace oaicompat::inline v1
