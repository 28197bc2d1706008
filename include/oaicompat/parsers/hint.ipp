// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/hint.hpp>
#include <oaicompat/parsers/render.ipp>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail::hints {

using View = std::string_view;

/// What the spelling of a format does not say.
struct Rule {
  View format{}, xgrammar_style{};
  std::span<const View> triggers{};  // where they are not the openers that its spelling begins with
  std::span<const View> stops{};
};

inline constexpr View chat[] = {"<|im_end|>"}, llama[] = {"<|eot_id|>", "<|eom_id|>"}, eos[] = {"</s>"},
                      deepseek[] = {"<｜end▁of▁sentence｜>"}, cohere[] = {"<|END_OF_TURN_TOKEN|>"},
                      minimax[] = {"[e~["}, gemma[] = {"<turn|>"}, seed[] = {"<seed:eos>"},
                      harmony[] = {"<|return|>", "<|call|>"};
inline constexpr View object_trigger[] = {"{\"name\": "}, qwen_trigger[] = {"<tool_call>\n<function="},
                      list_trigger[] = {"["}, harmony_triggers[] = {"<|channel|>commentary to=", " to="};
inline constexpr Rule rules[] = {
    {.format = "hermes", .stops = chat},
    {.format = "llama3_json", .triggers = object_trigger, .stops = llama},
    {.format = "pythonic", .triggers = list_trigger, .stops = llama},
    {.format = "json_calls", .triggers = list_trigger},
    {.format = "mistral_v3", .stops = eos},
    {.format = "mistral_v11", .stops = eos},
    {.format = "gigachat3", .stops = eos},
    {.format = "qwen3_coder", .xgrammar_style = "qwen_xml", .triggers = qwen_trigger, .stops = chat},
    {.format = "seed_oss", .xgrammar_style = "qwen_xml", .stops = seed},
    {.format = "minimax_m2", .xgrammar_style = "minimax_xml", .stops = minimax},
    {.format = "deepseek_dsml", .xgrammar_style = "deepseek_xml", .stops = deepseek},
    {.format = "deepseek_v3", .stops = deepseek},
    {.format = "deepseek_r1", .stops = deepseek},
    {.format = "deepseek_v31", .stops = deepseek},
    {.format = "glm45", .xgrammar_style = "glm_xml"},
    {.format = "glm47", .xgrammar_style = "glm_xml"},
    {.format = "cohere_xml", .xgrammar_style = "cohere_xml", .stops = cohere},
    {.format = "cohere_json", .stops = cohere},
    {.format = "kimi_k2", .stops = chat},
    {.format = "kimi_k3", .xgrammar_style = "kimi_k3_xml"},
    {.format = "lfm2", .stops = chat},
    {.format = "gemma4", .stops = gemma},
    {.format = "harmony", .triggers = harmony_triggers, .stops = harmony},
};

inline Rule rule_of(View format) {
  const auto* found =
      std::find_if(std::begin(rules), std::end(rules), [&](auto& rule) { return rule.format == format; });
  return found == std::end(rules) ? Rule{} : *found;
}

inline std::vector<std::string> strings(std::span<const View> views) { return {views.begin(), views.end()}; }

inline std::string quoted(View text) {
  std::string out;
  append_string(out, text);
  return out;
}

/// The opener that calls, as they are spelled, begin with.
inline std::string trigger_of(const Format& format) {
  const auto& spelling = format.spelling;
  auto spelled = std::string{spelling.begin} + std::string{spelling.call_begin};
  spelled.erase(0, std::min(spelled.find_first_not_of(" \n"), spelled.size()));
  for (const auto& edge : format.openers) {
    if (spelled.starts_with(edge.marker))
      return spelled.substr(0, edge.marker.size() + (edge.flags & edge::suffix ? 1 : 0));
  }
  return spelled;
}

/// The beginnings of a call in a message with a header: its parts may stand in several orders.
inline std::array<std::string, 3> harmony_begins(View name) {
  const auto to = " to=functions." + std::string{name};
  return {"<|channel|>commentary" + to + " <|constrain|>json<|message|>",
          to + "<|channel|>commentary <|constrain|>json<|message|>", to + "<|channel|>commentary json<|message|>"};
}

