// The JSON forms of what the operations on kept chat completions take and give.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/completion_json.hpp>
#include <oaicompat/resources/chat/content_part_json.hpp>
#include <oaicompat/resources/chat/stored.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ListChatCompletionsRequest>) {
  return object(
      "ListChatCompletionsRequest", field("model", &ListChatCompletionsRequest::model, "Only those of this model."),
      field("metadata", &ListChatCompletionsRequest::metadata, "Only those that have all of these labels."),
      field("limit", &ListChatCompletionsRequest::limit, "How many completions a page holds, at most 100. Default 20."),
      field("order", &ListChatCompletionsRequest::order, "How they are sorted. Default asc."),
      field("after", &ListChatCompletionsRequest::after, "The id after which the page begins."));
}
constexpr auto describe(Type<RetrieveChatCompletionRequest>) {
  return object("RetrieveChatCompletionRequest", field("completion_id", &RetrieveChatCompletionRequest::completion_id,
                                                       "The completion's id, from the path."));
}
constexpr auto describe(Type<UpdateChatCompletionRequest>) {
  return object(
      "UpdateChatCompletionRequest",
      field("completion_id", &UpdateChatCompletionRequest::completion_id, "The completion's id, from the path."),
      field("metadata", &UpdateChatCompletionRequest::metadata, "The labels, up to 16, in the place of those before.")
          .require());
}
constexpr auto describe(Type<DeleteChatCompletionRequest>) {
  return object("DeleteChatCompletionRequest", field("completion_id", &DeleteChatCompletionRequest::completion_id,
                                                     "The completion's id, from the path."));
}
constexpr auto describe(Type<ListChatMessagesRequest>) {
  return object(
      "ListChatMessagesRequest",
      field("completion_id", &ListChatMessagesRequest::completion_id, "The completion's id, from the path."),
      field("limit", &ListChatMessagesRequest::limit, "How many messages a page holds, at most 100. Default 20."),
      field("order", &ListChatMessagesRequest::order, "How they are sorted. Default asc."),
      field("after", &ListChatMessagesRequest::after, "The id after which the page begins."));
}
constexpr auto describe(Type<ChatCompletionList>) {
  return object("ChatCompletionList", field("object", &ChatCompletionList::object, "Always `list`."),
                field("data", &ChatCompletionList::data, "The completions."),
                field("first_id", &ChatCompletionList::first_id, "The first one's id."),
                field("last_id", &ChatCompletionList::last_id, "The last one's id: the next page begins after it."),
                field("has_more", &ChatCompletionList::has_more, "Whether more follow."));
}
constexpr auto describe(Type<StoredChatMessage>) {
  return object("StoredChatMessage", field("id", &StoredChatMessage::id, "The message's id."),
                field("role", &StoredChatMessage::role, "Who speaks."),
                field("content", &StoredChatMessage::content, "What it says; null where it is in parts.").require(),
                field("refusal", &StoredChatMessage::refusal, "What the model says instead when it refuses.").require(),
                field("content_parts", &StoredChatMessage::content_parts, "What it says in parts."),
                field("tool_calls", &StoredChatMessage::tool_calls, "The calls that the model makes."),
                field("annotations", &StoredChatMessage::annotations, "Notes on the content."),
                field("function_call", &StoredChatMessage::function_call,
                      "The call that the model makes (deprecated: see tool_calls)."),
                field("audio", &StoredChatMessage::audio, "The answer as audio."));
}
constexpr auto describe(Type<ChatMessageList>) {
  return object("ChatMessageList", field("object", &ChatMessageList::object, "Always `list`."),
                field("data", &ChatMessageList::data, "The messages."),
                field("first_id", &ChatMessageList::first_id, "The first one's id."),
                field("last_id", &ChatMessageList::last_id, "The last one's id: the next page begins after it."),
                field("has_more", &ChatMessageList::has_more, "Whether more follow."));
}
constexpr auto describe(Type<DeletedChatCompletion>) {
  return object("DeletedChatCompletion",
                field("object", &DeletedChatCompletion::object, "Always `chat.completion.deleted`."),
                field("id", &DeletedChatCompletion::id, "The completion's id."),
                field("deleted", &DeletedChatCompletion::deleted, "Whether it is forgotten."));
}

}  // namespace oaicompat::inline v1
