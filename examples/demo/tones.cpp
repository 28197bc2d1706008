// SPDX-License-Identifier: MIT
#include "tones.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>

namespace demo {
namespace {

constexpr int first_symbol = tone_rate / 25;               // of the opening, in samples
constexpr int pilot_tone = 400, tone_0 = 600, step = 100;  // Hz
constexpr int tones = 16, bits = 4;
constexpr int length_digits = 3;  // of a later symbol's length

int tone_of(unsigned digit) { return tone_0 + step * static_cast<int>(digit); }

void append_tone(Samples& out, int hertz, int samples) {
  constexpr double loudness = 8000;
  const int fade = samples / 16;  // against clicks
  for (int i = 0; i < samples; ++i) {
    const double edge = std::min({1.0, (i + 1.0) / fade, static_cast<double>(samples - i) / fade});
    out.push_back(static_cast<std::int16_t>(
        std::lround(loudness * edge * std::sin(2 * std::numbers::pi * hertz * i / tone_rate))));
  }
}

// How much of a tone there is (Goertzel).
double strength(std::span<const std::int16_t> samples, int hertz) {
  const double twice = 2 * std::cos(2 * std::numbers::pi * hertz / tone_rate);
  double last = 0, before = 0;
  for (const auto sample : samples) before = std::exchange(last, sample + twice * last - before);
  return last * last + before * before - twice * last * before;
}

bool is_mostly(std::span<const std::int16_t> samples, double strength) {
  double energy = 0;
  for (const double sample : samples) energy += sample * sample;
  return strength > energy * static_cast<double>(samples.size()) / 4;
}

std::optional<unsigned> digit_of(std::span<const std::int16_t> samples) {
  std::array<double, tones> found{};
  for (unsigned digit = 0; digit < tones; ++digit) found[digit] = strength(samples, tone_of(digit));
  const auto best = std::max_element(found.begin(), found.end());
  if (!is_mostly(samples, *best)) return std::nullopt;
  return static_cast<unsigned>(best - found.begin());
}

std::optional<int> read_opening(std::span<const std::int16_t>& samples) {
  constexpr auto size = std::size_t{first_symbol};
  if (samples.size() < size * (1 + length_digits)) return std::nullopt;
  const auto pilot = samples.first(size);
  if (!is_mostly(pilot, strength(pilot, pilot_tone))) return std::nullopt;
  samples = samples.subspan(size);
  unsigned length = 0;
  for (int i = 0; i < length_digits; ++i, samples = samples.subspan(size)) {
    const auto digit = digit_of(samples.first(size));
    if (!digit) return std::nullopt;
    length = length << bits | *digit;
  }
  constexpr unsigned shortest = first_symbol / 4;
  if (length < shortest) return std::nullopt;
  return static_cast<int>(length);
}

}  // namespace

ToneWriter::ToneWriter(double speed) : symbol_{static_cast<int>(std::lround(first_symbol / speed))} {}

Samples ToneWriter::opening() const {
  Samples out;
  append_tone(out, pilot_tone, first_symbol);
  for (int shift = (length_digits - 1) * bits; shift >= 0; shift -= bits)
    append_tone(out, tone_of(static_cast<unsigned>(symbol_ >> shift) % tones), first_symbol);
  return out;
}
Samples ToneWriter::say(std::string_view text) const {
  Samples out;
  for (const char c : text) {
    append_tone(out, tone_of(static_cast<unsigned char>(c) / tones), symbol_);
    append_tone(out, tone_of(static_cast<unsigned char>(c) % tones), symbol_);
  }
  return out;
}

std::optional<Heard> hear(const Samples& all) {
  std::span<const std::int16_t> samples{all};
  const auto length = read_opening(samples);
  if (!length) return std::nullopt;
  const auto symbol = static_cast<std::size_t>(*length);
  Heard out{
      .text = {}, .opening = (1.0 + length_digits) * first_symbol / tone_rate, .letter = 2.0 * *length / tone_rate};
  for (; samples.size() >= 2 * symbol; samples = samples.subspan(2 * symbol)) {
    const auto high = digit_of(samples.first(symbol)), low = digit_of(samples.subspan(symbol, symbol));
    if (!high || !low) return std::nullopt;
    out.text += static_cast<char>(*high << bits | *low);
  }
  return out;
}

}  // namespace demo
