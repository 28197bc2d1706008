// The JSON forms of examples.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/message_json.hpp>
#include <oaicompat/resources/chat/tool_json.hpp>
#include <oaicompat/resources/fine_tuning/example.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<SupervisedExample>) {
  return object(
      "SupervisedExample", field("messages", &SupervisedExample::messages, "The chat."),
      field("tools", &SupervisedExample::tools, "The tools that the model may call."),
      field("parallel_tool_calls", &SupervisedExample::parallel_tool_calls, "Whether it may call several at once."),
      field("prompt", &SupervisedExample::prompt, "What is to be completed, for models that do not chat."),
      field("completion", &SupervisedExample::completion, "How it goes on."));
}
constexpr auto describe(Type<DpoInput>) {
  return object("DpoInput", field("messages", &DpoInput::messages, "The chat, up to what the model says."),
                field("tools", &DpoInput::tools, "The tools that the model may call."),
                field("parallel_tool_calls", &DpoInput::parallel_tool_calls, "Whether it may call several at once."));
}
constexpr auto describe(Type<DpoExample>) {
  return object("DpoExample", field("input", &DpoExample::input, "What was asked."),
                field("preferred_output", &DpoExample::preferred_output, "One message of the model's, preferred."),
                field("non_preferred_output", &DpoExample::non_preferred_output, "One message that is not."));
}
constexpr auto describe(Type<ReinforcementExample>) {
  return object("ReinforcementExample", field("messages", &ReinforcementExample::messages, "The chat."),
                field("tools", &ReinforcementExample::tools, "The tools that the model may call."));
}

}  // namespace oaicompat::inline v1
