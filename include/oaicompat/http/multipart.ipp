// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/headers.hpp>
#include <oaicompat/http/multipart.hpp>
#include <oaicompat/http/url.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

inline std::string_view without_blanks(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  return from == text.npos ? std::string_view{} : text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

// The characters of a quoted string from behind its first quote; what is left then begins behind its last one. A
// backslash stands for itself but before a quote or another one, as paths have some.
inline std::optional<std::string> unquoted(std::string_view& text) {
  std::string out;
  while (!text.empty()) {
    char c = text.front();
    text.remove_prefix(1);
    if (c == '"') return out;
    if (c == '\\' && (text.starts_with('"') || text.starts_with('\\'))) {
      c = text.front();
      text.remove_prefix(1);
    }
    out += c;
  }
  return std::nullopt;
}

// The value of a header field with parameters: `form-data; name="a"; filename="b"`.
struct Parameters {
  std::string_view word;
  std::vector<std::pair<std::string_view, std::string>> items;

  const std::string* find(std::string_view name) const {
    const auto at = std::find_if(items.begin(), items.end(), [&](auto& item) { return iequals(item.first, name); });
    return at == items.end() ? nullptr : &at->second;
  }
};

inline std::optional<Parameters> parse_parameters(std::string_view text) {
  Parameters out;
  const auto end = std::min(text.find(';'), text.size());
  out.word = without_blanks(text.substr(0, end));
  text.remove_prefix(end);
  while (!text.empty()) {
    text = without_blanks(text.substr(1));  // behind the semicolon
    if (text.empty()) break;
    const auto equals = text.find('=');
    if (equals == text.npos || text.find(';') < equals) return std::nullopt;
    const auto name = without_blanks(text.substr(0, equals));
    if (out.find(name)) return std::nullopt;
    text = without_blanks(text.substr(equals + 1));
    if (text.starts_with('"')) {
      text.remove_prefix(1);
      auto value = unquoted(text);
      if (!value) return std::nullopt;
      out.items.emplace_back(name, *std::move(value));
    } else {
      const auto value = text.substr(0, text.find(';'));
      out.items.emplace_back(name, without_blanks(value));
      text.remove_prefix(value.size());
    }
    text = without_blanks(text);
    if (!text.empty() && text.front() != ';') return std::nullopt;
  }
  return out;
}

// What browsers write in names for the characters that would end them.
inline constexpr std::array<std::pair<char, std::string_view>, 3> name_escapes{
    {{'"', "%22"}, {'\r', "%0D"}, {'\n', "%0A"}}};

inline std::string unescaped_name(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const auto* found = std::find_if(name_escapes.begin(), name_escapes.end(),
                                     [&](const auto& each) { return iequals(name.substr(0, 3), each.second); });
    out += found == name_escapes.end() ? name.front() : found->first;
    name.remove_prefix(found == name_escapes.end() ? 1 : 3);
  }
  return out;
}

// Latin-1 as UTF-8.
inline std::string from_latin1(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0u | byte >> 6);
      out += static_cast<char>(0x80u | (byte & 0x3Fu));
    }
  }
  return out;
}
// `UTF-8'en'na%C3%AFve.wav` (RFC 5987, section 3.2).
inline std::optional<std::string> extended_value(std::string_view value) {
  const auto charset = value.substr(0, value.find('\''));
  const auto second = value.find('\'', charset.size() + 1);
  if (second == value.npos) return std::nullopt;
  auto text = percent_decoded(value.substr(second + 1));
  if (iequals(charset, "iso-8859-1")) return from_latin1(text);
  if (iequals(charset, "utf-8")) return text;
  return std::nullopt;
}

inline void append_name(Bytes& out, std::string_view name) {
  out += '"';
  for (const char c : name) {
    const auto* found =
        std::find_if(name_escapes.begin(), name_escapes.end(), [&](const auto& each) { return each.first == c; });
    if (found != name_escapes.end()) {
      out += found->second;
    } else {
      if (c == '\\') out += '\\';
      out += c;
    }
  }
  out += '"';
}

