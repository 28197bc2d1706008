// SPDX-License-Identifier: MIT
#include "accepted.hpp"

#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/resources/images/operations.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

const Upload wav_file{.filename = "a.wav", .content_type = "audio/wav", .body = "RIFF"};
const Upload png_file{.filename = "a.png", .content_type = "image/png", .body = "PNG"};

TranscriptionRequest transcription_with_all() {
  TranscriptionRequest out{.file = wav_file, .model = "gpt-4o-transcribe"};
  out.language = "en";
  out.languages = {"en", "de"};
  out.keywords = {"Börse"};
  out.prompt = "Hm.";
  out.temperature = 0.5;
  out.include = {TranscriptionInclude::logprobs};
  out.timestamp_granularities = {TimestampGranularity::word, TimestampGranularity::segment};
  out.chunking_strategy = ServerVad{};  // stdy takes the numbers within for text
  out.known_speaker_names = {"a"};
  out.known_speaker_references = {"data:audio/wav;base64,AAAA"};
  return out;
}

}  // namespace

TEST_CASE("stdy accepts a recording to transcribe and to translate") {
  const auto client = stdy();
  check_accepted(client.transcription({.file = wav_file, .model = "whisper-1"}));
  auto request = transcription_with_all();
  for (const auto format :
       {TranscriptionFormat::json, TranscriptionFormat::verbose_json, TranscriptionFormat::diarized_json}) {
    request.response_format = format;
    check_accepted(client.transcription(request));
  }
  check_accepted(client.transcription_stream(request));
  check_accepted(client.translation({.file = wav_file, .model = "whisper-1", .prompt = "Hm.", .temperature = 0.0}));
}

TEST_CASE("stdy accepts a request for speech") {
  SpeechRequest request{.model = "tts-1", .input = "Hello", .voice = Text{"alloy"}};
  check_accepted(stdy().speech(request));
  request.voice = CustomVoice{.id = "mine"};
  request.instructions = "Softly.";
  request.response_format = SpeechFormat::pcm;
  request.speed = 1.5;
  auto stream = stdy().speech_stream(request);
  while (stream.next()) {  // stdy answers bytes that are no events
  }
  check_accepted(stream.head(), stream.error() ? stream.error()->message : "");
}

TEST_CASE("stdy accepts requests for images") {
  const auto client = stdy();
  ImageRequest request{.prompt = "A cat", .model = "gpt-image-1", .n = 2};
  request.quality = ImageQuality::high;
  request.output_format = ImageFormat::webp;
  request.output_compression = 50;
  request.size = Text{"1024x1024"};
  request.moderation = ImageModeration::low;
  request.background = ImageBackground::transparent;
  request.user = "someone";
  check_accepted(client.images(request));
  request.partial_images = 2;
  check_accepted(client.images_stream(request));
}

TEST_CASE("stdy accepts images to edit and to vary, as files and as references") {
  const auto client = stdy();
  ImageEditRequest request{.prompt = "A hat", .model = "gpt-image-1"};
  request.image = {png_file};
  request.mask = png_file;
  request.n = 2;
  check_accepted(client.image_edits(request));
  check_accepted(client.image_edits_stream(request));
  ImageEditRequest references{.prompt = "A hat"};
  references.images.emplace().push_back({.file_id = Text{"file-1"}});
  references.mask = ImageReference{.image_url = Text{"https://example.com/a.png"}};
  check_accepted(client.image_edits(references));
  check_accepted(client.image_variations({.image = png_file, .size = Text{"512x512"}}));
}
