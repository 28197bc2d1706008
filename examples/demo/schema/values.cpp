// SPDX-License-Identifier: MIT
#include "values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace demo {

void NumberBounds::at_least(double bound, bool exclusive) {
  if (bound < low) return;
  above_low = exclusive || (above_low && bound == low);
  low = bound;
}

void NumberBounds::at_most(double bound, bool exclusive) {
  if (bound > high) return;
  below_high = exclusive || (below_high && bound == high);
  high = bound;
}

bool NumberBounds::allow(double number) const {
  const auto is_multiple = [&](double of) { return std::floor(number / of) == number / of; };
  if (!std::isfinite(number) || number < low || number > high) return false;
  if ((above_low && number == low) || (below_high && number == high)) return false;
  if (whole && std::floor(number) != number) return false;
  return std::all_of(multiples_of.begin(), multiples_of.end(), is_multiple);
}

namespace {

std::string as_json(double number) {
  const bool short_integer = std::floor(number) == number && std::abs(number) < 1e15;
  return short_integer ? fmt::format("{}", static_cast<std::int64_t>(number)) : fmt::format("{}", number);
}

// Multiples of `step`: from what is allowed next to 1 upwards, then downwards.
std::optional<std::string> multiple_within(const NumberBounds& bounds, double step, std::uint64_t variant) {
  constexpr int tries = 10'000;
  const auto first = std::floor(std::clamp(std::max(1.0, step), bounds.low, bounds.high) / step);
  std::vector<double> found;
  for (int i = 0; i < 2 * tries && found.size() <= variant; ++i) {
    const auto number = (first + (i < tries ? i : tries - i - 1)) * step;
    if (bounds.allow(number)) found.push_back(number);
  }
  return found.empty() ? std::nullopt : std::optional{as_json(found[variant % found.size()])};
}

std::optional<std::string> real_within(const NumberBounds& bounds, std::uint64_t variant) {
  const auto step = static_cast<double>(variant);
  if (bounds.allow(1.5 + step)) return as_json(1.5 + step);
  if (bounds.low == bounds.high) return bounds.allow(bounds.low) ? std::optional{as_json(bounds.low)} : std::nullopt;
  const auto room = [](double bound) { return 2 * std::max(1.0, std::abs(bound)); };
  const auto low = std::isinf(bounds.low) ? bounds.high - room(bounds.high) : bounds.low;
  const auto high = std::isinf(bounds.high) ? bounds.low + room(bounds.low) : bounds.high;
  const auto part = (step + 1) / (step + 2);
  const auto number = low * (1 - part) + high * part;
  return bounds.allow(number) ? std::optional{as_json(number)} : std::nullopt;
}

struct Sample {
  std::string_view format, text;
};
constexpr Sample format_samples[] = {
    {"date", "2026-01-{:02}"},
    {"date-time", "2026-01-{:02}T12:00:00Z"},
    {"time", "12:00:{:02}Z"},
    {"duration", "P{}D"},
    {"email", "ada{}@example.com"},
    {"idn-email", "ada{}@example.com"},
    {"hostname", "host{}.example.com"},
    {"idn-hostname", "host{}.example.com"},
    {"uuid", "00000000-0000-4000-8000-0000000000{:02}"},
    {"uri", "https://example.com/{}"},
    {"uri-reference", "https://example.com/{}"},
    {"iri", "https://example.com/{}"},
    {"ipv4", "192.0.2.{}"},
    {"ipv6", "2001:db8::{}"},
};
constexpr std::string_view words[] = {"amber", "birch", "cedar", "dune",  "ember", "fern",
                                      "grove", "heath", "inlet", "jetty", "knoll", "larch"};

std::optional<std::string> sample_of(std::string_view format, std::uint64_t variant) {
  for (const auto& sample : format_samples) {
    if (sample.format == format) return fmt::format(fmt::runtime(sample.text), variant % 28 + 1);
  }
  return std::nullopt;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string words_within(const StringBounds& bounds, std::uint64_t variant) {
  std::string text{words[variant % std::size(words)]};
  if (variant >= std::size(words)) text += fmt::format(" {}", variant / std::size(words) + 1);
  while (text.size() < bounds.min_length) text += fmt::format(" {}", words[++variant % std::size(words)]);
  return text.substr(0, bounds.max_length);
}

std::optional<std::string> pattern_within(const StringBounds& bounds, std::uint64_t variant, std::string& why) {
  for (std::size_t stretch = 0; stretch <= bounds.min_length; ++stretch) {
    auto text = string_like(bounds.pattern, stretch, variant, why);
    if (!text || characters(*text) > bounds.max_length) break;
    if (characters(*text) >= bounds.min_length) return text;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> number_within(const NumberBounds& bounds, std::uint64_t variant) {
  if (bounds.low > bounds.high) return std::nullopt;
  if (!bounds.whole && bounds.multiples_of.empty()) return real_within(bounds, variant);
  double step = bounds.whole ? 1 : 0;
  for (const auto each : bounds.multiples_of) step = std::max(step, each);
  return multiple_within(bounds, step, variant);
}

std::optional<std::string> string_within(const StringBounds& bounds, std::uint64_t variant, std::string& why) {
  constexpr std::size_t longest = 1 << 20;
  why = "no string is found within its bounds";
  if (bounds.min_length > std::min(bounds.max_length, longest)) return std::nullopt;
  if (!bounds.pattern.empty()) {
    if (auto text = pattern_within(bounds, variant, why)) return text;
  }
  const auto sample = sample_of(bounds.format, variant);
  if (sample && sample->size() >= bounds.min_length && sample->size() <= bounds.max_length) return sample;
  // A pattern with look-around is taken to say what its format says, as zod writes them; alone it is too hard.
  if (!bounds.pattern.empty()) return std::nullopt;
  return words_within(bounds, variant);
}

}  // namespace demo
