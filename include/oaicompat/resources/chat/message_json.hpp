// The JSON form of ChatMessage.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/content_part_json.hpp>
#include <oaicompat/resources/chat/message.hpp>
#include <oaicompat/resources/chat/tool_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<AudioReference>) {
  return object("AudioReference", field("id", &AudioReference::id, "The answer's id."));
}
constexpr auto describe(Type<ChatMessage>) {
  return object("ChatMessage", field("role", &ChatMessage::role, "Who says it."),
                field("content", &ChatMessage::content, "What it says."),
                field("name", &ChatMessage::name,
                      "The speaker's name, to tell speakers of one role apart; for `function` the function's."),
                field("refusal", &ChatMessage::refusal, "The model's refusal."),
                field("audio", &ChatMessage::audio, "The model's earlier audio answer."),
                field("tool_calls", &ChatMessage::tool_calls, "The calls that the model made."),
                field("tool_call_id", &ChatMessage::tool_call_id, "The id of the call that this message answers."),
                field("function_call", &ChatMessage::function_call,
                      "The call that the model made (deprecated: see tool_calls)."));
}

}  // namespace oaicompat::inline v1
