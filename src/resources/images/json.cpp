// Reading and writing of requests for images, of images and of their events.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/form_read.hpp>
#include <oaicompat/api/form_write.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/images/codec.hpp>
#include <oaicompat/resources/images/json.hpp>
#include <oaicompat/resources/images/types.ipp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ImageRequest>;
template struct OAICOMPAT_API Codec<ImageEditRequest>;
template struct OAICOMPAT_API Codec<ImageVariationRequest>;
template struct OAICOMPAT_API Codec<ImageList>;
template struct OAICOMPAT_API Codec<ImageEvent>;
template struct OAICOMPAT_API Codec<ImageEditEvent>;

template struct OAICOMPAT_API FormCodec<ImageEditRequest>;
template struct OAICOMPAT_API FormCodec<ImageVariationRequest>;

}  // namespace oaicompat::inline v1
