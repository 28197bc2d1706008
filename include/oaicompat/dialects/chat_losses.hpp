// The members of a chat's request that a dialect has no place for.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/resources/chat/types.hpp>

#include <cstdint>

namespace oaicompat::inline v1::detail {

// Members of a request, a bit each.
enum class ChatMember : std::uint32_t {
  n = 1,
  logit_bias = 2,
  parallel_tool_calls = 4,
  verbosity = 8,
  modalities = 16,
  audio = 32,
  prediction = 64,
  web_search_options = 128,
  service_tier = 256,
  store = 512,
  metadata = 1024,
  user = 2048,
  functions = 4096,
};
constexpr std::uint32_t operator|(ChatMember a, ChatMember b) {
  return static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b);
}
constexpr std::uint32_t operator|(std::uint32_t a, ChatMember b) { return a | static_cast<std::uint32_t>(b); }

// Adds the members that a request has and the dialect, but for those of `carried`, has not.
OAICOMPAT_API void add_dropped(const ChatRequest& request, std::uint32_t carried, LossReport& lost);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/chat_losses.ipp>
#endif
