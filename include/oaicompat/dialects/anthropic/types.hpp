// The types of the Anthropic Messages API: requests, answers, events of streams, models.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

// --- content blocks ------------------------------------------------------------------------------------------------
// `cache_control`, and what else only passes through, stands in the extras.

/// Where an image or a document is.
struct AnthropicSource {
  /// `base64`, `url`, `file`, `text` or `content`.
  Text type{};
  /// Of `base64` and `text`: `image/png`.
  std::optional<Text> media_type{};
  /// Of `base64` the bytes in base64, of `text` the text.
  std::optional<Text> data{};
  /// Of `url`.
  std::optional<Text> url{};
  /// Of `file`: the id of an uploaded file.
  std::optional<Text> file_id{};
  Extras extra{};
  bool operator==(const AnthropicSource&) const = default;
};

/// Text.
struct AnthropicText {
  /// The text.
  Text text{};
  /// What the text cites: an array, or null.
  std::optional<Json> citations{};
  Extras extra{};
  bool operator==(const AnthropicText&) const = default;
};

/// An image.
struct AnthropicImage {
  /// Where it is.
  AnthropicSource source{};
  Extras extra{};
  bool operator==(const AnthropicImage&) const = default;
};

/// A document: a PDF, or text.
struct AnthropicDocument {
  /// Where it is.
  AnthropicSource source{};
  /// Its title.
  Maybe<Text> title{};
  Extras extra{};
  bool operator==(const AnthropicDocument&) const = default;
};

/// What the model thought. It goes back in the next request as it came, to the byte.
struct AnthropicThinking {
  /// The thought; empty where it is not shown.
  Text thinking{};
  /// Proves that the model thought it.
  Text signature{};
  Extras extra{};
  bool operator==(const AnthropicThinking&) const = default;
};

/// What the model thought, sealed.
struct AnthropicRedactedThinking {
  /// Opaque.
  Text data{};
  Extras extra{};
  bool operator==(const AnthropicRedactedThinking&) const = default;
};

/// A call of a tool that the client runs.
struct AnthropicToolUse {
  /// The call's id.
  Text id{};
  /// The tool's name.
  Text name{};
  /// The arguments: an object.
  Json input{};
  Extras extra{};
  bool operator==(const AnthropicToolUse&) const = default;
};

/// A part of what a tool gave.
struct AnthropicResultPart : TaggedUnion<"type", Case<"text", AnthropicText>, Case<"image", AnthropicImage>,
                                         Case<"document", AnthropicDocument>> {
  using TaggedUnion::TaggedUnion;
};

/// What a tool gave.
struct AnthropicToolResult {
  /// The id of the call.
  Text tool_use_id{};
  /// Text, or parts.
  std::optional<OneOf<Text, std::vector<AnthropicResultPart>>> content{};
  /// Whether the tool failed. Default false.
  std::optional<bool> is_error{};
  Extras extra{};
  bool operator==(const AnthropicToolResult&) const = default;
};

/// A block of a message. Blocks of other types (tools that run on the server, what they gave, uploads) are kept as they
/// came.
struct AnthropicBlock : TaggedUnion<"type", Case<"text", AnthropicText>, Case<"image", AnthropicImage>,
                                    Case<"document", AnthropicDocument>, Case<"thinking", AnthropicThinking>,
                                    Case<"redacted_thinking", AnthropicRedactedThinking>,
                                    Case<"tool_use", AnthropicToolUse>, Case<"tool_result", AnthropicToolResult>> {
  using TaggedUnion::TaggedUnion;
};
#if !OAICOMPAT_HEADER_ONLY
extern template struct OAICOMPAT_API detail::VariantOps<AnthropicBlock::Value>;
#endif

/// Text, which is short for one text block, or blocks.
using AnthropicContent = OneOf<Text, std::vector<AnthropicBlock>>;

// --- requests ------------------------------------------------------------------------------------------------------

