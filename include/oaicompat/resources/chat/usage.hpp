// Usage: how many tokens a request took.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// What the prompt's tokens were. Mirrors `CompletionUsage.prompt_tokens_details`.
struct PromptTokensDetails {
  /// Tokens of audio in the prompt.
  std::optional<std::int64_t> audio_tokens{};
  /// Tokens that a cache held.
  std::optional<std::int64_t> cached_tokens{};
  /// Tokens of text in the prompt.
  std::optional<std::int64_t> text_tokens{};
  /// Tokens of images in the prompt.
  std::optional<std::int64_t> image_tokens{};
  /// Tokens that were put into a cache.
  std::optional<std::int64_t> cache_write_tokens{};
  Extras extra{};
  bool operator==(const PromptTokensDetails&) const = default;
};

/// What the answer's tokens were. Mirrors `CompletionUsage.completion_tokens_details`.
struct CompletionTokensDetails {
  /// Tokens of the prediction that the answer held.
  std::optional<std::int64_t> accepted_prediction_tokens{};
  /// Tokens of audio that the model made.
  std::optional<std::int64_t> audio_tokens{};
  /// Tokens that the model made while reasoning.
  std::optional<std::int64_t> reasoning_tokens{};
  /// Tokens of text that the model made.
  std::optional<std::int64_t> text_tokens{};
  /// Tokens of the prediction that the answer did not hold; they count all the same.
  std::optional<std::int64_t> rejected_prediction_tokens{};
  Extras extra{};
  bool operator==(const CompletionTokensDetails&) const = default;
};

/// How many tokens a request took. Mirrors `CompletionUsage`.
struct Usage {
  /// Tokens in the prompt.
  std::int64_t prompt_tokens = 0;
  /// Tokens in the answer.
  std::int64_t completion_tokens = 0;
  /// Tokens in both.
  std::int64_t total_tokens = 0;
  /// What the prompt's tokens were.
  std::optional<PromptTokensDetails> prompt_tokens_details{};
  /// What the answer's tokens were.
  std::optional<CompletionTokensDetails> completion_tokens_details{};
  Extras extra{};
  bool operator==(const Usage&) const = default;
};

}  // namespace oaicompat::inline v1
