// Reading and writing requests for responses, and what the other operations on them take and give.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/request_json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ResponseRequest>;
template struct OAICOMPAT_API Codec<RetrieveResponseRequest>;
template struct OAICOMPAT_API Codec<DeleteResponseRequest>;
template struct OAICOMPAT_API Codec<DeletedResponse>;
template struct OAICOMPAT_API Codec<CancelResponseRequest>;
template struct OAICOMPAT_API Codec<ListInputItemsRequest>;
template struct OAICOMPAT_API Codec<ResponseItemList>;
template struct OAICOMPAT_API Codec<CountInputTokensRequest>;
template struct OAICOMPAT_API Codec<InputTokenCount>;
template struct OAICOMPAT_API Codec<CompactRequest>;
template struct OAICOMPAT_API Codec<CompactedResponse>;

}  // namespace oaicompat::inline v1
