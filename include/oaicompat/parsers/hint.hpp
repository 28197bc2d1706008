// hint: what an engine needs to hold a model to its tools while it generates, as plain data.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/parsers/format.hpp>
#include <oaicompat/parsers/parser.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// How the arguments of a call are spelled between `ToolHint::begin` and `ToolHint::end`.
enum class ArgumentStyle : std::uint8_t {
  json,    ///< A JSON object of the tool's schema.
  tagged,  ///< A key and a value between `KeyHint`'s texts, again for each argument.
  /// As `tagged`, but `KeyHint::end` is followed by the key again and `>`; items (under the key `item`) and members
  /// stand inside a value in the same way.
  elements,
  python,         ///< `key=literal, key=literal`.
  python_object,  ///< A Python dictionary of the tool's schema.
  gemma,          ///< `{key:value,...}`, strings between `Format::string_mark`.
};

/// A call of one tool. A tool stands several times where its format spells the beginning of a call in several ways.
struct ToolHint {
  std::string name{};
  std::string begin{};        ///< What stands before the arguments, with the name in it.
  std::string after_index{};  ///< Where it is not empty: the number of the call and this text follow `begin`.
  std::string schema{};       ///< The JSON Schema of the arguments; `true` where any will do.
  std::string end{};          ///< What stands behind the arguments.
};

/// The texts around keys and values, for `ArgumentStyle::tagged`: `begin` KEY `text` or `json` VALUE `end`.
struct KeyHint {
  std::string begin{};
  std::string text{};  ///< Before a value that is a string, written as it is.
  std::string json{};  ///< Before any other value, written as JSON.
  std::string end{};
};

/// What a grammar for a model's answer is made of. It maps onto xgrammar's structural tags (`triggered_tags`,
/// `tags_with_separator`), llguidance, and lazy grammars of llama.cpp.
struct OutputHint {
  std::vector<std::string> triggers{};  ///< Once one of them is generated the calls' grammar holds; none: no calls.
  bool only_at_start = false;           ///< Whether a trigger counts only where the answer begins.
  bool in_reasoning = false;            ///< Whether a trigger counts while the reasoning has not been closed.
  std::vector<std::string> excludes{};  ///< What free text may not hold: the markers of reasoning.
  std::string reasoning_end{};          ///< What ends the reasoning; empty where there is none.
  std::string section_begin{}, section_end{};  ///< Once around all calls.
  std::string separator{};                     ///< Between two calls.
  ArgumentStyle style = ArgumentStyle::json;
  std::string xgrammar_style{};  ///< The name that xgrammar's `json_schema` content has for the style; empty for none.
  KeyHint keys{};
  std::vector<ToolHint> tools{};
  bool at_least_one = false;         ///< Whether the answer, after its reasoning, has to be a call.
  bool stop_after_first = false;     ///< Whether one call is all.
  std::vector<std::string> stops{};  ///< What ends the model's turn in this format. Never the closer of a call.
};

/// What a request asks for.
struct HintOptions {
  /// `tool_choice`. Default the model chooses.
  enum class Choice : std::uint8_t { automatic, required, none } choice = Choice::automatic;
  /// The one tool that must be called. Default none.
  std::string named = {};
  /// `parallel_tool_calls`. Default several calls may be made.
  enum class Parallel : std::uint8_t { all, first } parallel = Parallel::all;
};

/// The hint for a request with these tools.
///
///     const auto hint = oaicompat::hint(formats::hermes(), tools, {.choice = HintOptions::Choice::required});
///     for (const auto& tool : hint->tools) grammar.add_tag(tool.begin, tool.schema, tool.end);
///
/// **Errors**: `no_spelling` where the format is not spelled, or spells calls of a named tool alone; `unknown_tool`
/// where `named` is none of the tools.
OAICOMPAT_API Result<OutputHint> hint(const Format& format, const std::vector<ParserTool>& tools,
                                      const HintOptions& options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/hint.ipp>
#endif