/// A turn of the conversation.
struct AnthropicTurn {
  /// `user`, `assistant` or `system`.
  Text role{};
  /// What is said.
  AnthropicContent content{};
  Extras extra{};
  bool operator==(const AnthropicTurn&) const = default;
};

/// A tool. One of another `type` than `custom` is of the provider's own; its members are extras.
struct AnthropicTool {
  /// Absent or `custom` for a tool of the client's.
  Maybe<Text> type{};
  /// Its name.
  Text name{};
  /// What it does.
  std::optional<Text> description{};
  /// The JSON Schema of its input.
  std::optional<Json> input_schema{};
  /// Whether the input always fits the schema.
  Maybe<bool> strict{};
  Extras extra{};
  bool operator==(const AnthropicTool&) const = default;
};

/// Which tools the model calls.
struct AnthropicToolChoice {
  /// `auto`, `any`, `tool` or `none`.
  Text type{};
  /// Of `tool`: which.
  std::optional<Text> name{};
  /// Whether at most one call is made.
  std::optional<bool> disable_parallel_tool_use{};
  Extras extra{};
  bool operator==(const AnthropicToolChoice&) const = default;
};

/// How the model thinks.
struct AnthropicThinkingOptions {
  /// `enabled`, `adaptive`, `between_tools` or `disabled`.
  Text type{};
  /// Of `enabled`: the most tokens of thought, from 1024 on.
  std::optional<std::int64_t> budget_tokens{};
  Extras extra{};
  bool operator==(const AnthropicThinkingOptions&) const = default;
};

/// How the answer is made.
struct AnthropicOutputConfig {
  /// `low`, `medium`, `high`, `xhigh` or `max`.
  Maybe<Text> effort{};
  /// `{"type": "json_schema", "schema": {...}}`.
  Maybe<Json> format{};
  Extras extra{};
  bool operator==(const AnthropicOutputConfig&) const = default;
};

/// The body of `POST /v1/messages`, and of `count_tokens`, which has no `max_tokens`.
struct AnthropicRequest {
  /// The model's id.
  Text model{};
  /// The most tokens of the answer.
  std::optional<std::int64_t> max_tokens{};
  /// The conversation.
  std::vector<AnthropicTurn> messages{};
  /// Instructions: text, or text blocks.
  std::optional<AnthropicContent> system{};
  /// Whether the answer comes as a stream. Default false.
  Maybe<bool> stream{};
  /// Where the answer stops.
  Maybe<std::vector<Text>> stop_sequences{};
  /// How random the answer is, 0 to 1.
  Maybe<double> temperature{};
  /// How much of the probability the choice is made from, 0 to 1.
  Maybe<double> top_p{};
  /// The tools.
  Maybe<std::vector<AnthropicTool>> tools{};
  /// Which of them the model calls.
  Maybe<AnthropicToolChoice> tool_choice{};
  /// How the model thinks.
  Maybe<AnthropicThinkingOptions> thinking{};
  /// How the answer is made.
  Maybe<AnthropicOutputConfig> output_config{};
  /// `{"user_id": "..."}`.
  Maybe<Json> metadata{};
  /// `auto` or `standard_only`.
  Maybe<Text> service_tier{};
  Extras extra{};
  bool operator==(const AnthropicRequest&) const = default;
};

// --- answers -------------------------------------------------------------------------------------------------------

/// What a request took. Input tokens do not count what a cache held or took.
struct AnthropicUsage {
  /// Tokens of the input that no cache held.
  std::optional<std::int64_t> input_tokens{};
  /// Tokens that were put into a cache.
  Maybe<std::int64_t> cache_creation_input_tokens{};
  /// Tokens that a cache held.
  Maybe<std::int64_t> cache_read_input_tokens{};
  /// Tokens of the answer, those of thought included.
  std::optional<std::int64_t> output_tokens{};
  /// `{"thinking_tokens": 12}`.
  Maybe<Json> output_tokens_details{};
  /// `standard`, `priority` or `batch`.
  Maybe<Text> service_tier{};
  Extras extra{};
  bool operator==(const AnthropicUsage&) const = default;
};

