// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/markers.hpp>

#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE void Markers::add(Marker marker) {
  if (marker.text.empty()) return;
  starts_[static_cast<unsigned char>(marker.text.front())] = true;
  markers_.push_back(std::move(marker));
}

OAICOMPAT_INLINE Found Markers::match(std::string_view text, std::size_t at, bool ended,
                                      const MarkerRules& rules) const {
  Found best{.is = Found::Is::none, .at = at, .length = 0, .marker = nullptr};
  const auto rest = text.substr(at);
  for (const auto& marker : markers_) {
    if (marker.text.front() != rest.front()) continue;
    if (rest.size() > 1 && marker.text.size() > 1 && marker.text[1] != rest[1]) continue;
    if (marker.special && !rules.special(text, at)) continue;
    std::size_t n = 0;
    if (rest.starts_with(marker.text)) {
      n = marker.edge.flags & (edge::suffix | edge::known | edge::line) ? rules.length(marker.edge, text, at, ended)
                                                                        : marker.text.size();
    } else if (!ended && marker.text.starts_with(rest)) {
      n = std::string_view::npos;
    }
    if (n == std::string_view::npos) return {.is = Found::Is::maybe, .at = at, .length = 0, .marker = nullptr};
    if (n > best.length) best = {.is = Found::Is::marker, .at = at, .length = n, .marker = &marker};
  }
  return best;
}

OAICOMPAT_INLINE Found Markers::find(std::string_view text, bool ended, const MarkerRules& rules) const {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!starts_[static_cast<unsigned char>(text[at])]) continue;
    if (const auto found = match(text, at, ended, rules); found.is != Found::Is::none) return found;
  }
  return {.is = Found::Is::none, .at = text.size(), .length = 0, .marker = nullptr};
}

}  // namespace oaicompat::inline v1::detail
