// The JSON form of tools.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/tool.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<FunctionCall>) {
  return object("FunctionCall", field("name", &FunctionCall::name, "The function's name."),
                field("arguments", &FunctionCall::arguments,
                      "The arguments as JSON text, as the model wrote it: it may be malformed, or hold what no "
                      "parameter asks for."));
}
constexpr auto describe(Type<CustomCall>) {
  return object("CustomCall", field("name", &CustomCall::name, "The tool's name."),
                field("input", &CustomCall::input, "The input as the model wrote it."));
}
constexpr auto describe(Type<ToolCall>) {
  return object("ToolCall", field("id", &ToolCall::id, "The call's id: the message with the result names it."),
                field("type", &ToolCall::type, "What is called."),
                field("function", &ToolCall::function, "The function called, where `type` is `function`."),
                field("custom", &ToolCall::custom, "The custom tool called, where `type` is `custom`."));
}
constexpr auto describe(Type<FunctionDefinition>) {
  return object(
      "FunctionDefinition",
      field("name", &FunctionDefinition::name,
            "The name: a-z, A-Z, 0-9, underscores and dashes; at most 64 characters."),
      field("description", &FunctionDefinition::description, "What the function does: the model chooses by it."),
      field("parameters", &FunctionDefinition::parameters,
            "The parameters as a JSON Schema object; absent means none."),
      field("strict", &FunctionDefinition::strict, "Whether the arguments always fit the schema. Default false."));
}
constexpr auto describe(Type<FunctionTool>) {
  return object("FunctionTool", field("function", &FunctionTool::function, "The function."));
}
constexpr auto describe(Type<TextFormat>) { return object("TextFormat"); }
constexpr auto describe(Type<Grammar>) {
  return object("Grammar", field("definition", &Grammar::definition, "The grammar's text."),
                field("syntax", &Grammar::syntax, "The language of the definition."));
}
constexpr auto describe(Type<GrammarFormat>) {
  return object("GrammarFormat", field("grammar", &GrammarFormat::grammar, "The grammar."));
}
constexpr auto describe(Type<CustomDefinition>) {
  return object("CustomDefinition", field("name", &CustomDefinition::name, "The name."),
                field("description", &CustomDefinition::description, "What the tool does: the model chooses by it."),
                field("format", &CustomDefinition::format, "What the input looks like. Default any text."));
}
constexpr auto describe(Type<CustomTool>) {
  return object("CustomTool", field("custom", &CustomTool::custom, "The tool."));
}
constexpr auto describe(Type<LegacyFunction>) {
  return object(
      "LegacyFunction",
      field("name", &LegacyFunction::name, "The name: a-z, A-Z, 0-9, underscores and dashes; at most 64 characters."),
      field("description", &LegacyFunction::description, "What the function does: the model chooses by it."),
      field("parameters", &LegacyFunction::parameters, "The parameters as a JSON Schema object; absent means none."));
}
constexpr auto describe(Type<ToolName>) { return object("ToolName", field("name", &ToolName::name, "The name.")); }
constexpr auto describe(Type<FunctionChoice>) {
  return object("FunctionChoice", field("function", &FunctionChoice::function, "The function."));
}
constexpr auto describe(Type<CustomChoice>) {
  return object("CustomChoice", field("custom", &CustomChoice::custom, "The tool."));
}
constexpr auto describe(Type<AllowedTools>) {
  return object("AllowedTools", field("mode", &AllowedTools::mode, "Whether the model calls one of them."),
                field("tools", &AllowedTools::tools,
                      "The tools, each as an object that names one: `{\"type\": \"function\", \"function\": "
                      "{\"name\": \"weather\"}}`."));
}
constexpr auto describe(Type<AllowedToolsChoice>) {
  return object("AllowedToolsChoice",
                field("allowed_tools", &AllowedToolsChoice::allowed_tools, "The tools it may call."));
}

}  // namespace oaicompat::inline v1
