// The JSON form of Bedrock's Converse.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/bedrock/types.hpp>
#include <oaicompat/json/describe.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ConverseToolUse>) {
  return object("ConverseToolUse", field("toolUseId", &ConverseToolUse::tool_use_id, "The call's id."),
                field("name", &ConverseToolUse::name, "The tool's name."),
                field("input", &ConverseToolUse::input, "The arguments."));
}
constexpr auto describe(Type<ConverseToolResult>) {
  return object("ConverseToolResult", field("toolUseId", &ConverseToolResult::tool_use_id, "The id of the call."),
                field("content", &ConverseToolResult::content, "What it gave."),
                field("status", &ConverseToolResult::status, "Whether it worked."));
}
constexpr auto describe(Type<ConverseReasoningText>) {
  return object("ConverseReasoningText", field("text", &ConverseReasoningText::text, "The reasoning."),
                field("signature", &ConverseReasoningText::signature, "What the model knows it again by."));
}
constexpr auto describe(Type<ConverseReasoning>) {
  return object("ConverseReasoning", field("reasoningText", &ConverseReasoning::reasoning_text, "Readable."),
                field("redactedContent", &ConverseReasoning::redacted_content, "Unreadable, in base64."));
}
constexpr auto describe(Type<ConverseBlock>) {
  return object(
      "ConverseBlock", field("text", &ConverseBlock::text, "Text."), field("image", &ConverseBlock::image, "An image."),
      field("document", &ConverseBlock::document, "A document."), field("audio", &ConverseBlock::audio, "Audio."),
      field("toolUse", &ConverseBlock::tool_use, "A call of a tool."),
      field("toolResult", &ConverseBlock::tool_result, "What a tool gave."),
      field("reasoningContent", &ConverseBlock::reasoning_content, "Reasoning."),
      field("cachePoint", &ConverseBlock::cache_point, "What stands before it is worth caching."),
      field("citationsContent", &ConverseBlock::citations_content, "Text with its sources."));
}
constexpr auto describe(Type<ConverseMessage>) {
  return object("ConverseMessage", field("role", &ConverseMessage::role, "Who says it."),
                field("content", &ConverseMessage::content, "What is said."));
}
constexpr auto describe(Type<ConverseInference>) {
  return object("ConverseInference", field("maxTokens", &ConverseInference::max_tokens, "The most tokens."),
                field("temperature", &ConverseInference::temperature, "0 to 1."),
                field("topP", &ConverseInference::top_p, "0 to 1."),
                field("stopSequences", &ConverseInference::stop_sequences, "Where the answer stops."));
}
constexpr auto describe(Type<ConverseTools>) {
  return object("ConverseTools", field("tools", &ConverseTools::tools, "The tools."),
                field("toolChoice", &ConverseTools::tool_choice, "Which of them is called."));
}
constexpr auto describe(Type<ConverseRequest>) {
  return object("ConverseRequest", field("messages", &ConverseRequest::messages, "The conversation so far."),
                field("system", &ConverseRequest::system, "What instructs the model."),
                field("inferenceConfig", &ConverseRequest::inference_config, "How the answer is made."),
                field("toolConfig", &ConverseRequest::tool_config, "The tools."),
                field("outputConfig", &ConverseRequest::output_config, "The form of the answer."),
                field("additionalModelRequestFields", &ConverseRequest::additional_model_request_fields,
                      "Members of the model's own."),
                field("requestMetadata", &ConverseRequest::request_metadata, "Labels."));
}
constexpr auto describe(Type<ConverseUsage>) {
  return object("ConverseUsage", field("inputTokens", &ConverseUsage::input_tokens, "Of the prompt."),
                field("outputTokens", &ConverseUsage::output_tokens, "Of the answer."),
                field("totalTokens", &ConverseUsage::total_tokens, "Of both."),
                field("cacheReadInputTokens", &ConverseUsage::cache_read_input_tokens, "That a cache held."),
                field("cacheWriteInputTokens", &ConverseUsage::cache_write_input_tokens, "That a cache was given."));
}
constexpr auto describe(Type<ConverseOutput>) {
  return object("ConverseOutput", field("message", &ConverseOutput::message, "The turn."));
}
constexpr auto describe(Type<ConverseResponse>) {
  return object("ConverseResponse", field("output", &ConverseResponse::output, "The turn."),
                field("stopReason", &ConverseResponse::stop_reason, "Why it ends."),
                field("usage", &ConverseResponse::usage, "What it took."));
}
constexpr auto describe(Type<ConverseDelta>) {
  return object("ConverseDelta", field("text", &ConverseDelta::text, "More text."),
                field("toolUse", &ConverseDelta::tool_use, "More of a call."),
                field("reasoningContent", &ConverseDelta::reasoning_content, "More reasoning."),
                field("citation", &ConverseDelta::citation, "A source of the text."));
}
constexpr auto describe(Type<ConverseEvent>) {
  return object("ConverseEvent", field("role", &ConverseEvent::role, "Whose turn it is."),
                field("contentBlockIndex", &ConverseEvent::content_block_index, "Which block."),
                field("start", &ConverseEvent::start, "What begins."),
                field("delta", &ConverseEvent::delta, "The piece."),
                field("stopReason", &ConverseEvent::stop_reason, "Why the turn ends."),
                field("usage", &ConverseEvent::usage, "What it took."));
}

}  // namespace oaicompat::inline v1
