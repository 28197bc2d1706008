// The JSON form of images.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/images/types.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ImageRequest>) {
  return object("ImageRequest", field("prompt", &ImageRequest::prompt, "What they show."),
                field("model", &ImageRequest::model, "The model's id. Default dall-e-2."),
                field("n", &ImageRequest::n, "How many, from 1 to 10. Default 1."),
                field("quality", &ImageRequest::quality, "How good they are. Default auto."),
                field("response_format", &ImageRequest::response_format,
                      "How they come, from the dall-e models. Default url; the others always give base64."),
                field("output_format", &ImageRequest::output_format, "Their format. Default png."),
                field("output_compression", &ImageRequest::output_compression,
                      "How much of their quality a compressed format keeps, from 0 to 100 percent. Default 100."),
                field("stream", &ImageRequest::stream, "Whether they come as a stream of events. Default false."),
                field("partial_images", &ImageRequest::partial_images,
                      "How many partial images come before a whole one, from 0 to 3, in a stream. Default 0."),
                field("size", &ImageRequest::size, "How large they are: `1024x1024`, `auto`. Default auto."),
                field("moderation", &ImageRequest::moderation, "How strictly they are moderated. Default auto."),
                field("background", &ImageRequest::background, "What is behind the things they show. Default auto."),
                field("style", &ImageRequest::style, "Their style, of dall-e-3. Default vivid."),
                field("user", &ImageRequest::user, "An id of the end user."));
}
constexpr auto describe(Type<ImageReference>) {
  return object("ImageReference", field("image_url", &ImageReference::image_url, "An address, or a data URL."),
                field("file_id", &ImageReference::file_id, "The id of a file."));
}
constexpr auto describe(Type<ImageEditRequest>) {
  return object(
      "ImageEditRequest", field("image", &ImageEditRequest::image, "The images to edit, at most 16, as files."),
      field("images", &ImageEditRequest::images, "The images to edit, at most 16, as references."),
      field("prompt", &ImageEditRequest::prompt, "What the edited image shows."),
      field("mask", &ImageEditRequest::mask, "Where the first image may be edited: where this one is transparent."),
      field("background", &ImageEditRequest::background, "What is behind the things it shows. Default auto."),
      field("model", &ImageEditRequest::model, "The model's id. Default gpt-image-1.5."),
      field("n", &ImageEditRequest::n, "How many, from 1 to 10. Default 1."),
      field("size", &ImageEditRequest::size,
            "How large they are: `1024x1024`, `auto`. Default 1024x1024 in a form, else auto."),
      field("response_format", &ImageEditRequest::response_format,
            "How they come, from dall-e-2. Default url; the others always give base64."),
      field("output_format", &ImageEditRequest::output_format, "Their format. Default png."),
      field("output_compression", &ImageEditRequest::output_compression,
            "How much of their quality a compressed format keeps, from 0 to 100 percent. Default 100."),
      field("user", &ImageEditRequest::user, "An id of the end user."),
      field("input_fidelity", &ImageEditRequest::input_fidelity,
            "How closely they keep to what was given. Default low."),
      field("stream", &ImageEditRequest::stream, "Whether they come as a stream of events. Default false."),
      field("partial_images", &ImageEditRequest::partial_images,
            "How many partial images come before a whole one, from 0 to 3, in a stream. Default 0."),
      field("quality", &ImageEditRequest::quality, "How good they are. Default auto."),
      field("moderation", &ImageEditRequest::moderation, "How strictly they are moderated. Default auto."));
}
constexpr auto describe(Type<ImageVariationRequest>) {
  return object("ImageVariationRequest", field("image", &ImageVariationRequest::image, "The image."),
                field("model", &ImageVariationRequest::model, "The model's id. Default dall-e-2."),
                field("n", &ImageVariationRequest::n, "How many, from 1 to 10. Default 1."),
                field("response_format", &ImageVariationRequest::response_format, "How they come. Default url."),
                field("size", &ImageVariationRequest::size,
                      "How large they are: `256x256`, `512x512`, `1024x1024`. Default 1024x1024."),
                field("user", &ImageVariationRequest::user, "An id of the end user."));
}
constexpr auto describe(Type<Image>) {
  return object(
      "Image", field("b64_json", &Image::b64_json, "As base64."), field("url", &Image::url, "Where it can be fetched."),
      field("revised_prompt", &Image::revised_prompt, "The prompt it was made from, where the model changed it."));
}
constexpr auto describe(Type<ImageTokens>) {
  return object("ImageTokens", field("text_tokens", &ImageTokens::text_tokens, "Tokens of text."),
                field("image_tokens", &ImageTokens::image_tokens, "Tokens of images."));
}
constexpr auto describe(Type<ImageUsage>) {
  return object("ImageUsage",
                field("input_tokens", &ImageUsage::input_tokens, "Tokens in the prompt and in the images given."),
                field("output_tokens", &ImageUsage::output_tokens, "Tokens in the images made."),
                field("total_tokens", &ImageUsage::total_tokens, "Tokens in all."),
                field("input_tokens_details", &ImageUsage::input_tokens_details, "What the tokens given were."),
                field("output_tokens_details", &ImageUsage::output_tokens_details, "What the tokens made were."));
}
constexpr auto describe(Type<ImageList>) {
  return object("ImageList", field("created", &ImageList::created, "When they were made, in seconds since 1970."),
                field("data", &ImageList::data, "The images, in order.").optional(),
                field("background", &ImageList::background, "What is behind the things they show."),
                field("output_format", &ImageList::output_format, "Their format."),
                field("size", &ImageList::size, "How large they are."),
                field("quality", &ImageList::quality, "How good they are."),
                field("usage", &ImageList::usage, "What they took."));
}
constexpr auto describe(Type<PartialImageEvent>) {
  return object("PartialImageEvent", field("b64_json", &PartialImageEvent::b64_json, "The image as base64."),
                field("created_at", &PartialImageEvent::created_at, "When it was made, in seconds since 1970."),
                field("size", &PartialImageEvent::size, "How large it is."),
                field("quality", &PartialImageEvent::quality, "How good it is."),
                field("background", &PartialImageEvent::background, "What is behind the things it shows."),
                field("output_format", &PartialImageEvent::output_format, "Its format."),
                field("partial_image_index", &PartialImageEvent::partial_image_index,
                      "Which of the partial images it is, from 0."));
}
constexpr auto describe(Type<CompletedImageEvent>) {
  return object("CompletedImageEvent", field("b64_json", &CompletedImageEvent::b64_json, "The image as base64."),
                field("created_at", &CompletedImageEvent::created_at, "When it was made, in seconds since 1970."),
                field("size", &CompletedImageEvent::size, "How large it is."),
                field("quality", &CompletedImageEvent::quality, "How good it is."),
                field("background", &CompletedImageEvent::background, "What is behind the things it shows."),
                field("output_format", &CompletedImageEvent::output_format, "Its format."),
                field("usage", &CompletedImageEvent::usage, "What it took."));
}

}  // namespace oaicompat::inline v1
