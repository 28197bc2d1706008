// SPDX-License-Identifier: MIT
#include "picture.hpp"

#include "words.hpp"

#include <png.h>

#include <algorithm>
#include <utility>

namespace demo {
namespace {

constexpr std::pair<std::string_view, Pixel> named[] = {
    {"red", {220, 20, 60, 255}},     {"green", {34, 139, 34, 255}},   {"blue", {30, 80, 220, 255}},
    {"yellow", {255, 215, 0, 255}},  {"orange", {255, 140, 0, 255}},  {"purple", {128, 0, 128, 255}},
    {"pink", {255, 105, 180, 255}},  {"brown", {139, 69, 19, 255}},   {"black", {0, 0, 0, 255}},
    {"white", {255, 255, 255, 255}}, {"grey", {128, 128, 128, 255}},  {"gray", {128, 128, 128, 255}},
    {"cyan", {0, 200, 200, 255}},    {"magenta", {200, 0, 200, 255}},
};

std::string letters_of(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c + ('a' - 'A'));
    if (c >= 'a' && c <= 'z') out += c;
  }
  return out;
}

Pixel colour_of(std::string_view word) {
  const auto bits = hash(word);
  return {static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(bits >> 8), static_cast<std::uint8_t>(bits >> 16),
          255};
}

Picture blank(std::size_t width, std::size_t height) { return {width, height, std::vector<Pixel>(width * height)}; }

// Calls `paint` for each place of a picture of that size.
template <class Paint>
Picture painted(std::size_t width, std::size_t height, Paint paint) {
  auto out = blank(width, height);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) out.at(x, y) = paint(x, y);
  }
  return out;
}

Pixel half_and_half(const Pixel& one, const Pixel& other) {
  Pixel out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>((one[i] + other[i]) / 2);
  return out;
}

png_image png_head() {
  png_image head{};
  head.version = PNG_IMAGE_VERSION;
  return head;
}

}  // namespace

std::string png_of(const Picture& picture) {
  auto head = png_head();
  head.width = static_cast<png_uint_32>(picture.width);
  head.height = static_cast<png_uint_32>(picture.height);
  head.format = PNG_FORMAT_RGBA;
  head.flags = PNG_IMAGE_FLAG_FAST;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(head);
  std::string out(size, '\0');
  if (!png_image_write_to_memory(&head, out.data(), &size, 0, picture.pixels.data(), 0, nullptr)) return {};
  out.resize(size);
  return out;
}

std::optional<Picture> read_png(std::string_view bytes) {
  constexpr std::size_t most_pixels = std::size_t{16} << 20;
  auto head = png_head();
  if (!png_image_begin_read_from_memory(&head, bytes.data(), bytes.size())) return std::nullopt;
  if (std::size_t{head.width} * head.height > most_pixels) return png_image_free(&head), std::nullopt;
  head.format = PNG_FORMAT_RGBA;
  auto out = blank(head.width, head.height);
  if (!png_image_finish_read(&head, nullptr, out.pixels.data(), 0, nullptr)) return std::nullopt;
  return out;
}

std::vector<Pixel> colours_of(std::string_view text) {
  constexpr std::size_t most = 4;
  std::vector<Pixel> colours, others;
  for (auto word = first_word(text); !word.empty(); text.remove_prefix(word.size()), word = first_word(text)) {
    const auto letters = letters_of(word);
    const auto* found =
        std::find_if(std::begin(named), std::end(named), [&](auto& each) { return each.first == letters; });
    if (found != std::end(named)) colours.push_back(found->second);
    if (others.size() < most) others.push_back(colour_of(letters));
  }
  if (!colours.empty()) return colours;
  return others.empty() ? std::vector<Pixel>{colour_of({})} : others;
}

Picture banded(const std::vector<Pixel>& colours, std::size_t width, std::size_t height) {
  return painted(width, height, [&](std::size_t x, std::size_t) { return colours[x * colours.size() / width]; });
}

Picture edited(const std::vector<Picture>& pictures, const Picture* mask, const std::vector<Pixel>& colours,
               std::size_t width, std::size_t height) {
  return painted(width, height, [&](std::size_t x, std::size_t y) {
    const auto column = x * pictures.size() / width;
    const auto begin = (column * width + pictures.size() - 1) / pictures.size();
    const auto columns = ((column + 1) * width + pictures.size() - 1) / pictures.size() - begin;
    const auto& given = pictures[column].scaled(x - begin, y, columns, height);
    if (mask && mask->scaled(x, y, width, height)[3] == 255) return given;
    return half_and_half(given, colours[y * colours.size() / height]);
  });
}

Picture varied(const Picture& picture, std::size_t number, std::size_t width, std::size_t height) {
  return painted(width, height, [&](std::size_t x, std::size_t y) {
    const auto& given = picture.scaled(width - 1 - x, y, width, height);
    return Pixel{given[(number + 1) % 3], given[(number + 2) % 3], given[number % 3], given[3]};
  });
}

Picture coarse(const Picture& picture, std::size_t square) {
  return painted(picture.width, picture.height,
                 [&](std::size_t x, std::size_t y) { return picture.at(x - x % square, y - y % square); });
}

}  // namespace demo
