// The JSON forms of what requests and responses have in common.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/options_json.hpp>
#include <oaicompat/resources/chat/response_format_json.hpp>
#include <oaicompat/resources/moderations/moderation_json.hpp>
#include <oaicompat/resources/responses/options.hpp>
#include <oaicompat/resources/responses/part_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ReasoningOptions>) {
  return object("ReasoningOptions", field("mode", &ReasoningOptions::mode, "How it goes about it: `standard`, `pro`."),
                field("effort", &ReasoningOptions::effort, "How much it reasons. Default is the model's."),
                field("summary", &ReasoningOptions::summary, "How much a summary says. Default there is none."),
                field("context", &ReasoningOptions::context, "Which earlier reasoning it sees. Default auto."),
                field("generate_summary", &ReasoningOptions::generate_summary,
                      "How much a summary says (deprecated: see summary)."));
}
constexpr auto describe(Type<TextSchemaFormat>) {
  return object(
      "TextSchemaFormat",
      field("name", &TextSchemaFormat::name, "The name: a-z, A-Z, 0-9, underscores and dashes; at most 64 characters."),
      field("description", &TextSchemaFormat::description, "What the format is for."),
      field("schema", &TextSchemaFormat::schema, "The JSON Schema object."),
      field("strict", &TextSchemaFormat::strict, "Whether the answer always fits the schema. Default false."));
}
constexpr auto describe(Type<TextOptions>) {
  return object("TextOptions", field("format", &TextOptions::format, "Its form. Default text."),
                field("verbosity", &TextOptions::verbosity, "How wordy it is. Default medium."));
}
constexpr auto describe(Type<PromptTemplate>) {
  return object("PromptTemplate", field("id", &PromptTemplate::id, "Its id."),
                field("version", &PromptTemplate::version, "Its version."),
                field("variables", &PromptTemplate::variables, "What stands for its variables."));
}
constexpr auto describe(Type<ConversationReference>) {
  return object("ConversationReference", field("id", &ConversationReference::id, "Its id."));
}
constexpr auto describe(Type<ContextManagement>) {
  return object("ContextManagement", field("type", &ContextManagement::type, "What: `compaction`."),
                field("compact_threshold", &ContextManagement::compact_threshold, "From how many tokens on."));
}
constexpr auto describe(Type<ResponseStreamOptions>) {
  return object("ResponseStreamOptions", field("include_obfuscation", &ResponseStreamOptions::include_obfuscation,
                                               "Whether deltas are padded to hide their lengths. Default true."));
}
constexpr auto describe(Type<InputTokensDetails>) {
  return object(
      "InputTokensDetails", field("cached_tokens", &InputTokensDetails::cached_tokens, "Tokens that a cache held."),
      field("cache_write_tokens", &InputTokensDetails::cache_write_tokens, "Tokens that were put into a cache."));
}
constexpr auto describe(Type<OutputTokensDetails>) {
  return object("OutputTokensDetails",
                field("reasoning_tokens", &OutputTokensDetails::reasoning_tokens, "Tokens of reasoning."));
}
constexpr auto describe(Type<ResponseUsage>) {
  return object("ResponseUsage", field("input_tokens", &ResponseUsage::input_tokens, "Tokens of input."),
                field("input_tokens_details", &ResponseUsage::input_tokens_details, "What they were."),
                field("output_tokens", &ResponseUsage::output_tokens, "Tokens of output."),
                field("output_tokens_details", &ResponseUsage::output_tokens_details, "What they were."),
                field("total_tokens", &ResponseUsage::total_tokens, "Tokens of both."));
}

}  // namespace oaicompat::inline v1
