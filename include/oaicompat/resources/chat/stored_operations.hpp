// The rows of the operation table for chat completions that the server keeps.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/resources/chat/stored.hpp>

namespace oaicompat::inline v1 {

/// `GET /chat/completions`: a page of the completions that the server keeps.
struct ListChatCompletions : ApiOperation {
  using Request = ListChatCompletionsRequest;
  using Response = ChatCompletionList;
  static constexpr Endpoint endpoint{"listChatCompletions", "GET", "/chat/completions"};
};

/// `GET /chat/completions/{completion_id}`: one of them.
struct RetrieveChatCompletion : ApiOperation {
  using Request = RetrieveChatCompletionRequest;
  using Response = ChatCompletion;
  static constexpr Endpoint endpoint{"getChatCompletion", "GET", "/chat/completions/{completion_id}"};
};

/// `POST /chat/completions/{completion_id}`: one of them has other labels.
struct UpdateChatCompletion : ApiOperation {
  using Request = UpdateChatCompletionRequest;
  using Response = ChatCompletion;
  static constexpr Endpoint endpoint{"updateChatCompletion", "POST", "/chat/completions/{completion_id}"};
};

/// `DELETE /chat/completions/{completion_id}`: the server forgets one of them.
struct DeleteChatCompletion : ApiOperation {
  using Request = DeleteChatCompletionRequest;
  using Response = DeletedChatCompletion;
  static constexpr Endpoint endpoint{"deleteChatCompletion", "DELETE", "/chat/completions/{completion_id}"};
};

/// `GET /chat/completions/{completion_id}/messages`: a page of the messages that one of them was made from.
struct ListChatMessages : ApiOperation {
  using Request = ListChatMessagesRequest;
  using Response = ChatMessageList;
  static constexpr Endpoint endpoint{"getChatCompletionMessages", "GET", "/chat/completions/{completion_id}/messages"};
};

/// The operations of this room.
using StoredChatOperations = OperationList<ListChatCompletions, RetrieveChatCompletion, UpdateChatCompletion,
                                           DeleteChatCompletion, ListChatMessages>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/operations.ipp>
#endif
