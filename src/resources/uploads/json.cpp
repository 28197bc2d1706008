// Reading and writing what the operations on uploads take and give.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/form_read.hpp>
#include <oaicompat/api/form_write.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/uploads/codec.hpp>
#include <oaicompat/resources/uploads/json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<UploadObject>;
template struct OAICOMPAT_API Codec<UploadPart>;
template struct OAICOMPAT_API Codec<CreateUploadRequest>;
template struct OAICOMPAT_API Codec<AddUploadPartRequest>;
template struct OAICOMPAT_API Codec<CompleteUploadRequest>;
template struct OAICOMPAT_API Codec<CancelUploadRequest>;

template struct OAICOMPAT_API FormCodec<AddUploadPartRequest>;

}  // namespace oaicompat::inline v1
