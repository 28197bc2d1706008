// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/formats.hpp>
#include <oaicompat/parsers/formats/hermes.hpp>
#include <oaicompat/parsers/formats/literals.hpp>
#include <oaicompat/parsers/formats/llama.hpp>
#include <oaicompat/parsers/formats/messages.hpp>
#include <oaicompat/parsers/formats/mistral.hpp>
#include <oaicompat/parsers/formats/sections.hpp>
#include <oaicompat/parsers/formats/tagged_attributes.hpp>
#include <oaicompat/parsers/formats/tagged_lists.hpp>
#include <oaicompat/parsers/formats/tagged_values.hpp>

#include <string>

namespace oaicompat::inline v1 {
namespace detail::format_list {

namespace f = detail::formats;
// In the order in which a chat template is searched for their markers: those that others contain stand behind them.
inline constexpr const Format* all[] = {
    &f::longcat,      &f::deepseek_dsml,  &f::deepseek_v31,    &f::step3,
    &f::mistral_v11,  &f::mistral_v3,     &f::harmony,         &f::functionary_v32,
    &f::kimi_k2,      &f::kimi_k3,        &f::cohere_json,     &f::lfm2,
    &f::gigachat3,    &f::gemma4,         &f::functiongemma,   &f::minicpm5,
    &f::minimax_m3,   &f::minimax_m2,     &f::seed_oss,        &f::apertus,
    &f::hy_v3,        &f::glm45,          &f::qwen3_coder,     &f::olmo3,
    &f::nemotron_v2,  &f::jamba,          &f::phi4_mini,       &f::llama3_json,
    &f::hermes,       &f::exaone4,        &f::ernie45,         &f::hunyuan_a13b,
    &f::minimax_m1,   &f::apriel,         &f::granite3,        &f::granite_20b,
    &f::internlm,     &f::xlam,           &f::inkling,         &f::sarashina,
    &f::deepseek_v3,  &f::deepseek_r1,    &f::functionary_v31, &f::solar_open,
    &f::muse_glimmer, &f::glm47,          &f::cohere_xml,      &f::pythonic,
    &f::json_calls,   &f::json_arguments,
};

inline bool glob_matches(std::string_view glob, std::string_view text) {
  if (glob.empty()) return text.empty();
  if (glob.front() != '*')
    return !text.empty() && text.front() == glob.front() && glob_matches(glob.substr(1), text.substr(1));
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (glob_matches(glob.substr(1), text.substr(i))) return true;
  }
  return false;
}

}  // namespace detail::format_list

OAICOMPAT_INLINE std::span<const Format* const> formats() { return detail::format_list::all; }

OAICOMPAT_INLINE const Format* find_format(std::string_view name) {
  for (const auto* format : detail::format_list::all) {
    if (format->name == name) return format;
  }
  return nullptr;
}

OAICOMPAT_INLINE const Format* format_for_model(std::string_view model) {
  if (model.size() > 512) return nullptr;
  std::string lower{model};
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '_' ? '-' : c;
  const Format* best = nullptr;
  std::size_t length = 0;
  for (const auto* format : detail::format_list::all) {
    for (const auto glob : format->models) {
      if (glob.size() > length && detail::format_list::glob_matches(glob, lower)) best = format, length = glob.size();
    }
  }
  return best;
}

OAICOMPAT_INLINE const Format* format_for_template(std::string_view chat_template) {
  const auto holds = [&](std::string_view text) { return chat_template.find(text) != std::string_view::npos; };
  for (const auto* format : detail::format_list::all) {
    for (const auto marker : format->templates) {
      if (!holds(marker)) continue;
      // The sections of DeepSeek's models are one, with a fence or without.
      if (format == &detail::format_list::f::deepseek_v31 && holds("```json"))
        return &detail::format_list::f::deepseek_v3;
      return format;
    }
  }
  return nullptr;
}

OAICOMPAT_INLINE const Format* format_for(std::string_view model, std::string_view chat_template) {
  if (const auto* format = format_for_model(model)) return format;
  return format_for_template(chat_template);
}

}  // namespace oaicompat::inline v1
