// Conversations: items that the server keeps, and what the operations on them take and give.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/list_order.hpp>
#include <oaicompat/resources/responses/response.hpp>

namespace oaicompat::inline v1 {

/// A conversation. Mirrors `ConversationResource`.
struct Conversation {
  /// The conversation's id.
  Text id{};
  /// Always `conversation`.
  Text object = Text::literal("conversation");
  /// When it was made, in seconds since 1970.
  std::int64_t created_at = 0;
  /// The labels that it was given.
  Maybe<Map<Text>> metadata{};
  Extras extra{};
  bool operator==(const Conversation&) const = default;
};

/// Asks for a conversation. Mirrors `CreateConversationBody`.
struct CreateConversationRequest {
  /// Up to 16 labels of the caller's.
  Maybe<Map<Text>> metadata{};
  /// What it begins with, up to 20 items.
  Maybe<std::vector<ResponseItem>> items{};
  Extras extra{};
  bool operator==(const CreateConversationRequest&) const = default;
};

/// Asks for a conversation. The parameters of `GET /conversations/{conversation_id}`.
struct RetrieveConversationRequest {
  /// The conversation's id, from the path.
  Text conversation_id{};
  Extras extra{};
  bool operator==(const RetrieveConversationRequest&) const = default;
};

/// Gives a conversation other labels. Mirrors `POST /conversations/{conversation_id}`.
struct UpdateConversationRequest {
  /// The conversation's id, from the path.
  Text conversation_id{};
  /// The labels, up to 16, in the place of those before.
  Maybe<Map<Text>> metadata{};
  Extras extra{};
  bool operator==(const UpdateConversationRequest&) const = default;
};

/// Asks to forget a conversation and its items. The parameters of `DELETE
/// /conversations/{conversation_id}`.
struct DeleteConversationRequest {
  /// The conversation's id, from the path.
  Text conversation_id{};
  Extras extra{};
  bool operator==(const DeleteConversationRequest&) const = default;
};

/// What became of a request to forget a conversation. Mirrors `DeletedConversationResource`.
struct DeletedConversation {
  /// Always `conversation.deleted`.
  Text object = Text::literal("conversation.deleted");
  /// Whether it is forgotten.
  bool deleted = true;
  /// The conversation's id.
  Text id{};
  Extras extra{};
  bool operator==(const DeletedConversation&) const = default;
};

/// Asks for a page of the items of a conversation. The parameters of `GET /conversations/{conversation_id}/items`.
struct ListConversationItemsRequest {
  /// The conversation's id, from the path.
  Text conversation_id{};
  /// How many items a page holds, at most 100. Default 20.
  std::optional<std::int64_t> limit{};
  /// How they are sorted. Default desc.
  std::optional<OpenEnum<ListOrder>> order{};
  /// The id after which the page begins.
  std::optional<Text> after{};
  /// What is added to the items.
  std::optional<std::vector<OpenEnum<ResponseInclude>>> include{};
  Extras extra{};
  bool operator==(const ListConversationItemsRequest&) const = default;
};

/// Adds items to a conversation. Mirrors `POST /conversations/{conversation_id}/items`.
struct CreateConversationItemsRequest {
  /// The conversation's id, from the path.
  Text conversation_id{};
  /// What is added to the items.
  std::optional<std::vector<OpenEnum<ResponseInclude>>> include{};
  /// The items, up to 20.
  std::vector<ResponseItem> items{};
  Extras extra{};
  bool operator==(const CreateConversationItemsRequest&) const = default;
};

/// Asks for an item of a conversation. The parameters of `GET /conversations/{conversation_id}/items/{item_id}`.
struct RetrieveConversationItemRequest {
  /// The conversation's id, from the path.
  Text conversation_id{};
  /// The item's id, from the path.
  Text item_id{};
  /// What is added to the items.
  std::optional<std::vector<OpenEnum<ResponseInclude>>> include{};
  Extras extra{};
  bool operator==(const RetrieveConversationItemRequest&) const = default;
};

/// Asks to take an item out of a conversation. The parameters of `DELETE
/// /conversations/{conversation_id}/items/{item_id}`.
struct DeleteConversationItemRequest {
  /// The conversation's id, from the path.
  Text conversation_id{};
  /// The item's id, from the path.
  Text item_id{};
  Extras extra{};
  bool operator==(const DeleteConversationItemRequest&) const = default;
};

/// A page of items. Mirrors `ConversationItemList`.
struct ConversationItemList {
  /// Always `list`.
  Text object = Text::literal("list");
  /// The items.
  std::vector<ResponseItem> data{};
  /// The first one's id.
  Text first_id{};
  /// The last one's id: the next page begins after it.
  Text last_id{};
  /// Whether more follow.
  bool has_more = false;
  Extras extra{};
  bool operator==(const ConversationItemList&) const = default;
};

}  // namespace oaicompat::inline v1
