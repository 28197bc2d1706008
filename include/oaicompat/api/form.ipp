// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/form_read.hpp>
#include <oaicompat/api/form_write.hpp>
#include <oaicompat/http/url.hpp>
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

OAICOMPAT_INLINE void FormWriter::write(const std::string& name, const Upload& v) {
  constexpr std::size_t large = 64 << 10;
  append_part_head(out_, boundary_, {.name = name, .filename = v.filename.str(), .content_type = v.content_type.str()});
  const bool kept = kept_.keeper && (kept_.borrowed_too || !v.body.is_borrowed());
  if (kept && v.body.size() >= large) {
    close_piece();
    pieces_.push_back({.bytes = v.body, .keeper = kept_.keeper});
  } else {
    out_ += v.body;
  }
  out_ += "\r\n";
}

// A member that is empty leaves its place in the path.
OAICOMPAT_INLINE bool FormWriter::stands_in_path(std::string_view name, std::string_view words) {
  if (!kept_.path) return false;
  const auto place = "{" + std::string{name} + "}";
  const auto at = kept_.path->find(place);
  if (at == std::string::npos) return false;
  if (!words.empty()) kept_.path->replace(at, place.size(), percent_encoded(words));
  return true;
}

OAICOMPAT_INLINE void FormWriter::close_piece() {
  struct Own final : BufferOwner {
    Bytes bytes;
  };
  auto own = std::make_shared<Own>();
  own->bytes = std::exchange(out_, Bytes{});
  pieces_.push_back({.bytes = own->bytes, .keeper = own});
}

OAICOMPAT_INLINE Body FormWriter::finish() {
  append_multipart_end(out_, boundary_);
  if (pieces_.empty()) return std::move(out_);
  close_piece();
  return Body{std::move(pieces_)};
}

OAICOMPAT_INLINE FormScan::FormScan(Body body, std::string_view content_type, const MultipartLimits& limits)
    : body_{std::move(body)}, limits_{limits} {
  if (const auto boundary = multipart_boundary(content_type)) {
    reader_.emplace(*boundary, limits);
  } else {
    fail(api_error(415,
                   "This takes multipart/form-data with a boundary, but the Content-Type is '" +
                       std::string{content_type.substr(0, 128)} + "'.",
                   "unsupported_content_type"));
  }
}

OAICOMPAT_INLINE void FormScan::add_member(std::string_view name, std::string value) {
  members_.push_back(std::move(value));
  parts_.push_back({.head = {.name = std::string{name}}, .data = members_.back(), .in_path = true});
}

OAICOMPAT_INLINE bool FormScan::step() {
  constexpr std::size_t piece_size = 1 << 20, forget_every = 16 << 20;
  if (error_) return false;
  const auto piece = body_.view().substr(read_, piece_size);
  read_ == 0 ? reader_->feed(piece) : reader_->feed_next(piece.size());
  read_ += piece.size();
  if (read_ == body_.size()) reader_->finish();
  if (read_ % forget_every == 0) body_.forget_before(read_);
  MultipartPiece got;
  for (;;) {
    switch (reader_->next(got)) {
      case Pull::some: break;
      case Pull::wait: return true;
      case Pull::end: return false;
      case Pull::fail: return fail(reader_->error());
    }
    if (auto* head = std::get_if<PartHead>(&got)) {
      parts_.push_back({std::move(*head), {}});
    } else {
      auto& data = parts_.back().data;  // what was cut goes on where it ended
      const auto more = std::get<std::string_view>(got);
      data = data.empty() ? more : std::string_view{data.data(), data.size() + more.size()};
    }
  }
}

OAICOMPAT_INLINE bool FormScan::fail(Error error) {
  error_ = std::move(error);
  return false;
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

// Where nothing but a file can stand, one may come without a name: then its content type says what it is.
OAICOMPAT_INLINE bool FormReader::put(std::string_view path, Upload& out) {
  if (!path.empty() || !(part_->is_file() || !part_->head.content_type.empty())) return wrong("a file", "text");
  out.filename = Text{part_->head.filename.value_or(std::string{})};
  out.content_type = Text{part_->head.content_type};
  out.body = Text::borrowed(part_->data);
  return true;
}

OAICOMPAT_INLINE bool FormReader::is_text(std::string_view path) {
  if (!path.empty() || part_->is_file()) return wrong("text");
  return is_small() && (is_utf8(part_->data) || wrong("UTF-8"));
}

OAICOMPAT_INLINE bool FormReader::is_small() {
  if (part_->data.size() <= limits_.max_text_bytes) return true;
  const auto name = part_->head.name.substr(0, 64);
  return fail("Invalid '" + name + "': it has more than " + std::to_string(limits_.max_text_bytes) + " bytes.",
              "string_above_max_length", name);
}

OAICOMPAT_INLINE bool FormReader::keep(Extras& extra, const std::string& name) {
  if (part_->is_file()) {
    Upload file;
    if (!is_small() || !put({}, file)) return false;
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
  return wrong(expected, part_->is_file() ? std::string{"a file"} : found());
}
OAICOMPAT_INLINE bool FormReader::wrong(std::string_view expected, std::string_view found) {
  const auto name = part_->head.name.substr(0, 64);
  return fail(
      "Invalid type for '" + name + "': expected " + std::string{expected} + ", but got " + std::string{found} + ".",
      "invalid_type", name);
}
// A word is quoted, nothing else: a part may hold a file that was sent under a wrong name, or without its filename.
OAICOMPAT_INLINE std::string FormReader::found() const {
  constexpr std::size_t longest = 32;
  const auto is_plain = [](char c) { return c > ' ' && c <= '~'; };
  const auto data = part_->data;
  if (data.size() <= longest && std::all_of(data.begin(), data.end(), is_plain)) return "'" + std::string{data} + "'";
  return "text of " + std::to_string(data.size()) + " bytes";
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
