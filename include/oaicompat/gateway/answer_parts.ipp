// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/answer_parts.hpp>
#include <oaicompat/json/any_json.hpp>

#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// A text, or the texts of an array of parts.
inline void take_content(AnswerParts& out, std::string& text, const Json& content) {
  if (auto whole = content.as_string()) text += *whole;
  for (const auto& part : content.elements()) {
    const auto type = part.at("type").as_string().value_or("");
    if (type == "refusal") out.refused = true;
    if (auto words = part.at("text").as_string()) text += *words;
  }
}

inline void take_call(AnswerParts& out, const Json& call) {
  const auto name = call.at("name").as_string();
  if (!name) return;
  const auto written = call.find("arguments");
  const auto words = written ? *written : call.at("input");
  out.calls.push_back({*name, words.as_string().value_or(std::string{words.view()})});
}

inline void take_choice(AnswerParts& out, const Json& choice) {
  const auto message = choice.at("message");
  auto& text = out.texts.emplace_back(choice.at("text").as_string().value_or(""));
  take_content(out, text, message.at("content"));
  if (!message.at("refusal").as_string().value_or("").empty()) out.refused = true;
  for (const auto& call : message.at("tool_calls").elements()) take_call(out, call.at("function"));
  if (const auto finish = choice.at("finish_reason").as_string()) out.finish = *finish;
}

inline void take_output(AnswerParts& out, const Json& item) {
  const auto type = item.at("type").as_string().value_or("");
  if (type == "message") take_content(out, out.texts.emplace_back(), item.at("content"));
  if (type == "function_call") take_call(out, item);
}

}  // namespace detail

OAICOMPAT_INLINE AnswerParts parts_of_answer(std::string_view whole) {
  AnswerParts out;
  const Json answer{Text{whole}};
  for (const auto& [name, value] : answer.members()) {
    if (name == "choices") {
      for (const auto& each : value.elements()) detail::take_choice(out, each);
    } else if (name == "output") {
      for (const auto& each : value.elements()) detail::take_output(out, each);
    } else if (name == "content") {
      detail::take_content(out, out.texts.emplace_back(), value);
      for (const auto& each : value.elements()) detail::take_call(out, each);
    } else if (name == "stop_reason" || name == "status") {
      out.finish = value.as_string().value_or("");
    }
  }
  return out;
}

}  // namespace oaicompat::inline v1
