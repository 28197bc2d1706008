// The JSON form of ResponseFormat.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/response_format.hpp>
#include <oaicompat/resources/chat/tool_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<JsonObjectFormat>) { return object("JsonObjectFormat"); }
constexpr auto describe(Type<JsonSchema>) {
  return object(
      "JsonSchema",
      field("name", &JsonSchema::name, "The name: a-z, A-Z, 0-9, underscores and dashes; at most 64 characters."),
      field("description", &JsonSchema::description, "What the format is for."),
      field("schema", &JsonSchema::schema, "The JSON Schema object."),
      field("strict", &JsonSchema::strict, "Whether the answer always fits the schema. Default false."));
}
constexpr auto describe(Type<JsonSchemaFormat>) {
  return object("JsonSchemaFormat", field("json_schema", &JsonSchemaFormat::json_schema, "The schema."));
}

}  // namespace oaicompat::inline v1
