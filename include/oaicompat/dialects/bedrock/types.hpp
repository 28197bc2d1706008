// The types of Bedrock's Converse: what a chat is translated to and from.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace oaicompat::inline v1 {

/// A call of a tool. Mirrors `ToolUseBlock`.
struct ConverseToolUse {
  /// The call's id, at most 64 letters, digits, `_` and `-`.
  Text tool_use_id{};
  /// The tool's name.
  Text name{};
  /// The arguments, an object.
  Json input{};
  Extras extra{};
  bool operator==(const ConverseToolUse&) const = default;
};

/// What a tool gave. Mirrors `ToolResultBlock`.
struct ConverseToolResult {
  /// The id of the call.
  Text tool_use_id{};
  /// Objects of one member each: `text`, `json`, `image`, `document`, ...
  std::vector<Json> content{};
  /// `success` or `error`.
  std::optional<Text> status{};
  Extras extra{};
  bool operator==(const ConverseToolResult&) const = default;
};

/// Reasoning that can be read. Mirrors `ReasoningTextBlock`.
struct ConverseReasoningText {
  /// The reasoning.
  Text text{};
  /// What the model knows it again by.
  std::optional<Text> signature{};
  Extras extra{};
  bool operator==(const ConverseReasoningText&) const = default;
};

/// Reasoning: readable, or as bytes. Mirrors `ReasoningContentBlock`.
struct ConverseReasoning {
  /// Readable.
  std::optional<ConverseReasoningText> reasoning_text{};
  /// Unreadable, in base64.
  std::optional<Text> redacted_content{};
  Extras extra{};
  bool operator==(const ConverseReasoning&) const = default;
};

/// A block of a message or of the instructions: one of the members is set. Mirrors `ContentBlock` and
/// `SystemContentBlock`. Kinds of block that it has no member for are extras.
struct ConverseBlock {
  /// Text, not blank.
  std::optional<Text> text{};
  /// `{"format", "source"}`.
  std::optional<Json> image{};
  /// `{"format", "name", "source"}`.
  std::optional<Json> document{};
  /// `{"format", "source"}`.
  std::optional<Json> audio{};
  /// A call of a tool.
  std::optional<ConverseToolUse> tool_use{};
  /// What a tool gave.
  std::optional<ConverseToolResult> tool_result{};
  /// Reasoning.
  std::optional<ConverseReasoning> reasoning_content{};
  /// What stands before it is worth caching: `{"type": "default"}`.
  std::optional<Json> cache_point{};
  /// Text with its sources: `{"content", "citations"}`.
  std::optional<Json> citations_content{};
  Extras extra{};
  bool operator==(const ConverseBlock&) const = default;
};

/// A turn. Mirrors `Message`.
struct ConverseMessage {
  /// `user` or `assistant`.
  Text role{};
  /// What is said.
  std::vector<ConverseBlock> content{};
  Extras extra{};
  bool operator==(const ConverseMessage&) const = default;
};

/// How an answer is made. Mirrors `InferenceConfiguration`.
struct ConverseInference {
  /// The most tokens.
  std::optional<std::int64_t> max_tokens{};
  /// 0 to 1.
  std::optional<double> temperature{};
  /// 0 to 1.
  std::optional<double> top_p{};
  /// Where the answer stops.
  std::optional<std::vector<Text>> stop_sequences{};
  Extras extra{};
  bool operator==(const ConverseInference&) const = default;
};

/// The tools that a model may call. Mirrors `ToolConfiguration`.
struct ConverseTools {
  /// Objects of one member each: `toolSpec`, `cachePoint`.
  std::vector<Json> tools{};
  /// `{"auto": {}}`, `{"any": {}}` or `{"tool": {"name"}}`.
  std::optional<Json> tool_choice{};
  Extras extra{};
  bool operator==(const ConverseTools&) const = default;
};

/// Asks for the next turn. Mirrors `ConverseRequest` and `ConverseStreamRequest`; what it has no member for
/// (guardrails, prompt variables) are extras.
struct ConverseRequest {
  /// The conversation so far.
  std::vector<ConverseMessage> messages{};
  /// What instructs the model.
  std::optional<std::vector<ConverseBlock>> system{};
  /// How the answer is made.
  std::optional<ConverseInference> inference_config{};
  /// The tools.
  std::optional<ConverseTools> tool_config{};
  /// The form of the answer and how much the model reasons.
  std::optional<Json> output_config{};
  /// Members of the model's own, an object.
  std::optional<Json> additional_model_request_fields{};
  /// Labels, at most 16.
  std::optional<Map<Text>> request_metadata{};
  Extras extra{};
  bool operator==(const ConverseRequest&) const = default;
};

/// How many tokens it took. Mirrors `TokenUsage`.
struct ConverseUsage {
  /// Of the prompt, without those that a cache held or was given.
  std::int64_t input_tokens = 0;
  /// Of the answer.
  std::int64_t output_tokens = 0;
  /// Of both.
  std::optional<std::int64_t> total_tokens{};
  /// That a cache held.
  std::optional<std::int64_t> cache_read_input_tokens{};
  /// That a cache was given.
  std::optional<std::int64_t> cache_write_input_tokens{};
  Extras extra{};
  bool operator==(const ConverseUsage&) const = default;
};

/// What the model says. Mirrors `ConverseOutput`.
struct ConverseOutput {
  /// The turn.
  std::optional<ConverseMessage> message{};
  Extras extra{};
  bool operator==(const ConverseOutput&) const = default;
};

/// The next turn, whole. Mirrors `ConverseResponse`; `metrics`, `trace` and the like are extras.
struct ConverseResponse {
  /// The turn.
  ConverseOutput output{};
  /// Why it ends.
  Text stop_reason{};
  /// What it took.
  std::optional<ConverseUsage> usage{};
  Extras extra{};
  bool operator==(const ConverseResponse&) const = default;
};

/// More of a block: one of the members is set. Mirrors `ContentBlockStart` and `ContentBlockDelta`.
struct ConverseDelta {
  /// More text.
  std::optional<Text> text{};
  /// Of a beginning: `{"toolUseId", "name"}`; of a piece: `{"input"}`, more of the arguments' JSON text.
  std::optional<Json> tool_use{};
  /// More reasoning: `{"text"}`, `{"signature"}` or `{"redactedContent"}`.
  std::optional<Json> reasoning_content{};
  /// A source of the text.
  std::optional<Json> citation{};
  Extras extra{};
  bool operator==(const ConverseDelta&) const = default;
};

/// An event of a streamed turn, of any type; its type stands beside it, in the frame. Mirrors the events of
/// `ConverseStreamOutput`.
struct ConverseEvent {
  /// Of `messageStart`: whose turn it is.
  std::optional<Text> role{};
  /// Of `contentBlock...`: which block.
  std::optional<std::int64_t> content_block_index{};
  /// Of `contentBlockStart`: what begins.
  std::optional<ConverseDelta> start{};
  /// Of `contentBlockDelta`: the piece.
  std::optional<ConverseDelta> delta{};
  /// Of `messageStop`: why the turn ends.
  std::optional<Text> stop_reason{};
  /// Of `metadata`: what it took.
  std::optional<ConverseUsage> usage{};
  Extras extra{};
  bool operator==(const ConverseEvent&) const = default;
};

}  // namespace oaicompat::inline v1
