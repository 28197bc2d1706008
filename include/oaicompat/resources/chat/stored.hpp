// Chat completions that the server keeps: what the operations on them take and give.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/list_order.hpp>
#include <oaicompat/resources/chat/completion.hpp>
#include <oaicompat/resources/chat/content_part.hpp>

namespace oaicompat::inline v1 {

/// A part of a kept message. Mirrors the items of `ChatCompletionMessageList.data.content_parts`.
struct StoredPart : TaggedUnion<"type", Case<"text", TextPart>, Case<"image_url", ImagePart>> {
  using TaggedUnion::TaggedUnion;
};

/// Asks for a page of the completions that the server keeps. The parameters of `GET /chat/completions`.
struct ListChatCompletionsRequest {
  /// Only those of this model.
  std::optional<Text> model{};
  /// Only those that have all of these labels.
  Maybe<Map<Text>> metadata{};
  /// How many completions a page holds, at most 100. Default 20.
  std::optional<std::int64_t> limit{};
  /// How they are sorted. Default asc.
  std::optional<OpenEnum<ListOrder>> order{};
  /// The id after which the page begins.
  std::optional<Text> after{};
  Extras extra{};
  bool operator==(const ListChatCompletionsRequest&) const = default;
};

/// Asks for a completion that the server keeps. The parameters of `GET /chat/completions/{completion_id}`.
struct RetrieveChatCompletionRequest {
  /// The completion's id, from the path.
  Text completion_id{};
  Extras extra{};
  bool operator==(const RetrieveChatCompletionRequest&) const = default;
};

/// Gives a completion that the server keeps other labels. Mirrors `POST /chat/completions/{completion_id}`.
struct UpdateChatCompletionRequest {
  /// The completion's id, from the path.
  Text completion_id{};
  /// The labels, up to 16, in the place of those before.
  Maybe<Map<Text>> metadata{};
  Extras extra{};
  bool operator==(const UpdateChatCompletionRequest&) const = default;
};

/// Asks to forget a completion. The parameters of `DELETE /chat/completions/{completion_id}`.
struct DeleteChatCompletionRequest {
  /// The completion's id, from the path.
  Text completion_id{};
  Extras extra{};
  bool operator==(const DeleteChatCompletionRequest&) const = default;
};

/// Asks for a page of the messages that a completion was made from. The parameters of `GET
/// /chat/completions/{completion_id}/messages`.
struct ListChatMessagesRequest {
  /// The completion's id, from the path.
  Text completion_id{};
  /// How many messages a page holds, at most 100. Default 20.
  std::optional<std::int64_t> limit{};
  /// How they are sorted. Default asc.
  std::optional<OpenEnum<ListOrder>> order{};
  /// The id after which the page begins.
  std::optional<Text> after{};
  Extras extra{};
  bool operator==(const ListChatMessagesRequest&) const = default;
};

/// A page of completions. Mirrors `ChatCompletionList`.
struct ChatCompletionList {
  /// Always `list`.
  Text object = Text::literal("list");
  /// The completions.
  std::vector<ChatCompletion> data{};
  /// The first one's id.
  Text first_id{};
  /// The last one's id: the next page begins after it.
  Text last_id{};
  /// Whether more follow.
  bool has_more = false;
  Extras extra{};
  bool operator==(const ChatCompletionList&) const = default;
};

/// A message that the server keeps. Mirrors `ChatCompletionMessageList.data`.
struct StoredChatMessage {
  /// The message's id.
  Text id{};
  /// Who speaks.
  OpenEnum<Role> role = Role::assistant;
  /// What it says; null where it is in parts.
  Maybe<Text> content{};
  /// What the model says instead when it refuses.
  Maybe<Text> refusal{};
  /// What it says in parts.
  Maybe<std::vector<StoredPart>> content_parts{};
  /// The calls that the model makes.
  std::optional<std::vector<ToolCall>> tool_calls{};
  /// Notes on the content.
  std::optional<std::vector<Annotation>> annotations{};
  /// The call that the model makes (deprecated: see tool_calls).
  std::optional<FunctionCall> function_call{};
  /// The answer as audio.
  Maybe<AudioAnswer> audio{};
  Extras extra{};
  bool operator==(const StoredChatMessage&) const = default;
};

/// A page of messages. Mirrors `ChatCompletionMessageList`.
struct ChatMessageList {
  /// Always `list`.
  Text object = Text::literal("list");
  /// The messages.
  std::vector<StoredChatMessage> data{};
  /// The first one's id.
  Text first_id{};
  /// The last one's id: the next page begins after it.
  Text last_id{};
  /// Whether more follow.
  bool has_more = false;
  Extras extra{};
  bool operator==(const ChatMessageList&) const = default;
};

/// What became of a request to forget a completion. Mirrors `ChatCompletionDeleted`.
struct DeletedChatCompletion {
  /// Always `chat.completion.deleted`.
  Text object = Text::literal("chat.completion.deleted");
  /// The completion's id.
  Text id{};
  /// Whether it is forgotten.
  bool deleted = true;
  Extras extra{};
  bool operator==(const DeletedChatCompletion&) const = default;
};

}  // namespace oaicompat::inline v1
