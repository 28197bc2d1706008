// The JSON form of ResponseToolChoice.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/tool_choice.hpp>
#include <oaicompat/resources/responses/tool_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<HostedToolChoice>) {
  return object("HostedToolChoice", field("type", &HostedToolChoice::type, "The tool."));
}
constexpr auto describe(Type<ResponseFunctionChoice>) {
  return object("ResponseFunctionChoice", field("name", &ResponseFunctionChoice::name, "The function's name."));
}
constexpr auto describe(Type<ResponseCustomChoice>) {
  return object("ResponseCustomChoice", field("name", &ResponseCustomChoice::name, "The tool's name."));
}
constexpr auto describe(Type<McpChoice>) {
  return object("McpChoice", field("server_label", &McpChoice::server_label, "What the server is called."),
                field("name", &McpChoice::name, "The tool's name; absent means any."));
}
constexpr auto describe(Type<ApplyPatchChoice>) { return object("ApplyPatchChoice"); }
constexpr auto describe(Type<ShellChoice>) { return object("ShellChoice"); }
constexpr auto describe(Type<ResponseAllowedTools>) {
  return object(
      "ResponseAllowedTools", field("mode", &ResponseAllowedTools::mode, "Whether the model calls one of them."),
      field("tools", &ResponseAllowedTools::tools,
            "The tools, each as an object that names one: `{\"type\": \"function\", \"name\": \"weather\"}`."));
}

}  // namespace oaicompat::inline v1
