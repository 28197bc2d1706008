// Reading and writing the types of responses: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/responses/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/responses/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<ResponseRequest>;
extern template struct OAICOMPAT_API Codec<ResponseItem>;
extern template struct OAICOMPAT_API Codec<MessageItem>;
extern template struct OAICOMPAT_API Codec<FunctionCallItem>;
extern template struct OAICOMPAT_API Codec<ItemReference>;
extern template struct OAICOMPAT_API Codec<ShellAction>;
extern template struct OAICOMPAT_API Codec<ShellOutputPiece>;
extern template struct OAICOMPAT_API Codec<LocalShellAction>;
extern template struct OAICOMPAT_API Codec<PatchOperation>;
extern template struct OAICOMPAT_API Codec<ResponsePart>;
extern template struct OAICOMPAT_API Codec<ResponseAnnotation>;
extern template struct OAICOMPAT_API Codec<ResponseTool>;
extern template struct OAICOMPAT_API Codec<Response>;
extern template struct OAICOMPAT_API Codec<ResponseUsage>;
extern template struct OAICOMPAT_API Codec<ResponseEvent>;
extern template struct OAICOMPAT_API Codec<RetrieveResponseRequest>;
extern template struct OAICOMPAT_API Codec<DeleteResponseRequest>;
extern template struct OAICOMPAT_API Codec<DeletedResponse>;
extern template struct OAICOMPAT_API Codec<CancelResponseRequest>;
extern template struct OAICOMPAT_API Codec<ListInputItemsRequest>;
extern template struct OAICOMPAT_API Codec<ResponseItemList>;
extern template struct OAICOMPAT_API Codec<CountInputTokensRequest>;
extern template struct OAICOMPAT_API Codec<InputTokenCount>;
extern template struct OAICOMPAT_API Codec<CompactRequest>;
extern template struct OAICOMPAT_API Codec<CompactedResponse>;

}  // namespace oaicompat::inline v1

#endif
