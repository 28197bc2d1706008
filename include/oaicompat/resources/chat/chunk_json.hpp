// The JSON form of ChatChunk.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/chunk.hpp>
#include <oaicompat/resources/chat/logprobs_json.hpp>
#include <oaicompat/resources/chat/message_json.hpp>
#include <oaicompat/resources/chat/options_json.hpp>
#include <oaicompat/resources/chat/usage_json.hpp>
#include <oaicompat/resources/moderations/moderation_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<FunctionCallDelta>) {
  return object("FunctionCallDelta", field("name", &FunctionCallDelta::name, "The function's name, whole, once."),
                field("arguments", &FunctionCallDelta::arguments, "More of the arguments' JSON text."));
}
constexpr auto describe(Type<ToolCallDelta>) {
  return object("ToolCallDelta",
                field("index", &ToolCallDelta::index, "Which of the answer's calls it is a piece of, from 0."),
                field("id", &ToolCallDelta::id, "The call's id, once."),
                field("type", &ToolCallDelta::type, "What is called, once."),
                field("function", &ToolCallDelta::function, "The piece."));
}
constexpr auto describe(Type<Delta>) {
  return object("Delta", field("role", &Delta::role, "Who says it, once."),
                field("content", &Delta::content, "More of the content.").in_parts(),
                field("refusal", &Delta::refusal, "More of the refusal."),
                field("tool_calls", &Delta::tool_calls, "Pieces of calls."),
                field("function_call", &Delta::function_call, "A piece of the call (deprecated: see tool_calls)."));
}
constexpr auto describe(Type<ChunkChoice>) {
  return object(
      "ChunkChoice", field("index", &ChunkChoice::index, "Which answer it is a piece of, from 0."),
      field("delta", &ChunkChoice::delta, "The piece."),
      field("logprobs", &ChunkChoice::logprobs, "How likely the piece's tokens were."),
      field("finish_reason", &ChunkChoice::finish_reason, "Why the answer ends: null until its last piece.").require());
}
constexpr auto describe(Type<ChatChunk>) {
  return object(
      "ChatChunk", field("id", &ChatChunk::id, "The answer's id, the same in all its chunks."),
      field("object", &ChatChunk::object, "Always `chat.completion.chunk`."),
      field("created", &ChatChunk::created,
            "When the answer was begun, in seconds since 1970; the same in all its chunks."),
      field("model", &ChatChunk::model, "The model that makes it."),
      field("choices", &ChatChunk::choices, "Pieces of the answers; none in the chunk with the usage."),
      field("usage", &ChatChunk::usage,
            "What the whole request took, in the last chunk where it was asked for; null in the others "
            "then."),
      field("service_tier", &ChatChunk::service_tier, "Which queue serves it."),
      field("system_fingerprint", &ChatChunk::system_fingerprint, "The configuration it is made under (deprecated)."),
      field("obfuscation", &ChatChunk::obfuscation, "Padding of random characters that hides the length of the piece."),
      field("moderation", &ChatChunk::moderation, "What moderation found."));
}

}  // namespace oaicompat::inline v1
