// The rows of the operation table for files.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/form.hpp>
#include <oaicompat/api/media.hpp>
#include <oaicompat/api/operation.hpp>
#include <oaicompat/resources/files/types.hpp>

namespace oaicompat::inline v1 {

/// `POST /files`: the server keeps a file.
struct CreateFile : ApiOperation {
  using Request = CreateFileRequest;
  using Response = FileObject;
  static constexpr Endpoint endpoint{"createFile", "POST", "/files", RequestBody::form};
};

/// `GET /files`: a page of the files that it keeps.
struct ListFiles : ApiOperation {
  using Request = ListFilesRequest;
  using Response = FileList;
  static constexpr Endpoint endpoint{"listFiles", "GET", "/files"};
};

/// `GET /files/{file_id}`: a file, without its bytes.
struct RetrieveFile : ApiOperation {
  using Request = RetrieveFileRequest;
  using Response = FileObject;
  static constexpr Endpoint endpoint{"retrieveFile", "GET", "/files/{file_id}"};
};

/// `DELETE /files/{file_id}`: a file is removed.
struct DeleteFile : ApiOperation {
  using Request = DeleteFileRequest;
  using Response = DeletedFile;
  static constexpr Endpoint endpoint{"deleteFile", "DELETE", "/files/{file_id}"};
};

/// `GET /files/{file_id}/content`: its bytes, in pieces.
struct DownloadFile : ApiOperation {
  using Request = DownloadFileRequest;
  using Response = BinaryContent;
  static constexpr Endpoint endpoint{"downloadFile", "GET", "/files/{file_id}/content"};
};

#if !OAICOMPAT_HEADER_ONLY
extern template struct OAICOMPAT_API FormCodec<CreateFileRequest>;
#endif

/// The operations of this room.
using FilesOperations = OperationList<CreateFile, ListFiles, RetrieveFile, DeleteFile, DownloadFile>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/form_read.hpp>
#include <oaicompat/api/form_write.hpp>
#include <oaicompat/resources/files/json.hpp>
#include <oaicompat/resources/operations.ipp>
#endif
