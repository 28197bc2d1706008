// The options of a chat request that have a shape of their own.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/content_part.hpp>

namespace oaicompat::inline v1 {

/// Which queue serves a request.
enum class ServiceTier {
  auto_,      ///< What the project is set to.
  default_,   ///< The standard one.
  flex,       ///< Cheaper and slower.
  scale,      ///< Bought in advance.
  priority,   ///< Faster.
  fast,       ///< Faster still.
  ultrafast,  ///< As fast as it goes; of responses only.
};
constexpr auto describe(Type<ServiceTier>) {
  return std::array<Word<ServiceTier>, 7>{{{"auto", ServiceTier::auto_},
                                           {"default", ServiceTier::default_},
                                           {"flex", ServiceTier::flex},
                                           {"scale", ServiceTier::scale},
                                           {"priority", ServiceTier::priority},
                                           {"fast", ServiceTier::fast},
                                           {"ultrafast", ServiceTier::ultrafast}}};
}

/// How much a model reasons before it answers.
enum class ReasoningEffort {
  none,     ///< Not at all.
  minimal,  ///< Hardly.
  low,      ///< A little.
  medium,   ///< As models do by default.
  high,     ///< Much.
  xhigh,    ///< Very much.
  max,      ///< As much as it can.
};
constexpr auto describe(Type<ReasoningEffort>) {
  return std::array<Word<ReasoningEffort>, 7>{{{"none", ReasoningEffort::none},
                                               {"minimal", ReasoningEffort::minimal},
                                               {"low", ReasoningEffort::low},
                                               {"medium", ReasoningEffort::medium},
                                               {"high", ReasoningEffort::high},
                                               {"xhigh", ReasoningEffort::xhigh},
                                               {"max", ReasoningEffort::max}}};
}

/// How wordy an answer is.
enum class Verbosity {
  low,     ///< Terse.
  medium,  ///< As models are by default.
  high,    ///< Wordy.
};
constexpr auto describe(Type<Verbosity>) {
  return std::array<Word<Verbosity>, 3>{
      {{"low", Verbosity::low}, {"medium", Verbosity::medium}, {"high", Verbosity::high}}};
}

/// The kinds of output a model makes.
enum class Modality {
  text,   ///< Text.
  audio,  ///< Speech.
};
constexpr auto describe(Type<Modality>) {
  return std::array<Word<Modality>, 2>{{{"text", Modality::text}, {"audio", Modality::audio}}};
}

/// How long a prompt stays in the cache.
enum class PromptCacheRetention {
  in_memory,  ///< While there is memory for it.
  hours_24,   ///< Up to 24 hours.
};
constexpr auto describe(Type<PromptCacheRetention>) {
  return std::array<Word<PromptCacheRetention>, 2>{
      {{"in_memory", PromptCacheRetention::in_memory}, {"24h", PromptCacheRetention::hours_24}}};
}

/// How long a cached prefix lives.
enum class PromptCacheTtl {
  minutes_30,  ///< 30 minutes.
};
constexpr auto describe(Type<PromptCacheTtl>) {
  return std::array<Word<PromptCacheTtl>, 1>{{{"30m", PromptCacheTtl::minutes_30}}};
}

/// Who says what is cached.
enum class PromptCacheMode {
  implicit,   ///< The server chooses the breakpoints.
  explicit_,  ///< The request marks them.
};
constexpr auto describe(Type<PromptCacheMode>) {
  return std::array<Word<PromptCacheMode>, 2>{
      {{"implicit", PromptCacheMode::implicit}, {"explicit", PromptCacheMode::explicit_}}};
}

/// How the prompt is cached. Mirrors `PromptCacheOptionsParam`.
struct PromptCacheOptions {
  /// How long a cached prefix lives.
  std::optional<OpenEnum<PromptCacheTtl>> ttl{};
  /// Who says what is cached.
  std::optional<OpenEnum<PromptCacheMode>> mode{};
  Extras extra{};
  bool operator==(const PromptCacheOptions&) const = default;
};

/// How a stream is sent. Mirrors `ChatCompletionStreamOptions`.
struct StreamOptions {
  /// Whether a last chunk carries the usage of the whole request. Default false.
  std::optional<bool> include_usage{};
  /// Whether chunks are padded to hide their lengths. Default is the server's.
  std::optional<bool> include_obfuscation{};
  Extras extra{};
  bool operator==(const StreamOptions&) const = default;
};

/// Where a user is, roughly. Mirrors `WebSearchLocation`.
struct WebSearchLocation {
  /// The country as two letters (ISO 3166-1).
  std::optional<Text> country{};
  /// The region.
  std::optional<Text> region{};
  /// The city.
  std::optional<Text> city{};
  /// The time zone: `Europe/Rome`.
  std::optional<Text> timezone{};
  Extras extra{};
  bool operator==(const WebSearchLocation&) const = default;
};

/// Where a user is. Mirrors `CreateChatCompletionRequest.web_search_options.user_location`.
struct UserLocation {
  /// Always `approximate`.
  Text type = Text::literal("approximate");
  /// Where, roughly.
  WebSearchLocation approximate{};
  Extras extra{};
  bool operator==(const UserLocation&) const = default;
};

/// How much of the context a web search may take.
enum class SearchContextSize {
  low,     ///< Little.
  medium,  ///< As by default.
  high,    ///< Much.
};
constexpr auto describe(Type<SearchContextSize>) {
  return std::array<Word<SearchContextSize>, 3>{
      {{"low", SearchContextSize::low}, {"medium", SearchContextSize::medium}, {"high", SearchContextSize::high}}};
}

/// How the web is searched. Mirrors `CreateChatCompletionRequest.web_search_options`.
struct WebSearchOptions {
  /// Where the user is.
  Maybe<UserLocation> user_location{};
  /// How much of the context the search may take. Default medium.
  std::optional<OpenEnum<SearchContextSize>> search_context_size{};
  Extras extra{};
  bool operator==(const WebSearchOptions&) const = default;
};

/// A voice of one's own. Mirrors the object of `VoiceIdsOrCustomVoice`.
struct CustomVoice {
  /// The voice's id.
  Text id{};
  Extras extra{};
  bool operator==(const CustomVoice&) const = default;
};

/// A voice: its name, or one of one's own. Mirrors `VoiceIdsOrCustomVoice`.
using Voice = OneOf<Text, CustomVoice>;

/// The formats of audio that a model makes.
enum class AudioFormat {
  wav,    ///< WAV.
  aac,    ///< AAC.
  mp3,    ///< MP3.
  flac,   ///< FLAC.
  opus,   ///< Opus.
  pcm16,  ///< Raw 16-bit samples.
};
constexpr auto describe(Type<AudioFormat>) {
  return std::array<Word<AudioFormat>, 6>{{{"wav", AudioFormat::wav},
                                           {"aac", AudioFormat::aac},
                                           {"mp3", AudioFormat::mp3},
                                           {"flac", AudioFormat::flac},
                                           {"opus", AudioFormat::opus},
                                           {"pcm16", AudioFormat::pcm16}}};
}

/// How an audio answer sounds. Mirrors `CreateChatCompletionRequest.audio`.
struct AudioOptions {
  /// The voice.
  Voice voice{};
  /// The format of the audio.
  OpenEnum<AudioFormat> format{};
  Extras extra{};
  bool operator==(const AudioOptions&) const = default;
};

/// What most of the answer will be, known beforehand: it comes faster then. Mirrors `PredictionContent`.
struct Prediction {
  /// Always `content`.
  Text type = Text::literal("content");
  /// The text, or parts of it.
  OneOf<Text, std::vector<TextOnlyPart>> content{};
  Extras extra{};
  bool operator==(const Prediction&) const = default;
};

/// One text at which an answer stops, or several. Mirrors `StopConfiguration`.
using Stop = OneOf<Text, std::vector<Text>>;

}  // namespace oaicompat::inline v1
