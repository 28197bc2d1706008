// What may be asked of a made image.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// How good a made image is.
enum class ImageQuality {
  low,       ///< Poor and cheap.
  medium,    ///< Fair.
  high,      ///< Good.
  auto_,     ///< The server decides.
  standard,  ///< Fair, as dall-e-3 has it.
  hd,        ///< Good, as dall-e-3 has it.
};
constexpr auto describe(Type<ImageQuality>) {
  return std::array<Word<ImageQuality>, 6>{{{"low", ImageQuality::low},
                                            {"medium", ImageQuality::medium},
                                            {"high", ImageQuality::high},
                                            {"auto", ImageQuality::auto_},
                                            {"standard", ImageQuality::standard},
                                            {"hd", ImageQuality::hd}}};
}

/// The formats of a made image.
enum class ImageFormat {
  png,   ///< PNG.
  webp,  ///< WebP.
  jpeg,  ///< JPEG.
};
constexpr auto describe(Type<ImageFormat>) {
  return std::array<Word<ImageFormat>, 3>{
      {{"png", ImageFormat::png}, {"webp", ImageFormat::webp}, {"jpeg", ImageFormat::jpeg}}};
}

/// How strictly a made image is moderated.
enum class ImageModeration {
  auto_,  ///< As usual.
  low,    ///< Less.
};
constexpr auto describe(Type<ImageModeration>) {
  return std::array<Word<ImageModeration>, 2>{{{"auto", ImageModeration::auto_}, {"low", ImageModeration::low}}};
}

/// The background of a made image.
enum class ImageBackground {
  transparent,  ///< None.
  opaque,       ///< Some.
  auto_,        ///< The server decides.
};
constexpr auto describe(Type<ImageBackground>) {
  return std::array<Word<ImageBackground>, 3>{{{"transparent", ImageBackground::transparent},
                                               {"opaque", ImageBackground::opaque},
                                               {"auto", ImageBackground::auto_}}};
}

/// How closely a made image keeps to those it is made from.
enum class InputFidelity {
  high,  ///< Closely.
  low,   ///< Loosely.
};
constexpr auto describe(Type<InputFidelity>) {
  return std::array<Word<InputFidelity>, 2>{{{"high", InputFidelity::high}, {"low", InputFidelity::low}}};
}

}  // namespace oaicompat::inline v1
