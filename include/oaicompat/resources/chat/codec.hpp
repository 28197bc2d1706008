// Reading and writing the types of chat completions: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/chat/stored.hpp>
#include <oaicompat/resources/chat/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/json.hpp>
#include <oaicompat/resources/chat/stored_json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<ChatRequest>;
extern template struct OAICOMPAT_API Codec<ChatMessage>;
extern template struct OAICOMPAT_API Codec<ContentPart>;
extern template struct OAICOMPAT_API Codec<Tool>;
extern template struct OAICOMPAT_API Codec<FunctionDefinition>;
extern template struct OAICOMPAT_API Codec<ToolCall>;
extern template struct OAICOMPAT_API Codec<CustomCall>;
extern template struct OAICOMPAT_API Codec<ResponseFormat>;
extern template struct OAICOMPAT_API Codec<ChatCompletion>;
extern template struct OAICOMPAT_API Codec<ChatChoice>;
extern template struct OAICOMPAT_API Codec<AssistantMessage>;
extern template struct OAICOMPAT_API Codec<Annotation>;
extern template struct OAICOMPAT_API Codec<AudioAnswer>;
extern template struct OAICOMPAT_API Codec<Logprobs>;
extern template struct OAICOMPAT_API Codec<Usage>;
extern template struct OAICOMPAT_API Codec<ChatChunk>;
extern template struct OAICOMPAT_API Codec<ChunkChoice>;
extern template struct OAICOMPAT_API Codec<Delta>;
extern template struct OAICOMPAT_API Codec<ToolCallDelta>;
extern template struct OAICOMPAT_API Codec<ListChatCompletionsRequest>;
extern template struct OAICOMPAT_API Codec<RetrieveChatCompletionRequest>;
extern template struct OAICOMPAT_API Codec<UpdateChatCompletionRequest>;
extern template struct OAICOMPAT_API Codec<DeleteChatCompletionRequest>;
extern template struct OAICOMPAT_API Codec<ListChatMessagesRequest>;
extern template struct OAICOMPAT_API Codec<ChatCompletionList>;
extern template struct OAICOMPAT_API Codec<StoredChatMessage>;
extern template struct OAICOMPAT_API Codec<ChatMessageList>;
extern template struct OAICOMPAT_API Codec<DeletedChatCompletion>;

}  // namespace oaicompat::inline v1

#endif
