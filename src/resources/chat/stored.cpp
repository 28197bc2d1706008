// Reading and writing what the operations on kept chat completions take and give.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/stored_json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ListChatCompletionsRequest>;
template struct OAICOMPAT_API Codec<RetrieveChatCompletionRequest>;
template struct OAICOMPAT_API Codec<UpdateChatCompletionRequest>;
template struct OAICOMPAT_API Codec<DeleteChatCompletionRequest>;
template struct OAICOMPAT_API Codec<ListChatMessagesRequest>;
template struct OAICOMPAT_API Codec<ChatCompletionList>;
template struct OAICOMPAT_API Codec<StoredChatMessage>;
template struct OAICOMPAT_API Codec<ChatMessageList>;
template struct OAICOMPAT_API Codec<DeletedChatCompletion>;

}  // namespace oaicompat::inline v1
