// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/text_cleaner.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

namespace oaicompat::inline v1::detail {

inline bool is_ascii(std::string_view text) {
  std::uint64_t eight = 0, high = 0;
  for (; text.size() >= sizeof eight; text.remove_prefix(sizeof eight)) {
    std::memcpy(&eight, text.data(), sizeof eight);
    high |= eight;
  }
  for (const char c : text) high |= static_cast<unsigned char>(c);
  return (high & 0x8080808080808080U) == 0;
}

/// How many bytes at the start of `text` are a character, or the longest beginning of one; whether it is whole, and
/// whether more bytes could make it whole.
struct Character {
  std::size_t length = 1;
  bool whole = false, open = false;
};

inline Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = byte(0);
  if (first < 0x80) return {1, true, false};
  const std::size_t wanted = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return {1, false, false};
  for (std::size_t i = 1; i < wanted; ++i) {
    if (i == text.size()) return {i, false, true};
    unsigned low = 0x80, high = 0xBF;
    if (i == 1 && first == 0xE0) low = 0xA0;
    if (i == 1 && first == 0xED) high = 0x9F;
    if (i == 1 && first == 0xF0) low = 0x90;
    if (i == 1 && first == 0xF4) high = 0x8F;
    if (byte(i) < low || byte(i) > high) return {i, false, false};
  }
  return {wanted, true, false};
}

OAICOMPAT_INLINE bool TextCleaner::passes(std::string_view piece) const { return tail_.empty() && is_ascii(piece); }

OAICOMPAT_INLINE void TextCleaner::feed(std::string_view piece, std::string& out) {
  if (passes(piece)) return void(out.append(piece));
  std::string joined;
  if (!tail_.empty()) {
    joined = std::exchange(tail_, {});
    joined += piece;
    piece = joined;
  }
  while (!piece.empty()) {
    const auto character = first_character(piece);
    if (character.open) return void(tail_ = piece);
    out.append(character.whole ? piece.substr(0, character.length) : "\xEF\xBF\xBD");
    piece.remove_prefix(character.length);
  }
}

OAICOMPAT_INLINE void TextCleaner::finish(std::string& out) {
  if (!std::exchange(tail_, {}).empty()) out += "\xEF\xBF\xBD";
}

OAICOMPAT_INLINE StopMatcher::StopMatcher(std::vector<std::string> stops) : stops_{std::move(stops)} {
  std::erase_if(stops_, [](const auto& stop) { return stop.empty(); });
}

OAICOMPAT_INLINE void StopMatcher::feed(std::string_view piece, std::string& out) {
  if (found_) return;
  held_ += piece;
  for (std::size_t at = 0; at < held_.size(); ++at) {
    const auto rest = std::string_view{held_}.substr(at);
    bool maybe = false;
    for (const auto& stop : stops_) {
      found_ = found_ || rest.starts_with(stop);
      maybe = maybe || std::string_view{stop}.starts_with(rest);
    }
    if (!found_ && !maybe) continue;
    out.append(held_, 0, at);
    held_.erase(0, found_ ? std::string::npos : at);
    return;
  }
  out += held_;
  held_.clear();
}

OAICOMPAT_INLINE void StopMatcher::finish(std::string& out) { out += std::exchange(held_, {}); }

}  // namespace oaicompat::inline v1::detail
