// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/parsers/json_call.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE void JsonCall::begin(CallSink& sink) {
  begun_ = true;
  sink.begin(name_, id_);
  if (!held_.empty()) sink.arguments(std::exchange(held_, {}));
}

OAICOMPAT_INLINE void JsonCall::give(std::string_view piece, CallSink& sink) {
  if (piece.empty()) return;
  if (begun_) return sink.arguments(piece);
  held_ += piece;
}

OAICOMPAT_INLINE bool JsonCall::close(CallSink& sink) {
  if (level_ == 2) return level_ = 1, place_ = Place::comma, true;
  if (!has_name_) return false;
  if (!has_arguments_) held_ = "{}";
  if (begun_) {
    give(std::exchange(held_, {}), sink);
  } else {
    begin(sink);
  }
  return whole_ = true;
}

OAICOMPAT_INLINE bool JsonCall::key_is_whole() {
  place_ = Place::colon;
  if (named_) {
    if (has_name_ || word_.empty()) return false;
    name_ = word_, has_name_ = true, key_ = Is::arguments;
    return true;
  }
  const auto is_one_of = [&](auto... words) { return ((word_ == words) || ...); };
  if (is_one_of("name", "tool_name", name_key_)) {
    key_ = Is::name;
  } else if (is_one_of("arguments", "parameters", "args", arguments_key_)) {
    key_ = Is::arguments;
  } else if (is_one_of("id", "tool_call_id")) {
    key_ = Is::id;
  } else if (is_one_of("function")) {
    key_ = Is::function;
  } else {
    key_ = Is::other;
    if (!plausible_) return is_one_of("type", "index");
  }
  plausible_ = true;
  return true;
}

OAICOMPAT_INLINE bool JsonCall::text_is_whole(CallSink& sink) {
  place_ = Place::comma;
  if (key_ == Is::id) {
    if (!begun_) id_ = word_;
    return true;
  }
  if (has_name_ || word_.empty() || word_.size() > 256) return false;
  name_ = word_, has_name_ = true;
  if (has_arguments_) begin(sink);
  return true;
}

OAICOMPAT_INLINE bool JsonCall::begin_arguments(char c, CallSink& sink) {
  if (has_arguments_) return false;
  if (has_name_ && !begun_) begin(sink);
  if (c == 'n') return place_ = Place::skip, true;
  has_arguments_ = c == '{' || c == '"';
  place_ = c == '{' ? Place::object : Place::encoded;
  return has_arguments_;
}

OAICOMPAT_INLINE bool JsonCall::begin_value(char c, CallSink& sink) {
  scanner_.reset(), word_.clear(), escape_left_ = -1;
  switch (key_) {
    case Is::arguments: return begin_arguments(c, sink);
    case Is::function:
      if (c == '{' && level_ == 1) return level_ = 2, place_ = Place::first_key, true;
      return key_ = Is::name, place_ = Place::text, c == '"';
    case Is::name: return place_ = Place::text, c == '"';
    case Is::id: place_ = c == '"' ? Place::text : Place::skip; return true;
    case Is::other: place_ = Place::skip; return true;
  }
  return false;
}

/// A byte that is no part of a value; false where it may not stand there.
OAICOMPAT_INLINE bool JsonCall::structure(char c, CallSink& sink) {
  if (c == ' ' || c == '\n' || c == '\r' || c == '\t') return true;
  switch (place_) {
    case Place::open: return level_ = 1, plausible_ = false, place_ = Place::first_key, c == '{';
    case Place::first_key:
      if (c == '}') return close(sink);
      [[fallthrough]];
    case Place::key: return word_.clear(), escape_left_ = -1, place_ = Place::in_key, c == '"';
    case Place::colon: return place_ = Place::value, c == ':';
    case Place::comma:
      if (c == ',') return place_ = Place::key, true;
      return c == '}' && close(sink);
    default: return false;
  }
}

/// Decodes bytes of a JSON string up to its end, which `used` then stands at; false for a bad escape.
OAICOMPAT_INLINE bool JsonCall::unescape(std::string_view in, std::size_t& used, std::string& out) {
  for (; used < in.size(); ++used) {
    const char c = in[used];
    if (escape_left_ >= 0) {
      if (!unescape_one(c, out)) return false;
    } else if (c == '"') {
      return true;
    } else if (c == '\\') {
      escape_left_ = 0;
    } else {
      out += c;
    }
  }
  return true;
}

