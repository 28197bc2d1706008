// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/search/chunks.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

enum class CharacterKind : std::uint8_t { space, word, mark, rest };  // `rest`: the later bytes of a character

inline constexpr auto character_kinds = [] {
  std::array<CharacterKind, 256> kinds{};
  for (std::size_t c = 0; c < 256; ++c) {
    const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    kinds[c] = word                     ? CharacterKind::word
               : c <= ' ' || c == 0x7F  ? CharacterKind::space
               : c >= 0x80 && c <= 0xBF ? CharacterKind::rest
                                        : CharacterKind::mark;
  }
  return kinds;
}();

inline constexpr std::size_t token_letters = 6;

// Calls `f(offset, begins_word)` where each token begins.
template <class F>
void for_each_token(std::string_view text, F f) {
  std::size_t letters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto kind = character_kinds[static_cast<unsigned char>(text[i])];
    if (kind == CharacterKind::word) {
      if (letters % token_letters == 0) f(i, letters == 0);
      ++letters;
      continue;
    }
    letters = 0;
    if (kind == CharacterKind::mark) f(i, true);
  }
}

struct TokenStart {
  std::size_t offset;
  bool begins_word;
};

// The token at which a text may be cut, at or a little before one.
inline std::size_t whole_word(const std::vector<TokenStart>& tokens, std::size_t at) {
  constexpr std::size_t most_back = 16;
  for (auto i = at; i > 0 && at - i <= most_back; --i) {
    if (i >= tokens.size() || tokens[i].begins_word) return i;
  }
  return at;
}
inline std::string_view without_end_space(std::string_view text) {
  while (!text.empty() && character_kinds[static_cast<unsigned char>(text.back())] == CharacterKind::space)
    text.remove_suffix(1);
  return text;
}

}  // namespace detail

OAICOMPAT_INLINE std::size_t estimate_tokens(std::string_view text) {
  std::size_t tokens = 0;
  detail::for_each_token(text, [&](std::size_t, bool) { ++tokens; });
  return tokens;
}

OAICOMPAT_INLINE std::vector<std::string_view> split_into_chunks(std::string_view text, ChunkingOptions options) {
  const auto most = std::max<std::size_t>(options.max_tokens, 1);
  const auto step = most - std::min(options.overlap_tokens, most / 2);
  std::vector<detail::TokenStart> tokens;
  tokens.reserve(text.size() / 4);
  detail::for_each_token(text, [&](std::size_t offset, bool begins) { tokens.push_back({offset, begins}); });

  std::vector<std::string_view> chunks;
  for (std::size_t first = 0; first < tokens.size();) {
    auto end = std::min(first + most, tokens.size());
    if (const auto whole = detail::whole_word(tokens, end); whole > first) end = whole;
    const auto begin_at = tokens[first].offset;
    const auto end_at = end < tokens.size() ? tokens[end].offset : text.size();
    chunks.push_back(detail::without_end_space(text.substr(begin_at, end_at - begin_at)));
    if (end == tokens.size()) break;
    const auto next = detail::whole_word(tokens, std::min(first + step, end));
    first = next > first ? next : std::min(first + step, end);
  }
  return chunks;
}

}  // namespace oaicompat::inline v1
