// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/upload.hpp>
#include <oaicompat/base/media_type.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

namespace oaicompat::inline v1 {
namespace detail {

// `data:audio/wav;name=a.wav;base64,UklGRg==`
inline std::optional<Upload> from_data_url(std::string_view text) {
  constexpr std::string_view scheme = "data:", encoding = ";base64";
  const auto comma = text.find(',');
  if (!text.starts_with(scheme) || comma == text.npos) return std::nullopt;
  auto head = text.substr(scheme.size(), comma - scheme.size());
  if (!head.ends_with(encoding)) return std::nullopt;
  head.remove_suffix(encoding.size());
  const auto body = from_base64(text.substr(comma + 1));
  if (!body) return std::nullopt;
  constexpr std::string_view name_key = ";name=";
  const auto name = head.find(name_key);
  Upload out{.content_type = Text{head.substr(0, name)}, .body = Text{*body}};
  if (name != head.npos) out.filename = Text{percent_decoded(head.substr(name + name_key.size()))};
  return out;
}

}  // namespace detail

OAICOMPAT_INLINE Result<Upload> Upload::from_file(std::string_view path, const FileOptions& options) {
  const auto bytes = read_file(path, options);
  if (!bytes) return bytes.error();
  return Upload{.filename = Text{detail::file_name_of(path)},
                .content_type = Text::literal(media_type_of(*bytes, path)),
                .body = Text{*bytes}};
}

template <>
OAICOMPAT_INLINE bool Codec<Upload>::read_inside(detail::Reader& reader, detail::JsonCursor& json, Upload& out) {
  Text text;
  if (!reader.read(json, text)) return false;
  if (auto upload = detail::from_data_url(text)) {
    out = *std::move(upload);
  } else {
    out = {.body = std::move(text)};
  }
  return true;
}

template <>
OAICOMPAT_INLINE void Codec<Upload>::write_inside(detail::JsonWriter& writer, const Upload& value) {
  std::string url{"data:"};
  url += value.content_type;
  if (!value.filename.empty()) url += ";name=" + percent_encoded(value.filename);
  url += ";base64,";
  url += to_base64(value.body);
  writer.quote(url);
}

}  // namespace oaicompat::inline v1
