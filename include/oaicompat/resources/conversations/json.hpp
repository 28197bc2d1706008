// The JSON forms of conversations.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/conversations/types.hpp>
#include <oaicompat/resources/responses/response_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<Conversation>) {
  return object("Conversation", field("id", &Conversation::id, "The conversation's id."),
                field("object", &Conversation::object, "Always `conversation`."),
                field("created_at", &Conversation::created_at, "When it was made, in seconds since 1970."),
                field("metadata", &Conversation::metadata, "The labels that it was given.").require());
}
constexpr auto describe(Type<CreateConversationRequest>) {
  return object("CreateConversationRequest",
                field("metadata", &CreateConversationRequest::metadata, "Up to 16 labels of the caller's."),
                field("items", &CreateConversationRequest::items, "What it begins with, up to 20 items."));
}
constexpr auto describe(Type<RetrieveConversationRequest>) {
  return object("RetrieveConversationRequest", field("conversation_id", &RetrieveConversationRequest::conversation_id,
                                                     "The conversation's id, from the path."));
}
constexpr auto describe(Type<UpdateConversationRequest>) {
  return object(
      "UpdateConversationRequest",
      field("conversation_id", &UpdateConversationRequest::conversation_id, "The conversation's id, from the path."),
      field("metadata", &UpdateConversationRequest::metadata, "The labels, up to 16, in the place of those before.")
          .require());
}
constexpr auto describe(Type<DeleteConversationRequest>) {
  return object("DeleteConversationRequest", field("conversation_id", &DeleteConversationRequest::conversation_id,
                                                   "The conversation's id, from the path."));
}
constexpr auto describe(Type<DeletedConversation>) {
  return object("DeletedConversation", field("object", &DeletedConversation::object, "Always `conversation.deleted`."),
                field("deleted", &DeletedConversation::deleted, "Whether it is forgotten."),
                field("id", &DeletedConversation::id, "The conversation's id."));
}
constexpr auto describe(Type<ListConversationItemsRequest>) {
  return object(
      "ListConversationItemsRequest",
      field("conversation_id", &ListConversationItemsRequest::conversation_id, "The conversation's id, from the path."),
      field("limit", &ListConversationItemsRequest::limit, "How many items a page holds, at most 100. Default 20."),
      field("order", &ListConversationItemsRequest::order, "How they are sorted. Default desc."),
      field("after", &ListConversationItemsRequest::after, "The id after which the page begins."),
      field("include", &ListConversationItemsRequest::include, "What is added to the items."));
}
constexpr auto describe(Type<CreateConversationItemsRequest>) {
  return object("CreateConversationItemsRequest",
                field("conversation_id", &CreateConversationItemsRequest::conversation_id,
                      "The conversation's id, from the path."),
                field("include", &CreateConversationItemsRequest::include, "What is added to the items."),
                field("items", &CreateConversationItemsRequest::items, "The items, up to 20."));
}
constexpr auto describe(Type<RetrieveConversationItemRequest>) {
  return object("RetrieveConversationItemRequest",
                field("conversation_id", &RetrieveConversationItemRequest::conversation_id,
                      "The conversation's id, from the path."),
                field("item_id", &RetrieveConversationItemRequest::item_id, "The item's id, from the path."),
                field("include", &RetrieveConversationItemRequest::include, "What is added to the items."));
}
constexpr auto describe(Type<DeleteConversationItemRequest>) {
  return object("DeleteConversationItemRequest",
                field("conversation_id", &DeleteConversationItemRequest::conversation_id,
                      "The conversation's id, from the path."),
                field("item_id", &DeleteConversationItemRequest::item_id, "The item's id, from the path."));
}
constexpr auto describe(Type<ConversationItemList>) {
  return object("ConversationItemList", field("object", &ConversationItemList::object, "Always `list`."),
                field("data", &ConversationItemList::data, "The items."),
                field("first_id", &ConversationItemList::first_id, "The first one's id."),
                field("last_id", &ConversationItemList::last_id, "The last one's id: the next page begins after it."),
                field("has_more", &ConversationItemList::has_more, "Whether more follow."));
}

}  // namespace oaicompat::inline v1
