// Reading and writing of audio's requests, responses and events.
// SPDX-License-Identifier: MIT
#include <oaicompat/describe/audio.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/types/codec.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<TranscriptionRequest>;
template struct OAICOMPAT_API Codec<TranslationRequest>;
template struct OAICOMPAT_API Codec<Transcription>;
template struct OAICOMPAT_API Codec<TranscriptionEvent>;
template struct OAICOMPAT_API Codec<SpeechRequest>;
template struct OAICOMPAT_API Codec<SpeechEvent>;

}  // namespace oaicompat::inline v1
