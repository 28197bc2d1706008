// The JSON forms of files of vector stores.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/vector_stores/file.hpp>
#include <oaicompat/resources/vector_stores/store_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<VectorStoreFileError>) {
  return object("VectorStoreFileError", field("code", &VectorStoreFileError::code, "The reason."),
                field("message", &VectorStoreFileError::message, "The reason in words."));
}
constexpr auto describe(Type<VectorStoreFile>) {
  return object("VectorStoreFile", field("id", &VectorStoreFile::id, "The file's id."),
                field("object", &VectorStoreFile::object, "Always `vector_store.file`."),
                field("usage_bytes", &VectorStoreFile::usage_bytes, "How many bytes it takes in the vector store."),
                field("created_at", &VectorStoreFile::created_at, "When it was added, in seconds since 1970."),
                field("vector_store_id", &VectorStoreFile::vector_store_id, "The vector store's id."),
                field("status", &VectorStoreFile::status, "How far its reading has come."),
                field("last_error", &VectorStoreFile::last_error, "Why it could not be read.").require(),
                field("chunking_strategy", &VectorStoreFile::chunking_strategy, "How it is cut: `static` or `other`."),
                field("attributes", &VectorStoreFile::attributes, "Its attributes."));
}
constexpr auto describe(Type<CreateVectorStoreFileRequest>) {
  return object(
      "CreateVectorStoreFileRequest",
      field("vector_store_id", &CreateVectorStoreFileRequest::vector_store_id, "The vector store's id, from the path."),
      field("file_id", &CreateVectorStoreFileRequest::file_id, "The file's id."),
      field("chunking_strategy", &CreateVectorStoreFileRequest::chunking_strategy, "How it is cut. Default `auto`."),
      field("attributes", &CreateVectorStoreFileRequest::attributes, "Its attributes."));
}
constexpr auto describe(Type<RetrieveVectorStoreFileRequest>) {
  return object("RetrieveVectorStoreFileRequest",
                field("vector_store_id", &RetrieveVectorStoreFileRequest::vector_store_id,
                      "The vector store's id, from the path."),
                field("file_id", &RetrieveVectorStoreFileRequest::file_id, "The file's id, from the path."));
}
constexpr auto describe(Type<UpdateVectorStoreFileRequest>) {
  return object(
      "UpdateVectorStoreFileRequest",
      field("vector_store_id", &UpdateVectorStoreFileRequest::vector_store_id, "The vector store's id, from the path."),
      field("file_id", &UpdateVectorStoreFileRequest::file_id, "The file's id, from the path."),
      field("attributes", &UpdateVectorStoreFileRequest::attributes, "The attributes, in the place of those before.")
          .require());
}
constexpr auto describe(Type<DeleteVectorStoreFileRequest>) {
  return object(
      "DeleteVectorStoreFileRequest",
      field("vector_store_id", &DeleteVectorStoreFileRequest::vector_store_id, "The vector store's id, from the path."),
      field("file_id", &DeleteVectorStoreFileRequest::file_id, "The file's id, from the path."));
}
constexpr auto describe(Type<DeletedVectorStoreFile>) {
  return object("DeletedVectorStoreFile", field("id", &DeletedVectorStoreFile::id, "The file's id."),
                field("object", &DeletedVectorStoreFile::object, "Always `vector_store.file.deleted`."),
                field("deleted", &DeletedVectorStoreFile::deleted, "Whether it is taken out."));
}
constexpr auto describe(Type<ListVectorStoreFilesRequest>) {
  return object(
      "ListVectorStoreFilesRequest",
      field("vector_store_id", &ListVectorStoreFilesRequest::vector_store_id, "The vector store's id, from the path."),
      field("limit", &ListVectorStoreFilesRequest::limit, "How many a page holds, 1 to 100. Default 20."),
      field("order", &ListVectorStoreFilesRequest::order, "How they are sorted. Default desc."),
      field("after", &ListVectorStoreFilesRequest::after, "The id after which the page begins."),
      field("before", &ListVectorStoreFilesRequest::before, "The id before which the page ends."),
      field("filter", &ListVectorStoreFilesRequest::filter, "Only files in this state."));
}
constexpr auto describe(Type<VectorStoreFileList>) {
  return object("VectorStoreFileList", field("object", &VectorStoreFileList::object, "Always `list`."),
                field("data", &VectorStoreFileList::data, "The files."),
                field("first_id", &VectorStoreFileList::first_id, "The first one's id."),
                field("last_id", &VectorStoreFileList::last_id, "The last one's id: the next page begins after it."),
                field("has_more", &VectorStoreFileList::has_more, "Whether more follow."));
}
constexpr auto describe(Type<RetrieveVectorStoreFileContentRequest>) {
  return object("RetrieveVectorStoreFileContentRequest",
                field("vector_store_id", &RetrieveVectorStoreFileContentRequest::vector_store_id,
                      "The vector store's id, from the path."),
                field("file_id", &RetrieveVectorStoreFileContentRequest::file_id, "The file's id, from the path."));
}
constexpr auto describe(Type<FileContentPart>) {
  return object("FileContentPart", field("type", &FileContentPart::type, "Always `text`."),
                field("text", &FileContentPart::text, "The text."));
}
constexpr auto describe(Type<VectorStoreFileContent>) {
  return object("VectorStoreFileContent",
                field("object", &VectorStoreFileContent::object, "Always `vector_store.file_content.page`."),
                field("data", &VectorStoreFileContent::data, "The text."),
                field("has_more", &VectorStoreFileContent::has_more, "Always false: everything is on one page."),
                field("next_page", &VectorStoreFileContent::next_page, "Always null.").require());
}
constexpr auto describe(Type<BatchedFile>) {
  return object("BatchedFile", field("file_id", &BatchedFile::file_id, "The file's id."),
                field("chunking_strategy", &BatchedFile::chunking_strategy, "How it is cut. Default `auto`."),
                field("attributes", &BatchedFile::attributes, "Its attributes."));
}
constexpr auto describe(Type<VectorStoreFileBatch>) {
  return object("VectorStoreFileBatch", field("id", &VectorStoreFileBatch::id, "The batch's id."),
                field("object", &VectorStoreFileBatch::object, "Always `vector_store.files_batch`."),
                field("created_at", &VectorStoreFileBatch::created_at, "When it was made, in seconds since 1970."),
                field("vector_store_id", &VectorStoreFileBatch::vector_store_id, "The vector store's id."),
                field("status", &VectorStoreFileBatch::status, "How far its reading has come."),
                field("file_counts", &VectorStoreFileBatch::file_counts, "How many files are in which state."));
}
constexpr auto describe(Type<CreateVectorStoreFileBatchRequest>) {
  return object(
      "CreateVectorStoreFileBatchRequest",
      field("vector_store_id", &CreateVectorStoreFileBatchRequest::vector_store_id,
            "The vector store's id, from the path."),
      field("file_ids", &CreateVectorStoreFileBatchRequest::file_ids,
            "The files, at most 2000; `chunking_strategy` and `attributes` are for all."),
      field("files", &CreateVectorStoreFileBatchRequest::files, "The files, at most 2000, each with its own."),
      field("chunking_strategy", &CreateVectorStoreFileBatchRequest::chunking_strategy,
            "How the files are cut. Default `auto`."),
      field("attributes", &CreateVectorStoreFileBatchRequest::attributes, "The attributes of each file."));
}
constexpr auto describe(Type<RetrieveVectorStoreFileBatchRequest>) {
  return object("RetrieveVectorStoreFileBatchRequest",
                field("vector_store_id", &RetrieveVectorStoreFileBatchRequest::vector_store_id,
                      "The vector store's id, from the path."),
                field("batch_id", &RetrieveVectorStoreFileBatchRequest::batch_id, "The batch's id, from the path."));
}
constexpr auto describe(Type<CancelVectorStoreFileBatchRequest>) {
  return object("CancelVectorStoreFileBatchRequest",
                field("vector_store_id", &CancelVectorStoreFileBatchRequest::vector_store_id,
                      "The vector store's id, from the path."),
                field("batch_id", &CancelVectorStoreFileBatchRequest::batch_id, "The batch's id, from the path."));
}
constexpr auto describe(Type<ListFilesInVectorStoreBatchRequest>) {
  return object(
      "ListFilesInVectorStoreBatchRequest",
      field("vector_store_id", &ListFilesInVectorStoreBatchRequest::vector_store_id,
            "The vector store's id, from the path."),
      field("batch_id", &ListFilesInVectorStoreBatchRequest::batch_id, "The batch's id, from the path."),
      field("limit", &ListFilesInVectorStoreBatchRequest::limit, "How many a page holds, 1 to 100. Default 20."),
      field("order", &ListFilesInVectorStoreBatchRequest::order, "How they are sorted. Default desc."),
      field("after", &ListFilesInVectorStoreBatchRequest::after, "The id after which the page begins."),
      field("before", &ListFilesInVectorStoreBatchRequest::before, "The id before which the page ends."),
      field("filter", &ListFilesInVectorStoreBatchRequest::filter, "Only files in this state."));
}

}  // namespace oaicompat::inline v1
