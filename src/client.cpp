// The client's face, compiled once.
// SPDX-License-Identifier: MIT
#include "asked.hpp"

#include <oaicompat/impl/client.ipp>

namespace oaicompat::inline v1 {

#define OAICOMPAT_METHOD(Result, name, Request) \
  template OAICOMPAT_API Result Client::name<Request>(Request, const RequestOptions&) const

OAICOMPAT_METHOD(Reply<Media>, speech, SpeechRequest);
OAICOMPAT_METHOD(SpeechStream, speech_stream, SpeechRequest);
OAICOMPAT_METHOD(Reply<Transcription>, transcription, TranscriptionRequest);
OAICOMPAT_METHOD(TranscriptionStream, transcription_stream, TranscriptionRequest);
OAICOMPAT_METHOD(Reply<Transcription>, translation, TranslationRequest);
OAICOMPAT_METHOD(Reply<ImageList>, images, ImageRequest);
OAICOMPAT_METHOD(ImageStream, images_stream, ImageRequest);
OAICOMPAT_METHOD(Reply<ImageList>, image_edits, ImageEditRequest);
OAICOMPAT_METHOD(ImageEditStream, image_edits_stream, ImageEditRequest);
OAICOMPAT_METHOD(Reply<ImageList>, image_variations, ImageVariationRequest);

#undef OAICOMPAT_METHOD

// The operations that are methods, by their names.
OAICOMPAT_ASKED(CreateChatCompletion);
OAICOMPAT_ASKED(CreateCompletion);
OAICOMPAT_ASKED(CreateEmbedding);
OAICOMPAT_ASKED(ListModels);
OAICOMPAT_ASKED(RetrieveModel);
OAICOMPAT_ASKED(CreateSpeech);
OAICOMPAT_ASKED(CreateTranscription);
OAICOMPAT_ASKED(CreateTranslation);
OAICOMPAT_ASKED(CreateImage);
OAICOMPAT_ASKED(CreateImageEdit);
OAICOMPAT_ASKED(CreateImageVariation);

}  // namespace oaicompat::inline v1
