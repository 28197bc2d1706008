// The JSON form of content parts.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/content_part.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<PromptCacheBreakpoint>) {
  return object("PromptCacheBreakpoint", field("mode", &PromptCacheBreakpoint::mode, "Always `explicit`."));
}
constexpr auto describe(Type<TextPart>) {
  return object(
      "TextPart", field("text", &TextPart::text, "The text."),
      field("prompt_cache_breakpoint", &TextPart::prompt_cache_breakpoint, "Marks the end of a prefix worth caching."));
}
constexpr auto describe(Type<ImageUrl>) {
  return object("ImageUrl", field("url", &ImageUrl::url, "A URL, or the image itself as a `data:` URL."),
                field("detail", &ImageUrl::detail, "How closely it is looked at. Default auto."));
}
constexpr auto describe(Type<ImagePart>) {
  return object("ImagePart", field("image_url", &ImagePart::image_url, "Where the image is."),
                field("prompt_cache_breakpoint", &ImagePart::prompt_cache_breakpoint,
                      "Marks the end of a prefix worth caching."));
}
constexpr auto describe(Type<InputAudio>) {
  return object("InputAudio", field("data", &InputAudio::data, "The audio in base64."),
                field("format", &InputAudio::format, "The format of the audio."));
}
constexpr auto describe(Type<AudioPart>) {
  return object("AudioPart", field("input_audio", &AudioPart::input_audio, "The audio."),
                field("prompt_cache_breakpoint", &AudioPart::prompt_cache_breakpoint,
                      "Marks the end of a prefix worth caching."));
}
constexpr auto describe(Type<InputFile>) {
  return object("InputFile", field("filename", &InputFile::filename, "The file's name."),
                field("file_data", &InputFile::file_data, "The content as a `data:` URL."),
                field("file_id", &InputFile::file_id, "The id of an uploaded file."));
}
constexpr auto describe(Type<FilePart>) {
  return object(
      "FilePart", field("file", &FilePart::file, "The file."),
      field("prompt_cache_breakpoint", &FilePart::prompt_cache_breakpoint, "Marks the end of a prefix worth caching."));
}
constexpr auto describe(Type<RefusalPart>) {
  return object("RefusalPart", field("refusal", &RefusalPart::refusal, "What the model said."));
}

}  // namespace oaicompat::inline v1
