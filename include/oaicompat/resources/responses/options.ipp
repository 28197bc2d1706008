// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/options.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE TextOptions text_schema(Text name, Json schema) {
  TextSchemaFormat format;
  format.name = std::move(name);
  format.schema = std::move(schema);
  format.strict = true;
  TextOptions options;
  options.format = ResponseTextFormat{std::move(format)};
  return options;
}

}  // namespace oaicompat::inline v1
