// Tools: which of them an answer calls, with which arguments, and what they gave.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/chat/request.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// The last message of the user's; a null pointer when there is none.
const oaicompat::ChatMessage* last_user_message(const oaicompat::ChatRequest& request);

/// The tools to call now, by their places in the request: those that the last user message names, else those whose last
/// word it has (`get_weather` for "the weather"), until their results are there. Where `tool_choice` requires a call
/// and none of these is left, the first tool without a result; where all have one, the first. **Errors**: `tool_choice`
/// asks for what is not there.
oaicompat::Result<std::vector<std::size_t>> tools_to_call(const oaicompat::ChatRequest& request);

/// What the tools have given since the last user message.
std::vector<std::string> tool_results(const oaicompat::ChatRequest& request);

std::string_view tool_name(const oaicompat::Tool& tool);

/// Arguments of a tool: the JSON object that follows its name in the last user message, else some that fit its
/// parameters. **Errors**: there are none.
oaicompat::Result<std::string> tool_arguments(const oaicompat::ChatRequest& request, std::size_t tool,
                                              std::uint64_t variant);

/// The input of a custom tool: these words, or what its grammar, a regular expression, matches. **Errors**: a grammar
/// of another kind, an expression that cannot be read.
oaicompat::Result<std::string> custom_input(const oaicompat::ChatRequest& request, std::size_t tool,
                                            std::uint64_t variant, std::string words);

}  // namespace demo
