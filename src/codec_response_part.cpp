// Reading and writing the parts of items.
// SPDX-License-Identifier: MIT
#include <oaicompat/describe/response_part.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/types/codec.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ResponsePart>;
template struct OAICOMPAT_API Codec<ResponseAnnotation>;

}  // namespace oaicompat::inline v1
