// Images: made from a prompt, edited, varied.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/upload.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/images/options.hpp>

namespace oaicompat::inline v1 {

/// How an image comes.
enum class ImageResponseFormat {
  url,       ///< As the address it can be fetched from.
  b64_json,  ///< As base64.
};
constexpr auto describe(Type<ImageResponseFormat>) {
  return std::array<Word<ImageResponseFormat>, 2>{
      {{"url", ImageResponseFormat::url}, {"b64_json", ImageResponseFormat::b64_json}}};
}

/// The style of images.
enum class ImageStyle {
  vivid,    ///< More than real.
  natural,  ///< Like a photograph.
};
constexpr auto describe(Type<ImageStyle>) {
  return std::array<Word<ImageStyle>, 2>{{{"vivid", ImageStyle::vivid}, {"natural", ImageStyle::natural}}};
}

/// Asks for images, whole or as a stream. Mirrors `CreateImageRequest`.
struct ImageRequest {
  /// What they show.
  Text prompt{};
  /// The model's id. Default dall-e-2.
  Maybe<Text> model{};
  /// How many, from 1 to 10. Default 1.
  Maybe<std::int64_t> n{};
  /// How good they are. Default auto.
  Maybe<OpenEnum<ImageQuality>> quality{};
  /// How they come, from the dall-e models. Default url; the others always give base64.
  Maybe<OpenEnum<ImageResponseFormat>> response_format{};
  /// Their format. Default png.
  Maybe<OpenEnum<ImageFormat>> output_format{};
  /// How much of their quality a compressed format keeps, from 0 to 100 percent. Default 100.
  Maybe<std::int64_t> output_compression{};
  /// Whether they come as a stream of events. Default false.
  Maybe<bool> stream{};
  /// How many partial images come before a whole one, from 0 to 3, in a stream. Default 0.
  Maybe<std::int64_t> partial_images{};
  /// How large they are: `1024x1024`, `auto`. Default auto.
  Maybe<Text> size{};
  /// How strictly they are moderated. Default auto.
  Maybe<OpenEnum<ImageModeration>> moderation{};
  /// What is behind the things they show. Default auto.
  Maybe<OpenEnum<ImageBackground>> background{};
  /// Their style, of dall-e-3. Default vivid.
  Maybe<OpenEnum<ImageStyle>> style{};
  /// An id of the end user.
  std::optional<Text> user{};
  Extras extra{};
  bool operator==(const ImageRequest&) const = default;
};

/// Where an image is: one of these. Mirrors `ImageRefParam`.
struct ImageReference {
  /// An address, or a data URL.
  std::optional<Text> image_url{};
  /// The id of a file.
  std::optional<Text> file_id{};
  Extras extra{};
  bool operator==(const ImageReference&) const = default;
};

/// Asks for images made from others, whole or as a stream. With files in `image` it is sent as a form, with references
/// in `images` as JSON. Mirrors `CreateImageEditRequest` and `EditImageBodyJsonParam`.
struct ImageEditRequest {
  /// The images to edit, at most 16, as files.
  std::optional<std::vector<Upload>> image{};
  /// The images to edit, at most 16, as references.
  std::optional<std::vector<ImageReference>> images{};
  /// What the edited image shows.
  Text prompt{};
  /// Where the first image may be edited: where this one is transparent.
  std::optional<OneOf<Upload, ImageReference>> mask{};
  /// What is behind the things it shows. Default auto.
  Maybe<OpenEnum<ImageBackground>> background{};
  /// The model's id. Default gpt-image-1.5.
  Maybe<Text> model{};
  /// How many, from 1 to 10. Default 1.
  Maybe<std::int64_t> n{};
  /// How large they are: `1024x1024`, `auto`. Default 1024x1024 in a form, else auto.
  Maybe<Text> size{};
  /// How they come, from dall-e-2. Default url; the others always give base64.
  Maybe<OpenEnum<ImageResponseFormat>> response_format{};
  /// Their format. Default png.
  Maybe<OpenEnum<ImageFormat>> output_format{};
  /// How much of their quality a compressed format keeps, from 0 to 100 percent. Default 100.
  Maybe<std::int64_t> output_compression{};
  /// An id of the end user.
  std::optional<Text> user{};
  /// How closely they keep to what was given. Default low.
  Maybe<OpenEnum<InputFidelity>> input_fidelity{};
  /// Whether they come as a stream of events. Default false.
  Maybe<bool> stream{};
  /// How many partial images come before a whole one, from 0 to 3, in a stream. Default 0.
  Maybe<std::int64_t> partial_images{};
  /// How good they are. Default auto.
  Maybe<OpenEnum<ImageQuality>> quality{};
  /// How strictly they are moderated. Default auto.
  Maybe<OpenEnum<ImageModeration>> moderation{};
  Extras extra{};
  bool operator==(const ImageEditRequest&) const = default;
};

/// Asks for variations of an image. Sent as a form. Mirrors `CreateImageVariationRequest`.
struct ImageVariationRequest {
  /// The image.
  Upload image{};
  /// The model's id. Default dall-e-2.
  Maybe<Text> model{};
  /// How many, from 1 to 10. Default 1.
  Maybe<std::int64_t> n{};
  /// How they come. Default url.
  Maybe<OpenEnum<ImageResponseFormat>> response_format{};
  /// How large they are: `256x256`, `512x512`, `1024x1024`. Default 1024x1024.
  Maybe<Text> size{};
  /// An id of the end user.
  std::optional<Text> user{};
  Extras extra{};
  bool operator==(const ImageVariationRequest&) const = default;
};

/// An image. Mirrors `Image`.
struct Image {
  /// As base64.
  std::optional<Text> b64_json{};
  /// Where it can be fetched.
  std::optional<Text> url{};
  /// The prompt it was made from, where the model changed it.
  std::optional<Text> revised_prompt{};
  Extras extra{};

