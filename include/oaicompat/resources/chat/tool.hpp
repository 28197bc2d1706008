// Tools: what a model may call, what it calls, and how a request chooses between them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// The kinds of tool.
enum class ToolType {
  function,  ///< Takes JSON arguments.
  custom,    ///< Takes free text.
};
constexpr auto describe(Type<ToolType>) {
  return std::array<Word<ToolType>, 2>{{{"function", ToolType::function}, {"custom", ToolType::custom}}};
}

// --- calls -------------------------------------------------------------------------------------------------------

/// A call of a function. Mirrors `ChatCompletionMessageToolCall.function`.
struct FunctionCall {
  /// The function's name.
  Text name{};
  /// The arguments as JSON text, as the model wrote it: it may be malformed, or hold what no parameter asks for.
  Text arguments{};
  Extras extra{};
  bool operator==(const FunctionCall&) const = default;
};

/// A call of a custom tool. Mirrors `ChatCompletionMessageCustomToolCall.custom`.
struct CustomCall {
  /// The tool's name.
  Text name{};
  /// The input as the model wrote it.
  Text input{};
  Extras extra{};
  bool operator==(const CustomCall&) const = default;
};

/// A call that the model made. Mirrors `ChatCompletionMessageToolCall` and `ChatCompletionMessageCustomToolCall`.
struct ToolCall {
  /// The call's id: the message with the result names it.
  Text id{};
  /// What is called.
  OpenEnum<ToolType> type{ToolType::function};
  /// The function called, where `type` is `function`.
  std::optional<FunctionCall> function{};
  /// The custom tool called, where `type` is `custom`.
  std::optional<CustomCall> custom{};
  Extras extra{};
  bool operator==(const ToolCall&) const = default;
};

// --- definitions -------------------------------------------------------------------------------------------------

/// A function that the model may call. Mirrors `FunctionObject`.
struct FunctionDefinition {
  /// The name: a-z, A-Z, 0-9, underscores and dashes; at most 64 characters.
  Text name{};
  /// What the function does: the model chooses by it.
  std::optional<Text> description{};
  /// The parameters as a JSON Schema object; absent means none.
  std::optional<Json> parameters{};
  /// Whether the arguments always fit the schema. Default false.
  Maybe<bool> strict{};
  Extras extra{};
  bool operator==(const FunctionDefinition&) const = default;
};

/// A function tool. Mirrors `ChatCompletionTool`.
struct FunctionTool {
  /// The function.
  FunctionDefinition function{};
  Extras extra{};
  bool operator==(const FunctionTool&) const = default;
};

/// Any text. Mirrors `ResponseFormatText` and the text format of a custom tool.
struct TextFormat {
  Extras extra{};
  bool operator==(const TextFormat&) const = default;
};

/// The languages of grammars.
enum class GrammarSyntax {
  lark,   ///< Lark.
  regex,  ///< A regular expression.
};
constexpr auto describe(Type<GrammarSyntax>) {
  return std::array<Word<GrammarSyntax>, 2>{{{"lark", GrammarSyntax::lark}, {"regex", GrammarSyntax::regex}}};
}

/// A grammar. Mirrors `CustomToolChatCompletions.custom.format.grammar`.
struct Grammar {
  /// The grammar's text.
  Text definition{};
  /// The language of the definition.
  OpenEnum<GrammarSyntax> syntax{};
  Extras extra{};
  bool operator==(const Grammar&) const = default;
};

/// Text that a grammar derives. Mirrors the grammar format of `CustomToolChatCompletions`.
struct GrammarFormat {
  /// The grammar.
  Grammar grammar{};
  Extras extra{};
  bool operator==(const GrammarFormat&) const = default;
};

/// What a custom tool takes. Mirrors `CustomToolChatCompletions.custom.format`.
struct CustomToolFormat : TaggedUnion<"type", Case<"text", TextFormat>, Case<"grammar", GrammarFormat>> {
  using TaggedUnion::TaggedUnion;
};

/// A tool that takes free text. Mirrors `CustomToolChatCompletions.custom`.
struct CustomDefinition {
  /// The name.
  Text name{};
  /// What the tool does: the model chooses by it.
  std::optional<Text> description{};
  /// What the input looks like. Default any text.
  std::optional<CustomToolFormat> format{};
  Extras extra{};
  bool operator==(const CustomDefinition&) const = default;
};

/// A custom tool. Mirrors `CustomToolChatCompletions`.
struct CustomTool {
  /// The tool.
  CustomDefinition custom{};
  Extras extra{};
  bool operator==(const CustomTool&) const = default;
};

