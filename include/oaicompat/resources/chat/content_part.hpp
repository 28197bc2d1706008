// Content parts: text, images, audio and files inside a message.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// Marks the end of a prefix worth caching. Mirrors `PromptCacheBreakpointParam`.
struct PromptCacheBreakpoint {
  /// Always `explicit`.
  Text mode = Text::literal("explicit");
  Extras extra{};
  bool operator==(const PromptCacheBreakpoint&) const = default;
};

/// Text. Mirrors `ChatCompletionRequestMessageContentPartText`.
struct TextPart {
  /// The text.
  Text text{};
  /// Marks the end of a prefix worth caching.
  std::optional<PromptCacheBreakpoint> prompt_cache_breakpoint{};
  Extras extra{};
  bool operator==(const TextPart&) const = default;
};

/// How closely an image is looked at.
enum class ImageDetail {
  auto_,     ///< The model decides.
  low,       ///< A small copy of it.
  high,      ///< All of it.
  original,  ///< All of it, at its own size.
};
constexpr auto describe(Type<ImageDetail>) {
  return std::array<Word<ImageDetail>, 4>{{{"auto", ImageDetail::auto_},
                                           {"low", ImageDetail::low},
                                           {"high", ImageDetail::high},
                                           {"original", ImageDetail::original}}};
}

/// Where an image is. Mirrors `ChatCompletionRequestMessageContentPartImage.image_url`.
struct ImageUrl {
  /// A URL, or the image itself as a `data:` URL.
  Text url{};
  /// How closely it is looked at. Default auto.
  std::optional<OpenEnum<ImageDetail>> detail{};
  Extras extra{};
  bool operator==(const ImageUrl&) const = default;
};

/// An image. Mirrors `ChatCompletionRequestMessageContentPartImage`.
struct ImagePart {
  /// Where the image is.
  ImageUrl image_url{};
  /// Marks the end of a prefix worth caching.
  std::optional<PromptCacheBreakpoint> prompt_cache_breakpoint{};
  Extras extra{};
  bool operator==(const ImagePart&) const = default;
};

/// The formats of audio that a model hears.
enum class InputAudioFormat {
  wav,  ///< WAV.
  mp3,  ///< MP3.
};
constexpr auto describe(Type<InputAudioFormat>) {
  return std::array<Word<InputAudioFormat>, 2>{{{"wav", InputAudioFormat::wav}, {"mp3", InputAudioFormat::mp3}}};
}

/// Audio. Mirrors `ChatCompletionRequestMessageContentPartAudio.input_audio`.
struct InputAudio {
  /// The audio in base64.
  Text data{};
  /// The format of the audio.
  OpenEnum<InputAudioFormat> format{};
  Extras extra{};
  bool operator==(const InputAudio&) const = default;
};

/// Audio. Mirrors `ChatCompletionRequestMessageContentPartAudio`.
struct AudioPart {
  /// The audio.
  InputAudio input_audio{};
  /// Marks the end of a prefix worth caching.
  std::optional<PromptCacheBreakpoint> prompt_cache_breakpoint{};
  Extras extra{};
  bool operator==(const AudioPart&) const = default;
};

/// A file, by its content or its id. Mirrors `ChatCompletionRequestMessageContentPartFile.file`.
struct InputFile {
  /// The file's name.
  std::optional<Text> filename{};
  /// The content as a `data:` URL.
  std::optional<Text> file_data{};
  /// The id of an uploaded file.
  std::optional<Text> file_id{};
  Extras extra{};
  bool operator==(const InputFile&) const = default;
};

/// A file. Mirrors `ChatCompletionRequestMessageContentPartFile`.
struct FilePart {
  /// The file.
  InputFile file{};
  /// Marks the end of a prefix worth caching.
  std::optional<PromptCacheBreakpoint> prompt_cache_breakpoint{};
  Extras extra{};
  bool operator==(const FilePart&) const = default;
};

/// A refusal of the model's, in an answer put back into a request. Mirrors
/// `ChatCompletionRequestMessageContentPartRefusal`.
struct RefusalPart {
  /// What the model said.
  Text refusal{};
  Extras extra{};
  bool operator==(const RefusalPart&) const = default;
};

/// A part of a message. Mirrors the content parts of `ChatCompletionRequestMessage` of any role.
struct ContentPart : TaggedUnion<"type", Case<"text", TextPart>, Case<"image_url", ImagePart>,
                                 Case<"input_audio", AudioPart>, Case<"file", FilePart>, Case<"refusal", RefusalPart>> {
  using TaggedUnion::TaggedUnion;
};
#if !OAICOMPAT_HEADER_ONLY
extern template struct OAICOMPAT_API detail::VariantOps<ContentPart::Value>;
#endif

/// A part where the specification allows text alone.
struct TextOnlyPart : TaggedUnion<"type", Case<"text", TextPart>> {
  using TaggedUnion::TaggedUnion;
};

/// Text as a part.
OAICOMPAT_API ContentPart text_part(Text text);

/// An image as a part: a URL, or the image itself as a `data:` URL.
OAICOMPAT_API ContentPart image_part(Text url);

/// Audio as a part, from its base64 form.
OAICOMPAT_API ContentPart audio_part(Text base64, OpenEnum<InputAudioFormat> format);

/// A file as a part, from its content as a `data:` URL.
OAICOMPAT_API ContentPart file_part(Text filename, Text data_url);

/// An uploaded file as a part.
OAICOMPAT_API ContentPart file_id_part(Text id);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/content_part.ipp>
#endif