// The head of a part, or why it is none.
inline std::string read_part_head(std::string_view lines, PartHead& out) {
  bool named = false;
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find("\r\n"));
    lines.remove_prefix(std::min(line.size() + 2, lines.size()));
    const auto colon = line.find(':');
    if (colon == line.npos) return "a line of a part's head has no colon";
    const auto field = line.substr(0, colon);
    const auto value = without_blanks(line.substr(colon + 1));
    if (iequals(field, "content-type")) {
      out.content_type = value;
    } else if (iequals(field, "content-transfer-encoding")) {
      if (!iequals(value, "binary") && !iequals(value, "8bit") && !iequals(value, "7bit"))
        return "a part has a transfer encoding";
    } else if (iequals(field, "content-disposition")) {
      const auto parameters = parse_parameters(value);
      if (named || !parameters || !iequals(parameters->word, "form-data") || !parameters->find("name"))
        return "a part's Content-Disposition is malformed";
      named = true;
      out.name = unescaped_name(*parameters->find("name"));
      if (const auto* filename = parameters->find("filename")) out.filename = unescaped_name(*filename);
      if (const auto* extended = parameters->find("filename*")) {
        auto decoded = extended_value(*extended);
        if (!decoded && !out.filename) return "a part's filename* is malformed";
        if (decoded) out.filename = std::move(decoded);
      }
    }
  }
  return named ? std::string{} : "a part has no name";
}

}  // namespace detail

OAICOMPAT_INLINE bool is_multipart(std::string_view content_type) {
  return iequals(detail::without_blanks(content_type.substr(0, content_type.find(';'))), "multipart/form-data");
}

OAICOMPAT_INLINE std::optional<std::string> multipart_boundary(std::string_view content_type) {
  const auto parameters = detail::parse_parameters(content_type);
  if (!parameters || !iequals(parameters->word, "multipart/form-data")) return std::nullopt;
  const auto* boundary = parameters->find("boundary");
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+_,-./:=? ";
  constexpr std::size_t longest = 70;
  if (!boundary || boundary->empty() || boundary->size() > longest || boundary->ends_with(' ') ||
      boundary->find_first_not_of(allowed) != boundary->npos)
    return std::nullopt;
  return *boundary;
}

OAICOMPAT_INLINE MultipartReader::MultipartReader(std::string_view boundary, MultipartLimits limits)
    : delimiter_{"\r\n--" + std::string{boundary}}, limits_{limits} {}

OAICOMPAT_INLINE void MultipartReader::feed(std::string_view piece) {
  fed_end_ = piece.data() + piece.size();
  if (carry_.empty()) {
    window_ = piece;
  } else {
    carry_ += piece;
    window_ = carry_;
  }
}

OAICOMPAT_INLINE void MultipartReader::feed_next(std::size_t n) {
  window_ = {fed_end_ - carry_.size(), carry_.size() + n};
  fed_end_ += n;
  carry_.clear();
}

OAICOMPAT_INLINE Pull MultipartReader::next(MultipartPiece& out) {
  for (;;) {
    bool went_on = false;
    gives_ = false;
    switch (state_) {
      case State::start: went_on = start(); break;
      case State::after_boundary: went_on = after_boundary(); break;
      case State::head: went_on = head(out); break;
      case State::data: went_on = data(out); break;
      case State::ended: return Pull::end;
      case State::failed: return Pull::fail;
    }
    if (gives_) return Pull::some;
    if (!went_on && state_ != State::failed) return starved();
  }
}

