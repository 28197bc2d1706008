// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/hosted_tool.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE ResponseTool response_function(Text name, Text description, Json parameters) {
  ResponseFunctionTool tool;
  tool.name = std::move(name);
  if (!description.empty()) tool.description = std::move(description);
  tool.parameters = std::move(parameters);
  tool.strict = true;
  return tool;
}

}  // namespace oaicompat::inline v1
