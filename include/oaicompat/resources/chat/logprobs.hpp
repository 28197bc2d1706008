// Logprobs: how likely the tokens of an answer were.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// A token that was likely at one place. Mirrors `ChatCompletionTokenLogprob.top_logprobs`.
struct TopLogprob {
  /// The token.
  Text token{};
  /// The natural logarithm of its probability; -9999 for very unlikely ones.
  double logprob = 0;
  /// Its bytes, 0 to 255: a token may hold a part of a character.
  Maybe<std::vector<std::int64_t>> bytes{};
  Extras extra{};
  bool operator==(const TopLogprob&) const = default;
};

/// A token of the answer. Mirrors `ChatCompletionTokenLogprob`.
struct TokenLogprob {
  /// The token.
  Text token{};
  /// The natural logarithm of its probability; -9999 for very unlikely ones.
  double logprob = 0;
  /// Its bytes, 0 to 255: a token may hold a part of a character.
  Maybe<std::vector<std::int64_t>> bytes{};
  /// The most likely tokens at its place, as many as asked for.
  std::vector<TopLogprob> top_logprobs{};
  Extras extra{};
  bool operator==(const TokenLogprob&) const = default;
};

/// The tokens of a choice. Mirrors `CreateChatCompletionResponse.choices.logprobs`.
struct Logprobs {
  /// The tokens of the content.
  Maybe<std::vector<TokenLogprob>> content{};
  /// The tokens of the refusal.
  Maybe<std::vector<TokenLogprob>> refusal{};
  Extras extra{};
  bool operator==(const Logprobs&) const = default;
};

}  // namespace oaicompat::inline v1
