// Uploads: files that are sent in parts, and what the operations on them take and give.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/files/types.hpp>

namespace oaicompat::inline v1 {

/// How far an upload is.
enum class UploadStatus {
  pending,    ///< Parts may be added.
  completed,  ///< It is a file.
  cancelled,  ///< It was given up.
  expired,    ///< It took too long.
};
constexpr auto describe(Type<UploadStatus>) {
  return std::array<Word<UploadStatus>, 4>{{{"pending", UploadStatus::pending},
                                            {"completed", UploadStatus::completed},
                                            {"cancelled", UploadStatus::cancelled},
                                            {"expired", UploadStatus::expired}}};
}

/// An upload. Mirrors `Upload`.
struct UploadObject {
  /// The upload's id.
  Text id{};
  /// Always `upload`.
  std::optional<Text> object = Text::literal("upload");
  /// How many bytes the file will have.
  std::int64_t bytes = 0;
  /// When it was begun, in seconds since 1970.
  std::int64_t created_at = 0;
  /// When it is given up, in seconds since 1970.
  std::int64_t expires_at = 0;
  /// The file's name.
  Text filename{};
  /// What the file is for.
  Text purpose{};
  /// How far it is.
  OpenEnum<UploadStatus> status = UploadStatus::pending;
  /// The file, once it is completed.
  std::optional<FileObject> file{};
  Extras extra{};
  bool operator==(const UploadObject&) const = default;
};

/// A part of an upload. Mirrors `UploadPart`.
struct UploadPart {
  /// The part's id.
  Text id{};
  /// Always `upload.part`.
  Text object = Text::literal("upload.part");
  /// When it was added, in seconds since 1970.
  std::int64_t created_at = 0;
  /// The upload's id.
  Text upload_id{};
  Extras extra{};
  bool operator==(const UploadPart&) const = default;
};

/// Begins an upload. Mirrors `CreateUploadRequest`.
struct CreateUploadRequest {
  /// The file's name.
  Text filename{};
  /// What the file is for.
  OpenEnum<FilePurpose> purpose = FilePurpose::user_data;
  /// How many bytes it will have.
  std::int64_t bytes = 0;
  /// Its media type.
  Text mime_type{};
  /// When the file is to be removed. Default never, for a batch's requests after 30 days.
  std::optional<FileExpirationAfter> expires_after{};
  Extras extra{};
  bool operator==(const CreateUploadRequest&) const = default;
};

/// Adds a part to an upload. Mirrors `POST /uploads/{upload_id}/parts`.
struct AddUploadPartRequest {
  /// The upload's id, from the path.
  Text upload_id{};
  /// The bytes, up to 64 MB.
  Upload data{};
  Extras extra{};
  bool operator==(const AddUploadPartRequest&) const = default;
};

/// Makes a file of an upload. Mirrors `POST /uploads/{upload_id}/complete`.
struct CompleteUploadRequest {
  /// The upload's id, from the path.
  Text upload_id{};
  /// The parts, in the order of their bytes.
  std::vector<Text> part_ids{};
  /// The MD5 digest of all bytes, in hexadecimal.
  std::optional<Text> md5{};
  Extras extra{};
  bool operator==(const CompleteUploadRequest&) const = default;
};

/// Gives an upload up. The parameters of `POST /uploads/{upload_id}/cancel`.
struct CancelUploadRequest {
  /// The upload's id, from the path.
  Text upload_id{};
  Extras extra{};
  bool operator==(const CancelUploadRequest&) const = default;
};

}  // namespace oaicompat::inline v1
