// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/media_type.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/resources/files/download.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace oaicompat::inline v1::detail {

inline std::optional<std::uint64_t> offset_in(std::string_view digits) {
  std::uint64_t out = 0;
  const auto* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, out);
  if (read.ec == std::errc{} && read.ptr == end) return out;
  return std::nullopt;
}

OAICOMPAT_INLINE Result<std::optional<ByteRange>> range_in(std::string_view field, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  using None = std::optional<ByteRange>;
  const auto dash = field.find('-');
  if (!field.starts_with(unit) || field.find(',') != field.npos || dash == field.npos) return None{};
  const auto first = offset_in(field.substr(unit.size(), dash - unit.size())), last = offset_in(field.substr(dash + 1));
  const bool open = dash + 1 == field.size(), suffix = dash == unit.size();
  if ((!first && !suffix) || (!last && !open) || (first && last && *last < *first)) return None{};
  if (suffix && !last) return None{};
  const auto from = suffix ? size - std::min(size, *last) : *first;
  if (from >= size) {
    auto error = api_error(416, "The file has only " + std::to_string(size) + " bytes.", "range_not_satisfiable");
    error.headers.add("content-range", "bytes */" + std::to_string(size));
    return error;
  }
  const auto to = suffix || open ? size : std::min(size - 1, *last) + 1;
  return None{ByteRange{from, to}};
}

OAICOMPAT_INLINE std::string disposition_of(std::string_view filename) {
  const auto plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
  std::string ascii;
  for (const char c : filename) {
    if ((c & 0xC0) != 0x80) ascii += plain(c) ? c : '_';
  }
  auto out = "attachment; filename=\"" + ascii + "\"";
  if (ascii != filename) out += "; filename*=UTF-8''" + percent_encoded(filename);
  return out;
}

OAICOMPAT_INLINE Result<Headers> FileDownload::begin(OpenFile file, std::string_view range) {
  constexpr std::size_t telling = 512;
  file_ = std::move(file);
  const auto size = file_.bytes->size();
  const auto asked = range_in(range, size);
  if (!asked) return asked.error();
  const auto first = file_.bytes->read(0, telling);
  if (!first) return first.error();
  type_ = media_type_of(*first, file_.file.filename);
  range_ = asked->value_or(ByteRange{0, size});
  Headers out{{"accept-ranges", "bytes"},
              {"content-length", std::to_string(range_.to - range_.from)},
              {"content-disposition", disposition_of(file_.file.filename)},
              {"x-content-type-options", "nosniff"}};
  if (*asked) {
    out.add("content-range",
            "bytes " + std::to_string(range_.from) + "-" + std::to_string(range_.to - 1) + "/" + std::to_string(size));
  }
  return out;
}

OAICOMPAT_INLINE Result<BinaryContent> FileDownload::next() {
  constexpr std::uint64_t piece = std::uint64_t{256} << 10;
  auto bytes = file_.bytes->read(range_.from, static_cast<std::size_t>(std::min(piece, range_.to - range_.from)));
  if (!bytes) return bytes.error();
  if (bytes->empty() && !ended())
    return api_error(500, "The file '" + file_.file.id.str() + "' has lost bytes.", "file_unreadable");
  range_.from += bytes->size();
  return BinaryContent{type_, *std::move(bytes)};
}

}  // namespace oaicompat::inline v1::detail
