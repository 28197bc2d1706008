// Which schemas of the specification each struct mirrors: models, moderation, and all that is kept.
// SPDX-License-Identifier: MIT
#pragma once

#include "mirrors.hpp"

namespace facts {

using StoredStructs =
    List<oaicompat::DeleteModelRequest, oaicompat::DeletedModel, oaicompat::ModerationRequest,
         oaicompat::ModerationText, oaicompat::ModerationImage, oaicompat::ModerationImageUrl, oaicompat::Moderation,
         oaicompat::ModerationFinding, oaicompat::ModerationCategories, oaicompat::ModerationScores,
         oaicompat::ModerationInputTypes, oaicompat::ListChatCompletionsRequest,
         oaicompat::RetrieveChatCompletionRequest, oaicompat::UpdateChatCompletionRequest,
         oaicompat::DeleteChatCompletionRequest, oaicompat::ListChatMessagesRequest, oaicompat::ChatCompletionList,
         oaicompat::ChatMessageList, oaicompat::StoredChatMessage, oaicompat::DeletedChatCompletion,
         oaicompat::Conversation, oaicompat::CreateConversationRequest, oaicompat::RetrieveConversationRequest,
         oaicompat::UpdateConversationRequest, oaicompat::DeleteConversationRequest, oaicompat::DeletedConversation,
         oaicompat::ListConversationItemsRequest, oaicompat::CreateConversationItemsRequest,
         oaicompat::RetrieveConversationItemRequest, oaicompat::DeleteConversationItemRequest,
         oaicompat::ConversationItemList, oaicompat::FileObject, oaicompat::FileExpirationAfter,
         oaicompat::CreateFileRequest, oaicompat::ListFilesRequest, oaicompat::RetrieveFileRequest,
         oaicompat::DeleteFileRequest, oaicompat::DownloadFileRequest, oaicompat::FileList, oaicompat::DeletedFile,
         oaicompat::UploadObject, oaicompat::UploadPart, oaicompat::CreateUploadRequest,
         oaicompat::AddUploadPartRequest, oaicompat::CompleteUploadRequest, oaicompat::CancelUploadRequest>;

inline Mirror mirror(oaicompat::Type<oaicompat::DeleteModelRequest>) { return {{"DELETE /models/{model}"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::DeletedModel>) { return {{"DeleteModelResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationRequest>) { return {{"CreateModerationRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationText>) {
  return {{"CreateModerationRequest.input.text"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationImage>) {
  return {{"CreateModerationRequest.input.image_url"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationImageUrl>) {
  return {{"CreateModerationRequest.input.image_url.image_url"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::Moderation>) { return {{"CreateModerationResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationFinding>) { return {{"CreateModerationResponse.results"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationCategories>) {
  return {{"CreateModerationResponse.results.categories"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationScores>) {
  return {{"CreateModerationResponse.results.category_scores"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ModerationInputTypes>) {
  return {{"CreateModerationResponse.results.category_applied_input_types"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ListChatCompletionsRequest>) { return {{"GET /chat/completions"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::RetrieveChatCompletionRequest>) {
  return {{"GET /chat/completions/{completion_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::UpdateChatCompletionRequest>) {
  return {{"POST /chat/completions/{completion_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::DeleteChatCompletionRequest>) {
  return {{"DELETE /chat/completions/{completion_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ListChatMessagesRequest>) {
  return {{"GET /chat/completions/{completion_id}/messages"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ChatCompletionList>) { return {{"ChatCompletionList"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ChatMessageList>) { return {{"ChatCompletionMessageList"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::StoredChatMessage>) { return {{"ChatCompletionMessageList.data"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::DeletedChatCompletion>) { return {{"ChatCompletionDeleted"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::Conversation>) { return {{"ConversationResource"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CreateConversationRequest>) { return {{"CreateConversationBody"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::RetrieveConversationRequest>) {
  return {{"GET /conversations/{conversation_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::UpdateConversationRequest>) {
  return {{"POST /conversations/{conversation_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::DeleteConversationRequest>) {
  return {{"DELETE /conversations/{conversation_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::DeletedConversation>) { return {{"DeletedConversationResource"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ListConversationItemsRequest>) {
  return {{"GET /conversations/{conversation_id}/items"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CreateConversationItemsRequest>) {
  return {{"POST /conversations/{conversation_id}/items"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::RetrieveConversationItemRequest>) {
  return {{"GET /conversations/{conversation_id}/items/{item_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::DeleteConversationItemRequest>) {
  return {{"DELETE /conversations/{conversation_id}/items/{item_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ConversationItemList>) { return {{"ConversationItemList"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FileObject>) { return {{"OpenAIFile", "Upload.file"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FileExpirationAfter>) { return {{"FileExpirationAfter"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CreateFileRequest>) { return {{"CreateFileRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ListFilesRequest>) { return {{"GET /files"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::RetrieveFileRequest>) { return {{"GET /files/{file_id}"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::DeleteFileRequest>) { return {{"DELETE /files/{file_id}"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::DownloadFileRequest>) { return {{"GET /files/{file_id}/content"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FileList>) { return {{"ListFilesResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::DeletedFile>) { return {{"DeleteFileResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::UploadObject>) { return {{"Upload"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::UploadPart>) { return {{"UploadPart"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CreateUploadRequest>) { return {{"CreateUploadRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::AddUploadPartRequest>) { return {{"POST /uploads/{upload_id}/parts"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CompleteUploadRequest>) {
  return {{"POST /uploads/{upload_id}/complete"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CancelUploadRequest>) { return {{"POST /uploads/{upload_id}/cancel"}}; }

}  // namespace facts
