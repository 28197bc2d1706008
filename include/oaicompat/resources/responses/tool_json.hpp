// The JSON forms of response tools.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/response_format_json.hpp>
#include <oaicompat/resources/chat/tool_json.hpp>
#include <oaicompat/resources/responses/environment_json.hpp>
#include <oaicompat/resources/responses/search_tool_json.hpp>
#include <oaicompat/resources/responses/tool.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ResponseFunctionTool>) {
  return object(
      "ResponseFunctionTool",
      field("name", &ResponseFunctionTool::name,
            "The name: a-z, A-Z, 0-9, underscores and dashes; at most 64 characters."),
      field("description", &ResponseFunctionTool::description, "What the function does: the model chooses by it."),
      field("parameters", &ResponseFunctionTool::parameters, "The parameters as a JSON Schema object."),
      field("output_schema", &ResponseFunctionTool::output_schema, "What the function gives, as a JSON Schema object."),
      field("strict", &ResponseFunctionTool::strict, "Whether the arguments always fit the schema. Default true."),
      field("defer_loading", &ResponseFunctionTool::defer_loading,
            "Whether the model finds it by a tool search first."),
      field("allowed_callers", &ResponseFunctionTool::allowed_callers, "Who may call it."));
}
constexpr auto describe(Type<ResponseCustomTool>) {
  return object(
      "ResponseCustomTool", field("name", &ResponseCustomTool::name, "The name."),
      field("description", &ResponseCustomTool::description, "What the tool does: the model chooses by it."),
      field("format", &ResponseCustomTool::format, "What the input looks like. Default any text."),
      field("defer_loading", &ResponseCustomTool::defer_loading, "Whether the model finds it by a tool search first."),
      field("allowed_callers", &ResponseCustomTool::allowed_callers, "Who may call it."));
}
constexpr auto describe(Type<NamespaceTool>) {
  return object("NamespaceTool", field("name", &NamespaceTool::name, "The name."),
                field("description", &NamespaceTool::description, "What the tools are for."),
                field("tools", &NamespaceTool::tools, "The tools."));
}
constexpr auto describe(Type<ComputerTool>) { return object("ComputerTool"); }
constexpr auto describe(Type<ComputerPreviewTool>) {
  return object("ComputerPreviewTool",
                field("environment", &ComputerPreviewTool::environment, "What kind of computer it is."),
                field("display_width", &ComputerPreviewTool::display_width, "The screen's width in pixels."),
                field("display_height", &ComputerPreviewTool::display_height, "The screen's height in pixels."));
}
constexpr auto describe(Type<CodeInterpreterTool>) {
  return object("CodeInterpreterTool",
                field("container", &CodeInterpreterTool::container, "The container's id, or how to make one."),
                field("allowed_callers", &CodeInterpreterTool::allowed_callers, "Who may call it."));
}
constexpr auto describe(Type<ProgrammaticCallingTool>) { return object("ProgrammaticCallingTool"); }
constexpr auto describe(Type<LocalShellTool>) { return object("LocalShellTool"); }
constexpr auto describe(Type<ShellTool>) {
  return object("ShellTool", field("environment", &ShellTool::environment, "Where it runs."),
                field("allowed_callers", &ShellTool::allowed_callers, "Who may call it."));
}
constexpr auto describe(Type<ToolSearchTool>) {
  return object(
      "ToolSearchTool", field("execution", &ToolSearchTool::execution, "Who performs the search."),
      field("description", &ToolSearchTool::description, "What the search is for, where the caller performs it."),
      field("parameters", &ToolSearchTool::parameters,
            "Its parameters as a JSON Schema object, where the caller performs it."));
}
constexpr auto describe(Type<ApplyPatchTool>) {
  return object("ApplyPatchTool", field("allowed_callers", &ApplyPatchTool::allowed_callers, "Who may call it."));
}

}  // namespace oaicompat::inline v1
