// Plan: what the engine answers, decided whole before the first word is told.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/chat/finish_reason.hpp>
#include <oaicompat/resources/chat/request.hpp>
#include <oaicompat/resources/chat/usage.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// A stretch of an answer.
struct Passage {
  enum class Kind { reasoning, text, function_call, custom_call };
  Kind kind = Kind::text;
  std::string text;       ///< Words; those of a call are its arguments or its input.
  std::string tool = {};  ///< What is called.
};

/// One of the answers.
struct Choice {
  std::vector<Passage> passages;
  oaicompat::FinishReason finish = oaicompat::FinishReason::stop;
};

struct Plan {
  std::vector<Choice> choices;
  std::int64_t prompt_words = 0, reasoning_words = 0, words = 0;  ///< `words` are all of the answer's.

  oaicompat::Usage usage() const;
};

/// What is answered to a request. **Errors**: it asks for what cannot be done; `param` says which member does.
oaicompat::Result<Plan> plan_answer(const oaicompat::ChatRequest& request);

/// How an answer begins: `You said: `. Every number has a wording of its own.
std::string opening(std::uint64_t variant);
/// The number of the first answer's wording.
std::uint64_t first_variant(const oaicompat::Maybe<std::int64_t>& seed);

/// What an answer may hold.
struct Limits {
  std::int64_t most_words = 0;
  const oaicompat::Maybe<oaicompat::Stop>& stop;
};
/// Cuts an answer where it takes too many words, or right before a stop text, whichever comes first.
void cut(Choice& choice, const Limits& limits);
/// How many words it takes; the name of a called tool is one.
std::int64_t count_words(const Choice& choice);

}  // namespace demo
