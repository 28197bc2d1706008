// The rows of the operation table for images. Apart from the others, so that only who uses them compiles their types.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/event_stream.hpp>
#include <oaicompat/api/form.hpp>
#include <oaicompat/resources/images/accumulate.hpp>

#include <optional>
#include <utility>

namespace oaicompat::inline v1 {

/// `POST /images/generations`: images from a prompt, whole or streamed.
struct CreateImage : ApiOperation {
  using Request = ImageRequest;
  using Response = ImageList;
  using Chunk = ImageEvent;
  using Streaming = ImageStreaming;
  static constexpr Endpoint endpoint{"createImage", "POST", "/images/generations"};
  /// Refuses a `response_format` that is not known.
  OAICOMPAT_API static std::optional<Error> check(const ImageRequest& request);
};

/// `POST /images/edits`: images from others and a prompt, whole or streamed. A form, or JSON.
struct CreateImageEdit : ApiOperation {
  using Request = ImageEditRequest;
  using Response = ImageList;
  using Chunk = ImageEditEvent;
  using Streaming = ImageEditStreaming;
  static constexpr Endpoint endpoint{"createImageEdit", "POST", "/images/edits", RequestBody::json_or_form};
  static bool sends_form(const ImageEditRequest& request) { return !request.images; }
  /// Which of the two lists of images there is depends on how the request is sent; one there must be.
  OAICOMPAT_API static std::optional<Error> check(const ImageEditRequest& request);
};

/// `POST /images/variations`: images like another one.
struct CreateImageVariation : ApiOperation {
  using Request = ImageVariationRequest;
  using Response = ImageList;
  static constexpr Endpoint endpoint{"createImageVariation", "POST", "/images/variations", RequestBody::form};
  /// Refuses a `response_format` that is not known.
  OAICOMPAT_API static std::optional<Error> check(const ImageVariationRequest& request);
};

#if !OAICOMPAT_HEADER_ONLY
extern template class OAICOMPAT_API EventStream<CreateImage>;
extern template class OAICOMPAT_API EventStream<CreateImageEdit>;
#endif

/// Streamed images.
class ImageStream : public EventStream<CreateImage> {
 public:
  ImageStream(EventStream<CreateImage> stream) : EventStream{std::move(stream)} {}
};
/// Streamed edits of images.
class ImageEditStream : public EventStream<CreateImageEdit> {
 public:
  ImageEditStream(EventStream<CreateImageEdit> stream) : EventStream{std::move(stream)} {}
};

#if !OAICOMPAT_HEADER_ONLY
extern template struct OAICOMPAT_API FormCodec<ImageEditRequest>;
extern template struct OAICOMPAT_API FormCodec<ImageVariationRequest>;
#endif

/// The operations of this room.
using ImagesOperations = OperationList<CreateImage, CreateImageEdit, CreateImageVariation>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/images/operations.ipp>
#include <oaicompat/resources/operations.ipp>
#endif
