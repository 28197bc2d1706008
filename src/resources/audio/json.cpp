// Reading and writing of audio's requests, responses and events.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/form_read.hpp>
#include <oaicompat/api/form_write.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/audio/codec.hpp>
#include <oaicompat/resources/audio/json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<TranscriptionRequest>;
template struct OAICOMPAT_API Codec<TranslationRequest>;
template struct OAICOMPAT_API Codec<Transcription>;
template struct OAICOMPAT_API Codec<TranscriptionEvent>;
template struct OAICOMPAT_API Codec<SpeechRequest>;
template struct OAICOMPAT_API Codec<SpeechEvent>;

template struct OAICOMPAT_API FormCodec<TranscriptionRequest>;
template struct OAICOMPAT_API FormCodec<TranslationRequest>;

}  // namespace oaicompat::inline v1
