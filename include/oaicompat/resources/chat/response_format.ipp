// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/response_format.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE ResponseFormat json_schema_format(Text name, Json schema) {
  JsonSchemaFormat format;
  format.json_schema.name = std::move(name);
  format.json_schema.schema = std::move(schema);
  format.json_schema.strict = true;
  return format;
}

}  // namespace oaicompat::inline v1
