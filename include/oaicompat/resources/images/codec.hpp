// Reading and writing the types of images: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/images/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/images/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<ImageRequest>;
extern template struct OAICOMPAT_API Codec<ImageEditRequest>;
extern template struct OAICOMPAT_API Codec<ImageVariationRequest>;
extern template struct OAICOMPAT_API Codec<ImageList>;
extern template struct OAICOMPAT_API Codec<ImageEvent>;
extern template struct OAICOMPAT_API Codec<ImageEditEvent>;

}  // namespace oaicompat::inline v1

#endif
