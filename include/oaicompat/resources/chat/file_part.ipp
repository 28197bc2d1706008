// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/media_type.hpp>
#include <oaicompat/resources/chat/file_part.hpp>

namespace oaicompat::inline v1 {
namespace detail {

inline Error unsupported_file(std::string_view path, std::string_view type, const char* wanted) {
  return file_error(path, "is " + std::string{type} + ", not " + wanted, "unsupported_file");
}

}  // namespace detail

OAICOMPAT_INLINE Result<ContentPart> image_file(std::string_view path, const FileOptions& options) {
  const auto bytes = read_file(path, options);
  if (!bytes) return bytes.error();
  const auto type = media_type_of(*bytes, path);
  if (!type.starts_with("image/")) return detail::unsupported_file(path, type, "an image");
  return image_part(data_url(*bytes, type));
}

OAICOMPAT_INLINE Result<ContentPart> audio_file(std::string_view path, const FileOptions& options) {
  const auto bytes = read_file(path, options);
  if (!bytes) return bytes.error();
  const auto type = media_type_of(*bytes, path);
  const bool wav = type == "audio/wav";
  if (!wav && type != "audio/mpeg") return detail::unsupported_file(path, type, "WAV or MP3");
  return audio_part(to_base64(*bytes), wav ? InputAudioFormat::wav : InputAudioFormat::mp3);
}

OAICOMPAT_INLINE Result<ContentPart> document_file(std::string_view path, const FileOptions& options) {
  const auto bytes = read_file(path, options);
  if (!bytes) return bytes.error();
  return file_part(detail::file_name_of(path), data_url(*bytes, media_type_of(*bytes, path)));
}

}  // namespace oaicompat::inline v1
