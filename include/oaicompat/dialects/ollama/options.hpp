// Which of Ollama's options and members travel under their own names.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace oaicompat::inline v1::detail::ollama {

// Options that a chat has no member for: extras of the request under these names.
inline constexpr std::string_view carried_options[] = {
    "num_ctx", "num_batch", "num_gpu",   "main_gpu",      "use_mmap",       "num_thread",       "num_keep",
    "top_k",   "min_p",     "typical_p", "repeat_last_n", "repeat_penalty", "draft_num_predict"};
// Extras of an answer's message and calls: members that a chat has no place for.
inline constexpr std::string_view message_members = "ollama_message", call_members = "ollama_call";
template <std::size_t N>
constexpr bool is_among(const std::string_view (&names)[N], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace oaicompat::inline v1::detail::ollama
