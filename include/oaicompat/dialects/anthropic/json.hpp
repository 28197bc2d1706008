// The JSON forms of the Anthropic Messages API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/anthropic/types.hpp>
#include <oaicompat/json/describe.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<AnthropicSource>) {
  return object("AnthropicSource", field("type", &AnthropicSource::type),
                field("media_type", &AnthropicSource::media_type), field("data", &AnthropicSource::data),
                field("url", &AnthropicSource::url), field("file_id", &AnthropicSource::file_id));
}
constexpr auto describe(Type<AnthropicText>) {
  return object("AnthropicText", field("text", &AnthropicText::text), field("citations", &AnthropicText::citations));
}
constexpr auto describe(Type<AnthropicImage>) {
  return object("AnthropicImage", field("source", &AnthropicImage::source));
}
constexpr auto describe(Type<AnthropicDocument>) {
  return object("AnthropicDocument", field("source", &AnthropicDocument::source),
                field("title", &AnthropicDocument::title));
}
constexpr auto describe(Type<AnthropicThinking>) {
  return object("AnthropicThinking", field("thinking", &AnthropicThinking::thinking).optional(),
                field("signature", &AnthropicThinking::signature).optional());
}
constexpr auto describe(Type<AnthropicRedactedThinking>) {
  return object("AnthropicRedactedThinking", field("data", &AnthropicRedactedThinking::data));
}
constexpr auto describe(Type<AnthropicToolUse>) {
  return object("AnthropicToolUse", field("id", &AnthropicToolUse::id), field("name", &AnthropicToolUse::name),
                field("input", &AnthropicToolUse::input).optional());
}
constexpr auto describe(Type<AnthropicToolResult>) {
  return object("AnthropicToolResult", field("tool_use_id", &AnthropicToolResult::tool_use_id),
                field("content", &AnthropicToolResult::content), field("is_error", &AnthropicToolResult::is_error));
}
constexpr auto describe(Type<AnthropicTurn>) {
  return object("AnthropicTurn", field("role", &AnthropicTurn::role), field("content", &AnthropicTurn::content));
}
constexpr auto describe(Type<AnthropicTool>) {
  return object("AnthropicTool", field("type", &AnthropicTool::type), field("name", &AnthropicTool::name).optional(),
                field("description", &AnthropicTool::description), field("input_schema", &AnthropicTool::input_schema),
                field("strict", &AnthropicTool::strict));
}
constexpr auto describe(Type<AnthropicToolChoice>) {
  return object("AnthropicToolChoice", field("type", &AnthropicToolChoice::type),
                field("name", &AnthropicToolChoice::name),
                field("disable_parallel_tool_use", &AnthropicToolChoice::disable_parallel_tool_use));
}
constexpr auto describe(Type<AnthropicThinkingOptions>) {
  return object("AnthropicThinkingOptions", field("type", &AnthropicThinkingOptions::type),
                field("budget_tokens", &AnthropicThinkingOptions::budget_tokens));
}
constexpr auto describe(Type<AnthropicOutputConfig>) {
  return object("AnthropicOutputConfig", field("effort", &AnthropicOutputConfig::effort),
                field("format", &AnthropicOutputConfig::format));
}
constexpr auto describe(Type<AnthropicRequest>) {
  return object(
      "AnthropicRequest", field("model", &AnthropicRequest::model), field("max_tokens", &AnthropicRequest::max_tokens),
      field("messages", &AnthropicRequest::messages), field("system", &AnthropicRequest::system),
      field("stream", &AnthropicRequest::stream), field("stop_sequences", &AnthropicRequest::stop_sequences),
      field("temperature", &AnthropicRequest::temperature), field("top_p", &AnthropicRequest::top_p),
      field("tools", &AnthropicRequest::tools), field("tool_choice", &AnthropicRequest::tool_choice),
      field("thinking", &AnthropicRequest::thinking), field("output_config", &AnthropicRequest::output_config),
      field("metadata", &AnthropicRequest::metadata), field("service_tier", &AnthropicRequest::service_tier));
}
constexpr auto describe(Type<AnthropicUsage>) {
  return object("AnthropicUsage", field("input_tokens", &AnthropicUsage::input_tokens),
                field("cache_creation_input_tokens", &AnthropicUsage::cache_creation_input_tokens),
                field("cache_read_input_tokens", &AnthropicUsage::cache_read_input_tokens),
                field("output_tokens", &AnthropicUsage::output_tokens),
                field("output_tokens_details", &AnthropicUsage::output_tokens_details),
                field("service_tier", &AnthropicUsage::service_tier));
}
constexpr auto describe(Type<AnthropicMessage>) {
  return object(
      "AnthropicMessage", field("id", &AnthropicMessage::id), field("type", &AnthropicMessage::type).optional(),
      field("role", &AnthropicMessage::role).optional(), field("model", &AnthropicMessage::model),
      field("content", &AnthropicMessage::content), field("stop_reason", &AnthropicMessage::stop_reason).always(),
      field("stop_sequence", &AnthropicMessage::stop_sequence).always(),
      field("stop_details", &AnthropicMessage::stop_details), field("usage", &AnthropicMessage::usage).optional());
}
constexpr auto describe(Type<AnthropicDelta>) {
  return object("AnthropicDelta", field("type", &AnthropicDelta::type), field("text", &AnthropicDelta::text),
                field("partial_json", &AnthropicDelta::partial_json), field("thinking", &AnthropicDelta::thinking),
                field("signature", &AnthropicDelta::signature), field("citation", &AnthropicDelta::citation),
                field("stop_reason", &AnthropicDelta::stop_reason),
                field("stop_sequence", &AnthropicDelta::stop_sequence),
                field("stop_details", &AnthropicDelta::stop_details));
}
constexpr auto describe(Type<AnthropicEvent>) {
  return object("AnthropicEvent", field("type", &AnthropicEvent::type), field("index", &AnthropicEvent::index),
                field("message", &AnthropicEvent::message), field("content_block", &AnthropicEvent::content_block),
                field("delta", &AnthropicEvent::delta), field("usage", &AnthropicEvent::usage),
                field("error", &AnthropicEvent::error));
}
constexpr auto describe(Type<AnthropicTokenCount>) {
  return object("AnthropicTokenCount", field("input_tokens", &AnthropicTokenCount::input_tokens));
}
constexpr auto describe(Type<AnthropicModel>) {
  return object("AnthropicModel", field("type", &AnthropicModel::type).optional(), field("id", &AnthropicModel::id),
                field("display_name", &AnthropicModel::display_name).optional(),
                field("created_at", &AnthropicModel::created_at).optional());
}
constexpr auto describe(Type<AnthropicModelList>) {
  return object("AnthropicModelList", field("data", &AnthropicModelList::data),
                field("has_more", &AnthropicModelList::has_more).optional(),
                field("first_id", &AnthropicModelList::first_id).always(),
                field("last_id", &AnthropicModelList::last_id).always());
}

}  // namespace oaicompat::inline v1
