// Reading and writing what the operations on files take and give.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/form_read.hpp>
#include <oaicompat/api/form_write.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/files/codec.hpp>
#include <oaicompat/resources/files/json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<FileObject>;
template struct OAICOMPAT_API Codec<CreateFileRequest>;
template struct OAICOMPAT_API Codec<ListFilesRequest>;
template struct OAICOMPAT_API Codec<RetrieveFileRequest>;
template struct OAICOMPAT_API Codec<DeleteFileRequest>;
template struct OAICOMPAT_API Codec<DownloadFileRequest>;
template struct OAICOMPAT_API Codec<FileList>;
template struct OAICOMPAT_API Codec<DeletedFile>;

template struct OAICOMPAT_API FormCodec<CreateFileRequest>;

}  // namespace oaicompat::inline v1
