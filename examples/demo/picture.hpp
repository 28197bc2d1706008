// Pictures: pixels, as PNG and back, and the few ways in which the demo's engine paints.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// Red, green, blue and how opaque it is, each up to 255.
using Pixel = std::array<std::uint8_t, 4>;

/// Pixels, row after row from the top left.
struct Picture {
  std::size_t width = 0, height = 0;
  std::vector<Pixel> pixels{};

  Pixel& at(std::size_t x, std::size_t y) { return pixels[y * width + x]; }
  const Pixel& at(std::size_t x, std::size_t y) const { return pixels[y * width + x]; }
  /// What stands at a place of a picture of another size.
  const Pixel& scaled(std::size_t x, std::size_t y, std::size_t of_width, std::size_t of_height) const {
    return at(x * width / of_width, y * height / of_height);
  }
};

std::string png_of(const Picture& picture);
/// Nothing where these bytes are no PNG, or one of more than 16 million pixels.
std::optional<Picture> read_png(std::string_view bytes);

/// The colours that a text names; where it names none, one for each of its first words.
std::vector<Pixel> colours_of(std::string_view text);
/// Bands of these colours.
Picture banded(const std::vector<Pixel>& colours, std::size_t width, std::size_t height);
/// The pictures side by side, half covered by the colours; where there is a mask only where that is transparent.
Picture edited(const std::vector<Picture>& pictures, const Picture* mask, const std::vector<Pixel>& colours,
               std::size_t width, std::size_t height);
/// The picture seen in a mirror, its colours exchanged; each number gives another one.
Picture varied(const Picture& picture, std::size_t number, std::size_t width, std::size_t height);
/// The picture in squares of that many pixels.
Picture coarse(const Picture& picture, std::size_t square);

}  // namespace demo
