// The calls of an answer, as the chat shows them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/completion.hpp>

#include <fmt/format.h>

#include <string>

namespace chat {

/// A line a call: `[calls get_weather({"city": "Paris"})]`. Empty where there is none.
inline std::string calls_of(const oaicompat::ChatCompletion& answer) {
  std::string lines;
  const auto add = [&](std::string_view name, std::string_view input) {
    lines += fmt::format("[calls {}({})]\n", name, input);
  };
  for (const auto& choice : answer.choices) {
    if (const auto& call = choice.message.function_call) add(call->name, call->arguments);
    if (!choice.message.tool_calls) continue;
    for (const auto& call : *choice.message.tool_calls) {
      if (call.function) add(call.function->name, call.function->arguments);
      if (call.custom) add(call.custom->name, call.custom->input);
    }
  }
  return lines;
}

}  // namespace chat
