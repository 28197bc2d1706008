// Files of vector stores and batches of them, and what the operations on them take and give.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/list_order.hpp>
#include <oaicompat/resources/vector_stores/store.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace oaicompat::inline v1 {

/// Why a file could not be read. Mirrors `VectorStoreFileObject.last_error`.
struct VectorStoreFileError {
  /// The reason.
  OpenEnum<VectorStoreFileErrorCode> code = VectorStoreFileErrorCode::server_error;
  /// The reason in words.
  Text message{};
  Extras extra{};
  bool operator==(const VectorStoreFileError&) const = default;
};

/// A file in a vector store. Mirrors `VectorStoreFileObject`.
struct VectorStoreFile {
  /// The file's id.
  Text id{};
  /// Always `vector_store.file`.
  Text object = Text::literal("vector_store.file");
  /// How many bytes it takes in the vector store.
  std::int64_t usage_bytes = 0;
  /// When it was added, in seconds since 1970.
  std::int64_t created_at = 0;
  /// The vector store's id.
  Text vector_store_id{};
  /// How far its reading has come.
  OpenEnum<VectorStoreFileStatus> status = VectorStoreFileStatus::in_progress;
  /// Why it could not be read.
  Maybe<VectorStoreFileError> last_error{};
  /// How it is cut: `static` or `other`.
  std::optional<ChunkingStrategy> chunking_strategy{};
  /// Its attributes.
  Maybe<FileAttributes> attributes{};
  Extras extra{};
  bool operator==(const VectorStoreFile&) const = default;
};

/// Adds a file to a vector store. Mirrors `POST /vector_stores/{vector_store_id}/files`.
struct CreateVectorStoreFileRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  /// The file's id.
  Text file_id{};
  /// How it is cut. Default `auto`.
  std::optional<ChunkingStrategy> chunking_strategy{};
  /// Its attributes.
  Maybe<FileAttributes> attributes{};
  Extras extra{};
  bool operator==(const CreateVectorStoreFileRequest&) const = default;
};

/// Asks for a file of a vector store. The parameters of `GET /vector_stores/{vector_store_id}/files/{file_id}`.
struct RetrieveVectorStoreFileRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  /// The file's id, from the path.
  Text file_id{};
  Extras extra{};
  bool operator==(const RetrieveVectorStoreFileRequest&) const = default;
};

/// Gives a file of a vector store other attributes. Mirrors `POST
/// /vector_stores/{vector_store_id}/files/{file_id}`.
struct UpdateVectorStoreFileRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  /// The file's id, from the path.
  Text file_id{};
  /// The attributes, in the place of those before.
  Maybe<FileAttributes> attributes{};
  Extras extra{};
  bool operator==(const UpdateVectorStoreFileRequest&) const = default;
};

/// Asks to take a file out of a vector store. The parameters of `DELETE
/// /vector_stores/{vector_store_id}/files/{file_id}`.
struct DeleteVectorStoreFileRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  /// The file's id, from the path.
  Text file_id{};
  Extras extra{};
  bool operator==(const DeleteVectorStoreFileRequest&) const = default;
};

/// What became of a request to take a file out. Mirrors `DeleteVectorStoreFileResponse`.
struct DeletedVectorStoreFile {
  /// The file's id.
  Text id{};
  /// Always `vector_store.file.deleted`.
  Text object = Text::literal("vector_store.file.deleted");
  /// Whether it is taken out.
  bool deleted = true;
  Extras extra{};
  bool operator==(const DeletedVectorStoreFile&) const = default;
};

/// Asks for a page of the files of a vector store. The parameters of `GET /vector_stores/{vector_store_id}/files`.
struct ListVectorStoreFilesRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  /// How many a page holds, 1 to 100. Default 20.
  std::optional<std::int64_t> limit{};
  /// How they are sorted. Default desc.
  std::optional<OpenEnum<ListOrder>> order{};
  /// The id after which the page begins.
  std::optional<Text> after{};
  /// The id before which the page ends.
  std::optional<Text> before{};
  /// Only files in this state.
  std::optional<OpenEnum<VectorStoreFileStatus>> filter{};
  Extras extra{};
  bool operator==(const ListVectorStoreFilesRequest&) const = default;
};

/// A page of the files of a vector store. Mirrors `ListVectorStoreFilesResponse`.
struct VectorStoreFileList {
  /// Always `list`.
  Text object = Text::literal("list");
  /// The files.
  std::vector<VectorStoreFile> data{};
  /// The first one's id.
  Text first_id{};
  /// The last one's id: the next page begins after it.
  Text last_id{};
  /// Whether more follow.
  bool has_more = false;
  Extras extra{};
  bool operator==(const VectorStoreFileList&) const = default;
};