/// A whole answer.
struct AnthropicMessage {
  /// The answer's id.
  Text id{};
  /// Always `message`.
  Text type = Text::literal("message");
  /// Always `assistant`.
  Text role = Text::literal("assistant");
  /// The model that made it.
  Text model{};
  /// What it says.
  std::vector<AnthropicBlock> content{};
  /// Why it ends: `end_turn`, `max_tokens`, `stop_sequence`, `tool_use`, `pause_turn`, `refusal`, ...
  Maybe<Text> stop_reason{null};
  /// The text at which it stopped.
  Maybe<Text> stop_sequence{null};
  /// Of a refusal: `{"type": "refusal", "category": ..., "explanation": ...}`.
  Maybe<Json> stop_details{};
  /// What it took.
  AnthropicUsage usage{};
  Extras extra{};
  bool operator==(const AnthropicMessage&) const = default;
};

/// What an event changes.
struct AnthropicDelta {
  /// `text_delta`, `input_json_delta`, `thinking_delta`, `signature_delta`, `citations_delta`; empty at the end of a
  /// message.
  std::optional<Text> type{};
  std::optional<Text> text{};          ///< More text.
  std::optional<Text> partial_json{};  ///< More of a call's input, as JSON text.
  std::optional<Text> thinking{};      ///< More thought.
  std::optional<Text> signature{};     ///< The thought's signature.
  std::optional<Json> citation{};      ///< One more citation.
  Maybe<Text> stop_reason{};           ///< Why the message ends.
  Maybe<Text> stop_sequence{};         ///< The text at which it stopped.
  Maybe<Json> stop_details{};          ///< As in `AnthropicMessage`.
  Extras extra{};
  bool operator==(const AnthropicDelta&) const = default;
};

/// An event of a stream. Which members it has its type says.
struct AnthropicEvent {
  /// `message_start`, `content_block_start`, `content_block_delta`, `content_block_stop`, `message_delta`,
  /// `message_stop`, `ping` or `error`.
  Text type{};
  /// Which block it is of, from 0.
  std::optional<std::int64_t> index{};
  /// Of `message_start`: the message, without content.
  std::optional<AnthropicMessage> message{};
  /// Of `content_block_start`: the block, without what its deltas bring.
  std::optional<Json> content_block{};
  /// Of `content_block_delta` and `message_delta`.
  std::optional<AnthropicDelta> delta{};
  /// Of `message_delta`: totals, in place of those before.
  std::optional<AnthropicUsage> usage{};
  /// Of `error`.
  std::optional<Json> error{};
  Extras extra{};
  bool operator==(const AnthropicEvent&) const = default;
};

/// How many tokens a request would take.
struct AnthropicTokenCount {
  /// Tokens of the input.
  std::int64_t input_tokens = 0;
  Extras extra{};
  bool operator==(const AnthropicTokenCount&) const = default;
};

/// A model. What it is capable of stands in the extras.
struct AnthropicModel {
  /// Always `model`.
  Text type = Text::literal("model");
  /// The name that requests call it by.
  Text id{};
  /// Its name for people.
  Text display_name{};
  /// When it came out: `2026-02-03T00:00:00Z`.
  Text created_at{};
  Extras extra{};
  bool operator==(const AnthropicModel&) const = default;
};

/// A page of models.
struct AnthropicModelList {
  /// The models.
  std::vector<AnthropicModel> data{};
  /// Whether there are more.
  bool has_more = false;
  /// The id of the first one.
  Maybe<Text> first_id{null};
  /// The id of the last one.
  Maybe<Text> last_id{null};
  Extras extra{};
  bool operator==(const AnthropicModelList&) const = default;
};

}  // namespace oaicompat::inline v1
