// AnswerParts: what a whole answer says, in one form for chat completions, completions, responses and messages.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// A call of a tool.
struct AnswerCall {
  std::string name{};
  std::string arguments{};  ///< As the model wrote them: JSON, if it did well.
};

/// What an answer says.
struct AnswerParts {
  std::vector<std::string> texts{};  ///< One for each choice, or for each message of the output.
  std::vector<AnswerCall> calls{};
  std::string finish{};  ///< Why it ended, in the words of its dialect; empty where it does not say.
  bool refused = false;  ///< It is marked as a refusal.

  /// The texts as one.
  std::string text() const {
    std::string out;
    for (const auto& each : texts) out += each;
    return out;
  }
};

/// Takes a whole answer apart. Of what is no such answer nothing is found.
OAICOMPAT_API AnswerParts parts_of_answer(std::string_view whole);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/answer_parts.ipp>
#endif
