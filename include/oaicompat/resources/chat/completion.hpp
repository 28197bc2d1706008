// ChatCompletion: a whole answer.
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

/// A page that the answer quotes. Mirrors `ChatCompletionResponseMessage.annotations.url_citation`.
struct UrlCitation {
  /// Where the quotation ends, in characters of the content; not part of it.
  std::int64_t end_index = 0;
  /// Where the quotation starts, in characters of the content.
  std::int64_t start_index = 0;
  /// The page.
  Text url{};
  /// The page's title.
  Text title{};
  Extras extra{};
  bool operator==(const UrlCitation&) const = default;
};

/// A note on a page that the answer quotes. Mirrors `ChatCompletionResponseMessage.annotations`.
struct UrlAnnotation {
  /// The page.
  UrlCitation url_citation{};
  Extras extra{};
  bool operator==(const UrlAnnotation&) const = default;
};

/// A note on the answer. Mirrors the items of `ChatCompletionResponseMessage.annotations`.
struct Annotation : TaggedUnion<"type", Case<"url_citation", UrlAnnotation>> {
  using TaggedUnion::TaggedUnion;
};

/// An answer as audio. Mirrors `ChatCompletionResponseMessage.audio`.
struct AudioAnswer {
  /// Its id, for the next request (AudioReference).
  Text id{};
  /// Until when the id is good, in seconds since 1970.
  std::int64_t expires_at = 0;
  /// The audio in base64, in the format that was asked for.
  Text data{};
  /// What it says.
  Text transcript{};
  Extras extra{};
  bool operator==(const AudioAnswer&) const = default;
};

/// The message of an answer. Mirrors `ChatCompletionResponseMessage`.
struct AssistantMessage {
  /// Always assistant.
  OpenEnum<Role> role = Role::assistant;
  /// What the model says.
  Maybe<Text> content{};
  /// What the model says instead when it refuses.
  Maybe<Text> refusal{};
  /// The calls that the model makes.
  std::optional<std::vector<ToolCall>> tool_calls{};
  /// Notes on the content.
  std::optional<std::vector<Annotation>> annotations{};
  /// The call that the model makes (deprecated: see tool_calls).
  std::optional<FunctionCall> function_call{};
  /// The answer as audio.
  Maybe<AudioAnswer> audio{};
  Extras extra{};
  bool operator==(const AssistantMessage&) const = default;
};

/// One of the answers. Mirrors `CreateChatCompletionResponse.choices`.
struct ChatChoice {
  /// Which answer it is, from 0.
  std::int64_t index = 0;
  /// What the model says.
  AssistantMessage message{};
  /// How likely its tokens were.
  Maybe<Logprobs> logprobs{};
  /// Why it ends.
  OpenEnum<FinishReason> finish_reason{};
  Extras extra{};
  bool operator==(const ChatChoice&) const = default;
};

/// A whole answer. Mirrors `CreateChatCompletionResponse`.
struct ChatCompletion {
  /// The answer's id.
  Text id{};
  /// Always `chat.completion`.
  Text object = Text::literal("chat.completion");
  /// When it was made, in seconds since 1970.
  std::int64_t created = 0;
  /// The model that made it.
  Text model{};
  /// The answers, as many as asked for.
  std::vector<ChatChoice> choices{};
  /// What it took.
  std::optional<Usage> usage{};
  /// Which queue served it.
  Maybe<OpenEnum<ServiceTier>> service_tier{};
  /// The configuration it was made under (deprecated).
  std::optional<Text> system_fingerprint{};
  /// The labels of the request.
  Maybe<Map<Text>> metadata{};
  /// What moderation found.
  Maybe<ChatModeration> moderation{};
  Extras extra{};
  bool operator==(const ChatCompletion&) const = default;

  /// The first answer's content, or the empty string.
  std::string text() const { return std::string{view()}; }
  /// The same without a copy. **Lifetime**: as the message's; never of a temporary, as `client.chat(...)` gives one.
  std::string_view view() const {
    if (choices.empty() || !choices.front().message.content) return {};
    return *choices.front().message.content;
  }
  /// The first answer's reasoning, where the server gives it.
  OAICOMPAT_API std::optional<std::string> reasoning() const;
};

/// An answer as a message of the next request: what a request takes of it, and what an engine added (its reasoning).
OAICOMPAT_API ChatMessage to_message(const AssistantMessage& answer);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/completion.ipp>
#endif
