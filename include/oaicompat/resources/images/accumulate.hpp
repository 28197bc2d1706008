// ImageAccumulator: the events of a stream of images to the images, and the images to events.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/images/types.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// Folds the events of a stream of images into the images: those that are done, in order, and what they took together.
/// What events have besides (`url`, `revised_prompt`, as extras) an image has too. Partial images and events of unknown
/// types are passed over. **Errors**: too many bytes. Source: `createImage`, `createImageEdit`.
template <class Event>
class OAICOMPAT_API ImagesAccumulator {
 public:
  explicit ImagesAccumulator(AccumulateOptions options = {.max_bytes = std::size_t{256} << 20}) : options_{options} {}

  Result<void> add(const Event& event);
  /// Whether an image is done. How many there will be the stream does not tell.
  bool complete() const { return !whole_.data.empty(); }
  /// The images so far. **Errors**: none at all.
  Result<ImageList> finish();
  /// As `finish`; nothing where it fails.
  std::optional<ImageList> so_far() const;

 private:
  AccumulateOptions options_;
  std::size_t bytes_ = 0;
  ImageList whole_;
};

/// Whether an image of a stream is done. **Errors**: none.
template <class Event>
class ImagesProgress {
 public:
  Result<void> add(const Event& event) {
    done_ = done_ || event.template get_if<CompletedImageEvent>();
    return {};
  }
  bool complete() const { return done_; }

 private:
  bool done_ = false;
};

/// How images stream.
template <class Request, class Event>
struct OAICOMPAT_API ImagesStreaming {
  using Accumulator = ImagesAccumulator<Event>;
  using Progress = ImagesProgress<Event>;
  struct Shape {};
  /// Whether a streamed answer is asked for: the body's `stream` alone decides.
  static bool wanted(const Request& request) { return request.stream.value_or(false); }
  /// Asks for a streamed answer, or for a whole one, which has no partial images.
  static void want(Request& request, bool streamed) {
    if (streamed) {
      request.stream = true;
      return;
    }
    if (request.stream) request.stream = false;
    request.partial_images.reset();
  }
  static Shape shape_for(const Request&) { return {}; }
  static bool shape(Event&, const Shape&) { return true; }
  /// An event for each image; the last one tells what all of them took.
  static std::vector<Event> split(const ImageList& whole);
  /// The name that an event is sent under: its type.
  static std::string_view name(const Event& event) { return event.tag(); }
};

using ImageAccumulator = ImagesAccumulator<ImageEvent>;
using ImageEditAccumulator = ImagesAccumulator<ImageEditEvent>;
/// How `createImage` streams.
using ImageStreaming = ImagesStreaming<ImageRequest, ImageEvent>;
/// How `createImageEdit` streams.
using ImageEditStreaming = ImagesStreaming<ImageEditRequest, ImageEditEvent>;

#if !OAICOMPAT_HEADER_ONLY
extern template class OAICOMPAT_API ImagesAccumulator<ImageEvent>;
extern template class OAICOMPAT_API ImagesAccumulator<ImageEditEvent>;
extern template struct OAICOMPAT_API ImagesStreaming<ImageRequest, ImageEvent>;
extern template struct OAICOMPAT_API ImagesStreaming<ImageEditRequest, ImageEditEvent>;
#endif

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/images/accumulate.ipp>
#endif
