// What audio and images have in JSON, with all the members that the specification gives it, is read typed and comes
// back.
// SPDX-License-Identifier: MIT
#include "check_sample.hpp"

using namespace oaicompat;
using facts::check_sample;

TEST_CASE("what the operations on audio and images take and give as JSON comes back") {
  check_sample<SpeechRequest>("CreateSpeechRequest", "");
  check_sample<ImageRequest>("CreateImageRequest", "");
  check_sample<ImageList>("ImagesResponse", "");
}

TEST_CASE("every event of audio and images is read typed and comes back") {
  check_sample<SpeechEvent>("SpeechAudioDeltaEvent", "speech.audio.delta");
  check_sample<SpeechEvent>("SpeechAudioDoneEvent", "speech.audio.done");
  check_sample<TranscriptionEvent>("TranscriptTextDeltaEvent", "transcript.text.delta");
  check_sample<TranscriptionEvent>("TranscriptTextSegmentEvent", "transcript.text.segment");
  check_sample<TranscriptionEvent>("TranscriptTextDoneEvent", "transcript.text.done");
  check_sample<ImageEvent>("ImageGenPartialImageEvent", "image_generation.partial_image");
  check_sample<ImageEvent>("ImageGenCompletedEvent", "image_generation.completed");
  check_sample<ImageEditEvent>("ImageEditPartialImageEvent", "image_edit.partial_image");
  check_sample<ImageEditEvent>("ImageEditCompletedEvent", "image_edit.completed");
}
