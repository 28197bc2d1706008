// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/event_stream.hpp>
#include <oaicompat/resources/chat/operations.hpp>

#include <functional>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// Reads a stream to its end, giving its text as it comes; then what all chunks made.
inline Result<ChatCompletion> collect_text(ChatStream& chunks, const std::function<void(std::string_view)>& on_text) {
  while (const auto* chunk = chunks.next()) {
    if (on_text && !chunk->view().empty()) on_text(chunk->view());
  }
  return chunks.collect();
}

}  // namespace oaicompat::inline v1::detail
