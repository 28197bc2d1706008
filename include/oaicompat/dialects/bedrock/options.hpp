// How chats are translated to Bedrock's Converse.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/loss.hpp>

#include <cstdint>

namespace oaicompat::inline v1 {

/// What `reasoning_effort` becomes.
enum class BedrockReasoning : std::uint8_t {
  by_model,  ///< As the model's id tells: `budget` for Claude up to 4.5, `effort` for later ones, `member` for gpt-oss,
             ///< else `none`.
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
  /// Default native.
  BedrockFormat format = BedrockFormat::native;
  /// What becomes of a request that asks for something that Converse has no member for. Default reported.
  Losses losses = Losses::reported;
};

}  // namespace oaicompat::inline v1
