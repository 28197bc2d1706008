// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/base/counts.hpp>
#include <oaicompat/resources/images/accumulate.hpp>

#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline constexpr ExtraKey<std::string> image_url{"url"}, revised_prompt{"revised_prompt"};

inline void add_tokens(ImageTokens& to, const ImageTokens& more) {
  add_count(to.text_tokens, more.text_tokens);
  add_count(to.image_tokens, more.image_tokens);
}
inline void add_usage(ImageUsage& to, const ImageUsage& more) {
  add_count(to.input_tokens, more.input_tokens);
  add_count(to.output_tokens, more.output_tokens);
  add_count(to.total_tokens, more.total_tokens);
  add_tokens(to.input_tokens_details, more.input_tokens_details);
  if (!more.output_tokens_details) return;
  if (!to.output_tokens_details) to.output_tokens_details.emplace();
  add_tokens(*to.output_tokens_details, *more.output_tokens_details);
}

inline Image image_of(const CompletedImageEvent& event) {
  Image out;
  if (!event.b64_json.empty()) out.b64_json = event.b64_json;
  out.extra = event.extra;
  const auto take = [&](std::optional<Text>& member, const ExtraKey<std::string>& key) {
    const auto words = out.extra.get(key);
    if (!words) return;
    member = Text{*words};
    out.extra.remove(key.name);
  };
  take(out.url, image_url);
  take(out.revised_prompt, revised_prompt);
  return out;
}

inline CompletedImageEvent completed(const ImageList& whole, const Image& image) {
  CompletedImageEvent out{.created_at = whole.created, .extra = image.extra};
  if (image.b64_json) out.b64_json = *image.b64_json;
  if (image.url) out.extra.set(image_url, image.url->str());
  if (image.revised_prompt) out.extra.set(revised_prompt, image.revised_prompt->str());
  if (whole.size) out.size = *whole.size;
  if (whole.quality) out.quality = *whole.quality;
  if (whole.background) out.background = *whole.background;
  if (whole.output_format) out.output_format = *whole.output_format;
  return out;
}

}  // namespace detail

template <class Event>
std::optional<ImageList> ImagesAccumulator<Event>::so_far() const {
  return complete() ? std::optional{whole_} : std::nullopt;
}
template <class Event>
Result<void> ImagesAccumulator<Event>::add(const Event& event) {
  const auto* done = event.template get_if<CompletedImageEvent>();
  if (!done) return {};
  bytes_ += done->b64_json.size() + sizeof(Image);
  for (const auto& each : done->extra) bytes_ += each.key.size() + each.json.text.size();
  if (bytes_ > options_.max_bytes) return detail::too_many_bytes();
  whole_.data.push_back(detail::image_of(*done));
  whole_.created = done->created_at;
  if (!done->size.empty()) whole_.size = done->size;
  whole_.quality = done->quality;
  whole_.background = done->background;
  whole_.output_format = done->output_format;
  if (done->usage == ImageUsage{}) return {};
  if (!whole_.usage) whole_.usage.emplace();
  detail::add_usage(*whole_.usage, done->usage);
  return {};
}

template <class Event>
Result<ImageList> ImagesAccumulator<Event>::finish() {
  if (whole_.data.empty()) return detail::no_chunks();
  return std::exchange(whole_, {});
}

template <class Request, class Event>
std::vector<Event> ImagesStreaming<Request, Event>::split(const ImageList& whole) {
  std::vector<Event> out;
  for (const auto& image : whole.data) {
    auto event = detail::completed(whole, image);
    if (&image == &whole.data.back() && whole.usage) event.usage = *whole.usage;
    out.emplace_back(std::move(event));
  }
  return out;
}

}  // namespace oaicompat::inline v1
