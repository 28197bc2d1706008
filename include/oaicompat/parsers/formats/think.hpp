// Markers of reasoning, and ends of turns, that several formats share.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/format.hpp>

namespace oaicompat::inline v1::detail::formats {

inline constexpr std::string_view think_open[] = {"<think>"}, think_close[] = {"</think>"};
inline constexpr ReasoningRule think{.open = think_open, .close = think_close};
inline constexpr ReasoningRule thinking{
    .open = think_open, .close = think_close, .start = ReasoningRule::Start::reasoning};
inline constexpr ReasoningRule think_drafts{
    .open = think_open, .close = think_close, .calls = ReasoningRule::Calls::are_drafts};

// What ends a turn.
inline constexpr std::string_view chat_stops[] = {"<|im_end|>"}, llama_stops[] = {"<|eot_id|>", "<|eom_id|>"},
                                  eos_stops[] = {"</s>"}, deepseek_stops[] = {"<｜end▁of▁sentence｜>"},
                                  cohere_stops[] = {"<|END_OF_TURN_TOKEN|>"};

}  // namespace oaicompat::inline v1::detail::formats
