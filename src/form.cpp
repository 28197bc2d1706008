// Reading and writing the requests that are sent as forms.
// SPDX-License-Identifier: MIT
#include <oaicompat/describe/audio.hpp>
#include <oaicompat/describe/image.hpp>
#include <oaicompat/impl/codec_upload.ipp>
#include <oaicompat/impl/form_codec.ipp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API FormCodec<TranscriptionRequest>;
template struct OAICOMPAT_API FormCodec<TranslationRequest>;
template struct OAICOMPAT_API FormCodec<ImageEditRequest>;
template struct OAICOMPAT_API FormCodec<ImageVariationRequest>;

}  // namespace oaicompat::inline v1
