// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/generation.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::vector<std::string> stops_of(const ChatRequest& request) {
  std::vector<std::string> out;
  if (!request.stop) return out;
  if (const auto* one = request.stop->get_if<Text>()) out.push_back(one->str());
  if (const auto* several = request.stop->get_if<std::vector<Text>>()) {
    for (const auto& each : *several) out.push_back(each.str());
  }
  return out;
}

OAICOMPAT_INLINE std::optional<std::int64_t> max_tokens_of(const ChatRequest& request) {
  if (request.max_completion_tokens) return *request.max_completion_tokens;
  if (request.max_tokens) return *request.max_tokens;
  return std::nullopt;
}

OAICOMPAT_INLINE std::string prompt_text(const ChatRequest& request) {
  std::string out;
  for (const auto& each : request.messages) out.append(each.role.word()).append(": ").append(each.text()).append("\n");
  return out += "assistant: ";
}

}  // namespace oaicompat::inline v1
