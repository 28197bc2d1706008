// What requests for responses and responses themselves have in common.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/options.hpp>
#include <oaicompat/resources/chat/response_format.hpp>
#include <oaicompat/resources/moderations/moderation.hpp>
#include <oaicompat/resources/responses/part.hpp>

namespace oaicompat::inline v1 {

/// How much a summary of the reasoning says.
enum class ReasoningSummary {
  auto_,     ///< As much as the model can.
  concise,   ///< Little.
  detailed,  ///< Much.
};
constexpr auto describe(Type<ReasoningSummary>) {
  return std::array<Word<ReasoningSummary>, 3>{{{"auto", ReasoningSummary::auto_},
                                                {"concise", ReasoningSummary::concise},
                                                {"detailed", ReasoningSummary::detailed}}};
}

/// Which earlier reasoning the model sees.
enum class ReasoningContext {
  auto_,         ///< What it sees by default.
  current_turn,  ///< That since the last message of the user's.
  all_turns,     ///< All of it.
};
constexpr auto describe(Type<ReasoningContext>) {
  return std::array<Word<ReasoningContext>, 3>{{{"auto", ReasoningContext::auto_},
                                                {"current_turn", ReasoningContext::current_turn},
                                                {"all_turns", ReasoningContext::all_turns}}};
}

/// How a model reasons. Mirrors `Reasoning`.
struct ReasoningOptions {
  /// How it goes about it: `standard`, `pro`.
  std::optional<Text> mode{};
  /// How much it reasons. Default is the model's.
  Maybe<OpenEnum<ReasoningEffort>> effort{};
  /// How much a summary says. Default there is none.
  Maybe<OpenEnum<ReasoningSummary>> summary{};
  /// Which earlier reasoning it sees. Default auto.
  Maybe<OpenEnum<ReasoningContext>> context{};
  /// How much a summary says (deprecated: see summary).
  Maybe<OpenEnum<ReasoningSummary>> generate_summary{};
  Extras extra{};
  bool operator==(const ReasoningOptions&) const = default;
};

/// JSON that fits a schema. Mirrors `TextResponseFormatJsonSchema`.
struct TextSchemaFormat {
  /// The name: a-z, A-Z, 0-9, underscores and dashes; at most 64 characters.
  Text name{};
  /// What the format is for.
  std::optional<Text> description{};
  /// The JSON Schema object.
  Json schema{};
  /// Whether the answer always fits the schema. Default false.
  Maybe<bool> strict{};
  Extras extra{};
  bool operator==(const TextSchemaFormat&) const = default;
};

/// The form of text. Mirrors `TextResponseFormatConfiguration`.
struct ResponseTextFormat : TaggedUnion<"type", Case<"text", TextFormat>, Case<"json_schema", TextSchemaFormat>,
                                        Case<"json_object", JsonObjectFormat>> {
  using TaggedUnion::TaggedUnion;
};

/// How text is made. Mirrors `ResponseTextParam`.
struct TextOptions {
  /// Its form. Default text.
  std::optional<ResponseTextFormat> format{};
  /// How wordy it is. Default medium.
  Maybe<OpenEnum<Verbosity>> verbosity{};
  Extras extra{};
  bool operator==(const TextOptions&) const = default;
};

/// Asks for JSON that always fits a schema: `request.text = text_schema("city", schema<City>())`.
OAICOMPAT_API TextOptions text_schema(Text name, Json schema);

/// A prompt that the server keeps. Mirrors `Prompt`.
struct PromptTemplate {
  /// Its id.
  Text id{};
  /// Its version.
  Maybe<Text> version{};
  /// What stands for its variables.
  Maybe<Map<OneOf<Text, ResponsePart>>> variables{};
  Extras extra{};
  bool operator==(const PromptTemplate&) const = default;
};

/// A conversation that the server keeps. Mirrors `ConversationParam-2` and `ResponseConversation`.
struct ConversationReference {
  /// Its id.
  Text id{};
  Extras extra{};
  bool operator==(const ConversationReference&) const = default;
};

/// A conversation: its id, or an object with that. Mirrors `ConversationParam`.
using ConversationChoice = OneOf<Text, ConversationReference>;

/// What is done when the context grows large. Mirrors `ContextManagementParam`.
struct ContextManagement {
  /// What: `compaction`.
  Text type{};
  /// From how many tokens on.
  Maybe<std::int64_t> compact_threshold{};
  Extras extra{};
  bool operator==(const ContextManagement&) const = default;
};

/// What is done when the context does not fit.
enum class ResponseTruncation {
  auto_,     ///< The oldest items are left out.
  disabled,  ///< The request fails.
};
constexpr auto describe(Type<ResponseTruncation>) {
  return std::array<Word<ResponseTruncation>, 2>{
      {{"auto", ResponseTruncation::auto_}, {"disabled", ResponseTruncation::disabled}}};
}

/// What is added to a response's items.
enum class ResponseInclude {
  file_search_results,  ///< What searches of vector stores found.
  web_search_results,   ///< What searches of the web found.
  web_search_sources,   ///< The pages that searches of the web looked at.
  input_image_urls,     ///< The URLs of images in messages.
  screenshot_urls,      ///< The URLs of pictures of screens.
  code_outputs,         ///< What code gave.
  encrypted_reasoning,  ///< The reasoning, encrypted.
  output_logprobs,      ///< How likely the tokens of text were.
};
constexpr auto describe(Type<ResponseInclude>) {
  return std::array<Word<ResponseInclude>, 8>{
      {{"file_search_call.results", ResponseInclude::file_search_results},
       {"web_search_call.results", ResponseInclude::web_search_results},
       {"web_search_call.action.sources", ResponseInclude::web_search_sources},
       {"message.input_image.image_url", ResponseInclude::input_image_urls},
       {"computer_call_output.output.image_url", ResponseInclude::screenshot_urls},
       {"code_interpreter_call.outputs", ResponseInclude::code_outputs},
       {"reasoning.encrypted_content", ResponseInclude::encrypted_reasoning},
       {"message.output_text.logprobs", ResponseInclude::output_logprobs}}};
}

/// How the stream of a response is sent. Mirrors `ResponseStreamOptions`.
struct ResponseStreamOptions {
  /// Whether deltas are padded to hide their lengths. Default true.
  std::optional<bool> include_obfuscation{};
  Extras extra{};
  bool operator==(const ResponseStreamOptions&) const = default;
};

/// What the input's tokens were. Mirrors `ResponseUsage.input_tokens_details`.
struct InputTokensDetails {
  /// Tokens that a cache held.
  std::int64_t cached_tokens = 0;
  /// Tokens that were put into a cache.
  std::int64_t cache_write_tokens = 0;
  Extras extra{};
  bool operator==(const InputTokensDetails&) const = default;
};

/// What the output's tokens were. Mirrors `ResponseUsage.output_tokens_details`.
struct OutputTokensDetails {
  /// Tokens of reasoning.
  std::int64_t reasoning_tokens = 0;
  Extras extra{};
  bool operator==(const OutputTokensDetails&) const = default;
};

/// How many tokens a response took. Mirrors `ResponseUsage`.
struct ResponseUsage {
  /// Tokens of input.
  std::int64_t input_tokens = 0;
  /// What they were.
  InputTokensDetails input_tokens_details{};
  /// Tokens of output.
  std::int64_t output_tokens = 0;
  /// What they were.
  OutputTokensDetails output_tokens_details{};
  /// Tokens of both.
  std::int64_t total_tokens = 0;
  Extras extra{};
  bool operator==(const ResponseUsage&) const = default;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/options.ipp>
#endif
