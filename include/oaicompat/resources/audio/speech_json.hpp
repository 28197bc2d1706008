// The JSON form of speech.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/audio/speech.hpp>
#include <oaicompat/resources/chat/options_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<SpeechRequest>) {
  return object("SpeechRequest", field("model", &SpeechRequest::model, "The model's id."),
                field("input", &SpeechRequest::input, "What to say, at most 4096 characters."),
                field("instructions", &SpeechRequest::instructions, "How to say it."),
                field("voice", &SpeechRequest::voice, "Who says it."),
                field("response_format", &SpeechRequest::response_format, "The format of the audio. Default mp3."),
                field("speed", &SpeechRequest::speed, "How fast it is said, from 0.25 to 4. Default 1."),
                field("stream_format", &SpeechRequest::stream_format, "How the audio is sent. Default audio."));
}
constexpr auto describe(Type<SpeechDelta>) {
  return object("SpeechDelta", field("audio", &SpeechDelta::audio, "The audio that follows, in base64."));
}
constexpr auto describe(Type<SpeechUsage>) {
  return object("SpeechUsage", field("input_tokens", &SpeechUsage::input_tokens, "Tokens in the text."),
                field("output_tokens", &SpeechUsage::output_tokens, "Tokens in the audio."),
                field("total_tokens", &SpeechUsage::total_tokens, "Tokens in both."));
}
constexpr auto describe(Type<SpeechDone>) {
  return object("SpeechDone", field("usage", &SpeechDone::usage, "What it took."));
}

}  // namespace oaicompat::inline v1
