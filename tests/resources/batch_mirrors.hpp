// Which schemas of the specification each struct of batches mirrors.
// SPDX-License-Identifier: MIT
#pragma once

#include "mirrors.hpp"

#include <oaicompat/resources/batches/json.hpp>

namespace facts {

using BatchStructs =
    List<oaicompat::Batch, oaicompat::BatchError, oaicompat::BatchErrorList, oaicompat::BatchRequestCounts,
         oaicompat::BatchInputTokens, oaicompat::BatchOutputTokens, oaicompat::BatchUsage, oaicompat::BatchFileExpiry,
         oaicompat::CreateBatchRequest, oaicompat::RetrieveBatchRequest, oaicompat::CancelBatchRequest,
         oaicompat::ListBatchesRequest, oaicompat::BatchList>;

inline Mirror mirror(oaicompat::Type<oaicompat::Batch>) { return {{"Batch"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::BatchError>) { return {{"BatchError"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::BatchErrorList>) { return {{"Batch.errors"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::BatchRequestCounts>) { return {{"BatchRequestCounts"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::BatchInputTokens>) { return {{"Batch.usage.input_tokens_details"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::BatchOutputTokens>) { return {{"Batch.usage.output_tokens_details"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::BatchUsage>) { return {{"Batch.usage"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::BatchFileExpiry>) { return {{"BatchFileExpirationAfter"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CreateBatchRequest>) { return {{"CreateBatchRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::RetrieveBatchRequest>) { return {{"GET /batches/{batch_id}"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::CancelBatchRequest>) { return {{"POST /batches/{batch_id}/cancel"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ListBatchesRequest>) { return {{"GET /batches"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::BatchList>) { return {{"ListBatchesResponse"}}; }

}  // namespace facts
