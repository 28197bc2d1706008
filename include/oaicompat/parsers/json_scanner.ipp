// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/utf8_encode.hpp>
#include <oaicompat/base/words.hpp>
#include <oaicompat/parsers/json_scanner.hpp>

#include <string_view>

namespace oaicompat::inline v1::detail {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

inline bool is_escape(char c) { return std::string_view{"\"\\/bfnrtu"}.find(c) != std::string_view::npos; }

/// How many bytes at the start of `text` stand for themselves in a JSON string.
inline std::size_t plain_run(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size()) {
    const auto c = static_cast<unsigned char>(text[n]);
    if (c == '"' || c == '\\' || c < 0x20) break;
    ++n;
  }
  return n;
}

inline void append_control(std::string& out, char c) {
  static constexpr char digits[] = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(c);
  switch (c) {
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    default: out += "\\u00", out += digits[code >> 4], out += digits[code & 15];
  }
}

OAICOMPAT_INLINE void append_json_escaped(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto n = plain_run(text);
    out.append(text.substr(0, n));
    text.remove_prefix(n);
    if (text.empty()) return;
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"' || c == '\\') {
      out += '\\', out += c;
    } else {
      append_control(out, c);
    }
  }
}

OAICOMPAT_INLINE void append_utf8(std::string& out, std::uint32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  char room[4];
  out += encode_utf8(code, room);
}

OAICOMPAT_INLINE JsonScanner::Place JsonScanner::open(bool object) {
  if (depth_ == max_depth) return Place::bad;
  const auto bit = std::uint64_t{1} << (depth_ % 64);
  if (object) {
    objects_[depth_ / 64] |= bit;
  } else {
    objects_[depth_ / 64] &= ~bit;
  }
  ++depth_;
  return object ? Place::first_key : Place::first_value;
}

OAICOMPAT_INLINE JsonScanner::Place JsonScanner::close(bool object) {
  if (depth_ == 0 || in_object() != object) return Place::bad;
  --depth_;
  whole_ = depth_ == 0;
  return Place::comma;
}

OAICOMPAT_INLINE JsonScanner::Place JsonScanner::begin_value(char c) {
  switch (c) {
    case '{': return open(true);
    case '[': return open(false);
    case '"': is_key_ = false; return Place::string;
    case 't': word_ = "true", word_at_ = 1; return Place::word;
    case 'f': word_ = "false", word_at_ = 1; return Place::word;
    case 'n': word_ = "null", word_at_ = 1; return Place::word;
    case '-': number_ = Number::minus; return Place::number;
    case '0': number_ = Number::zero; return Place::number;
    default: number_ = Number::whole; return is_digit(c) ? Place::number : Place::bad;
  }
}

OAICOMPAT_INLINE JsonScanner::Place JsonScanner::in_structure(char c) {
  if (is_json_blank(c)) return place_;
  switch (place_) {
    case Place::first_value:
      if (c == ']') return close(false);
      return begin_value(c);
    case Place::value: return begin_value(c);
    case Place::first_key:
      if (c == '}') return close(true);
      [[fallthrough]];
    case Place::key: is_key_ = true; return c == '"' ? Place::string : Place::bad;
    case Place::colon: return c == ':' ? Place::value : Place::bad;
    case Place::comma:
      if (c == ',') return in_object() ? Place::key : Place::value;
      return c == '}' || c == ']' ? close(c == '}') : Place::bad;
    default: return Place::bad;
  }
}

OAICOMPAT_INLINE bool JsonScanner::number_goes_on(char c) {
  const bool digit = is_digit(c), e = c == 'e' || c == 'E';
  const auto to = [&](Number next) { return number_ = next, true; };
  switch (number_) {
    case Number::minus: return c == '0' ? to(Number::zero) : digit && to(Number::whole);
    case Number::zero: return c == '.' ? to(Number::point) : e && to(Number::e);
    case Number::whole: return digit || (c == '.' ? to(Number::point) : e && to(Number::e));
    case Number::point: return digit && to(Number::fraction);
    case Number::fraction: return digit || (e && to(Number::e));
    case Number::e: return c == '+' || c == '-' ? to(Number::sign) : digit && to(Number::exponent);
    case Number::sign: return digit && to(Number::exponent);
    case Number::exponent: return digit;
  }
  return false;
}

// Reads on in a string, from `at`. What was not copied yet begins at `from`.
inline void JsonScanner::in_string(std::string_view in, std::size_t& from, std::size_t& at, std::string& out) {
  at += plain_run(in.substr(at));
  if (at == in.size()) return;
  const char stop = in[at];
  if (static_cast<unsigned char>(stop) < 0x20) {
    out.append(in.substr(from, at - from));
    append_control(out, stop);
    from = ++at;
    return;
  }
  ++at;
  place_ = stop == '\\' ? Place::escape : is_key_ ? Place::colon : Place::comma;
  whole_ = stop == '"' && depth_ == 0;
}

// Takes a byte that stands outside strings, or in an escape; whether it belongs there.
inline bool JsonScanner::take(char c) {
  switch (place_) {
    case Place::escape:
      if (!is_escape(c)) return false;
      unicode_left_ = 4, place_ = c == 'u' ? Place::unicode : Place::string;
      return true;
    case Place::unicode:
      if (!is_hex(c)) return false;
      if (--unicode_left_ == 0) place_ = Place::string;
      return true;
    case Place::word:
      if (c != word_[word_at_]) return false;
      if (word_[++word_at_] == 0) place_ = Place::comma, whole_ = depth_ == 0;
      return true;
    case Place::number: return number_goes_on(c);
    default: {
      const auto next = in_structure(c);
      if (next != Place::bad) place_ = next;
      return next != Place::bad;
    }
  }
}

OAICOMPAT_INLINE Scanned JsonScanner::scan(std::string_view in, std::string& out) {
  std::size_t from = 0, at = 0;  // what is copied as it is begins at `from`
  while (at < in.size() && place_ != Place::bad && !whole_) {
    if (place_ == Place::string) {
      in_string(in, from, at, out);
    } else if (take(in[at])) {
      ++at;
    } else if (place_ == Place::number && number_may_end()) {  // the byte after it is not its own
      place_ = Place::comma, whole_ = depth_ == 0;
    } else {
      place_ = Place::bad;
    }
  }
  out.append(in.substr(from, at - from));
  if (place_ == Place::bad) return {at, ScanState::bad};
  return {at, whole_ ? ScanState::done : ScanState::more};
}

OAICOMPAT_INLINE bool is_json_object(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const auto begin = text.find_first_not_of(space);
  if (begin == text.npos || text[begin] != '{') return false;
  std::string copy;
  const auto scanned = JsonScanner{}.scan(text, copy);
  return scanned.state == ScanState::done && text.find_first_not_of(space, scanned.used) == text.npos;
}

}  // namespace oaicompat::inline v1::detail
