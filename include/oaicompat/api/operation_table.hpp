// The operation table: every endpoint that is served and called. Only one source of the library includes it, so that a
// new endpoint costs one.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/audio_operations.hpp>
#include <oaicompat/api/conversation_operations.hpp>
#include <oaicompat/api/image_operations.hpp>
#include <oaicompat/api/moderation_operations.hpp>
#include <oaicompat/api/operations.hpp>
#include <oaicompat/api/response_operations.hpp>
#include <oaicompat/api/stored_chat_operations.hpp>

namespace oaicompat::inline v1 {

/// All of them. A new endpoint is its types, its struct in a header of its resource, and its name here.
using Operations =
    OperationList<CreateChatCompletion, CreateCompletion, CreateEmbedding, ListModels, RetrieveModel, CreateResponse,
                  ListInputItems, CancelResponse, CountInputTokens, CompactResponse, RetrieveResponse, DeleteResponse,
                  CreateSpeech, CreateTranscription, CreateTranslation, CreateImage, CreateImageEdit,
                  CreateImageVariation, DeleteModel, CreateModeration, ListChatCompletions, ListChatMessages,
                  RetrieveChatCompletion, UpdateChatCompletion, DeleteChatCompletion, CreateConversation,
                  RetrieveConversation, UpdateConversation, DeleteConversation, ListConversationItems,
                  CreateConversationItems, RetrieveConversationItem, DeleteConversationItem>;

}  // namespace oaicompat::inline v1
