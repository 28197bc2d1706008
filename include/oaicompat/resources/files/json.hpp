// The JSON forms of files.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/files/types.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<FileObject>) {
  return object("FileObject", field("id", &FileObject::id, "The file's id."),
                field("object", &FileObject::object, "Always `file`."),
                field("bytes", &FileObject::bytes, "How many bytes it has."),
                field("created_at", &FileObject::created_at, "When it was made, in seconds since 1970."),
                field("expires_at", &FileObject::expires_at, "When it will be removed, in seconds since 1970."),
                field("filename", &FileObject::filename, "Its name, as it was sent."),
                field("purpose", &FileObject::purpose, "What it is for."),
                field("status", &FileObject::status, "Whether it can be used."),
                field("status_details", &FileObject::status_details, "Why it cannot."));
}
constexpr auto describe(Type<FileExpirationAfter>) {
  return object("FileExpirationAfter", field("anchor", &FileExpirationAfter::anchor, "Always `created_at`."),
                field("seconds", &FileExpirationAfter::seconds, "How long after it, from 3600 to 2592000 seconds."));
}
constexpr auto describe(Type<CreateFileRequest>) {
  return object("CreateFileRequest", field("file", &CreateFileRequest::file, "The file."),
                field("purpose", &CreateFileRequest::purpose, "What it is for."),
                field("expires_after", &CreateFileRequest::expires_after,
                      "When it is to be removed. Default never, for a batch's requests after 30 days."));
}
constexpr auto describe(Type<ListFilesRequest>) {
  return object("ListFilesRequest", field("purpose", &ListFilesRequest::purpose, "Only those for this."),
                field("limit", &ListFilesRequest::limit, "How many files a page holds, at most 10000. Default 10000."),
                field("order", &ListFilesRequest::order, "How they are sorted. Default desc."),
                field("after", &ListFilesRequest::after, "The id after which the page begins."));
}
constexpr auto describe(Type<RetrieveFileRequest>) {
  return object("RetrieveFileRequest",
                field("file_id", &RetrieveFileRequest::file_id, "The file's id, from the path."));
}
constexpr auto describe(Type<DeleteFileRequest>) {
  return object("DeleteFileRequest", field("file_id", &DeleteFileRequest::file_id, "The file's id, from the path."));
}
constexpr auto describe(Type<DownloadFileRequest>) {
  return object("DownloadFileRequest",
                field("file_id", &DownloadFileRequest::file_id, "The file's id, from the path."));
}
constexpr auto describe(Type<FileList>) {
  return object("FileList", field("object", &FileList::object, "Always `list`."),
                field("data", &FileList::data, "The files."),
                field("first_id", &FileList::first_id, "The first one's id."),
                field("last_id", &FileList::last_id, "The last one's id: the next page begins after it."),
                field("has_more", &FileList::has_more, "Whether more follow."));
}
constexpr auto describe(Type<DeletedFile>) {
  return object("DeletedFile", field("id", &DeletedFile::id, "The file's id."),
                field("object", &DeletedFile::object, "Always `file`."),
                field("deleted", &DeletedFile::deleted, "Whether it is removed."));
}

}  // namespace oaicompat::inline v1
