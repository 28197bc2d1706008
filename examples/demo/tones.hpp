// Tones: a text as sound that can be heard and read back, each letter a pair of tones.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

using Samples = std::vector<std::int16_t>;

/// Samples a second.
inline constexpr int tone_rate = 24000;

/// Says a text, piece by piece.
class ToneWriter {
 public:
  /// `speed` is from 0.25 to 4; at 1 a letter takes 80 ms.
  explicit ToneWriter(double speed);
  /// What comes first: it tells the speed.
  Samples opening() const;
  Samples say(std::string_view text) const;

 private:
  int symbol_;  // samples a tone
};

/// A text that was read back, and where its letters begin.
struct Heard {
  std::string text{};
  double opening = 0, letter = 0;  ///< How long the opening and each letter took, in seconds.
};
/// Nothing where these are no tones of ours.
std::optional<Heard> hear(const Samples& samples);

}  // namespace demo
