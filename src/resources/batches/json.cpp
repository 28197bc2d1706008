// Reading and writing what the operations on batches take and give.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/batches/codec.hpp>
#include <oaicompat/resources/batches/json.hpp>
#include <oaicompat/resources/batches/records.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<Batch>;
template struct OAICOMPAT_API Codec<CreateBatchRequest>;
template struct OAICOMPAT_API Codec<RetrieveBatchRequest>;
template struct OAICOMPAT_API Codec<CancelBatchRequest>;
template struct OAICOMPAT_API Codec<ListBatchesRequest>;
template struct OAICOMPAT_API Codec<BatchList>;
template struct OAICOMPAT_API Codec<BatchLine>;
template struct OAICOMPAT_API Codec<BatchResult>;

// What the service keeps and looks at.
template struct Codec<detail::BatchOrder>;
template struct Codec<detail::BatchedBody>;
template struct Codec<detail::BatchedAnswer>;

}  // namespace oaicompat::inline v1