  /// The image itself: `b64_json` decoded. **Errors**: of kind `parse`, with code `no_image` where it comes as a URL or
  /// not at all, `invalid_base64` where what came is no base64.
  OAICOMPAT_API Result<Bytes> bytes() const;

  bool operator==(const Image&) const = default;
};

/// What tokens were of. Mirrors `ImageGenInputUsageDetails` and `ImageGenOutputTokensDetails`.
struct ImageTokens {
  /// Tokens of text.
  std::int64_t text_tokens = 0;
  /// Tokens of images.
  std::int64_t image_tokens = 0;
  Extras extra{};
  bool operator==(const ImageTokens&) const = default;
};

/// What images took. Mirrors `ImageGenUsage` and `ImagesUsage`.
struct ImageUsage {
  /// Tokens in the prompt and in the images given.
  std::int64_t input_tokens = 0;
  /// Tokens in the images made.
  std::int64_t output_tokens = 0;
  /// Tokens in all.
  std::int64_t total_tokens = 0;
  /// What the tokens given were.
  ImageTokens input_tokens_details{};
  /// What the tokens made were.
  std::optional<ImageTokens> output_tokens_details{};
  Extras extra{};
  bool operator==(const ImageUsage&) const = default;
};

/// The images. Mirrors `ImagesResponse`.
struct ImageList {
  /// When they were made, in seconds since 1970.
  std::int64_t created = 0;
  /// The images, in order.
  std::vector<Image> data{};
  /// What is behind the things they show.
  std::optional<OpenEnum<ImageBackground>> background{};
  /// Their format.
  std::optional<OpenEnum<ImageFormat>> output_format{};
  /// How large they are.
  std::optional<Text> size{};
  /// How good they are.
  std::optional<OpenEnum<ImageQuality>> quality{};
  /// What they took.
  std::optional<ImageUsage> usage{};
  Extras extra{};
  bool operator==(const ImageList&) const = default;
};

/// An image that is not done. Mirrors `ImageGenPartialImageEvent` and `ImageEditPartialImageEvent`.
struct PartialImageEvent {
  /// The image as base64.
  Text b64_json{};
  /// When it was made, in seconds since 1970.
  std::int64_t created_at = 0;
  /// How large it is.
  Text size{};
  /// How good it is.
  OpenEnum<ImageQuality> quality = ImageQuality::auto_;
  /// What is behind the things it shows.
  OpenEnum<ImageBackground> background = ImageBackground::auto_;
  /// Its format.
  OpenEnum<ImageFormat> output_format{};
  /// Which of the partial images it is, from 0.
  std::int64_t partial_image_index = 0;
  Extras extra{};
  bool operator==(const PartialImageEvent&) const = default;
};

/// An image that is done. Mirrors `ImageGenCompletedEvent` and `ImageEditCompletedEvent`.
struct CompletedImageEvent {
  /// The image as base64.
  Text b64_json{};
  /// When it was made, in seconds since 1970.
  std::int64_t created_at = 0;
  /// How large it is.
  Text size{};
  /// How good it is.
  OpenEnum<ImageQuality> quality = ImageQuality::auto_;
  /// What is behind the things it shows.
  OpenEnum<ImageBackground> background = ImageBackground::auto_;
  /// Its format.
  OpenEnum<ImageFormat> output_format{};
  /// What it took.
  ImageUsage usage{};
  Extras extra{};
  bool operator==(const CompletedImageEvent&) const = default;
};

/// An event of images that are made as a stream. Mirrors `ImageGenStreamEvent`.
struct ImageEvent : TaggedUnion<"type", Case<"image_generation.partial_image", PartialImageEvent>,
                                Case<"image_generation.completed", CompletedImageEvent>> {
  using TaggedUnion::TaggedUnion;
};
/// An event of images that are edited as a stream. Mirrors `ImageEditStreamEvent`.
struct ImageEditEvent : TaggedUnion<"type", Case<"image_edit.partial_image", PartialImageEvent>,
                                    Case<"image_edit.completed", CompletedImageEvent>> {
  using TaggedUnion::TaggedUnion;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/images/types.ipp>
#endif
