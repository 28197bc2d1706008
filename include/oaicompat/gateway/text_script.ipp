// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/text_script.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace oaicompat::inline v1 {
namespace detail {

inline constexpr std::size_t most_script_bytes = std::size_t{64} << 10;
inline constexpr std::int64_t fewest_script_letters = 4;

// The character that begins at `at`, which moves behind it; bytes that are no UTF-8 are a character each.
inline std::uint32_t next_character(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  if (more == 0) return lead;
  std::uint32_t out = lead & (0x3FU >> more);
  for (int i = 0; i < more && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; ++i) {
    out = out << 6 | (static_cast<unsigned char>(text[at++]) & 0x3FU);
  }
  return out;
}

struct ScriptRange {
  std::uint32_t from, to;
  std::uint8_t script;  // its place among the names
};

inline constexpr std::array<std::string_view, 24> script_names{
    "latin",    "greek",    "cyrillic", "armenian", "hebrew", "arabic",  "devanagari", "bengali",
    "gurmukhi", "gujarati", "oriya",    "tamil",    "telugu", "kannada", "malayalam",  "sinhala",
    "thai",     "lao",      "burmese",  "georgian", "khmer",  "hangul",  "kana",       "han"};
inline constexpr std::size_t script_hangul = 21, script_kana = 22, script_han = 23;

// Their main blocks, in order; marks and digits in them count as letters.
inline constexpr ScriptRange script_ranges[] = {
    {'A', 'Z', 0},        {'a', 'z', 0},        {0xC0, 0xD6, 0},      {0xD8, 0xF6, 0},      {0xF8, 0x24F, 0},
    {0x370, 0x3FF, 1},    {0x400, 0x52F, 2},    {0x531, 0x587, 3},    {0x591, 0x5F4, 4},    {0x620, 0x6FF, 5},
    {0x750, 0x77F, 5},    {0x8A0, 0x8FF, 5},    {0x900, 0x97F, 6},    {0x980, 0x9FF, 7},    {0xA00, 0xA7F, 8},
    {0xA80, 0xAFF, 9},    {0xB00, 0xB7F, 10},   {0xB80, 0xBFF, 11},   {0xC00, 0xC7F, 12},   {0xC80, 0xCFF, 13},
    {0xD00, 0xD7F, 14},   {0xD80, 0xDFF, 15},   {0xE01, 0xE7F, 16},   {0xE81, 0xEFF, 17},   {0x1000, 0x109F, 18},
    {0x10A0, 0x10FF, 19}, {0x1100, 0x11FF, 21}, {0x1780, 0x17FF, 20}, {0x1E00, 0x1EFF, 0},  {0x1F00, 0x1FFF, 1},
    {0x3041, 0x309F, 22}, {0x30A1, 0x30FA, 22}, {0x30FC, 0x30FF, 22}, {0x3131, 0x318E, 21}, {0x31F0, 0x31FF, 22},
    {0x3400, 0x4DBF, 23}, {0x4E00, 0x9FFF, 23}, {0xAC00, 0xD7A3, 21}, {0xF900, 0xFAFF, 23}, {0xFB50, 0xFDFF, 5},
    {0xFE70, 0xFEFC, 5},  {0xFF21, 0xFF3A, 0},  {0xFF41, 0xFF5A, 0},  {0xFF66, 0xFF9D, 22}, {0x20000, 0x3FFFF, 23}};

struct ScriptCounts {
  std::array<std::int64_t, script_names.size()> of{};
  std::int64_t all = 0;
};

// Of a text without what stands between backquotes; the last one may be missing.
inline ScriptCounts count_scripts(std::string_view text) {
  ScriptCounts out;
  text = text.substr(0, most_script_bytes);
  bool is_code = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto character = next_character(text, at);
    if (character == '`') {
      while (at < text.size() && text[at] == '`') ++at;
      is_code = !is_code;
    }
    if (is_code) continue;
    const auto* range = std::lower_bound(std::begin(script_ranges), std::end(script_ranges), character,
                                         [](const ScriptRange& each, std::uint32_t of) { return each.to < of; });
    if (range == std::end(script_ranges) || character < range->from) continue;
    ++out.of[range->script];
    ++out.all;
  }
  return out;
}

}  // namespace detail

OAICOMPAT_INLINE const std::vector<std::string>& known_scripts() {
  static const std::vector<std::string> all{detail::script_names.begin(), detail::script_names.end()};
  return all;
}

OAICOMPAT_INLINE std::string_view main_script(std::string_view text) {
  const auto count = detail::count_scripts(text);
  if (count.all < detail::fewest_script_letters) return {};
  const auto kana = count.of[detail::script_kana], han = count.of[detail::script_han];
  const auto most = std::max_element(count.of.begin(), count.of.end());
  const auto place = static_cast<std::size_t>(most - count.of.begin());
  const bool is_japanese = place == detail::script_han && kana * 9 >= han;
  return detail::script_names[is_japanese ? detail::script_kana : place];
}

OAICOMPAT_INLINE std::optional<double> script_share(std::string_view text, std::string_view script) {
  const auto count = detail::count_scripts(text);
  const auto& names = detail::script_names;
  const auto place = static_cast<std::size_t>(std::find(names.begin(), names.end(), script) - names.begin());
  if (count.all < detail::fewest_script_letters || place == names.size()) return std::nullopt;
  auto letters = count.of[place];
  if (place == detail::script_kana || place == detail::script_hangul) letters += count.of[detail::script_han];
  return static_cast<double>(letters) / static_cast<double>(count.all);
}

}  // namespace oaicompat::inline v1
