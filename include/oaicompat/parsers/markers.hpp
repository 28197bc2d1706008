// Markers: finds the first of several markers in text, and what may become one.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/parsers/format.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

/// What a marker in content stands for.
enum class MarkerRole : std::uint8_t {
  edge,
  open_reasoning,
  close_reasoning,
  open_wrapper,
  close_wrapper,
  orphan,
  end_of_turn,
  end_of_message
};

struct Marker {
  std::string_view text{};
  MarkerRole role = MarkerRole::edge;
  Edge edge{};
  bool special = false;  ///< Only where a special token begins.
};

/// Where a marker stands.
struct Found {
  enum class Is : std::uint8_t { none, marker, maybe } is = Is::none;  // maybe: the text ends within what may be one
  std::size_t at = 0, length = 0;
  const Marker* marker = nullptr;
};

/// What decides besides the text of a marker.
struct MarkerRules {
  /// Conditions of an edge at a place: how long the marker is, 0 for none, npos where more must be seen.
  std::function<std::size_t(const Edge&, std::string_view text, std::size_t at, bool ended)> length{};
  /// Whether a special token begins at a place.
  std::function<bool(std::string_view text, std::size_t at)> special{};
};

class OAICOMPAT_API Markers {
 public:
  void add(Marker marker);
  bool empty() const { return markers_.empty(); }
  /// Whether any marker begins with the byte.
  bool starts(char c) const { return starts_[static_cast<unsigned char>(c)]; }
  /// Whether the text is ASCII in which no marker begins.
  bool none_in(std::string_view text) const {
    for (const char c : text) {
      if (static_cast<signed char>(c) < 0 || starts(c)) return false;
    }
    return true;
  }
  /// The marker at the start of the text's rest from `at`: the longest.
  Found match(std::string_view text, std::size_t at, bool ended, const MarkerRules& rules) const;
  /// The first marker in the text, or what may become one at its end.
  Found find(std::string_view text, bool ended, const MarkerRules& rules) const;

 private:
  std::vector<Marker> markers_;
  std::array<bool, 256> starts_{};
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/markers.ipp>
#endif
