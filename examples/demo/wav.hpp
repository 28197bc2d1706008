// WAV: samples as a file, and back.
// SPDX-License-Identifier: MIT
#pragma once

#include "tones.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace demo {

/// Samples as little-endian bytes.
std::string pcm_of(const Samples& samples);
/// What stands before that many bytes of one channel of 16-bit samples.
std::string wav_head(std::size_t bytes, int rate = tone_rate);

/// A recording, or what could be learned of it.
struct Recording {
  int rate = 0;        ///< Samples a second.
  double seconds = 0;  ///< How long it is.
  Samples samples;     ///< Of one channel of 16 bits, of the first 16 MiB; empty where it is of another kind.
};
/// Nothing where these bytes are no WAV file. A length that says more than there is, as streams have it, is cut.
std::optional<Recording> read_wav(std::string_view bytes);

}  // namespace demo
