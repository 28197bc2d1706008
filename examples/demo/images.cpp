// SPDX-License-Identifier: MIT
#include "images.hpp"

#include "picture.hpp"
#include "words.hpp"

#include <oaicompat/resources/codec.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

namespace demo {

using namespace oaicompat;

namespace {

Error unfit(std::string_view param, std::string_view what) {
  return api_error(400, fmt::format("Invalid '{}': it must {}.", param, what), "invalid_value", std::string{param});
}

struct Size {
  std::size_t width = 1024, height = 1024;
  std::string word() const { return fmt::format("{}x{}", width, height); }
  // The sizes that the specification knows in a response.
  bool is_named() const { return std::min(width, height) == 1024 && (width == height || width + height == 2560); }
};

// `1024x1536`, `auto`.
Result<Size> size_of(const Maybe<Text>& wanted) {
  if (!wanted || *wanted == "auto") return Size{};
  constexpr std::size_t least = 16, most = 2048;
  const auto words = wanted->view();
  Size out{0, 0};
  const auto cross = std::min(words.find('x'), words.size());
  std::from_chars(words.data(), words.data() + cross, out.width);
  if (cross < words.size()) std::from_chars(words.data() + cross + 1, words.data() + words.size(), out.height);
  const auto fits = [](std::size_t n) { return n >= least && n <= most; };
  if (!fits(out.width) || !fits(out.height) || out.word() != words)
    return unfit("size", "be auto, or from 16x16 to 2048x2048");
  return out;
}

std::optional<Error> wrong_with(const Maybe<std::int64_t>& number, std::int64_t least, std::int64_t most,
                                std::string_view param) {
  if (!number || (*number >= least && *number <= most)) return std::nullopt;
  return unfit(param, fmt::format("be from {} to {}", least, most));
}

template <class Request>
std::optional<Error> wrong_with(const Request& request) {
  if (auto wrong = wrong_with(request.n, 1, 10, "n")) return wrong;
  if constexpr (requires { request.partial_images; }) {
    if (auto wrong = wrong_with(request.partial_images, 0, 3, "partial_images")) return wrong;
    if (request.output_format && *request.output_format != ImageFormat::png)
      return unfit("output_format", "be png, as this server has no other");
  }
  if constexpr (requires { request.prompt; }) {
    if (request.prompt.empty()) return unfit("prompt", "not be empty");
  }
  return std::nullopt;
}

Result<Picture> picture_of(const Upload& file, std::string_view param) {
  auto picture = read_png(file.body);
  if (!picture) return unfit(param, "be a PNG of at most 16 million pixels");
  return *std::move(picture);
}
Result<Picture> picture_of(const ImageReference& reference, const std::string& param) {
  const auto url = reference.image_url ? reference.image_url->view() : std::string_view{};
  constexpr std::string_view mark = ";base64,";
  const auto at = url.find(mark);
  if (!url.starts_with("data:") || at == url.npos)
    return unfit(param, "have a data URL as its image_url, as this server fetches and keeps nothing");
  const auto bytes = from_base64(url.substr(at + mark.size()));
  return picture_of(Upload{.filename = {}, .content_type = {}, .body = Text{bytes.value_or(Bytes{})}}, param);
}

// The pictures that a request has one of.
using Paint = std::function<Picture(std::size_t number)>;

Result<Paint> painter(const ImageRequest& request, const Size& size) {
  return Paint{[colours = colours_of(request.prompt), size](std::size_t number) {
    auto turned = colours;
    std::rotate(turned.begin(), turned.begin() + static_cast<std::ptrdiff_t>(number % turned.size()), turned.end());
    return banded(turned, size.width, size.height);
  }};
}
Result<Paint> painter(const ImageEditRequest& request, const Size& size) {
  std::vector<Picture> given;
  const auto take = [&](const auto& images, std::string_view param) -> std::optional<Error> {
    for (std::size_t i = 0; images && i < images->size(); ++i) {
      auto picture = picture_of((*images)[i], fmt::format("{}[{}]", param, i));
      if (!picture) return picture.error();
      given.push_back(*std::move(picture));
    }
    return std::nullopt;
  };
  if (auto wrong = take(request.image, "image")) return *wrong;
  if (auto wrong = take(request.images, "images")) return *wrong;
  std::optional<Picture> mask;
  if (request.mask) {
    auto read = request.mask->visit([](const auto& each) { return picture_of(each, "mask"); });
    if (!read) return read.error();
    mask = *std::move(read);
  }
  return Paint{[given = std::move(given), mask = std::move(mask), colours = colours_of(request.prompt), size](
                   std::size_t) { return edited(given, mask ? &*mask : nullptr, colours, size.width, size.height); }};
}
Result<Paint> painter(const ImageVariationRequest& request, const Size& size) {
  auto picture = picture_of(request.image, "image");
  if (!picture) return picture.error();
  return Paint{[given = *std::move(picture), size](std::size_t number) {
    return varied(given, number, size.width, size.height);
  }};
}

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

template <class Request>
ImageUsage usage_of(const Request& request, std::size_t images) {
  constexpr std::int64_t tokens_an_image = 272;
  ImageUsage out{.output_tokens = tokens_an_image * static_cast<std::int64_t>(images)};
  if constexpr (requires { request.prompt; }) out.input_tokens_details.text_tokens = count_words(request.prompt);
  if constexpr (requires { request.mask; }) {
    const auto given = (request.image ? request.image->size() : 0) + (request.images ? request.images->size() : 0);
    out.input_tokens_details.image_tokens = tokens_an_image * static_cast<std::int64_t>(given);
  }
  out.input_tokens = out.input_tokens_details.text_tokens + out.input_tokens_details.image_tokens;
  out.total_tokens = out.input_tokens + out.output_tokens;
  return out;
}

// What is said of each image that is sent as an event.
template <class ImageEventKind>
ImageEventKind event_of(const Picture& picture, const Size& size) {
  ImageEventKind out{};
  out.b64_json = Text{to_base64(png_of(picture))};
  out.created_at = now();
  out.size = Text{size.word()};
  out.quality = ImageQuality::low;
  out.background = ImageBackground::opaque;
  out.output_format = ImageFormat::png;
  return out;
}

// Each image comes in squares first, finer each time.
template <StreamedOperation Op>
void stream_images(const typename Op::Request& request, const Paint& paint, const Size& size, Engine& engine,
                   ChannelWriter<Event<Op>>& out) {
  using Chunk = typename Op::Chunk;
  constexpr std::size_t coarsest = 128;
  const auto stop = out.reader_gone();
  for (std::int64_t number = 0; number < request.n.value_or(1); ++number) {
    const auto picture = paint(static_cast<std::size_t>(number));
    for (std::int64_t i = 0; i < request.partial_images.value_or(0); ++i) {
      auto partial = event_of<PartialImageEvent>(coarse(picture, coarsest >> (2 * i)), size);
      partial.partial_image_index = i;
      if (!engine.pause(stop) || !out.send(Chunk{std::move(partial)})) return;
    }
    auto done = event_of<CompletedImageEvent>(picture, size);
    done.usage = usage_of(request, 1);
    if (!engine.pause(stop) || !out.send(Chunk{std::move(done)})) return;
  }
  out.end();
}

template <class Request>
ImageList list_images(const Request& request, const Paint& paint, const Size& size) {
  ImageList out{.created = now(), .output_format = ImageFormat::png};
  if (size.is_named()) out.size = Text{size.word()};
  out.quality = ImageQuality::low;
  out.background = ImageBackground::opaque;
  const bool as_url = request.response_format && *request.response_format == ImageResponseFormat::url;
  for (std::int64_t number = 0; number < request.n.value_or(1); ++number) {
    const auto base64 = to_base64(png_of(paint(static_cast<std::size_t>(number))));
    auto& image = out.data.emplace_back();
    as_url ? void(image.url = Text{"data:image/png;base64," + base64}) : void(image.b64_json = Text{base64});
  }
  out.usage = usage_of(request, out.data.size());
  return out;
}

template <Operation Op>
void answer(const typename Op::Request& request, Engine& engine, ChannelWriter<Event<Op>>& out) {
  if (auto wrong = wrong_with(request)) return out.fail(*std::move(wrong));
  const auto size = size_of(request.size);
  if (!size) return out.fail(size.error());
  const auto paint = painter(request, *size);
  if (!paint) return out.fail(paint.error());
  if constexpr (StreamedOperation<Op>) {
    if (Op::Streaming::wanted(request)) return stream_images<Op>(request, *paint, *size, engine, out);
  }
  if (out.send(list_images(request, *paint, *size))) out.end();
}

template <Operation Op>
void offer_model(Backend& backend, Engine& engine, std::shared_ptr<WorkerPool> pool) {
  backend.on<Op>([&engine, pool = std::move(pool), others = backend](Parsed<typename Op::Request> request,
                                                                     const Context& context) {
    if (request->model && *request->model != image_model) return others.run<Op>(std::move(request), context);
    return offload_stream<Event<Op>>(*pool, [request, &engine](ChannelWriter<Event<Op>>& out) {
      const auto run = engine.begin();
      answer<Op>(*request, engine, out);
    });
  });
}

}  // namespace

void offer_images(Backend& backend, Engine& engine, std::shared_ptr<WorkerPool> pool) {
  offer_model<CreateImage>(backend, engine, pool);
  offer_model<CreateImageEdit>(backend, engine, pool);
  offer_model<CreateImageVariation>(backend, engine, pool);
}

}  // namespace demo
