// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/utf8_encode.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/resources/vector_stores/service.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {
namespace detail {

inline constexpr std::array<std::string_view, 29> text_endings{
    "c",  "cc", "cpp", "cs", "css", "csv", "go", "h",   "hpp", "html", "ini", "java", "js",   "json", "jsonl",
    "kt", "md", "php", "py", "rb",  "rs",  "sh", "sql", "tex", "ts",   "txt", "xml",  "yaml", "yml"};

inline bool is_text_name(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  std::string ending{name.substr(dot + 1)};
  for (auto& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::find(text_endings.begin(), text_endings.end(), ending) != text_endings.end();
}

// UTF-16 as UTF-8; half a character gives U+FFFD.
inline std::string from_utf16(std::string_view bytes, bool big_endian) {
  std::string out;
  const auto unit = [&](std::size_t at) -> std::uint32_t {
    const auto first = static_cast<unsigned char>(bytes[at]), second = static_cast<unsigned char>(bytes[at + 1]);
    return big_endian ? std::uint32_t{first} << 8 | second : std::uint32_t{second} << 8 | first;
  };
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    auto point = unit(at);
    if (point >= 0xD800 && point < 0xE000) {
      const auto low = point < 0xDC00 && at + 3 < bytes.size() ? unit(at + 2) : 0;
      const bool pair = low >= 0xDC00 && low < 0xE000;
      point = pair ? 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD;
      if (pair) at += 2;
    }
    char room[4];
    out += encode_utf8(point, room);
  }
  return out;
}

}  // namespace detail

OAICOMPAT_INLINE Result<std::string> read_plain_text(const OpenFile& file) {
  const auto name = file.file.filename.view();
  if (!detail::is_text_name(name))
    return api_error(400, "Files such as '" + std::string{name} + "' are not supported for retrieval.",
                     "unsupported_file");
  std::string text;
  while (text.size() < file.bytes->size()) {
    const auto piece = file.bytes->read(text.size(), std::size_t{1} << 20);
    if (!piece) return piece.error();
    if (piece->empty()) break;
    text.append(*piece);
  }
  const std::string_view bytes{text};
  if (bytes.starts_with("\xFF\xFE")) return detail::from_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xFE\xFF")) return detail::from_utf16(bytes.substr(2), true);
  if (bytes.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (!detail::is_utf8(text)) return api_error(400, "The file is neither UTF-8 nor UTF-16 text.", "invalid_file");
  return text;
}

}  // namespace oaicompat::inline v1
