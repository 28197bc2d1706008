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

inline std::vector<std::string> strings(std::span<const View> views) { return {views.begin(), views.end()}; }

inline std::string in_quotes(View text) {
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

/// A call that is a JSON object: what stands around its arguments.
inline ToolHint object_of(const Spelling& spelling, ToolHint call) {
  const View comma = spelling.compact ? "," : ", ", colon = spelling.compact ? ":" : ": ";
  auto begin = std::string{spelling.call_begin};
  if (!spelling.name_end.empty()) (begin += call.name) += spelling.name_end;
  auto members = in_quotes(spelling.name_key);
  ((members += colon) += in_quotes(call.name)) += comma;
  (members += in_quotes(spelling.arguments_key)) += colon;
  if (spelling.id_place == Spelling::IdPlace::first_in_object) {
    call.begin = begin + "{" + in_quotes(spelling.id_text) + std::string{colon} + "\"";
    call.after_index = "\"" + std::string{comma} + members;
  } else {
    call.begin = begin + "{" + members;
  }
  call.end = "}" + std::string{spelling.call_end};
  return call;
}

inline ToolHint call_of(const Format& format, const ParserTool& tool) {
  const auto& spelling = format.spelling;
  const std::string begin{spelling.call_begin}, end{spelling.call_end}, name_end{spelling.name_end};
  ToolHint call{.name = tool.name, .begin = begin + tool.name, .schema = "true", .end = end};
  if (tool.strict && !tool.parameters.empty()) call.schema = tool.parameters;
  switch (spelling.form) {
    case Spelling::Form::object: call = object_of(spelling, std::move(call)); break;
    case Spelling::Form::named:
      call.begin = begin + "{" + in_quotes(tool.name) + ": ";
      call.end = "}" + end;
      break;
    case Spelling::Form::arguments:
    case Spelling::Form::values:
    case Spelling::Form::elements:
      if (spelling.id_place == Spelling::IdPlace::before_name) {
        call.begin = begin, call.after_index = std::string{spelling.id_text} + tool.name + name_end;
      } else if (spelling.id_place == Spelling::IdPlace::number_after_name) {
        call.begin += spelling.id_text, call.after_index = name_end;
      } else {
        call.begin += name_end;
      }
      break;
    case Spelling::Form::python: call.begin += "(", call.end = ")" + end; break;
    case Spelling::Form::python_object:
      call.begin = begin + "{'" + std::string{spelling.name_key} + "': '" + tool.name + "', '" +
                   std::string{spelling.arguments_key} + "': ";
      call.end = "}" + end;
      break;
    case Spelling::Form::bare: call.begin = begin; break;
    default: break;
  }
  return call;
}

inline void add_calls(OutputHint& hint, const Format& format, const ParserTool& tool) {
  auto call = call_of(format, tool);
  if (format.headers != MessageHeaders::harmony) return hint.tools.push_back(std::move(call));
  call.end.clear();  // a token that ends the turn
  for (auto& begin : harmony_begins(tool.name)) {
    call.begin = std::move(begin);
    hint.tools.push_back(call);
  }
}

inline ArgumentStyle style_of(Spelling::Form form) {
  switch (form) {
    case Spelling::Form::values: return ArgumentStyle::tagged;
    case Spelling::Form::elements: return ArgumentStyle::elements;
    case Spelling::Form::python: return ArgumentStyle::python;
    case Spelling::Form::python_object: return ArgumentStyle::python_object;
    case Spelling::Form::gemma: return ArgumentStyle::gemma;
    default: return ArgumentStyle::json;
  }
}

/// All that does not depend on the tools.
inline OutputHint frame_of(const Format& format) {
  const auto& spelling = format.spelling;
  const auto& thinking = format.reasoning;
  OutputHint hint;
  hint.excludes = strings(thinking.open);
  hint.excludes.insert(hint.excludes.end(), thinking.close.begin(), thinking.close.end());
  hint.stops = strings(format.stops);
  if (!spelling.reasoning_end.empty()) {
    hint.reasoning_end = thinking.close.empty() ? spelling.reasoning_end : thinking.close.front();
  }
  hint.triggers = spelling.triggers.empty() ? std::vector{trigger_of(format)} : strings(spelling.triggers);
  hint.only_at_start = format.start != outside && format.headers == MessageHeaders::none && !spelling.triggers.empty();
  hint.in_reasoning = !thinking.close.empty() && thinking.calls == ReasoningRule::Calls::end_it;
  // Where calls are told by what follows the tag before them, it may be left out.
  if (spelling.triggers.empty() || spelling.begin.starts_with(spelling.triggers.front())) {
    hint.section_begin = spelling.begin;
  }
  hint.section_end = spelling.end;
  hint.separator = spelling.between;
  hint.style = style_of(spelling.form);
  hint.xgrammar_style = hint.style == ArgumentStyle::json ? "json" : spelling.xgrammar_style;
  if (hint.style == ArgumentStyle::tagged) {
    hint.keys = {std::string{spelling.key_begin}, std::string{spelling.text_begin}, std::string{spelling.json_begin},
                 std::string{spelling.value_end}};
    if (!spelling.type_end.empty()) (hint.keys.json += "json") += spelling.type_end;
  } else if (hint.style == ArgumentStyle::elements) {
    const std::string prefix{format.tag_prefix};
    hint.keys = {prefix + "<", ">", ">", prefix + "</"};
  }
  return hint;
}

}  // namespace detail::hints

OAICOMPAT_INLINE Result<OutputHint> hint(const Format& format, const std::vector<ParserTool>& tools,
                                         const HintOptions& options) {
  if (format.spelling.form == Spelling::Form::none) return detail::no_spelling(format, "calls");
  if (format.spelling.form == Spelling::Form::bare && options.named.empty()) {
    return detail::no_spelling(format, "calls of a tool that is not named");
  }
  auto hint = detail::hints::frame_of(format);
  const bool no_calls = tools.empty() || (options.choice == HintOptions::Choice::none && options.named.empty());
  for (const auto& tool : tools) {
    const bool wanted = options.named.empty() || tool.name == options.named;
    if (wanted && !no_calls) detail::hints::add_calls(hint, format, tool);
  }
  if (!options.named.empty() && hint.tools.empty()) {
    return local_error(ErrorKind::invalid_argument, "There is no tool " + options.named + ".", "unknown_tool");
  }
  if (format.spelling.form == Spelling::Form::object && !format.spelling.name_end.empty()) {
    hint.triggers.clear();  // what stands before the name begins text too
    for (const auto& tool : hint.tools) hint.triggers.push_back(tool.begin.substr(0, tool.begin.find('{')));
  }
  if (no_calls) hint.triggers.clear();
  hint.at_least_one = !no_calls && (!options.named.empty() || options.choice == HintOptions::Choice::required);
  hint.stop_after_first = !no_calls && (!options.named.empty() || options.parallel == HintOptions::Parallel::first);
  return hint;
}

}  // namespace oaicompat::inline v1