/// A tool that the model may call. Mirrors the items of `CreateChatCompletionRequest.tools`.
struct Tool : TaggedUnion<"type", Case<"function", FunctionTool>, Case<"custom", CustomTool>> {
  using TaggedUnion::TaggedUnion;
};

/// A function tool: `function_tool("weather", "The weather in a city.", schema<City>())`.
OAICOMPAT_API Tool function_tool(Text name, Text description, Json parameters);

/// A function as old clients offer it. Mirrors `ChatCompletionFunctions` (deprecated: see FunctionDefinition).
struct LegacyFunction {
  /// The name: a-z, A-Z, 0-9, underscores and dashes; at most 64 characters.
  Text name{};
  /// What the function does: the model chooses by it.
  std::optional<Text> description{};
  /// The parameters as a JSON Schema object; absent means none.
  std::optional<Json> parameters{};
  Extras extra{};
  bool operator==(const LegacyFunction&) const = default;
};

// --- choices -----------------------------------------------------------------------------------------------------

/// Whether the model calls tools.
enum class ToolMode {
  none,      ///< It calls none.
  auto_,     ///< It decides.
  required,  ///< It calls at least one.
};
constexpr auto describe(Type<ToolMode>) {
  return std::array<Word<ToolMode>, 3>{
      {{"none", ToolMode::none}, {"auto", ToolMode::auto_}, {"required", ToolMode::required}}};
}

/// A tool's name. Mirrors `ChatCompletionNamedToolChoice.function` and `ChatCompletionFunctionCallOption`.
struct ToolName {
  /// The name.
  Text name{};
  Extras extra{};
  bool operator==(const ToolName&) const = default;
};

/// Makes the model call this function. Mirrors `ChatCompletionNamedToolChoice`.
struct FunctionChoice {
  /// The function.
  ToolName function{};
  Extras extra{};
  bool operator==(const FunctionChoice&) const = default;
};

/// Makes the model call this custom tool. Mirrors `ChatCompletionNamedToolChoiceCustom`.
struct CustomChoice {
  /// The tool.
  ToolName custom{};
  Extras extra{};
  bool operator==(const CustomChoice&) const = default;
};

/// Whether the model calls one of the allowed tools.
enum class AllowedToolsMode {
  auto_,     ///< It decides.
  required,  ///< It calls at least one.
};
constexpr auto describe(Type<AllowedToolsMode>) {
  return std::array<Word<AllowedToolsMode>, 2>{
      {{"auto", AllowedToolsMode::auto_}, {"required", AllowedToolsMode::required}}};
}

/// The tools that the model may call now. Mirrors `ChatCompletionAllowedTools`.
struct AllowedTools {
  /// Whether the model calls one of them.
  OpenEnum<AllowedToolsMode> mode{};
  /// The tools, each as an object that names one: `{"type": "function", "function": {"name": "weather"}}`.
  std::vector<Json> tools{};
  Extras extra{};
  bool operator==(const AllowedTools&) const = default;
};

/// Leaves the model a part of the tools. Mirrors `ChatCompletionAllowedToolsChoice`.
struct AllowedToolsChoice {
  /// The tools it may call.
  AllowedTools allowed_tools{};
  Extras extra{};
  bool operator==(const AllowedToolsChoice&) const = default;
};

/// The choice of particular tools. Mirrors the objects of `ChatCompletionToolChoiceOption`.
struct NamedToolChoice : TaggedUnion<"type", Case<"function", FunctionChoice>, Case<"custom", CustomChoice>,
                                     Case<"allowed_tools", AllowedToolsChoice>> {
  using TaggedUnion::TaggedUnion;
};

/// Which tools the model calls. Mirrors `ChatCompletionToolChoiceOption`.
using ToolChoice = OneOf<OpenEnum<ToolMode>, NamedToolChoice>;

/// Makes the model call the function of this name.
OAICOMPAT_API ToolChoice call_function(Text name);

/// Whether the model calls functions, as old clients say it.
enum class FunctionCallMode {
  none,   ///< It calls none.
  auto_,  ///< It decides.
};
constexpr auto describe(Type<FunctionCallMode>) {
  return std::array<Word<FunctionCallMode>, 2>{{{"none", FunctionCallMode::none}, {"auto", FunctionCallMode::auto_}}};
}

/// Which function the model calls. Mirrors `CreateChatCompletionRequest.function_call` (deprecated: see ToolChoice).
using FunctionCallChoice = OneOf<OpenEnum<FunctionCallMode>, ToolName>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/tool.ipp>
#endif
