// Reading and writing the types of Bedrock's Converse: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/bedrock/types.hpp>
#include <oaicompat/json/document.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/bedrock/json.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<ConverseRequest>;
extern template struct OAICOMPAT_API Codec<ConverseResponse>;
extern template struct OAICOMPAT_API Codec<ConverseEvent>;

}  // namespace oaicompat::inline v1

#endif
