// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/form_read.hpp>
#include <oaicompat/api/form_write.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

#include <algorithm>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE std::string form_words(const Json& json) {
  Extras one;
  one.set("value", json);
  return one.get(ExtraKey<std::string>{"value"}).value_or(std::string{json.view()});
}

inline Json written(const Upload& file) {
  Bytes out;
  {
    JsonWriter writer{out};
    Codec<Upload>::write_inside(writer, file);
  }
  return {Text{out}};
}

OAICOMPAT_INLINE Result<std::vector<FormPart>> form_parts(std::string_view body, std::string_view content_type,
                                                          const MultipartLimits& limits) {
  const auto boundary = multipart_boundary(content_type);
  if (!boundary) {
    return api_error(415,
                     "This takes multipart/form-data with a boundary, but the Content-Type is '" +
                         std::string{content_type.substr(0, 128)} + "'.",
                     "unsupported_content_type");
  }
  MultipartReader reader{*boundary, limits};
  reader.feed(body);
  reader.finish();
  std::vector<FormPart> parts;
  MultipartPiece piece;
  Pull got;
  while ((got = reader.next(piece)) == Pull::some) {
    if (auto* head = std::get_if<PartHead>(&piece)) {
      parts.push_back({std::move(*head), {}});
    } else {
      parts.back().data = std::get<std::string_view>(piece);
    }
  }
  if (got == Pull::fail) return reader.error();
  return parts;
}

OAICOMPAT_INLINE std::optional<std::string_view> take_step(std::string_view& path) {
  const auto close = path.find(']');
  if (!path.starts_with('[') || close == path.npos) return std::nullopt;
  const auto step = path.substr(1, close - 1);
  path.remove_prefix(close + 1);
  return step;
}

OAICOMPAT_INLINE bool is_place(std::string_view path) {
  if (path.empty()) return true;
  const auto step = take_step(path);
  return step && path.empty() && std::all_of(step->begin(), step->end(), [](char c) { return c >= '0' && c <= '9'; });
}

OAICOMPAT_INLINE bool FormReader::put(std::string_view path, Upload& out) {
  if (!path.empty() || !part_->is_file()) return wrong("a file");
  out.filename = Text{part_->head.filename.value_or(std::string{})};
  out.content_type = Text{part_->head.content_type};
  out.body = Text::borrowed(part_->data);
  return true;
}

// A part with a content type alone may be text all the same: some clients give one to each.
OAICOMPAT_INLINE bool FormReader::is_text(std::string_view path) {
  if (!path.empty() || part_->head.filename) return wrong("text");
  return simdjson::validate_utf8(part_->data.data(), part_->data.size()) || wrong("UTF-8");
}

OAICOMPAT_INLINE bool FormReader::keep(Extras& extra, const std::string& name) {
  if (part_->head.filename) {
    Upload file;
    if (!put({}, file)) return false;
    extra.add({Text{name}, written(file)});
  } else {
    if (!is_text({})) return false;
    extra.add({Text{name}, Json::string(part_->data)});
  }
  return true;
}

OAICOMPAT_INLINE bool FormReader::once() {
  return seen_.insert(part_->head.name).second || fail("Duplicate parameter: '" + part_->head.name.substr(0, 64) + "'.",
                                                       "duplicate_parameter", part_->head.name);
}
OAICOMPAT_INLINE bool FormReader::wrong(std::string_view expected) {
  const auto name = part_->head.name.substr(0, 64);
  const auto found = part_->head.filename ? std::string{"a file"} : "'" + std::string{part_->data.substr(0, 64)} + "'";
  return fail("Invalid type for '" + name + "': expected " + std::string{expected} + ", but got " + found + ".",
              "invalid_type", name);
}
OAICOMPAT_INLINE bool FormReader::missing(const std::string& name) {
  return fail("Missing required parameter: '" + name + "'.", "missing_required_parameter", name);
}
// A hostile name may be huge.
OAICOMPAT_INLINE bool FormReader::fail(std::string message, std::string code, std::string_view name) {
  error_ = api_error(400, std::move(message), std::move(code), std::string{name.substr(0, 64)});
  error_.kind = ErrorKind::parse;
  return false;
}

}  // namespace oaicompat::inline v1::detail
