// The rows of the operation table for uploads.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/form.hpp>
#include <oaicompat/api/operation.hpp>
#include <oaicompat/resources/uploads/types.hpp>

namespace oaicompat::inline v1 {

/// `POST /uploads`: an upload begins.
struct CreateUpload : ApiOperation {
  using Request = CreateUploadRequest;
  using Response = UploadObject;
  static constexpr Endpoint endpoint{"createUpload", "POST", "/uploads"};
};

/// `POST /uploads/{upload_id}/parts`: a part is added to it.
struct AddUploadPart : ApiOperation {
  using Request = AddUploadPartRequest;
  using Response = UploadPart;
  static constexpr Endpoint endpoint{"addUploadPart", "POST", "/uploads/{upload_id}/parts", RequestBody::form};
};

/// `POST /uploads/{upload_id}/complete`: its parts become a file.
struct CompleteUpload : ApiOperation {
  using Request = CompleteUploadRequest;
  using Response = UploadObject;
  static constexpr Endpoint endpoint{"completeUpload", "POST", "/uploads/{upload_id}/complete"};
};

/// `POST /uploads/{upload_id}/cancel`: it is given up.
struct CancelUpload : ApiOperation {
  using Request = CancelUploadRequest;
  using Response = UploadObject;
  static constexpr Endpoint endpoint{"cancelUpload", "POST", "/uploads/{upload_id}/cancel"};
};

#if !OAICOMPAT_HEADER_ONLY
extern template struct OAICOMPAT_API FormCodec<AddUploadPartRequest>;
#endif

/// The operations of this room.
using UploadsOperations = OperationList<CreateUpload, AddUploadPart, CompleteUpload, CancelUpload>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/form_read.hpp>
#include <oaicompat/api/form_write.hpp>
#include <oaicompat/resources/operations.ipp>
#include <oaicompat/resources/uploads/json.hpp>
#endif
