// Reading and writing the items of responses.
// SPDX-License-Identifier: MIT
#include <oaicompat/describe/response_item.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/types/codec.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ResponseItem>;
template struct OAICOMPAT_API Codec<FunctionCallItem>;
template struct OAICOMPAT_API Codec<MessageItem>;
template struct OAICOMPAT_API Codec<ItemReference>;
template struct OAICOMPAT_API Codec<ShellAction>;
template struct OAICOMPAT_API Codec<ShellOutputPiece>;
template struct OAICOMPAT_API Codec<LocalShellAction>;
template struct OAICOMPAT_API Codec<PatchOperation>;

}  // namespace oaicompat::inline v1
