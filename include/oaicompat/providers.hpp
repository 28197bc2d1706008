// Providers that speak the API, by name: where they are, where their key is, and what they do otherwise.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/provider_quirks.hpp>

#include <string>

namespace oaicompat::inline v1 {

/// A provider of the API: what a client takes in place of its own defaults.
///
///     Client client{{.provider = providers::groq()}};
struct Provider {
  /// Its base URL, where the client's options name none. Empty for OpenAI's, as the environment has it.
  std::string base_url{};
  /// The environment's variable that holds the key, where the client's options name none; no other is asked. Empty for
  /// none.
  std::string key_variable{};
  /// What it does otherwise.
  ProviderQuirks quirks{};
  bool operator==(const Provider&) const = default;
};

/// Presets. What they know stands in docs/providers.md with its source; a copy may be changed before use.
namespace providers {

using Reasoning = ProviderQuirks::Reasoning;
using Usage = ProviderQuirks::Usage;

/// Anthropic's endpoint for OpenAI's clients. It passes over what it does not know, so that is dropped here, and told.
inline Provider anthropic() {
  return {.base_url = "https://api.anthropic.com/v1",
          .key_variable = "ANTHROPIC_API_KEY",
          .quirks = {.reasoning = Reasoning::none,
                     .refuses = {"logprobs", "top_logprobs", "metadata", "response_format", "prediction",
                                 "presence_penalty", "frequency_penalty", "seed", "service_tier", "audio", "logit_bias",
                                 "store", "user", "modalities", "reasoning_effort", "messages[].name"}}};
}
/// Google's endpoint for OpenAI's clients.
inline Provider google() {
  return {.base_url = "https://generativelanguage.googleapis.com/v1beta/openai",
          .key_variable = "GEMINI_API_KEY",
          .quirks = {.refuses = {"store", "logit_bias", "prediction", "prompt_cache_key", "safety_identifier"}}};
}
/// Ollama on this machine.
inline Provider ollama() {
  return {.base_url = "http://127.0.0.1:11434/v1",
          .quirks = {.reasoning = Reasoning::reasoning, .refuses = {"tool_choice", "n", "logit_bias", "user"}}};
}
/// vLLM on this machine.
inline Provider vllm() {
  return {.base_url = "http://127.0.0.1:8000/v1",
          .key_variable = "VLLM_API_KEY",
          .quirks = {.reasoning = Reasoning::reasoning}};
}
/// SGLang on this machine.
inline Provider sglang() {
  return {.base_url = "http://127.0.0.1:30000/v1",
          .key_variable = "SGLANG_API_KEY",
          .quirks = {.reasoning = Reasoning::reasoning_content}};
}
/// LiteLLM on this machine.
inline Provider litellm() {
  return {.base_url = "http://127.0.0.1:4000/v1",
          .key_variable = "LITELLM_API_KEY",
          .quirks = {.reasoning = Reasoning::reasoning_content}};
}
/// OpenRouter.
inline Provider openrouter() {
  return {.base_url = "https://openrouter.ai/api/v1",
          .key_variable = "OPENROUTER_API_KEY",
          .quirks = {.reasoning = Reasoning::reasoning}};
}
/// Groq.
inline Provider groq() {
  return {.base_url = "https://api.groq.com/openai/v1",
          .key_variable = "GROQ_API_KEY",
          .quirks = {.reasoning = Reasoning::reasoning,
                     .refuses = {"logprobs", "top_logprobs", "logit_bias", "n", "messages[].name"}}};
}
/// Mistral, which refuses every member that it does not know.
inline Provider mistral() {
  return {.base_url = "https://api.mistral.ai/v1",
          .key_variable = "MISTRAL_API_KEY",
          .quirks = {.reasoning = Reasoning::none,
                     .usage = Usage::unasked,
                     .refuses = {"logprobs", "top_logprobs", "logit_bias", "user", "store", "service_tier",
                                 "modalities", "audio", "verbosity", "web_search_options", "safety_identifier"},
                     .max_tokens_member = "max_tokens",
                     .seed_member = "random_seed"}};
}
/// DeepSeek.
inline Provider deepseek() {
  return {.base_url = "https://api.deepseek.com/v1",
          .key_variable = "DEEPSEEK_API_KEY",
          .quirks = {.reasoning = Reasoning::reasoning_content, .max_tokens_member = "max_tokens"}};
}
/// xAI.
inline Provider xai() {
  return {.base_url = "https://api.x.ai/v1",
          .key_variable = "XAI_API_KEY",
          .quirks = {.reasoning = Reasoning::reasoning_content, .refuses = {"logit_bias"}}};
}
/// Together.
inline Provider together() {
  return {.base_url = "https://api.together.xyz/v1",
          .key_variable = "TOGETHER_API_KEY",
          .quirks = {.reasoning = Reasoning::reasoning, .max_tokens_member = "max_tokens"}};
}

}  // namespace providers
}  // namespace oaicompat::inline v1
