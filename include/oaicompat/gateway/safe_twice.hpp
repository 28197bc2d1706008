// is_safe_twice: whether a request may be asked twice, or answered by another one's answer.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/asked.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// What may have an effect, or leaves something behind, is never sent twice at once.
inline bool is_safe_twice(const Asked& asked) {
  constexpr std::array paths{std::string_view{"/v1/chat/completions"}, std::string_view{"/v1/completions"},
                             std::string_view{"/v1/embeddings"}, std::string_view{"/v1/messages"}};
  if (asked.stateful || asked.server_tools || asked.choices > 1) return false;
  if (asked.path == "/v1/responses") return asked.not_stored;  // they are stored unless it says otherwise
  return std::find(paths.begin(), paths.end(), asked.path) != paths.end();
}

}  // namespace oaicompat::inline v1::detail
