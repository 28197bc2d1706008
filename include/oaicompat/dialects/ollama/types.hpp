// The bodies of Ollama's own API: what `/api/chat`, `/api/generate` and `/api/embed` take and give.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace oaicompat::inline v1 {

/// The function of a call. Mirrors `ToolCallFunction` of Ollama's `api/types.go`.
struct OllamaFunction {
  /// Its place among the calls of the message.
  std::optional<std::int64_t> index{};
  /// The function's name.
  Text name{};
  /// The arguments: an object. Old clients send the object as a string.
  Json arguments{};
  Extras extra{};
  bool operator==(const OllamaFunction&) const = default;
};

/// A call that the model made. Mirrors `ToolCall`.
struct OllamaToolCall {
  /// The call's id; old servers, and the official clients, have none.
  std::optional<Text> id{};
  /// The function called.
  OllamaFunction function{};
  Extras extra{};
  bool operator==(const OllamaToolCall&) const = default;
};

/// A message of a request or of an answer. Mirrors `Message`.
struct OllamaMessage {
  /// `system`, `user`, `assistant` or `tool`, in letters of any case.
  Text role{};
  /// What it says.
  std::optional<Text> content{};
  /// The reasoning before it.
  std::optional<Text> thinking{};
  /// Images, each in base64 without a `data:` prefix; audio travels here too.
  std::optional<std::vector<Text>> images{};
  /// The calls that the model makes.
  std::optional<std::vector<OllamaToolCall>> tool_calls{};
  /// Of role `tool`: the name of the function that this answers.
  std::optional<Text> tool_name{};
  /// Of role `tool`: the id of the call that this answers.
  std::optional<Text> tool_call_id{};
  Extras extra{};
  bool operator==(const OllamaMessage&) const = default;
};

/// Asks for the next message, or (where it has a `prompt`) for a text. Mirrors `ChatRequest` and `GenerateRequest`.
struct OllamaRequest {
  /// The model's name.
  Text model{};
  /// The conversation so far.
  std::optional<std::vector<OllamaMessage>> messages{};
  /// Of a text: what it goes on from.
  std::optional<Text> prompt{};
  /// Of a text: what comes after it.
  std::optional<Text> suffix{};
  /// Of a text: the instructions.
  std::optional<Text> system{};
  /// Of a text: images, as in a message.
  std::optional<std::vector<Text>> images{};
  /// The tools that the model may call, each in the form of the API's own (`Tool`).
  std::optional<std::vector<Json>> tools{};
  /// `"json"`, or a JSON Schema object.
  std::optional<Json> format{};
  /// How the model runs: an object of `temperature`, `num_ctx`, `stop`, ...
  std::optional<Json> options{};
  /// Whether the answer comes as a stream of lines. Default true.
  std::optional<bool> stream{};
  /// How long the model stays in memory: seconds, or a duration in Go's form (`5m`). Default 5 minutes.
  std::optional<Json> keep_alive{};
  /// Whether the model reasons: a boolean, or `low`, `medium`, `high`, `max`.
  std::optional<Json> think{};
  /// Whether the answer carries the tokens' log probabilities. Default false.
  std::optional<bool> logprobs{};
  /// How many likely tokens to give at each place, 0 to 20.
  std::optional<std::int64_t> top_logprobs{};
  Extras extra{};
  bool operator==(const OllamaRequest&) const = default;
};

/// An answer, or a piece of one. Mirrors `ChatResponse` and `GenerateResponse`.
struct OllamaResponse {
  /// The model's name.
  Text model{};
  /// When it was made: `2026-11-28T22:31:03.5Z`.
  std::optional<Text> created_at{};
  /// Of a chat: the message, or more of it.
  std::optional<OllamaMessage> message{};
  /// Of a text: the text, or more of it.
  std::optional<Text> response{};
  /// Of a text: the reasoning, or more of it.
  std::optional<Text> thinking{};
  /// Whether this ends the answer.
  bool done = false;
  /// Why it ends: `stop`, `length`, `load`, `unload`.
  std::optional<Text> done_reason{};
  /// How long it took in all, in nanoseconds.
  std::optional<std::int64_t> total_duration{};
  /// How long the model took to load, in nanoseconds.
  std::optional<std::int64_t> load_duration{};
  /// Tokens of the prompt that were read; absent where a cache held all.
  std::optional<std::int64_t> prompt_eval_count{};
  /// How long the prompt took, in nanoseconds.
  std::optional<std::int64_t> prompt_eval_duration{};
  /// Tokens of the answer.
  std::optional<std::int64_t> eval_count{};
  /// How long the answer took, in nanoseconds.
  std::optional<std::int64_t> eval_duration{};
  /// How likely the tokens were: an array of `{token, logprob, bytes, top_logprobs}`.
  std::optional<Json> logprobs{};
  Extras extra{};
  bool operator==(const OllamaResponse&) const = default;
};

/// Asks for embeddings. Mirrors `EmbedRequest`, and `EmbeddingRequest` (with a `prompt`).
struct OllamaEmbedRequest {
  /// The model's name.
  Text model{};
  /// The texts to embed.
  std::optional<OneOf<Text, std::vector<Text>>> input{};
  /// Of the old route: the text to embed.
  std::optional<Text> prompt{};
  /// Whether a text that is too long is cut. Default true.
  std::optional<bool> truncate{};
  /// How many numbers each vector should have.
  std::optional<std::int64_t> dimensions{};
  /// How the model runs.
  std::optional<Json> options{};
  /// How long the model stays in memory.
  std::optional<Json> keep_alive{};
  Extras extra{};
  bool operator==(const OllamaEmbedRequest&) const = default;
};

/// Embeddings. Mirrors `EmbedResponse`.
struct OllamaEmbedResponse {
  /// The model's name.
  Text model{};
  /// A vector a text, in order.
  std::vector<std::vector<float>> embeddings{};
  /// How long it took in all, in nanoseconds.
  std::optional<std::int64_t> total_duration{};
  /// How long the model took to load, in nanoseconds.
  std::optional<std::int64_t> load_duration{};
  /// Tokens in the texts.
  std::optional<std::int64_t> prompt_eval_count{};
  Extras extra{};
  bool operator==(const OllamaEmbedResponse&) const = default;
};

}  // namespace oaicompat::inline v1
