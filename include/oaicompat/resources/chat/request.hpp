// ChatRequest: asks for a chat completion.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/message.hpp>
#include <oaicompat/resources/chat/options.hpp>
#include <oaicompat/resources/chat/response_format.hpp>
#include <oaicompat/resources/chat/tool.hpp>
#include <oaicompat/resources/moderations/moderation.hpp>

namespace oaicompat::inline v1 {

/// Asks for a chat completion, whole or as a stream. Mirrors `CreateChatCompletionRequest`.
struct ChatRequest {
  /// The model's id.
  Text model{};
  /// The conversation so far.
  std::vector<ChatMessage> messages{};
  /// Whether the answer comes as a stream of chunks. Default false.
  Maybe<bool> stream{};
  /// How the stream is sent.
  Maybe<StreamOptions> stream_options{};
  /// The most tokens the answer may take, reasoning included.
  Maybe<std::int64_t> max_completion_tokens{};
  /// The most tokens the answer may take (deprecated: see max_completion_tokens).
  Maybe<std::int64_t> max_tokens{};
  /// How random the choice of tokens is, 0 to 2. Default 1.
  Maybe<double> temperature{};
  /// How much of the probability the choice is made from, 0 to 1. Default 1.
  Maybe<double> top_p{};
  /// How many answers to make, 1 to 128. Default 1.
  Maybe<std::int64_t> n{};
  /// Where the answer stops; the text at which it stops is not part of it.
  Maybe<Stop> stop{};
  /// Asks for the same answer to the same request, as far as that goes (deprecated).
  Maybe<std::int64_t> seed{};
  /// How much tokens are held back the more often they occurred, -2 to 2. Default 0.
  Maybe<double> frequency_penalty{};
  /// How much tokens are held back once they occurred, -2 to 2. Default 0.
  Maybe<double> presence_penalty{};
  /// How much more (to 100) or less (to -100) likely each token id is made.
  Maybe<Map<std::int64_t>> logit_bias{};
  /// Whether the answer carries the tokens' log probabilities. Default false.
  Maybe<bool> logprobs{};
  /// How many likely tokens to give at each place, 0 to 20.
  Maybe<std::int64_t> top_logprobs{};
  /// The tools that the model may call.
  std::optional<std::vector<Tool>> tools{};
  /// Which tools the model calls. Default auto where there are tools, else none.
  std::optional<ToolChoice> tool_choice{};
  /// Whether one answer may hold several calls. Default true.
  std::optional<bool> parallel_tool_calls{};
  /// The form of the answer. Default text.
  std::optional<ResponseFormat> response_format{};
  /// How much the model reasons before it answers. Default medium.
  Maybe<OpenEnum<ReasoningEffort>> reasoning_effort{};
  /// How wordy the answer is. Default medium.
  Maybe<OpenEnum<Verbosity>> verbosity{};
  /// The kinds of output the model makes. Default text.
  Maybe<std::vector<OpenEnum<Modality>>> modalities{};
  /// How an audio answer sounds; needed where modalities has audio.
  Maybe<AudioOptions> audio{};
  /// What most of the answer will be.
  Maybe<Prediction> prediction{};
  /// How the web is searched before the answer.
  std::optional<WebSearchOptions> web_search_options{};
  /// How both sides are moderated.
  Maybe<ModerationOptions> moderation{};
  /// Which queue serves the request. Default auto.
  Maybe<OpenEnum<ServiceTier>> service_tier{};
  /// Whether the server keeps the answer for later. Default false.
  Maybe<bool> store{};
  /// Up to 16 labels of the caller's, which come back with the answer.
  Maybe<Map<Text>> metadata{};
  /// An id of the end user (deprecated: see safety_identifier and prompt_cache_key).
  std::optional<Text> user{};
  /// An id of the end user for the detection of abuse, at most 64 characters.
  Maybe<Text> safety_identifier{};
  /// Requests with one key share a cache of prompts.
  Maybe<Text> prompt_cache_key{};
  /// How long the prompt stays in the cache (deprecated).
  Maybe<OpenEnum<PromptCacheRetention>> prompt_cache_retention{};
  /// How the prompt is cached.
  std::optional<PromptCacheOptions> prompt_cache_options{};
  /// Which function the model calls (deprecated: see tool_choice).
  std::optional<FunctionCallChoice> function_call{};
  /// The functions that the model may call (deprecated: see tools).
  std::optional<std::vector<LegacyFunction>> functions{};
  Extras extra{};
  bool operator==(const ChatRequest&) const = default;
};

}  // namespace oaicompat::inline v1
