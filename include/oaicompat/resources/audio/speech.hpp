// Speech: text as audio.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/options.hpp>

namespace oaicompat::inline v1 {

/// The formats of speech.
enum class SpeechFormat {
  mp3,   ///< MP3.
  opus,  ///< Opus.
  aac,   ///< AAC.
  flac,  ///< FLAC.
  wav,   ///< WAV.
  pcm,   ///< Raw signed 16-bit little-endian samples, 24 kHz, one channel.
};
constexpr auto describe(Type<SpeechFormat>) {
  return std::array<Word<SpeechFormat>, 6>{{{"mp3", SpeechFormat::mp3},
                                            {"opus", SpeechFormat::opus},
                                            {"aac", SpeechFormat::aac},
                                            {"flac", SpeechFormat::flac},
                                            {"wav", SpeechFormat::wav},
                                            {"pcm", SpeechFormat::pcm}}};
}

/// How speech is sent.
enum class SpeechStreamFormat {
  sse,    ///< As events, each with a piece of the audio in base64.
  audio,  ///< As the bytes of the audio.
};
constexpr auto describe(Type<SpeechStreamFormat>) {
  return std::array<Word<SpeechStreamFormat>, 2>{
      {{"sse", SpeechStreamFormat::sse}, {"audio", SpeechStreamFormat::audio}}};
}

/// Asks for speech. Mirrors `CreateSpeechRequest`.
struct SpeechRequest {
  /// The model's id.
  Text model{};
  /// What to say, at most 4096 characters.
  Text input{};
  /// How to say it.
  std::optional<Text> instructions{};
  /// Who says it.
  Voice voice{};
  /// The format of the audio. Default mp3.
  std::optional<OpenEnum<SpeechFormat>> response_format{};
  /// How fast it is said, from 0.25 to 4. Default 1.
  std::optional<double> speed{};
  /// How the audio is sent. Default audio.
  std::optional<OpenEnum<SpeechStreamFormat>> stream_format{};
  Extras extra{};
  bool operator==(const SpeechRequest&) const = default;
};

/// A piece of speech. Mirrors `SpeechAudioDeltaEvent`.
struct SpeechDelta {
  /// The audio that follows, in base64.
  Text audio{};
  Extras extra{};
  bool operator==(const SpeechDelta&) const = default;
};

/// What speech took. Mirrors `SpeechAudioDoneEvent.usage`.
struct SpeechUsage {
  /// Tokens in the text.
  std::int64_t input_tokens = 0;
  /// Tokens in the audio.
  std::int64_t output_tokens = 0;
  /// Tokens in both.
  std::int64_t total_tokens = 0;
  Extras extra{};
  bool operator==(const SpeechUsage&) const = default;
};

/// The end of speech. Mirrors `SpeechAudioDoneEvent`.
struct SpeechDone {
  /// What it took.
  SpeechUsage usage{};
  Extras extra{};
  bool operator==(const SpeechDone&) const = default;
};

/// An event of speech that is sent as events. Mirrors `CreateSpeechResponseStreamEvent`.
struct SpeechEvent
    : TaggedUnion<"type", Case<"speech.audio.delta", SpeechDelta>, Case<"speech.audio.done", SpeechDone>> {
  using TaggedUnion::TaggedUnion;
};

}  // namespace oaicompat::inline v1
