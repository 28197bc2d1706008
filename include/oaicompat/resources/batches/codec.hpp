// Reading and writing the types of batches: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/batches/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/batches/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<Batch>;
extern template struct OAICOMPAT_API Codec<CreateBatchRequest>;
extern template struct OAICOMPAT_API Codec<RetrieveBatchRequest>;
extern template struct OAICOMPAT_API Codec<CancelBatchRequest>;
extern template struct OAICOMPAT_API Codec<ListBatchesRequest>;
extern template struct OAICOMPAT_API Codec<BatchList>;
extern template struct OAICOMPAT_API Codec<BatchLine>;
extern template struct OAICOMPAT_API Codec<BatchResult>;

}  // namespace oaicompat::inline v1

#endif
