// Response tools: what the model may call while it makes a response, and how a request chooses among them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/response_format.hpp>
#include <oaicompat/resources/chat/tool.hpp>
#include <oaicompat/resources/responses/environment.hpp>
#include <oaicompat/resources/responses/search_tool.hpp>

namespace oaicompat::inline v1 {

/// Who may call a tool.
enum class AllowedCaller {
  direct,        ///< The model.
  programmatic,  ///< A program that the model wrote.
};
constexpr auto describe(Type<AllowedCaller>) {
  return std::array<Word<AllowedCaller>, 2>{
      {{"direct", AllowedCaller::direct}, {"programmatic", AllowedCaller::programmatic}}};
}

/// A function of the caller's. Mirrors `FunctionTool`.
struct ResponseFunctionTool {
  /// The name: a-z, A-Z, 0-9, underscores and dashes; at most 64 characters.
  Text name{};
  /// What the function does: the model chooses by it.
  Maybe<Text> description{};
  /// The parameters as a JSON Schema object.
  Maybe<Json> parameters{};
  /// What the function gives, as a JSON Schema object.
  Maybe<Json> output_schema{};
  /// Whether the arguments always fit the schema. Default true.
  Maybe<bool> strict{};
  /// Whether the model finds it by a tool search first.
  std::optional<bool> defer_loading{};
  /// Who may call it.
  Maybe<std::vector<OpenEnum<AllowedCaller>>> allowed_callers{};
  Extras extra{};
  bool operator==(const ResponseFunctionTool&) const = default;
};

/// What a custom tool takes. Mirrors `CustomToolParam.format`.
struct ResponseCustomFormat : TaggedUnion<"type", Case<"text", TextFormat>, Case<"grammar", Grammar>> {
  using TaggedUnion::TaggedUnion;
};

/// A tool of the caller's that takes free text. Mirrors `CustomToolParam`.
struct ResponseCustomTool {
  /// The name.
  Text name{};
  /// What the tool does: the model chooses by it.
  std::optional<Text> description{};
  /// What the input looks like. Default any text.
  std::optional<ResponseCustomFormat> format{};
  /// Whether the model finds it by a tool search first.
  std::optional<bool> defer_loading{};
  /// Who may call it.
  Maybe<std::vector<OpenEnum<AllowedCaller>>> allowed_callers{};
  Extras extra{};
  bool operator==(const ResponseCustomTool&) const = default;
};

/// A tool of a namespace. Mirrors the items of `NamespaceToolParam.tools`.
struct NamespacedTool
    : TaggedUnion<"type", Case<"function", ResponseFunctionTool>, Case<"custom", ResponseCustomTool>> {
  using TaggedUnion::TaggedUnion;
};

/// Tools under one name. Mirrors `NamespaceToolParam`.
struct NamespaceTool {
  /// The name.
  Text name{};
  /// What the tools are for.
  Text description{};
  /// The tools.
  std::vector<NamespacedTool> tools{};
  Extras extra{};
  bool operator==(const NamespaceTool&) const = default;
};

/// A computer that the caller works for the model. Mirrors `ComputerTool`.
struct ComputerTool {
  Extras extra{};
  bool operator==(const ComputerTool&) const = default;
};

/// The kinds of computer.
enum class ComputerEnvironment {
  windows,  ///< Windows.
  mac,      ///< macOS.
  linux_,   ///< Linux.
  ubuntu,   ///< Ubuntu.
  browser,  ///< A browser.
};
constexpr auto describe(Type<ComputerEnvironment>) {
  return std::array<Word<ComputerEnvironment>, 5>{{{"windows", ComputerEnvironment::windows},
                                                   {"mac", ComputerEnvironment::mac},
                                                   {"linux", ComputerEnvironment::linux_},
                                                   {"ubuntu", ComputerEnvironment::ubuntu},
                                                   {"browser", ComputerEnvironment::browser}}};
}

/// A computer that the caller works for the model, as older models know it. Mirrors `ComputerUsePreviewTool`.
struct ComputerPreviewTool {
  /// What kind of computer it is.
  OpenEnum<ComputerEnvironment> environment{};
  /// The screen's width in pixels.
  std::int64_t display_width = 0;
  /// The screen's height in pixels.
  std::int64_t display_height = 0;
  Extras extra{};
  bool operator==(const ComputerPreviewTool&) const = default;
};

/// Runs Python in a container. Mirrors `CodeInterpreterTool`.
struct CodeInterpreterTool {
  /// The container's id, or how to make one.
  OneOf<Text, AutoContainer> container{};
  /// Who may call it.
  Maybe<std::vector<OpenEnum<AllowedCaller>>> allowed_callers{};
  Extras extra{};
  bool operator==(const CodeInterpreterTool&) const = default;
};

/// Lets the model write programs that call the other tools; or the choice of that. Mirrors
/// `ProgrammaticToolCallingParam` and `SpecificProgrammaticToolCallingParam`.
struct ProgrammaticCallingTool {
  Extras extra{};
  bool operator==(const ProgrammaticCallingTool&) const = default;
};

/// A shell on the caller's machine, as older models know it. Mirrors `LocalShellToolParam`.
struct LocalShellTool {
  Extras extra{};
  bool operator==(const LocalShellTool&) const = default;
};

/// A shell. Mirrors `FunctionShellToolParam`.
struct ShellTool {
  /// Where it runs.
  Maybe<ShellEnvironment> environment{};
  /// Who may call it.
  Maybe<std::vector<OpenEnum<AllowedCaller>>> allowed_callers{};
  Extras extra{};
  bool operator==(const ShellTool&) const = default;
};

/// Who performs a tool search.
enum class ToolSearchExecution {
  server,  ///< The server.
  client,  ///< The caller.
};
constexpr auto describe(Type<ToolSearchExecution>) {
  return std::array<Word<ToolSearchExecution>, 2>{
      {{"server", ToolSearchExecution::server}, {"client", ToolSearchExecution::client}}};
}

/// Finds tools whose loading is deferred. Mirrors `ToolSearchToolParam`.
struct ToolSearchTool {
  /// Who performs the search.
  std::optional<OpenEnum<ToolSearchExecution>> execution{};
  /// What the search is for, where the caller performs it.
  Maybe<Text> description{};
  /// Its parameters as a JSON Schema object, where the caller performs it.
  Maybe<Json> parameters{};
  Extras extra{};
  bool operator==(const ToolSearchTool&) const = default;
};

/// Changes files of the caller's. Mirrors `ApplyPatchToolParam`.
struct ApplyPatchTool {
  /// Who may call it.
  Maybe<std::vector<OpenEnum<AllowedCaller>>> allowed_callers{};
  Extras extra{};
  bool operator==(const ApplyPatchTool&) const = default;
};

}  // namespace oaicompat::inline v1
