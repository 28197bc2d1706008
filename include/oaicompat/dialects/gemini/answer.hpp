// The words of Gemini's answers: why they end, what they took, how likely their tokens were, what went wrong.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/dialects/gemini/types.hpp>
#include <oaicompat/resources/chat/types.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail::gemini {

// The word for a finish reason, and back.
OAICOMPAT_API std::string_view finish_word(const OpenEnum<FinishReason>& reason);
struct Finish {
  OpenEnum<FinishReason> reason{};
  bool is_failure = false;  // where nothing was said
  bool is_plain = false;    // the reason says all
};
OAICOMPAT_API Finish finish_of(std::string_view word, bool calls);

OAICOMPAT_API Json usage_json(const Usage& usage);
OAICOMPAT_API Usage usage_of(const GeminiUsage& usage);
OAICOMPAT_API Json logprobs_json(const Logprobs& logprobs);
OAICOMPAT_API Maybe<Logprobs> logprobs_of(const Json& result);

// The body of an error: `{"error":{"code","message","status"}}`.
OAICOMPAT_API std::string error_json(const Error& error);

// The name of the extra of a choice that keeps a finish reason which the chat has no word for.
inline constexpr std::string_view native_reason = "native_finish_reason";

}  // namespace oaicompat::inline v1::detail::gemini

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/gemini/answer.ipp>
#endif