// The first boundary begins the form, or a line of it: what stands before is a preamble.
OAICOMPAT_INLINE bool MultipartReader::start() {
  const std::string_view line = delimiter_, first = line.substr(2);
  if (!in_preamble_) {
    if (window_.size() < first.size() && first.starts_with(window_)) return false;
    in_preamble_ = true;
    if (window_.starts_with(first)) {
      window_.remove_prefix(first.size());
      state_ = State::after_boundary;
      return true;
    }
  }
  const auto size = size_before(line);
  const bool found = window_.size() - size >= line.size();
  window_.remove_prefix(found ? size + line.size() : size);
  if (found) state_ = State::after_boundary;
  return found;
}

// How much stands before a delimiter, or before what may be the start of one.
OAICOMPAT_INLINE std::size_t MultipartReader::size_before(std::string_view delimiter) const {
  auto size = window_.find(delimiter);
  if (size != window_.npos) return size;
  size = window_.size() - std::min(delimiter.size() - 1, window_.size());
  while (size < window_.size() && !delimiter.starts_with(window_.substr(size))) ++size;
  return size;
}

OAICOMPAT_INLINE bool MultipartReader::after_boundary() {
  while (window_.starts_with(' ') || window_.starts_with('\t')) window_.remove_prefix(1);
  if (window_.size() < 2) return false;
  const auto next = window_.substr(0, 2);
  if (next != "--" && next != "\r\n") return fail("something follows a boundary");
  window_.remove_prefix(2);
  state_ = next == "--" ? State::ended : State::head;
  return true;
}

OAICOMPAT_INLINE bool MultipartReader::head(MultipartPiece& out) {
  constexpr std::string_view empty_line = "\r\n\r\n";
  const auto end = size_before(empty_line);
  if (end > limits_.max_head_bytes) return fail("the head of a part is too large");
  if (window_.size() - end < empty_line.size()) return false;
  if (++parts_ > limits_.max_parts) return fail("it has too many parts");
  PartHead read;
  if (auto wrong = detail::read_part_head(window_.substr(0, end), read); !wrong.empty()) return fail(wrong);
  window_.remove_prefix(end + empty_line.size());
  out = std::move(read);
  state_ = State::data;
  return gives_ = true;
}

OAICOMPAT_INLINE bool MultipartReader::data(MultipartPiece& out) {
  const auto size = size_before(delimiter_);
  if (size == 0 && window_.starts_with(delimiter_)) {
    window_.remove_prefix(delimiter_.size());
    state_ = State::after_boundary;
    return true;
  }
  if (size == 0) return false;
  out = window_.substr(0, size);
  window_.remove_prefix(size);
  return gives_ = true;
}

OAICOMPAT_INLINE bool MultipartReader::fail(const std::string& why) {
  error_ = api_error(400, "The form could not be read: " + why + ".", "invalid_multipart");
  error_->kind = ErrorKind::parse;
  state_ = State::failed;
  return false;
}

OAICOMPAT_INLINE Pull MultipartReader::starved() {
  if (finished_) return fail("it ends before its last boundary"), Pull::fail;
  carry_ = std::string{window_};
  window_ = {};
  return Pull::wait;
}

OAICOMPAT_INLINE void append_part_head(Bytes& out, std::string_view boundary, const PartHead& head) {
  out += "--";
  out += boundary;
  out += "\r\nContent-Disposition: form-data; name=";
  detail::append_name(out, head.name);
  if (head.filename) {
    out += "; filename=";
    detail::append_name(out, *head.filename);
  }
  if (!head.content_type.empty()) {
    out += "\r\nContent-Type: ";
    std::copy_if(head.content_type.begin(), head.content_type.end(), std::back_inserter(out),
                 [](char c) { return c != '\r' && c != '\n'; });
  }
  out += "\r\n\r\n";
}

OAICOMPAT_INLINE void append_part(Bytes& out, std::string_view boundary, const PartHead& head, std::string_view data) {
  append_part_head(out, boundary, head);
  out += data;
  out += "\r\n";
}

OAICOMPAT_INLINE void append_multipart_end(Bytes& out, std::string_view boundary) {
  out += "--";
  out += boundary;
  out += "--\r\n";
}

}  // namespace oaicompat::inline v1
