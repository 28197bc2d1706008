// Reading and writing the types of Bedrock's Converse.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/bedrock/codec.hpp>
#include <oaicompat/dialects/bedrock/json.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ConverseRequest>;
template struct OAICOMPAT_API Codec<ConverseResponse>;
template struct OAICOMPAT_API Codec<ConverseEvent>;

}  // namespace oaicompat::inline v1
