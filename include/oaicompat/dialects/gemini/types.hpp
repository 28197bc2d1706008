// The bodies of Gemini's API: what `generateContent` takes and gives.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace oaicompat::inline v1 {

/// Bytes inside a message. Mirrors `Blob`.
struct GeminiBlob {
  /// Their media type: `image/png`.
  Text mime_type{};
  /// The bytes in base64, of either alphabet.
  Text data{};
  Extras extra{};
  bool operator==(const GeminiBlob&) const = default;
};

/// A file by its address. Mirrors `FileData`.
struct GeminiFileData {
  /// Its media type.
  std::optional<Text> mime_type{};
  /// Where it is.
  Text file_uri{};
  Extras extra{};
  bool operator==(const GeminiFileData&) const = default;
};

/// A call that the model makes. Mirrors `FunctionCall`.
struct GeminiFunctionCall {
  /// Its id; older servers give none.
  std::optional<Text> id{};
  /// The function's name.
  Text name{};
  /// The arguments: an object.
  std::optional<Json> args{};
  Extras extra{};
  bool operator==(const GeminiFunctionCall&) const = default;
};

/// What a function gave. Mirrors `FunctionResponse`.
struct GeminiFunctionResponse {
  /// The id of the call.
  std::optional<Text> id{};
  /// The function's name.
  Text name{};
  /// What it gave: an object.
  std::optional<Json> response{};
  Extras extra{};
  bool operator==(const GeminiFunctionResponse&) const = default;
};

/// A part of a message: it has one of text, inline_data, file_data, function_call, function_response, or one that is
/// not known here, among the extras. Mirrors `Part`.
struct GeminiPart {
  /// Text.
  std::optional<Text> text{};
  /// Whether the text is a summary of the model's thoughts.
  std::optional<bool> thought{};
  /// What must come back in the same part, in base64.
  std::optional<Text> thought_signature{};
  /// Bytes.
  std::optional<GeminiBlob> inline_data{};
  /// A file.
  std::optional<GeminiFileData> file_data{};
  /// A call.
  std::optional<GeminiFunctionCall> function_call{};
  /// The result of a call.
  std::optional<GeminiFunctionResponse> function_response{};
  Extras extra{};
  bool operator==(const GeminiPart&) const = default;
};

/// A message. Mirrors `Content`.
struct GeminiContent {
  /// `user` or `model`. Default user.
  std::optional<Text> role{};
  /// What it says.
  std::optional<std::vector<GeminiPart>> parts{};
  Extras extra{};
  bool operator==(const GeminiContent&) const = default;
};

/// A function that the model may call. Mirrors `FunctionDeclaration`.
struct GeminiFunction {
  /// The name.
  Text name{};
  /// What the function does.
  std::optional<Text> description{};
  /// The parameters as a schema of OpenAPI's subset.
  std::optional<Json> parameters{};
  /// The parameters as a JSON Schema, in place of `parameters`.
  std::optional<Json> parameters_json_schema{};
  Extras extra{};
  bool operator==(const GeminiFunction&) const = default;
};

/// Functions, or (among the extras) a tool of the server's. Mirrors `Tool`.
struct GeminiTool {
  /// The functions.
  std::optional<std::vector<GeminiFunction>> function_declarations{};
  Extras extra{};
  bool operator==(const GeminiTool&) const = default;
};

/// Asks for the next message. Mirrors `GenerateContentRequest`.
struct GeminiRequest {
  /// The conversation so far.
  std::vector<GeminiContent> contents{};
  /// The instructions.
  std::optional<GeminiContent> system_instruction{};
  /// The tools that the model may call.
  std::optional<std::vector<GeminiTool>> tools{};
  /// How the model chooses among them: an object with `functionCallingConfig`.
  std::optional<Json> tool_config{};
  /// How the answer is made: an object of `temperature`, `maxOutputTokens`, `thinkingConfig`, ...
  std::optional<Json> generation_config{};
  /// `safetySettings`, `cachedContent`, ...
  Extras extra{};
  bool operator==(const GeminiRequest&) const = default;
};

/// One of the answers, or a piece of one. Mirrors `Candidate`.
struct GeminiCandidate {
  /// What the model says, or more of it.
  std::optional<GeminiContent> content{};
  /// Why it ends: `STOP`, `MAX_TOKENS`, `SAFETY`, ...
  std::optional<Text> finish_reason{};
  /// The same for people.
  std::optional<Text> finish_message{};
  /// Which answer it is, from 0.
  std::optional<std::int64_t> index{};
  /// How likely its tokens were: an object.
  std::optional<Json> logprobs_result{};
  /// The pages that it quotes: an object.
  std::optional<Json> grounding_metadata{};
  Extras extra{};
  bool operator==(const GeminiCandidate&) const = default;
};

/// How many tokens a request took. Counts that are zero are left out. Mirrors `UsageMetadata`.
struct GeminiUsage {
  /// Tokens in the prompt, those in a cache included.
  std::optional<std::int64_t> prompt_token_count{};
  /// Tokens of the prompt that a cache held.
  std::optional<std::int64_t> cached_content_token_count{};
  /// Tokens in the answers, without thoughts.
  std::optional<std::int64_t> candidates_token_count{};
  /// Tokens in thoughts.
  std::optional<std::int64_t> thoughts_token_count{};
  /// Tokens that tools of the server's put into the prompt.
  std::optional<std::int64_t> tool_use_prompt_token_count{};
  /// Tokens in all.
  std::optional<std::int64_t> total_token_count{};
  Extras extra{};
  bool operator==(const GeminiUsage&) const = default;
};

/// An answer, or a piece of one. Mirrors `GenerateContentResponse`.
struct GeminiResponse {
  /// The answers.
  std::optional<std::vector<GeminiCandidate>> candidates{};
  /// Why the prompt was refused: an object with `blockReason`.
  std::optional<Json> prompt_feedback{};
  /// What it took so far.
  std::optional<GeminiUsage> usage_metadata{};
  /// The model that made it.
  std::optional<Text> model_version{};
  /// The answer's id.
  std::optional<Text> response_id{};
  /// When it was made.
  std::optional<Text> create_time{};
  Extras extra{};
  bool operator==(const GeminiResponse&) const = default;
};

}  // namespace oaicompat::inline v1
