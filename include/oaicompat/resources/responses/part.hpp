// Response parts: text, images, files and refusals inside items, and the notes on text.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/chat/completion.hpp>
#include <oaicompat/resources/chat/content_part.hpp>

namespace oaicompat::inline v1 {

// --- notes on text -------------------------------------------------------------------------------------------------

/// A file that the text quotes. Mirrors `FileCitationBody`.
struct FileCitation {
  /// The file's id.
  Text file_id{};
  /// Where in the text it is quoted, in characters.
  std::int64_t index = 0;
  /// The file's name.
  Text filename{};
  Extras extra{};
  bool operator==(const FileCitation&) const = default;
};

/// A file of a container that the text quotes. Mirrors `ContainerFileCitationBody`.
struct ContainerFileCitation {
  /// The container's id.
  Text container_id{};
  /// The file's id.
  Text file_id{};
  /// Where the quotation starts, in characters of the text.
  std::int64_t start_index = 0;
  /// Where the quotation ends, in characters of the text; not part of it.
  std::int64_t end_index = 0;
  /// The file's name.
  Text filename{};
  Extras extra{};
  bool operator==(const ContainerFileCitation&) const = default;
};

/// A file that the model made. Mirrors `FilePath`.
struct FilePathAnnotation {
  /// The file's id.
  Text file_id{};
  /// Where in the text it is named, in characters.
  std::int64_t index = 0;
  Extras extra{};
  bool operator==(const FilePathAnnotation&) const = default;
};

/// A note on text. Mirrors `Annotation`.
struct ResponseAnnotation
    : TaggedUnion<"type", Case<"file_citation", FileCitation>, Case<"url_citation", UrlCitation>,
                  Case<"container_file_citation", ContainerFileCitation>, Case<"file_path", FilePathAnnotation>> {
  using TaggedUnion::TaggedUnion;
};

// --- how likely tokens were ----------------------------------------------------------------------------------------

/// A token that was likely at one place. Mirrors `TopLogProb`.
struct ResponseTopLogprob {
  /// The token.
  Text token{};
  /// The natural logarithm of its probability.
  double logprob = 0;
  /// Its bytes, 0 to 255; left out in the events of a stream.
  std::optional<std::vector<std::int64_t>> bytes{};
  Extras extra{};
  bool operator==(const ResponseTopLogprob&) const = default;
};

/// A token of the text. Mirrors `LogProb`.
struct ResponseLogprob {
  /// The token.
  Text token{};
  /// The natural logarithm of its probability.
  double logprob = 0;
  /// Its bytes, 0 to 255; left out in the events of a stream.
  std::optional<std::vector<std::int64_t>> bytes{};
  /// The most likely tokens at its place, as many as asked for.
  std::optional<std::vector<ResponseTopLogprob>> top_logprobs{};
  Extras extra{};
  bool operator==(const ResponseLogprob&) const = default;
};

// --- parts ---------------------------------------------------------------------------------------------------------

/// Text that the model is sent. Mirrors `InputTextContent`.
struct InputTextPart {
  /// The text.
  Text text{};
  /// Marks the end of a prefix worth caching.
  Maybe<PromptCacheBreakpoint> prompt_cache_breakpoint{};
  Extras extra{};
  bool operator==(const InputTextPart&) const = default;
};

/// An image that the model is sent. Mirrors `InputImageContent`.
struct InputImagePart {
  /// A URL, or the image itself as a `data:` URL.
  Maybe<Text> image_url{};
  /// The id of an uploaded image.
  Maybe<Text> file_id{};
  /// How closely it is looked at. Default auto.
  Maybe<OpenEnum<ImageDetail>> detail{};
  /// Marks the end of a prefix worth caching.
  Maybe<PromptCacheBreakpoint> prompt_cache_breakpoint{};
  Extras extra{};
  bool operator==(const InputImagePart&) const = default;
};

/// A file that the model is sent. Mirrors `InputFileContent`.
struct InputFilePart {
  /// The id of an uploaded file.
  Maybe<Text> file_id{};
  /// The file's name.
  Maybe<Text> filename{};
  /// The content in base64.
  Maybe<Text> file_data{};
  /// Where the file is.
  Maybe<Text> file_url{};
  /// How closely its pages are looked at.
  std::optional<OpenEnum<ImageDetail>> detail{};
  /// Marks the end of a prefix worth caching.
  Maybe<PromptCacheBreakpoint> prompt_cache_breakpoint{};
  Extras extra{};
  bool operator==(const InputFilePart&) const = default;
};

/// Text that the model made. Mirrors `OutputTextContent`.
struct OutputTextPart {
  /// The text.
  Text text{};
  /// Notes on the text.
  std::vector<ResponseAnnotation> annotations{};
  /// How likely its tokens were, where that was asked for.
  std::vector<ResponseLogprob> logprobs{};
  Extras extra{};
  bool operator==(const OutputTextPart&) const = default;
};

/// Text of neither side. Mirrors `TextContent`.
struct PlainTextPart {
  /// The text.
  Text text{};
  Extras extra{};
  bool operator==(const PlainTextPart&) const = default;
};

/// A summary of the model's reasoning. Mirrors `SummaryTextContent`.
struct SummaryTextPart {
  /// The summary.
  Text text{};
  Extras extra{};
  bool operator==(const SummaryTextPart&) const = default;
};

/// The model's reasoning. Mirrors `ReasoningTextContent`.
struct ReasoningTextPart {
  /// The reasoning.
  Text text{};
  Extras extra{};
  bool operator==(const ReasoningTextPart&) const = default;
};

/// A picture of a computer's screen. Mirrors `ComputerScreenshotContent`.
struct ScreenshotPart {
  /// Where the picture is.
  Maybe<Text> image_url{};
  /// The id of an uploaded picture.
  Maybe<Text> file_id{};
  /// How closely it is looked at.
  OpenEnum<ImageDetail> detail{};
  /// Marks the end of a prefix worth caching.
  std::optional<PromptCacheBreakpoint> prompt_cache_breakpoint{};
  Extras extra{};
  bool operator==(const ScreenshotPart&) const = default;
};

/// A part of an item. Mirrors `InputContent`, `OutputContent` and the content of `Message`.
struct ResponsePart
    : TaggedUnion<"type", Case<"output_text", OutputTextPart>, Case<"input_text", InputTextPart>,
                  Case<"input_image", InputImagePart>, Case<"input_file", InputFilePart>, Case<"refusal", RefusalPart>,
                  Case<"reasoning_text", ReasoningTextPart>, Case<"summary_text", SummaryTextPart>,
                  Case<"text", PlainTextPart>, Case<"computer_screenshot", ScreenshotPart>> {
  using TaggedUnion::TaggedUnion;
};
template <>
inline constexpr bool compiled_apart<ResponsePart> = true;
#if !OAICOMPAT_HEADER_ONLY
extern template struct OAICOMPAT_API Codec<ResponsePart>;
#endif

/// A part where the specification allows a summary alone.
struct SummaryPart : TaggedUnion<"type", Case<"summary_text", SummaryTextPart>> {
  using TaggedUnion::TaggedUnion;
};

/// A part where the specification allows reasoning alone.
struct ReasoningPart : TaggedUnion<"type", Case<"reasoning_text", ReasoningTextPart>> {
  using TaggedUnion::TaggedUnion;
};

/// Text that the model is sent, as a part.
OAICOMPAT_API ResponsePart input_text(Text text);
/// An image that the model is sent, as a part: a URL, or the image itself as a `data:` URL.
OAICOMPAT_API ResponsePart input_image(Text url);
/// A file that the model is sent, as a part, from its content as a `data:` URL.
OAICOMPAT_API ResponsePart input_file(Text filename, Text data_url);
/// An uploaded file, as a part.
OAICOMPAT_API ResponsePart input_file_id(Text id);
/// Text that the model made, as a part.
OAICOMPAT_API ResponsePart output_text(Text text);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/part.ipp>
#endif
