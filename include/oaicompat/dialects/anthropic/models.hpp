// AnthropicModelRules: what a model of the Anthropic Messages API takes.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// What a model takes. The defaults are those of a model that takes everything, as servers of other models do.
struct AnthropicModelRules {
  /// A part of the model's name: `opus-4-6`. Empty for every model.
  std::string name = {};
  /// The most tokens of an answer. Default 32,000 tokens.
  std::int64_t max_tokens = 32'000;
  /// Whether thinking takes a budget of tokens. Default true.
  bool budget = true;
  /// Whether the model can decide how much it thinks (`adaptive`). Default true.
  bool adaptive = true;
  /// Whether thinking can be switched off. Default true.
  bool can_disable = true;
  /// Whether a request can force a tool. Default true.
  bool forced_tool = true;
  /// Whether it takes temperature, top_p and top_k. Default true.
  bool sampling = true;
  /// Whether it takes an effort. Default true.
  bool effort = true;
  /// Whether it knows the effort `xhigh`. Default true.
  bool xhigh = true;
  /// Whether it takes a schema of the answer. Default true.
  bool schema = true;
  /// Whether a system turn may stand amid the others. Default true.
  bool late_system = true;
  /// Whether the last turn may be the assistant's, as the beginning of its answer. Default true.
  bool prefill = true;
};

/// The models of November 2026, after the catalogue of `@ai-sdk/anthropic` 4.0.105 and Anthropic's migration guides:
/// from 4.6 on, and in each later family, no model takes the assistant's last turn as a beginning ("This model does not
/// support assistant message prefill", also on Bedrock: QwenLM/qwen-code#8039, anomalyco/opencode#29760), and 4.7
/// and 4.8 take no budget, as the guide to 4.7 says. The first whose name is a part of the asked one counts.
OAICOMPAT_API std::vector<AnthropicModelRules> anthropic_model_rules();

/// The rules of a model.
OAICOMPAT_API AnthropicModelRules rules_for(const std::vector<AnthropicModelRules>& rules, std::string_view model);

namespace detail {
// What a model is asked that takes no beginning of its answer.
inline constexpr std::string_view go_on =
    "Continue your last message from exactly where it ends. Do not repeat any of it.";
}  // namespace detail

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/anthropic/models.ipp>
#endif
