// The table of operation lists: every operation that is served and called. Only one source of the library includes it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/resources/batches/operations.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/completions/operations.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/resources/fine_tuning/operations.hpp>
#include <oaicompat/resources/images/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>
#include <oaicompat/resources/moderations/operations.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/resources/uploads/operations.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>

namespace oaicompat::inline v1 {

/// All operations, a list a room.
using Operations = JoinedLists<ChatOperations, StoredChatOperations, AudioOperations, BatchesOperations,
                               CompletionsOperations, ConversationsOperations, EmbeddingsOperations, FilesOperations,
                               FineTuningOperations, ImagesOperations, ModelsOperations, ModerationsOperations,
                               ResponsesOperations, UploadsOperations, VectorStoresOperations>;

}  // namespace oaicompat::inline v1
