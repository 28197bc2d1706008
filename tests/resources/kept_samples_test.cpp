// What the operations on models, moderation, kept completions and conversations take and give, with all the members
// that the specification gives it, is read typed and comes back.
// SPDX-License-Identifier: MIT
#include "check_sample.hpp"

using namespace oaicompat;
using facts::check_sample;

TEST_CASE("what is kept, and what is asked about it, comes back") {
  check_sample<DeleteModelRequest>("DELETE /models/{model}", "");
  check_sample<DeletedModel>("DeleteModelResponse", "");
  check_sample<ModerationRequest>("CreateModerationRequest", "");
  check_sample<Moderation>("CreateModerationResponse", "");
  check_sample<ListChatCompletionsRequest>("GET /chat/completions", "");
  check_sample<RetrieveChatCompletionRequest>("GET /chat/completions/{completion_id}", "");
  check_sample<UpdateChatCompletionRequest>("POST /chat/completions/{completion_id}", "");
  check_sample<DeleteChatCompletionRequest>("DELETE /chat/completions/{completion_id}", "");
  check_sample<ListChatMessagesRequest>("GET /chat/completions/{completion_id}/messages", "");
  check_sample<ChatCompletionList>("ChatCompletionList", "");
  check_sample<ChatMessageList>("ChatCompletionMessageList", "");
  check_sample<StoredChatMessage>("ChatCompletionMessageList.data", "");
  check_sample<DeletedChatCompletion>("ChatCompletionDeleted", "");
  check_sample<Conversation>("ConversationResource", "");
  check_sample<CreateConversationRequest>("CreateConversationBody", "");
  check_sample<RetrieveConversationRequest>("GET /conversations/{conversation_id}", "");
  check_sample<UpdateConversationRequest>("POST /conversations/{conversation_id}", "");
  check_sample<DeleteConversationRequest>("DELETE /conversations/{conversation_id}", "");
  check_sample<DeletedConversation>("DeletedConversationResource", "");
  check_sample<ListConversationItemsRequest>("GET /conversations/{conversation_id}/items", "");
  check_sample<CreateConversationItemsRequest>("POST /conversations/{conversation_id}/items", "");
  check_sample<RetrieveConversationItemRequest>("GET /conversations/{conversation_id}/items/{item_id}", "");
  check_sample<DeleteConversationItemRequest>("DELETE /conversations/{conversation_id}/items/{item_id}", "");
  check_sample<ConversationItemList>("ConversationItemList", "");
  check_sample<FileObject>("OpenAIFile", "");
  check_sample<FileObject>("Upload.file", "");
  check_sample<ListFilesRequest>("GET /files", "");
  check_sample<RetrieveFileRequest>("GET /files/{file_id}", "");
  check_sample<DeleteFileRequest>("DELETE /files/{file_id}", "");
  check_sample<DownloadFileRequest>("GET /files/{file_id}/content", "");
  check_sample<FileList>("ListFilesResponse", "");
  check_sample<DeletedFile>("DeleteFileResponse", "");
  check_sample<UploadObject>("Upload", "");
  check_sample<UploadPart>("UploadPart", "");
  check_sample<CreateUploadRequest>("CreateUploadRequest", "");
  check_sample<CompleteUploadRequest>("POST /uploads/{upload_id}/complete", "");
  check_sample<CancelUploadRequest>("POST /uploads/{upload_id}/cancel", "");
}
