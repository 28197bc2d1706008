// Reading and writing the types of files: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/files/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/files/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<FileObject>;
extern template struct OAICOMPAT_API Codec<CreateFileRequest>;
extern template struct OAICOMPAT_API Codec<ListFilesRequest>;
extern template struct OAICOMPAT_API Codec<RetrieveFileRequest>;
extern template struct OAICOMPAT_API Codec<DeleteFileRequest>;
extern template struct OAICOMPAT_API Codec<DownloadFileRequest>;
extern template struct OAICOMPAT_API Codec<FileList>;
extern template struct OAICOMPAT_API Codec<DeletedFile>;

}  // namespace oaicompat::inline v1

#endif
