// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/calibration.hpp>
#include <oaicompat/gateway/log_object.hpp>
#include <oaicompat/gateway/whole_answer.hpp>
#include <oaicompat/json/any_json.hpp>

#include <fmt/format.h>

#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline Error bad_label(std::string message) {
  return local_error(ErrorKind::parse, std::move(message), "invalid_label");
}

// The mean of some number of each pair; there is at least one.
template <class Number>
double mean_of(std::span<const ScoredPair> pairs, Number number) {
  double sum = 0;
  for (const auto& each : pairs) sum += static_cast<double>(number(each));
  return sum / static_cast<double>(pairs.size());
}

}  // namespace detail

OAICOMPAT_INLINE Result<LabelledAnswer> read_labelled_answer(const JudgeRule& rule, std::string_view line) {
  const auto object = Json::checked(line);
  if (!object || !object->is_object()) return detail::bad_label("It is no JSON object.");
  const auto request = object->at("request"), answer = object->at("answer");
  LabelledAnswer out;
  out.request = request.is_object() ? std::string{request.view()} : request.as_string().value_or("");
  if (out.request.empty()) return detail::bad_label("\"request\" must be a body or a text.");
  const auto said = answer.as_string();
  if (!said && !answer.is_object()) return detail::bad_label("\"answer\" must be a whole answer or a text.");
  out.answer = said ? *said : answer_text(answer.view());
  const auto label = object->at("label").as_integer();
  if (!label || *label < rule.lowest || *label > rule.highest) {
    return detail::bad_label(fmt::format("\"label\" must be a whole number from {} to {}.", rule.lowest, rule.highest));
  }
  out.label = *label;
  return out;
}

// The quadratic weights of all cells add up to means: those of the pairs are the mean square of the differences, those
// of chance both variances and the square of the bias.
OAICOMPAT_INLINE JudgeAgreement judge_agreement(std::span<const ScoredPair> pairs) {
  JudgeAgreement out{.answers = static_cast<std::int64_t>(pairs.size())};
  if (pairs.empty()) return out;
  const auto judged = detail::mean_of(pairs, [](auto& each) { return each.judged; });
  const auto labelled = detail::mean_of(pairs, [](auto& each) { return each.labelled; });
  const auto square = [](double x) { return x * x; };
  const auto apart = [&](auto& each) { return square(static_cast<double>(each.judged - each.labelled)); };
  const auto spread = [&](auto& each) {
    return square(static_cast<double>(each.judged) - judged) + square(static_cast<double>(each.labelled) - labelled);
  };
  for (const auto& each : pairs) out.equal += each.judged == each.labelled ? 1 : 0;
  out.bias = judged - labelled;
  const auto by_chance = detail::mean_of(pairs, spread) + square(out.bias);
  if (by_chance > 0) out.kappa = 1 - detail::mean_of(pairs, apart) / by_chance;
  return out;
}

OAICOMPAT_INLINE std::string agreement_json(const JudgeRule& rule, const JudgeAgreement& agreement) {
  return detail::LogObject{}
      .text("judge", rule.name)
      .text("version", rule.version)
      .number("answers", agreement.answers)
      .number("equal", agreement.equal)
      .json("kappa", agreement.kappa ? fmt::format("{:.4f}", *agreement.kappa) : "null")
      .json("bias", fmt::format("{:.4f}", agreement.bias))
      .take();
}

}  // namespace oaicompat::inline v1
