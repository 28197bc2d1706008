// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/tool.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Tool function_tool(Text name, Text description, Json parameters) {
  FunctionTool tool;
  tool.function.name = std::move(name);
  if (!description.empty()) tool.function.description = std::move(description);
  tool.function.parameters = std::move(parameters);
  return tool;
}

OAICOMPAT_INLINE ToolChoice call_function(Text name) {
  FunctionChoice choice;
  choice.function.name = std::move(name);
  return NamedToolChoice{std::move(choice)};
}

}  // namespace oaicompat::inline v1
