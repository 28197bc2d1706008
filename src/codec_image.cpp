// Reading and writing of requests for images, of images and of their events.
// SPDX-License-Identifier: MIT
#include <oaicompat/describe/image.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/types/codec.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ImageRequest>;
template struct OAICOMPAT_API Codec<ImageEditRequest>;
template struct OAICOMPAT_API Codec<ImageVariationRequest>;
template struct OAICOMPAT_API Codec<ImageList>;
template struct OAICOMPAT_API Codec<ImageEvent>;
template struct OAICOMPAT_API Codec<ImageEditEvent>;

}  // namespace oaicompat::inline v1
