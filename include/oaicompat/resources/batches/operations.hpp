// The rows of the operation table for batches.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/resources/batches/types.hpp>

namespace oaicompat::inline v1 {

/// `POST /batches`: a file of requests is to be worked through.
struct CreateBatch : ApiOperation {
  using Request = CreateBatchRequest;
  using Response = Batch;
  static constexpr Endpoint endpoint{"createBatch", "POST", "/batches"};
};

/// `GET /batches/{batch_id}`: a batch.
struct RetrieveBatch : ApiOperation {
  using Request = RetrieveBatchRequest;
  using Response = Batch;
  static constexpr Endpoint endpoint{"retrieveBatch", "GET", "/batches/{batch_id}"};
};

/// `POST /batches/{batch_id}/cancel`: a batch is to end early.
struct CancelBatch : ApiOperation {
  using Request = CancelBatchRequest;
  using Response = Batch;
  static constexpr Endpoint endpoint{"cancelBatch", "POST", "/batches/{batch_id}/cancel"};
};

/// `GET /batches`: a page of batches.
struct ListBatches : ApiOperation {
  using Request = ListBatchesRequest;
  using Response = BatchList;
  static constexpr Endpoint endpoint{"listBatches", "GET", "/batches"};
};

/// The operations of this room.
using BatchesOperations = OperationList<CreateBatch, RetrieveBatch, CancelBatch, ListBatches>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/operations.ipp>
#endif
