// Reading and writing the parts of items.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/part_json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ResponsePart>;
template struct OAICOMPAT_API Codec<ResponseAnnotation>;

}  // namespace oaicompat::inline v1
