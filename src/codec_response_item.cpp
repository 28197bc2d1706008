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

}  // namespace oaicompat::inline v1
