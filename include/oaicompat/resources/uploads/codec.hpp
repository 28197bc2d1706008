// Reading and writing the types of uploads: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/uploads/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/uploads/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<UploadObject>;
extern template struct OAICOMPAT_API Codec<UploadPart>;
extern template struct OAICOMPAT_API Codec<CreateUploadRequest>;
extern template struct OAICOMPAT_API Codec<AddUploadPartRequest>;
extern template struct OAICOMPAT_API Codec<CompleteUploadRequest>;
extern template struct OAICOMPAT_API Codec<CancelUploadRequest>;

}  // namespace oaicompat::inline v1

#endif
