// Steps of accumulating choices.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/resources/chat/finish_reason.hpp>
#include <oaicompat/resources/chat/logprobs.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

inline Error no_finish_reason(std::int64_t index) {
  return local_error(ErrorKind::protocol,
                     "The answer ended without a finish reason for choice " + std::to_string(index) + ".",
                     "no_finish_reason");
}
inline Error no_tool_name(std::int64_t index) {
  return local_error(ErrorKind::protocol,
                     "A tool call of choice " + std::to_string(index) + " ended without the tool's name.",
                     "no_tool_name");
}

// Some servers put an empty word where there is no finish reason yet.
inline bool finishes(const Maybe<OpenEnum<FinishReason>>& reason) { return reason && !reason->word().empty(); }
inline bool is_reasoning(std::string_view key) { return key == "reasoning_content" || key == "reasoning"; }

inline std::size_t size_of(const TokenLogprob& token) {
  std::size_t bytes = 64 + token.token.size() + token.top_logprobs.size() * 8;
  for (const auto& top : token.top_logprobs) bytes += top.token.size();
  return bytes;
}
inline void join(Maybe<std::vector<TokenLogprob>>& to, const Maybe<std::vector<TokenLogprob>>& from,
                 std::size_t& bytes) {
  if (!from) return;
  if (!to) to.emplace();
  to->insert(to->end(), from->begin(), from->end());
  for (const auto& token : *from) bytes += size_of(token);
}

}  // namespace oaicompat::inline v1::detail
