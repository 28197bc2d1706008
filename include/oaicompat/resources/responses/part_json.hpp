// The JSON forms of response parts.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/completion_json.hpp>
#include <oaicompat/resources/chat/content_part_json.hpp>
#include <oaicompat/resources/responses/part.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<FileCitation>) {
  return object("FileCitation", field("file_id", &FileCitation::file_id, "The file's id."),
                field("index", &FileCitation::index, "Where in the text it is quoted, in characters."),
                field("filename", &FileCitation::filename, "The file's name."));
}
constexpr auto describe(Type<ContainerFileCitation>) {
  return object("ContainerFileCitation",
                field("container_id", &ContainerFileCitation::container_id, "The container's id."),
                field("file_id", &ContainerFileCitation::file_id, "The file's id."),
                field("start_index", &ContainerFileCitation::start_index,
                      "Where the quotation starts, in characters of the text."),
                field("end_index", &ContainerFileCitation::end_index,
                      "Where the quotation ends, in characters of the text; not part of it."),
                field("filename", &ContainerFileCitation::filename, "The file's name."));
}
constexpr auto describe(Type<FilePathAnnotation>) {
  return object("FilePathAnnotation", field("file_id", &FilePathAnnotation::file_id, "The file's id."),
                field("index", &FilePathAnnotation::index, "Where in the text it is named, in characters."));
}
constexpr auto describe(Type<ResponseTopLogprob>) {
  return object("ResponseTopLogprob", field("token", &ResponseTopLogprob::token, "The token.").optional(),
                field("logprob", &ResponseTopLogprob::logprob, "The natural logarithm of its probability.").optional(),
                field("bytes", &ResponseTopLogprob::bytes, "Its bytes, 0 to 255; left out in the events of a stream."));
}
constexpr auto describe(Type<ResponseLogprob>) {
  return object("ResponseLogprob", field("token", &ResponseLogprob::token, "The token."),
                field("logprob", &ResponseLogprob::logprob, "The natural logarithm of its probability."),
                field("bytes", &ResponseLogprob::bytes, "Its bytes, 0 to 255; left out in the events of a stream."),
                field("top_logprobs", &ResponseLogprob::top_logprobs,
                      "The most likely tokens at its place, as many as asked for."));
}
constexpr auto describe(Type<InputTextPart>) {
  return object("InputTextPart", field("text", &InputTextPart::text, "The text."),
                field("prompt_cache_breakpoint", &InputTextPart::prompt_cache_breakpoint,
                      "Marks the end of a prefix worth caching."));
}
constexpr auto describe(Type<InputImagePart>) {
  return object("InputImagePart",
                field("image_url", &InputImagePart::image_url, "A URL, or the image itself as a `data:` URL."),
                field("file_id", &InputImagePart::file_id, "The id of an uploaded image."),
                field("detail", &InputImagePart::detail, "How closely it is looked at. Default auto."),
                field("prompt_cache_breakpoint", &InputImagePart::prompt_cache_breakpoint,
                      "Marks the end of a prefix worth caching."));
}
constexpr auto describe(Type<InputFilePart>) {
  return object("InputFilePart", field("file_id", &InputFilePart::file_id, "The id of an uploaded file."),
                field("filename", &InputFilePart::filename, "The file's name."),
                field("file_data", &InputFilePart::file_data, "The content in base64."),
                field("file_url", &InputFilePart::file_url, "Where the file is."),
                field("detail", &InputFilePart::detail, "How closely its pages are looked at."),
                field("prompt_cache_breakpoint", &InputFilePart::prompt_cache_breakpoint,
                      "Marks the end of a prefix worth caching."));
}
constexpr auto describe(Type<OutputTextPart>) {
  return object(
      "OutputTextPart", field("text", &OutputTextPart::text, "The text."),
      field("annotations", &OutputTextPart::annotations, "Notes on the text.").optional(),
      field("logprobs", &OutputTextPart::logprobs, "How likely its tokens were, where that was asked for.").optional());
}
constexpr auto describe(Type<PlainTextPart>) {
  return object("PlainTextPart", field("text", &PlainTextPart::text, "The text."));
}
constexpr auto describe(Type<SummaryTextPart>) {
  return object("SummaryTextPart", field("text", &SummaryTextPart::text, "The summary."));
}
constexpr auto describe(Type<ReasoningTextPart>) {
  return object("ReasoningTextPart", field("text", &ReasoningTextPart::text, "The reasoning."));
}
constexpr auto describe(Type<ScreenshotPart>) {
  return object("ScreenshotPart", field("image_url", &ScreenshotPart::image_url, "Where the picture is.").require(),
                field("file_id", &ScreenshotPart::file_id, "The id of an uploaded picture.").require(),
                field("detail", &ScreenshotPart::detail, "How closely it is looked at."),
                field("prompt_cache_breakpoint", &ScreenshotPart::prompt_cache_breakpoint,
                      "Marks the end of a prefix worth caching."));
}

}  // namespace oaicompat::inline v1
