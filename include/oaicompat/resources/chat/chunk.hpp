// ChatChunk: a piece of an answer that comes as a stream.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/extensions.hpp>
#include <oaicompat/resources/chat/finish_reason.hpp>
#include <oaicompat/resources/chat/logprobs.hpp>
#include <oaicompat/resources/chat/message.hpp>
#include <oaicompat/resources/chat/options.hpp>
#include <oaicompat/resources/chat/usage.hpp>
#include <oaicompat/resources/moderations/moderation.hpp>

namespace oaicompat::inline v1 {

/// A piece of a call of a function. Mirrors `ChatCompletionMessageToolCallChunk.function`.
struct FunctionCallDelta {
  /// The function's name, whole, once.
  std::optional<Text> name{};
  /// More of the arguments' JSON text.
  std::optional<Text> arguments{};
  Extras extra{};
  bool operator==(const FunctionCallDelta&) const = default;
};

/// A piece of a call. Mirrors `ChatCompletionMessageToolCallChunk`.
struct ToolCallDelta {
  /// Which of the answer's calls it is a piece of, from 0.
  std::int64_t index = 0;
  /// The call's id, once.
  std::optional<Text> id{};
  /// What is called, once.
  std::optional<OpenEnum<ToolType>> type{};
  /// The piece.
  std::optional<FunctionCallDelta> function{};
  Extras extra{};
  bool operator==(const ToolCallDelta&) const = default;
};

/// A piece of a message. Mirrors `ChatCompletionStreamResponseDelta`.
struct Delta {
  /// Who says it, once.
  std::optional<OpenEnum<Role>> role{};
  /// More of the content.
  Maybe<Text> content{};
  /// More of the refusal.
  Maybe<Text> refusal{};
  /// Pieces of calls.
  std::optional<std::vector<ToolCallDelta>> tool_calls{};
  /// A piece of the call (deprecated: see tool_calls).
  std::optional<FunctionCallDelta> function_call{};
  Extras extra{};
  bool operator==(const Delta&) const = default;
};

/// A piece of one of the answers. Mirrors `CreateChatCompletionStreamResponse.choices`.
struct ChunkChoice {
  /// Which answer it is a piece of, from 0.
  std::int64_t index = 0;
  /// The piece.
  Delta delta{};
  /// How likely the piece's tokens were.
  Maybe<Logprobs> logprobs{};
  /// Why the answer ends: null until its last piece.
  Maybe<OpenEnum<FinishReason>> finish_reason{};
  Extras extra{};
  bool operator==(const ChunkChoice&) const = default;
};

/// A piece of an answer. Mirrors `CreateChatCompletionStreamResponse`.
struct ChatChunk {
  /// The answer's id, the same in all its chunks.
  Text id{};
  /// Always `chat.completion.chunk`.
  Text object = Text::literal("chat.completion.chunk");
  /// When the answer was begun, in seconds since 1970; the same in all its chunks.
  std::int64_t created = 0;
  /// The model that makes it.
  Text model{};
  /// Pieces of the answers; none in the chunk with the usage.
  std::vector<ChunkChoice> choices{};
  /// What the whole request took, in the last chunk where it was asked for; null in the others then.
  Maybe<Usage> usage{};
  /// Which queue serves it.
  Maybe<OpenEnum<ServiceTier>> service_tier{};
  /// The configuration it is made under (deprecated).
  std::optional<Text> system_fingerprint{};
  /// Padding of random characters that hides the length of the piece.
  std::optional<Text> obfuscation{};
  /// What moderation found.
  Maybe<ChatModeration> moderation{};
  Extras extra{};
  bool operator==(const ChatChunk&) const = default;

  /// The content for the answer with index 0, or the empty string.
  std::string text() const { return std::string{view()}; }
  /// The same without a copy. **Lifetime**: as the delta's.
  std::string_view view() const {
    for (const auto& choice : choices) {
      if (choice.index == 0 && choice.delta.content) return *choice.delta.content;
    }
    return {};
  }
  /// The reasoning for the answer with index 0, where the server gives it.
  OAICOMPAT_API std::optional<std::string> reasoning() const;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/chunk.ipp>
#endif