/// A character behind a backslash, or a digit behind `\u`.
OAICOMPAT_INLINE bool JsonCall::unescape_one(char c, std::string& out) {
  if (escape_left_ == 0) {
    constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
    const auto at = from.find(c);
    if (c != 'u' && at == std::string_view::npos) return false;
    escape_code_ = 0, escape_left_ = c == 'u' ? 4 : -1;
    if (c != 'u') out += to[at];
    return true;
  }
  const auto digit = std::string_view{"0123456789abcdef"}.find(static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c));
  if (digit == std::string_view::npos) return false;
  escape_code_ = escape_code_ * 16 + static_cast<std::uint32_t>(digit);
  if (--escape_left_ > 0) return true;
  escape_left_ = -1;
  const auto high = std::exchange(high_surrogate_, 0U);
  if (escape_code_ >= 0xD800 && escape_code_ < 0xDC00) {
    high_surrogate_ = escape_code_;
  } else if (high && escape_code_ >= 0xDC00 && escape_code_ < 0xE000) {
    append_utf8(out, 0x10000 + ((high - 0xD800) << 10) + (escape_code_ - 0xDC00));
  } else {
    append_utf8(out, escape_code_);
  }
  return true;
}

/// Arguments that are JSON inside a string: what of them is decoded goes on.
OAICOMPAT_INLINE bool JsonCall::decode_arguments(CallSink& sink) {
  for (std::string_view rest{scratch_}; !rest.empty();) {
    if (encoded_whole_) return rest.find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (!encoded_any_) {
      const auto first = rest.find_first_not_of(" \t\r\n");
      if (first == std::string_view::npos) return true;
      rest.remove_prefix(first);
      if (rest.front() != '{') return false;
      encoded_any_ = true;
    }
    std::string copied;
    const auto scanned = scanner_.scan(rest, copied);
    give(copied, sink);
    if (scanned.state == ScanState::bad) return false;
    encoded_whole_ = scanned.state == ScanState::done;
    rest.remove_prefix(scanned.used);
  }
  return true;
}

/// Byte by byte, so that what is bad is found at its place.
OAICOMPAT_INLINE Scanned JsonCall::read_encoded(std::string_view in, CallSink& sink) {
  for (std::size_t used = 0; used < in.size(); ++used) {
    std::size_t read = 0;
    scratch_.clear();
    if (!unescape(in.substr(used, 1), read, scratch_)) return {used, ScanState::bad};
    if (!decode_arguments(sink)) return {used + read, ScanState::bad};
    if (read == 1) continue;
    const bool good = encoded_whole_ || !encoded_any_;  // the closing quote
    has_arguments_ = encoded_any_;
    place_ = Place::comma;
    return {used + 1, good ? ScanState::more : ScanState::bad};
  }
  return {in.size(), ScanState::more};
}

OAICOMPAT_INLINE Scanned JsonCall::read_string(std::string_view in, CallSink& sink) {
  std::size_t used = 0;
  if (!unescape(in, used, word_) || word_.size() > max_header) return {used, ScanState::bad};
  if (used == in.size()) return {used, ScanState::more};
  ++used;  // the closing quote
  const bool good = place_ == Place::in_key ? key_is_whole() : text_is_whole(sink);
  return {used, good ? ScanState::more : ScanState::bad};
}

OAICOMPAT_INLINE Scanned JsonCall::read_json(std::string_view in, CallSink& sink) {
  scratch_.clear();
  const auto scanned = scanner_.scan(in, scratch_);
  if (place_ == Place::object) {
    give(scratch_, sink);
    if (held_.size() > max_held) return {scanned.used, ScanState::bad};
  }
  if (scanned.state == ScanState::done) place_ = Place::comma;
  return {scanned.used, scanned.state == ScanState::bad ? ScanState::bad : ScanState::more};
}

/// Reads a piece of one part of the object; uses nothing where another part begins.
OAICOMPAT_INLINE Scanned JsonCall::step(std::string_view in, CallSink& sink) {
  switch (place_) {
    case Place::in_key:
    case Place::text: return read_string(in, sink);
    case Place::encoded: return read_encoded(in, sink);
    case Place::object:
    case Place::skip: return read_json(in, sink);
    case Place::value: {
      if (is_json_blank(in.front())) return {1, ScanState::more};
      const bool good = begin_value(in.front(), sink);
      const bool read_again = place_ == Place::skip || place_ == Place::object;
      return {read_again ? std::size_t{0} : 1, good ? ScanState::more : ScanState::bad};
    }
    default: return {1, structure(in.front(), sink) ? ScanState::more : ScanState::bad};
  }
}

OAICOMPAT_INLINE Scanned JsonCall::scan(std::string_view in, CallSink& sink) {
  std::size_t used = 0;
  while (used < in.size()) {
    const bool counts = !begun_ && place_ != Place::object && place_ != Place::encoded;
    const bool structural = is_structural();
    const auto read = step(in.substr(used), sink);
    if (read.state == ScanState::bad) return {structural ? used : used + read.used, ScanState::bad};
    used += read.used;
    if (counts) header_ += read.used;
    if (header_ > max_header) return {used, ScanState::bad};
    if (whole_) return {used, ScanState::done};
  }
  return {used, ScanState::more};
}

}  // namespace oaicompat::inline v1::detail