/// Asks for the text of a file. The parameters of `GET /vector_stores/{vector_store_id}/files/{file_id}/content`.
struct RetrieveVectorStoreFileContentRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  /// The file's id, from the path.
  Text file_id{};
  Extras extra{};
  bool operator==(const RetrieveVectorStoreFileContentRequest&) const = default;
};

/// A part of the text of a file. Mirrors `VectorStoreFileContentResponse.data`.
struct FileContentPart {
  /// Always `text`.
  std::optional<Text> type{};
  /// The text.
  std::optional<Text> text{};
  Extras extra{};
  bool operator==(const FileContentPart&) const = default;
};

/// The text of a file, as it was read. Mirrors `VectorStoreFileContentResponse`.
struct VectorStoreFileContent {
  /// Always `vector_store.file_content.page`.
  Text object = Text::literal("vector_store.file_content.page");
  /// The text.
  std::vector<FileContentPart> data{};
  /// Always false: everything is on one page.
  bool has_more = false;
  /// Always null.
  Maybe<Text> next_page{};
  Extras extra{};
  bool operator==(const VectorStoreFileContent&) const = default;
};

/// A file of a batch that is added to a vector store. Mirrors `CreateVectorStoreFileRequest`.
struct BatchedFile {
  /// The file's id.
  Text file_id{};
  /// How it is cut. Default `auto`.
  std::optional<ChunkingStrategy> chunking_strategy{};
  /// Its attributes.
  Maybe<FileAttributes> attributes{};
  Extras extra{};
  bool operator==(const BatchedFile&) const = default;
};

/// Files that are added to a vector store together. Mirrors `VectorStoreFileBatchObject`.
struct VectorStoreFileBatch {
  /// The batch's id.
  Text id{};
  /// Always `vector_store.files_batch`.
  Text object = Text::literal("vector_store.files_batch");
  /// When it was made, in seconds since 1970.
  std::int64_t created_at = 0;
  /// The vector store's id.
  Text vector_store_id{};
  /// How far its reading has come.
  OpenEnum<VectorStoreFileStatus> status = VectorStoreFileStatus::in_progress;
  /// How many files are in which state.
  FileCounts file_counts{};
  Extras extra{};
  bool operator==(const VectorStoreFileBatch&) const = default;
};

/// Adds files to a vector store. Mirrors `POST /vector_stores/{vector_store_id}/file_batches`.
struct CreateVectorStoreFileBatchRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  /// The files, at most 2000; `chunking_strategy` and `attributes` are for all.
  std::optional<std::vector<Text>> file_ids{};
  /// The files, at most 2000, each with its own.
  std::optional<std::vector<BatchedFile>> files{};
  /// How the files are cut. Default `auto`.
  std::optional<ChunkingStrategy> chunking_strategy{};
  /// The attributes of each file.
  Maybe<FileAttributes> attributes{};
  Extras extra{};
  bool operator==(const CreateVectorStoreFileBatchRequest&) const = default;
};

/// Asks for a batch. The parameters of `GET /vector_stores/{vector_store_id}/file_batches/{batch_id}`.
struct RetrieveVectorStoreFileBatchRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  /// The batch's id, from the path.
  Text batch_id{};
  Extras extra{};
  bool operator==(const RetrieveVectorStoreFileBatchRequest&) const = default;
};

/// Asks to give a batch up. The parameters of `POST
/// /vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel`.
struct CancelVectorStoreFileBatchRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  /// The batch's id, from the path.
  Text batch_id{};
  Extras extra{};
  bool operator==(const CancelVectorStoreFileBatchRequest&) const = default;
};

/// Asks for a page of the files of a batch. The parameters of `GET
/// /vector_stores/{vector_store_id}/file_batches/{batch_id}/files`.
struct ListFilesInVectorStoreBatchRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  /// The batch's id, from the path.
  Text batch_id{};
  /// How many a page holds, 1 to 100. Default 20.
  std::optional<std::int64_t> limit{};
  /// How they are sorted. Default desc.
  std::optional<OpenEnum<ListOrder>> order{};
  /// The id after which the page begins.
  std::optional<Text> after{};
  /// The id before which the page ends.
  std::optional<Text> before{};
  /// Only files in this state.
  std::optional<OpenEnum<VectorStoreFileStatus>> filter{};
  Extras extra{};
  bool operator==(const ListFilesInVectorStoreBatchRequest&) const = default;
};

}  // namespace oaicompat::inline v1
