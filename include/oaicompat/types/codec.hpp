// Reading and writing the API's types: `parse<ChatRequest>(body)`, `to_json(completion)`. Compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/types/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/codec_types.ipp>
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

extern template struct OAICOMPAT_API Codec<CompletionRequest>;
extern template struct OAICOMPAT_API Codec<Completion>;
extern template struct OAICOMPAT_API Codec<CompletionChoice>;

extern template struct OAICOMPAT_API Codec<EmbeddingRequest>;
extern template struct OAICOMPAT_API Codec<EmbeddingList>;
extern template struct OAICOMPAT_API Codec<Embedding>;

extern template struct OAICOMPAT_API Codec<ModelList>;
extern template struct OAICOMPAT_API Codec<Model>;
extern template struct OAICOMPAT_API Codec<ListModelsRequest>;
extern template struct OAICOMPAT_API Codec<RetrieveModelRequest>;

extern template struct OAICOMPAT_API Codec<TranscriptionRequest>;
extern template struct OAICOMPAT_API Codec<TranslationRequest>;
extern template struct OAICOMPAT_API Codec<Transcription>;
extern template struct OAICOMPAT_API Codec<TranscriptionEvent>;
extern template struct OAICOMPAT_API Codec<SpeechRequest>;
extern template struct OAICOMPAT_API Codec<SpeechEvent>;

extern template struct OAICOMPAT_API Codec<ImageRequest>;
extern template struct OAICOMPAT_API Codec<ImageEditRequest>;
extern template struct OAICOMPAT_API Codec<ImageVariationRequest>;
extern template struct OAICOMPAT_API Codec<ImageList>;
extern template struct OAICOMPAT_API Codec<ImageEvent>;
extern template struct OAICOMPAT_API Codec<ImageEditEvent>;

extern template struct OAICOMPAT_API Codec<ErrorBody>;
extern template struct OAICOMPAT_API Codec<ErrorDetail>;

extern template struct OAICOMPAT_API Codec<ResponseRequest>;
extern template struct OAICOMPAT_API Codec<ResponseItem>;
extern template struct OAICOMPAT_API Codec<MessageItem>;
extern template struct OAICOMPAT_API Codec<FunctionCallItem>;
extern template struct OAICOMPAT_API Codec<ItemReference>;
extern template struct OAICOMPAT_API Codec<ShellAction>;
extern template struct OAICOMPAT_API Codec<ShellOutputPiece>;
extern template struct OAICOMPAT_API Codec<LocalShellAction>;
extern template struct OAICOMPAT_API Codec<PatchOperation>;
extern template struct OAICOMPAT_API Codec<ResponsePart>;
extern template struct OAICOMPAT_API Codec<ResponseAnnotation>;
extern template struct OAICOMPAT_API Codec<ResponseTool>;
extern template struct OAICOMPAT_API Codec<Response>;
extern template struct OAICOMPAT_API Codec<ResponseUsage>;
extern template struct OAICOMPAT_API Codec<ResponseEvent>;

extern template struct OAICOMPAT_API Codec<RetrieveResponseRequest>;
extern template struct OAICOMPAT_API Codec<DeleteResponseRequest>;
extern template struct OAICOMPAT_API Codec<DeletedResponse>;
extern template struct OAICOMPAT_API Codec<CancelResponseRequest>;
extern template struct OAICOMPAT_API Codec<ListInputItemsRequest>;
extern template struct OAICOMPAT_API Codec<ResponseItemList>;
extern template struct OAICOMPAT_API Codec<CountInputTokensRequest>;
extern template struct OAICOMPAT_API Codec<InputTokenCount>;
extern template struct OAICOMPAT_API Codec<CompactRequest>;
extern template struct OAICOMPAT_API Codec<CompactedResponse>;

extern template struct OAICOMPAT_API Codec<DeleteModelRequest>;
extern template struct OAICOMPAT_API Codec<DeletedModel>;

extern template struct OAICOMPAT_API Codec<ModerationRequest>;
extern template struct OAICOMPAT_API Codec<Moderation>;

extern template struct OAICOMPAT_API Codec<ListChatCompletionsRequest>;
extern template struct OAICOMPAT_API Codec<RetrieveChatCompletionRequest>;
extern template struct OAICOMPAT_API Codec<UpdateChatCompletionRequest>;
extern template struct OAICOMPAT_API Codec<DeleteChatCompletionRequest>;
extern template struct OAICOMPAT_API Codec<ListChatMessagesRequest>;
extern template struct OAICOMPAT_API Codec<ChatCompletionList>;
extern template struct OAICOMPAT_API Codec<StoredChatMessage>;
extern template struct OAICOMPAT_API Codec<ChatMessageList>;
extern template struct OAICOMPAT_API Codec<DeletedChatCompletion>;

extern template struct OAICOMPAT_API Codec<Conversation>;
extern template struct OAICOMPAT_API Codec<CreateConversationRequest>;
extern template struct OAICOMPAT_API Codec<RetrieveConversationRequest>;
extern template struct OAICOMPAT_API Codec<UpdateConversationRequest>;
extern template struct OAICOMPAT_API Codec<DeleteConversationRequest>;
extern template struct OAICOMPAT_API Codec<DeletedConversation>;
extern template struct OAICOMPAT_API Codec<ListConversationItemsRequest>;
extern template struct OAICOMPAT_API Codec<CreateConversationItemsRequest>;
extern template struct OAICOMPAT_API Codec<RetrieveConversationItemRequest>;
extern template struct OAICOMPAT_API Codec<DeleteConversationItemRequest>;
extern template struct OAICOMPAT_API Codec<ConversationItemList>;

}  // namespace oaicompat::inline v1

#endif
