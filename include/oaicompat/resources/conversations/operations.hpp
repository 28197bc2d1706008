// The rows of the operation table for conversations.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/resources/conversations/types.hpp>

namespace oaicompat::inline v1 {

/// `POST /conversations`: a conversation begins.
struct CreateConversation : ApiOperation {
  using Request = CreateConversationRequest;
  using Response = Conversation;
  static constexpr Endpoint endpoint{"createConversation", "POST", "/conversations"};
};

/// `GET /conversations/{conversation_id}`: a conversation.
struct RetrieveConversation : ApiOperation {
  using Request = RetrieveConversationRequest;
  using Response = Conversation;
  static constexpr Endpoint endpoint{"getConversation", "GET", "/conversations/{conversation_id}"};
};

/// `POST /conversations/{conversation_id}`: a conversation has other labels.
struct UpdateConversation : ApiOperation {
  using Request = UpdateConversationRequest;
  using Response = Conversation;
  static constexpr Endpoint endpoint{"updateConversation", "POST", "/conversations/{conversation_id}"};
};

/// `DELETE /conversations/{conversation_id}`: the server forgets a conversation.
struct DeleteConversation : ApiOperation {
  using Request = DeleteConversationRequest;
  using Response = DeletedConversation;
  static constexpr Endpoint endpoint{"deleteConversation", "DELETE", "/conversations/{conversation_id}"};
};

/// `GET /conversations/{conversation_id}/items`: a page of its items.
struct ListConversationItems : ApiOperation {
  using Request = ListConversationItemsRequest;
  using Response = ConversationItemList;
  static constexpr Endpoint endpoint{"listConversationItems", "GET", "/conversations/{conversation_id}/items"};
};

/// `POST /conversations/{conversation_id}/items`: items are added to it.
struct CreateConversationItems : ApiOperation {
  using Request = CreateConversationItemsRequest;
  using Response = ConversationItemList;
  static constexpr Endpoint endpoint{"createConversationItems", "POST", "/conversations/{conversation_id}/items",
                                     RequestBody::json, "include"};
};

/// `GET /conversations/{conversation_id}/items/{item_id}`: one of its items.
struct RetrieveConversationItem : ApiOperation {
  using Request = RetrieveConversationItemRequest;
  using Response = ResponseItem;
  static constexpr Endpoint endpoint{"getConversationItem", "GET", "/conversations/{conversation_id}/items/{item_id}"};
};

/// `DELETE /conversations/{conversation_id}/items/{item_id}`: an item is taken out of it.
struct DeleteConversationItem : ApiOperation {
  using Request = DeleteConversationItemRequest;
  using Response = Conversation;
  static constexpr Endpoint endpoint{"deleteConversationItem", "DELETE",
                                     "/conversations/{conversation_id}/items/{item_id}"};
};

/// The operations of this room.
using ConversationsOperations =
    OperationList<CreateConversation, RetrieveConversation, UpdateConversation, DeleteConversation,
                  ListConversationItems, CreateConversationItems, RetrieveConversationItem, DeleteConversationItem>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/operations.ipp>
#endif
