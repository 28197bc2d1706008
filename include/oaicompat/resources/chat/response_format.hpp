// ResponseFormat: the form that a request wants its answer in.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/tool.hpp>

namespace oaicompat::inline v1 {

/// A JSON object of any shape. Mirrors `ResponseFormatJsonObject`.
struct JsonObjectFormat {
  Extras extra{};
  bool operator==(const JsonObjectFormat&) const = default;
};

/// A named schema. Mirrors `ResponseFormatJsonSchema.json_schema`.
struct JsonSchema {
  /// The name: a-z, A-Z, 0-9, underscores and dashes; at most 64 characters.
  Text name{};
  /// What the format is for.
  std::optional<Text> description{};
  /// The JSON Schema object.
  std::optional<Json> schema{};
  /// Whether the answer always fits the schema. Default false.
  Maybe<bool> strict{};
  Extras extra{};
  bool operator==(const JsonSchema&) const = default;
};

/// JSON that fits a schema. Mirrors `ResponseFormatJsonSchema`.
struct JsonSchemaFormat {
  /// The schema.
  JsonSchema json_schema{};
  Extras extra{};
  bool operator==(const JsonSchemaFormat&) const = default;
};

/// The form of an answer. Mirrors `CreateChatCompletionRequest.response_format`.
struct ResponseFormat : TaggedUnion<"type", Case<"text", TextFormat>, Case<"json_object", JsonObjectFormat>,
                                    Case<"json_schema", JsonSchemaFormat>> {
  using TaggedUnion::TaggedUnion;
};

/// Asks for JSON that always fits a schema: `json_schema_format("city", schema<City>())`.
OAICOMPAT_API ResponseFormat json_schema_format(Text name, Json schema);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/response_format.ipp>
#endif