inline ToolHint call_of(const Format& format, const ParserTool& tool) {
  const auto& spelling = format.spelling;
  const std::string begin{spelling.call_begin}, end{spelling.call_end}, name_end{spelling.name_end};
  ToolHint call{.name = tool.name, .begin = begin + tool.name, .schema = "true", .end = end};
  if (tool.strict && !tool.parameters.empty()) call.schema = tool.parameters;
  switch (spelling.form) {
    case Spelling::Form::object:
      call.begin = begin + "{" + quoted(spelling.name_key) + ": " + quoted(tool.name) + ", " +
                   quoted(spelling.arguments_key) + ": ";
      call.end = "}" + end;
      break;
    case Spelling::Form::named:
      call.begin = begin + "{" + quoted(tool.name) + ": ";
      call.end = "}" + end;
      break;
    case Spelling::Form::arguments:
      if (spelling.call_begin.ends_with("functions.") && format.model_ids) {
        call.begin += ":", call.after_index = name_end;
      } else {
        call.begin += name_end;
      }
      break;
    case Spelling::Form::values: call.begin += name_end; break;
    case Spelling::Form::python: call.begin += "(", call.end = ")" + end; break;
    default: break;
  }
  return call;
}

inline void add_calls(OutputHint& hint, const Format& format, const ParserTool& tool) {
  auto call = call_of(format, tool);
  if (format.headers == MessageHeaders::none) return hint.tools.push_back(std::move(call));
  call.end.clear();  // a token that ends the turn
  for (auto& begin : harmony_begins(tool.name)) {
    call.begin = std::move(begin);
    hint.tools.push_back(call);
  }
}

inline ArgumentStyle style_of(Spelling::Form form) {
  switch (form) {
    case Spelling::Form::values: return ArgumentStyle::tagged;
    case Spelling::Form::python: return ArgumentStyle::python;
    case Spelling::Form::gemma: return ArgumentStyle::gemma;
    default: return ArgumentStyle::json;
  }
}

/// All that does not depend on the tools.
inline OutputHint frame_of(const Format& format) {
  const auto& spelling = format.spelling;
  const auto& thinking = format.reasoning;
  const auto rule = rule_of(format.name);
  OutputHint hint;
  hint.excludes = strings(thinking.open);
  hint.excludes.insert(hint.excludes.end(), thinking.close.begin(), thinking.close.end());
  hint.stops = strings(rule.stops);
  if (!spelling.reasoning_end.empty()) {
    hint.reasoning_end = thinking.close.empty() ? spelling.reasoning_end : thinking.close.front();
  }
  hint.triggers = rule.triggers.empty() ? std::vector{trigger_of(format)} : strings(rule.triggers);
  hint.only_at_start = format.start != outside && format.headers == MessageHeaders::none && !rule.triggers.empty();
  hint.in_reasoning = !thinking.close.empty() && thinking.calls == ReasoningRule::Calls::end_it;
  // Where a bare object is what calls are told by, the tag before it may be left out.
  if (spelling.begin.empty() || hint.triggers.front() != object_trigger[0]) hint.section_begin = spelling.begin;
  hint.section_end = spelling.end;
  hint.separator = spelling.between;
  hint.style = style_of(spelling.form);
  hint.xgrammar_style = hint.style == ArgumentStyle::json ? "json" : rule.xgrammar_style;
  if (hint.style == ArgumentStyle::tagged) {
    hint.keys = {std::string{spelling.key_begin}, std::string{spelling.text_begin}, std::string{spelling.json_begin},
                 std::string{spelling.value_end}};
  }
  return hint;
}

}  // namespace detail::hints

OAICOMPAT_INLINE Result<OutputHint> hint(const Format& format, const std::vector<ParserTool>& tools,
                                         const HintOptions& options) {
  if (format.spelling.form == Spelling::Form::none) return detail::no_spelling(format, "calls");
  auto hint = detail::hints::frame_of(format);
  const bool no_calls = tools.empty() || (options.choice == HintOptions::Choice::none && options.named.empty());
  for (const auto& tool : tools) {
    const bool wanted = options.named.empty() || tool.name == options.named;
    if (wanted && !no_calls) detail::hints::add_calls(hint, format, tool);
  }
  if (!options.named.empty() && hint.tools.empty()) {
    return local_error(ErrorKind::usage, "There is no tool " + options.named + ".", "unknown_tool");
  }
  if (no_calls) hint.triggers.clear();
  hint.at_least_one = !no_calls && (!options.named.empty() || options.choice == HintOptions::Choice::required);
  hint.stop_after_first = !no_calls && (!options.named.empty() || options.parallel == HintOptions::Parallel::first);
  return hint;
}

}  // namespace oaicompat::inline v1
