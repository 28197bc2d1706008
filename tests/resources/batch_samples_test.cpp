// What the operations on batches take and give is read typed and comes back.
// SPDX-License-Identifier: MIT
#include "batch_mirrors.hpp"
#include "check_sample.hpp"

using namespace oaicompat;
using facts::check_sample;

TEST_CASE("batches, and what is asked about them, come back") {
  check_sample<Batch>("Batch", "");
  check_sample<CreateBatchRequest>("CreateBatchRequest", "");
  check_sample<RetrieveBatchRequest>("GET /batches/{batch_id}", "");
  check_sample<CancelBatchRequest>("POST /batches/{batch_id}/cancel", "");
  check_sample<ListBatchesRequest>("GET /batches", "");
  check_sample<BatchList>("ListBatchesResponse", "");
}
