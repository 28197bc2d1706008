// The JSON forms of uploads.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/files/json.hpp>
#include <oaicompat/resources/uploads/types.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<UploadObject>) {
  return object("UploadObject", field("id", &UploadObject::id, "The upload's id."),
                field("object", &UploadObject::object, "Always `upload`."),
                field("bytes", &UploadObject::bytes, "How many bytes the file will have."),
                field("created_at", &UploadObject::created_at, "When it was begun, in seconds since 1970."),
                field("expires_at", &UploadObject::expires_at, "When it is given up, in seconds since 1970."),
                field("filename", &UploadObject::filename, "The file's name."),
                field("purpose", &UploadObject::purpose, "What the file is for."),
                field("status", &UploadObject::status, "How far it is."),
                field("file", &UploadObject::file, "The file, once it is completed."));
}
constexpr auto describe(Type<UploadPart>) {
  return object("UploadPart", field("id", &UploadPart::id, "The part's id."),
                field("object", &UploadPart::object, "Always `upload.part`."),
                field("created_at", &UploadPart::created_at, "When it was added, in seconds since 1970."),
                field("upload_id", &UploadPart::upload_id, "The upload's id."));
}
constexpr auto describe(Type<CreateUploadRequest>) {
  return object("CreateUploadRequest", field("filename", &CreateUploadRequest::filename, "The file's name."),
                field("purpose", &CreateUploadRequest::purpose, "What the file is for."),
                field("bytes", &CreateUploadRequest::bytes, "How many bytes it will have."),
                field("mime_type", &CreateUploadRequest::mime_type, "Its media type."),
                field("expires_after", &CreateUploadRequest::expires_after,
                      "When the file is to be removed. Default never, for a batch's requests after 30 days."));
}
constexpr auto describe(Type<AddUploadPartRequest>) {
  return object("AddUploadPartRequest",
                field("upload_id", &AddUploadPartRequest::upload_id, "The upload's id, from the path."),
                field("data", &AddUploadPartRequest::data, "The bytes, up to 64 MB."));
}
constexpr auto describe(Type<CompleteUploadRequest>) {
  return object("CompleteUploadRequest",
                field("upload_id", &CompleteUploadRequest::upload_id, "The upload's id, from the path."),
                field("part_ids", &CompleteUploadRequest::part_ids, "The parts, in the order of their bytes."),
                field("md5", &CompleteUploadRequest::md5, "The MD5 digest of all bytes, in hexadecimal."));
}
constexpr auto describe(Type<CancelUploadRequest>) {
  return object("CancelUploadRequest",
                field("upload_id", &CancelUploadRequest::upload_id, "The upload's id, from the path."));
}

}  // namespace oaicompat::inline v1
