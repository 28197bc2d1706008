// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/headers.hpp>
#include <oaicompat/base/media_type.hpp>

namespace oaicompat::inline v1 {
namespace detail {

// Bytes that stand at a place of every file of a type.
struct MagicNumber {
  std::size_t at;
  std::string_view bytes, type;
};
inline constexpr MagicNumber magic_numbers[] = {
    {0, "\x89PNG\r\n\x1A\n", "image/png"},
    {0, "\xFF\xD8\xFF", "image/jpeg"},
    {0, "GIF87a", "image/gif"},
    {0, "GIF89a", "image/gif"},
    {0, "fLaC", "audio/flac"},
    {0, "OggS", "audio/ogg"},
    {0, "ID3", "audio/mpeg"},
    {0, "%PDF-", "application/pdf"},
    {4, "ftypM4A ", "audio/mp4"},
    {4, "ftypM4B ", "audio/mp4"},
    {4, "ftypavif", "image/avif"},
    {4, "ftypheic", "image/heic"},
    {4, "ftypheix", "image/heic"},
    {4, "ftypqt  ", "video/quicktime"},
    {4, "ftyp", "video/mp4"},
};

struct NamedType {
  std::string_view ending, type;
};
inline constexpr NamedType named_types[] = {
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"gif", "image/gif"},
    {"webp", "image/webp"},
    {"avif", "image/avif"},
    {"heic", "image/heic"},
    {"svg", "image/svg+xml"},
    {"wav", "audio/wav"},
    {"mp3", "audio/mpeg"},
    {"mpga", "audio/mpeg"},
    {"mpeg", "video/mpeg"},
    {"aac", "audio/aac"},
    {"flac", "audio/flac"},
    {"ogg", "audio/ogg"},
    {"oga", "audio/ogg"},
    {"opus", "audio/ogg"},
    {"m4a", "audio/mp4"},
    {"mp4", "video/mp4"},
    {"mov", "video/quicktime"},
    {"webm", "video/webm"},
    {"pdf", "application/pdf"},
    {"txt", "text/plain"},
    {"md", "text/markdown"},
    {"csv", "text/csv"},
    {"html", "text/html"},
    {"xml", "application/xml"},
    {"json", "application/json"},
    {"jsonl", "application/jsonl"},
    {"zip", "application/zip"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
};

inline std::string_view type_by_name(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == name.npos) return {};
  for (const auto& each : named_types) {
    if (iequals(name.substr(dot + 1), each.ending)) return each.type;
  }
  return {};
}

// Audio frames begin with eleven bits that are set, then say version, layer, bit rate and sample rate.
inline std::string_view type_by_frame(std::string_view bytes) {
  if (bytes.size() < 4 || bytes[0] != '\xFF') return {};
  const auto second = static_cast<unsigned char>(bytes[1]), third = static_cast<unsigned char>(bytes[2]);
  if ((second & 0xF6u) == 0xF0u) return "audio/aac";
  const bool layer_3 = (second & 0xE6u) == 0xE2u && (second & 0x18u) != 0x08u;
  return layer_3 && (third & 0xF0u) != 0xF0u && (third & 0x0Cu) != 0x0Cu ? "audio/mpeg" : std::string_view{};
}

inline std::string_view type_by_content(std::string_view bytes) {
  const auto start = bytes.substr(0, 64);
  if (start.starts_with("RIFF")) {
    const auto form = start.size() < 12 ? std::string_view{} : start.substr(8, 4);
    return form == "WEBP" ? "image/webp" : form == "WAVE" ? "audio/wav" : std::string_view{};
  }
  if (start.starts_with("\x1A\x45\xDF\xA3"))
    return start.find("webm") != start.npos ? "video/webm" : "video/x-matroska";
  for (const auto& each : magic_numbers) {
    if (start.size() >= each.at && start.substr(each.at).starts_with(each.bytes)) return each.type;
  }
  return type_by_frame(start);
}

}  // namespace detail

OAICOMPAT_INLINE std::string_view media_type_of(std::string_view bytes, std::string_view name) {
  const auto by_name = detail::type_by_name(name), by_content = detail::type_by_content(bytes);
  if (by_content.empty()) return by_name.empty() ? "application/octet-stream" : by_name;
  return by_content == "video/mp4" && by_name == "audio/mp4" ? by_name : by_content;
}

OAICOMPAT_INLINE std::string data_url(std::string_view bytes, std::string_view media_type) {
  std::string url{"data:"};
  url.append(media_type).append(";base64,").append(to_base64(bytes));
  return url;
}

}  // namespace oaicompat::inline v1
