// The rows of the operation table for chat completions that the server keeps.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operations.hpp>
#include <oaicompat/types/stored_chat.hpp>

namespace oaicompat::inline v1 {

/// `GET /chat/completions`: a page of the completions that the server keeps.
struct ListChatCompletions {
  using Request = ListChatCompletionsRequest;
  using Response = ChatCompletionList;
  static constexpr Endpoint endpoint{"listChatCompletions", "GET", "/chat/completions"};
};

/// `GET /chat/completions/{completion_id}`: one of them.
struct RetrieveChatCompletion {
  using Request = RetrieveChatCompletionRequest;
  using Response = ChatCompletion;
  static constexpr Endpoint endpoint{"getChatCompletion", "GET", "/chat/completions/{completion_id}"};
};

/// `POST /chat/completions/{completion_id}`: one of them has other labels.
struct UpdateChatCompletion {
  using Request = UpdateChatCompletionRequest;
  using Response = ChatCompletion;
  static constexpr Endpoint endpoint{"updateChatCompletion", "POST", "/chat/completions/{completion_id}"};
};

/// `DELETE /chat/completions/{completion_id}`: the server forgets one of them.
struct DeleteChatCompletion {
  using Request = DeleteChatCompletionRequest;
  using Response = DeletedChatCompletion;
  static constexpr Endpoint endpoint{"deleteChatCompletion", "DELETE", "/chat/completions/{completion_id}"};
};

/// `GET /chat/completions/{completion_id}/messages`: a page of the messages that one of them was made from.
struct ListChatMessages {
  using Request = ListChatMessagesRequest;
  using Response = ChatMessageList;
  static constexpr Endpoint endpoint{"getChatCompletionMessages", "GET", "/chat/completions/{completion_id}/messages"};
};

}  // namespace oaicompat::inline v1
