// Files that a server keeps, and what the operations on them take and give.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/list_order.hpp>
#include <oaicompat/api/upload.hpp>
#include <oaicompat/json/kinds.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace oaicompat::inline v1 {

/// What a file is for.
enum class FilePurpose {
  assistants,         ///< Retrieval and code interpreters.
  assistants_output,  ///< What they made.
  batch,              ///< The requests of a batch, as JSONL.
  batch_output,       ///< Its results, or its errors.
  fine_tune,          ///< Examples to train with, as JSONL.
  fine_tune_results,  ///< What a training measured.
  vision,             ///< Images.
  user_data,          ///< Anything that a request may refer to.
  evals,              ///< What an evaluation reads.
};
constexpr auto describe(Type<FilePurpose>) {
  return std::array<Word<FilePurpose>, 9>{{{"assistants", FilePurpose::assistants},
                                           {"assistants_output", FilePurpose::assistants_output},
                                           {"batch", FilePurpose::batch},
                                           {"batch_output", FilePurpose::batch_output},
                                           {"fine-tune", FilePurpose::fine_tune},
                                           {"fine-tune-results", FilePurpose::fine_tune_results},
                                           {"vision", FilePurpose::vision},
                                           {"user_data", FilePurpose::user_data},
                                           {"evals", FilePurpose::evals}}};
}

/// Whether a file can be used.
enum class FileStatus {
  uploaded,   ///< Not yet.
  processed,  ///< It can.
  error,      ///< It cannot.
};
constexpr auto describe(Type<FileStatus>) {
  return std::array<Word<FileStatus>, 3>{
      {{"uploaded", FileStatus::uploaded}, {"processed", FileStatus::processed}, {"error", FileStatus::error}}};
}

/// A file, without its bytes. Mirrors `OpenAIFile`.
struct FileObject {
  /// The file's id.
  Text id{};
  /// Always `file`.
  Text object = Text::literal("file");
  /// How many bytes it has.
  std::int64_t bytes = 0;
  /// When it was made, in seconds since 1970.
  std::int64_t created_at = 0;
  /// When it will be removed, in seconds since 1970.
  std::optional<std::int64_t> expires_at{};
  /// Its name, as it was sent.
  Text filename{};
  /// What it is for.
  OpenEnum<FilePurpose> purpose = FilePurpose::user_data;
  /// Whether it can be used.
  OpenEnum<FileStatus> status = FileStatus::processed;
  /// Why it cannot.
  std::optional<Text> status_details{};
  Extras extra{};
  bool operator==(const FileObject&) const = default;
};

/// When a file is to be removed. Mirrors `FileExpirationAfter`.
struct FileExpirationAfter {
  /// Always `created_at`.
  Text anchor = Text::literal("created_at");
  /// How long after it, from 3600 to 2592000 seconds.
  std::int64_t seconds = 0;
  Extras extra{};
  bool operator==(const FileExpirationAfter&) const = default;
};

/// Sends a file. Mirrors `CreateFileRequest`.
struct CreateFileRequest {
  /// The file.
  Upload file{};
  /// What it is for.
  OpenEnum<FilePurpose> purpose = FilePurpose::user_data;
  /// When it is to be removed. Default never, for a batch's requests after 30 days.
  std::optional<FileExpirationAfter> expires_after{};
  Extras extra{};
  bool operator==(const CreateFileRequest&) const = default;
};

/// Asks for a page of the files. The parameters of `GET /files`.
struct ListFilesRequest {
  /// Only those for this.
  std::optional<Text> purpose{};
  /// How many files a page holds, at most 10000. Default 10000.
  std::optional<std::int64_t> limit{};
  /// How they are sorted. Default desc.
  std::optional<OpenEnum<ListOrder>> order{};
  /// The id after which the page begins.
  std::optional<Text> after{};
  Extras extra{};
  bool operator==(const ListFilesRequest&) const = default;
};

/// Asks for a file, without its bytes. The parameters of `GET /files/{file_id}`.
struct RetrieveFileRequest {
  /// The file's id, from the path.
  Text file_id{};
  Extras extra{};
  bool operator==(const RetrieveFileRequest&) const = default;
};

/// Asks to remove a file. The parameters of `DELETE /files/{file_id}`.
struct DeleteFileRequest {
  /// The file's id, from the path.
  Text file_id{};
  Extras extra{};
  bool operator==(const DeleteFileRequest&) const = default;
};

/// Asks for the bytes of a file. The parameters of `GET /files/{file_id}/content`.
struct DownloadFileRequest {
  /// The file's id, from the path.
  Text file_id{};
  Extras extra{};
  bool operator==(const DownloadFileRequest&) const = default;
};

/// A page of files. Mirrors `ListFilesResponse`.
struct FileList {
  /// Always `list`.
  Text object = Text::literal("list");
  /// The files.
  std::vector<FileObject> data{};
  /// The first one's id.
  Text first_id{};
  /// The last one's id: the next page begins after it.
  Text last_id{};
  /// Whether more follow.
  bool has_more = false;
  Extras extra{};
  bool operator==(const FileList&) const = default;
};

/// What became of a request to remove a file. Mirrors `DeleteFileResponse`.
struct DeletedFile {
  /// The file's id.
  Text id{};
  /// Always `file`.
  Text object = Text::literal("file");
  /// Whether it is removed.
  bool deleted = true;
  Extras extra{};
  bool operator==(const DeletedFile&) const = default;
};

}  // namespace oaicompat::inline v1
