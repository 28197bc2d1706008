// Reading and writing the types of audio: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/audio/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/audio/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<TranscriptionRequest>;
extern template struct OAICOMPAT_API Codec<TranslationRequest>;
extern template struct OAICOMPAT_API Codec<Transcription>;
extern template struct OAICOMPAT_API Codec<TranscriptionEvent>;
extern template struct OAICOMPAT_API Codec<SpeechRequest>;
extern template struct OAICOMPAT_API Codec<SpeechEvent>;

}  // namespace oaicompat::inline v1

#endif
