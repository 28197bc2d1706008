// ResponseToolChoice: how a request chooses among the tools of a response.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/tool.hpp>

namespace oaicompat::inline v1 {

/// The tools that a choice names by their kind.
enum class HostedTool {
  file_search,                    ///< The search of vector stores.
  web_search_preview,             ///< The search of the web.
  computer,                       ///< The computer.
  computer_use_preview,           ///< The computer, for older models.
  computer_use,                   ///< The computer.
  web_search_preview_2025_03_11,  ///< The search of the web, of 2025-03-11.
  image_generation,               ///< The making of images.
  code_interpreter,               ///< The code interpreter.
};
constexpr auto describe(Type<HostedTool>) {
  return std::array<Word<HostedTool>, 8>{{{"file_search", HostedTool::file_search},
                                          {"web_search_preview", HostedTool::web_search_preview},
                                          {"computer", HostedTool::computer},
                                          {"computer_use_preview", HostedTool::computer_use_preview},
                                          {"computer_use", HostedTool::computer_use},
                                          {"web_search_preview_2025_03_11", HostedTool::web_search_preview_2025_03_11},
                                          {"image_generation", HostedTool::image_generation},
                                          {"code_interpreter", HostedTool::code_interpreter}}};
}

/// Makes the model call a tool of the server's. Mirrors `ToolChoiceTypes`.
struct HostedToolChoice {
  /// The tool.
  OpenEnum<HostedTool> type{};
  Extras extra{};
  bool operator==(const HostedToolChoice&) const = default;
};

/// Makes the model call this function. Mirrors `ToolChoiceFunction`.
struct ResponseFunctionChoice {
  /// The function's name.
  Text name{};
  Extras extra{};
  bool operator==(const ResponseFunctionChoice&) const = default;
};

/// Makes the model call this custom tool. Mirrors `ToolChoiceCustom`.
struct ResponseCustomChoice {
  /// The tool's name.
  Text name{};
  Extras extra{};
  bool operator==(const ResponseCustomChoice&) const = default;
};

/// Makes the model call a tool of an MCP server. Mirrors `ToolChoiceMCP`.
struct McpChoice {
  /// What the server is called.
  Text server_label{};
  /// The tool's name; absent means any.
  Maybe<Text> name{};
  Extras extra{};
  bool operator==(const McpChoice&) const = default;
};

/// Makes the model change files. Mirrors `SpecificApplyPatchParam`.
struct ApplyPatchChoice {
  Extras extra{};
  bool operator==(const ApplyPatchChoice&) const = default;
};

/// Makes the model use the shell. Mirrors `SpecificFunctionShellParam`.
struct ShellChoice {
  Extras extra{};
  bool operator==(const ShellChoice&) const = default;
};

/// Leaves the model a part of the tools. Mirrors `ToolChoiceAllowed`.
struct ResponseAllowedTools {
  /// Whether the model calls one of them.
  OpenEnum<AllowedToolsMode> mode{};
  /// The tools, each as an object that names one: `{"type": "function", "name": "weather"}`.
  std::vector<Json> tools{};
  Extras extra{};
  bool operator==(const ResponseAllowedTools&) const = default;
};

/// The choice of particular tools. Mirrors the objects of `ToolChoiceParam`.
struct ResponseNamedChoice
    : TaggedUnion<"type", Case<"function", ResponseFunctionChoice>, Case<"custom", ResponseCustomChoice>,
                  Case<"allowed_tools", ResponseAllowedTools>, Case<"mcp", McpChoice>,
                  Case<"apply_patch", ApplyPatchChoice>, Case<"shell", ShellChoice>,
                  Case<"programmatic_tool_calling", ProgrammaticCallingTool>,
                  TaggedCase<HostedToolChoice, "file_search", "web_search_preview", "computer", "computer_use_preview",
                             "computer_use", "web_search_preview_2025_03_11", "image_generation", "code_interpreter">> {
  using TaggedUnion::TaggedUnion;
};

/// Which tools the model calls. Mirrors `ToolChoiceParam`.
using ResponseToolChoice = OneOf<OpenEnum<ToolMode>, ResponseNamedChoice>;

}  // namespace oaicompat::inline v1
