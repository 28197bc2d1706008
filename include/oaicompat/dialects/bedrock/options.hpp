// How chats are translated to Bedrock's Converse.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/loss.hpp>
#include <oaicompat/dialects/anthropic/models.hpp>

#include <cstdint>
#include <vector>

namespace oaicompat::inline v1 {

/// What `reasoning_effort` becomes.
enum class BedrockReasoning : std::uint8_t {
  by_model,  ///< `budget` or `effort` for Claude, as `BedrockRules::models` says, `member` for gpt-oss, else `none`.
  budget,    ///< `thinking` with a number of tokens, in the model's own members.
  effort,    ///< `outputConfig.effort`, and `thinking` of the type `adaptive`.
  member,    ///< `reasoning_effort` in the model's own members.
  none,      ///< It is dropped, and reported.
};

/// What a `response_format` with a schema becomes.
enum class BedrockFormat : std::uint8_t {
  native,  ///< `outputConfig.textFormat`; models that do not know it refuse it.
  tool,    ///< A tool that the model must call; its arguments are the answer's content. Takes every model with tools.
};

/// How a request is translated.
struct BedrockRules {
  /// Default by the model.
  BedrockReasoning reasoning = BedrockReasoning::by_model;
  /// What Claude's models take: an effort or a budget, temperatures, the assistant's last turn as the beginning of an
  /// answer. The first whose name is a part of the model's id counts. Default the models that are known.
  std::vector<AnthropicModelRules> models = anthropic_model_rules();
  /// Default native.
  BedrockFormat format = BedrockFormat::native;
  /// What becomes of a request that asks for something that Converse has no member for. Default reported.
  Losses losses = Losses::reported;
};

}  // namespace oaicompat::inline v1
