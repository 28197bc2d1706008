// Which schemas of the specification each struct of audio and of images mirrors.
// SPDX-License-Identifier: MIT
#pragma once

#include "mirrors.hpp"

namespace facts {

using MediaStructs =
    List<oaicompat::TranscriptionRequest, oaicompat::ServerVad, oaicompat::TranslationRequest, oaicompat::Transcription,
         oaicompat::TranscriptionLanguage, oaicompat::TranscriptionLogprob, oaicompat::TranscriptionWord,
         oaicompat::TranscriptionSegment, oaicompat::TranscriptionTokens, oaicompat::TranscriptionInputTokens,
         oaicompat::TranscriptionDuration, oaicompat::TranscriptDelta, oaicompat::TranscriptSegment,
         oaicompat::TranscriptDone, oaicompat::SpeechRequest, oaicompat::SpeechDelta, oaicompat::SpeechDone,
         oaicompat::SpeechUsage, oaicompat::ImageRequest, oaicompat::ImageEditRequest, oaicompat::ImageVariationRequest,
         oaicompat::ImageReference, oaicompat::Image, oaicompat::ImageList, oaicompat::ImageUsage,
         oaicompat::ImageTokens, oaicompat::PartialImageEvent, oaicompat::CompletedImageEvent>;

inline Mirror mirror(oaicompat::Type<oaicompat::TranscriptionRequest>) { return {{"CreateTranscriptionRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ServerVad>) { return {{"VadConfig"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::TranslationRequest>) { return {{"CreateTranslationRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::Transcription>) { return {{"CreateTranscriptionResponseJson"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::TranscriptionLanguage>) { return {{"TranscriptionLanguage"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::TranscriptionLogprob>) {
  return {{"CreateTranscriptionResponseJson.logprobs", "TranscriptTextDeltaEvent.logprobs",
           "TranscriptTextDoneEvent.logprobs"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::TranscriptionWord>) { return {{"TranscriptionWord"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::TranscriptionSegment>) { return {{"TranscriptionSegment"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::TranscriptionTokens>) {
  return {{"TranscriptTextUsageTokens"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::TranscriptionInputTokens>) {
  return {{"TranscriptTextUsageTokens.input_token_details"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::TranscriptionDuration>) {
  return {{"TranscriptTextUsageDuration"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::TranscriptDelta>) { return {{"TranscriptTextDeltaEvent"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::TranscriptSegment>) { return {{"TranscriptTextSegmentEvent"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::TranscriptDone>) { return {{"TranscriptTextDoneEvent"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::SpeechRequest>) { return {{"CreateSpeechRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::SpeechDelta>) { return {{"SpeechAudioDeltaEvent"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::SpeechDone>) { return {{"SpeechAudioDoneEvent"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::SpeechUsage>) { return {{"SpeechAudioDoneEvent.usage"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ImageRequest>) { return {{"CreateImageRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ImageEditRequest>) { return {{"CreateImageEditRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ImageVariationRequest>) { return {{"CreateImageVariationRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ImageReference>) { return {{"ImageRefParam"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::Image>) { return {{"Image"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ImageList>) { return {{"ImagesResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ImageUsage>) { return {{"ImageGenUsage", "ImagesUsage"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ImageTokens>) {
  return {{"ImageGenInputUsageDetails", "ImageGenOutputTokensDetails", "ImagesUsage.input_tokens_details"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::PartialImageEvent>) {
  return {{"ImageGenPartialImageEvent", "ImageEditPartialImageEvent"}, "type"};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CompletedImageEvent>) {
  return {{"ImageGenCompletedEvent", "ImageEditCompletedEvent"}, "type"};
}

}  // namespace facts
