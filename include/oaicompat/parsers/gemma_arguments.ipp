// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/parsers/gemma_arguments.hpp>
#include <oaicompat/parsers/json_scanner.ipp>
#include <oaicompat/parsers/python_literal.ipp>

#include <algorithm>

namespace oaicompat::inline v1::detail {

/// What stands before the next byte that is no white space, and whether there is one.
inline std::size_t skip_space(std::string_view in, std::size_t from) {
  while (from < in.size() && is_json_blank(in[from])) ++from;
  return from;
}

/// How long a bare key with its colon is at the start of `in`; 0 for none, npos where more must be seen.
inline std::size_t key_length(std::string_view in, std::size_t max) {
  std::size_t n = 0;
  while (n < in.size() && n < max && (is_word_byte(in[n]) || in[n] == '-' || in[n] == '.')) ++n;
  if (n == in.size()) return std::string_view::npos;
  return n > 0 && in[n] == ':' ? n + 1 : 0;
}

OAICOMPAT_INLINE GemmaArguments::Used GemmaArguments::open(char c, std::string& out) {
  if (stack_.size() == max_depth) return -1;
  const bool object = c != '[';
  stack_ += object ? (c == '(' ? ')' : '}') : ']';
  out += object ? '{' : '[';
  place_ = object ? Place::first_key : Place::first_value;
  return 1;
}

OAICOMPAT_INLINE GemmaArguments::Used GemmaArguments::close(char c, std::string& out) {
  if (stack_.empty() || stack_.back() != c) return -1;
  out += c == ']' ? ']' : '}';
  stack_.pop_back();
  whole_ = stack_.empty();
  place_ = Place::comma;
  return 1;
}

OAICOMPAT_INLINE GemmaArguments::Used GemmaArguments::key(std::string_view in, std::string& out, InputEnd end) {
  std::size_t open = 0, past = 0;
  std::string_view name;
  if (in.starts_with(mark_) || in[0] == '"' || in[0] == '\'') {
    open = in.starts_with(mark_) ? mark_.size() : 1;
    const auto quote = in.substr(0, open);
    const auto close = in.find(quote, open);
    if (close == std::string_view::npos && in.size() <= max_key) return 0;
    if (close == std::string_view::npos || close + quote.size() > max_key + 1) return -1;
    name = in.substr(open, close - open), past = close + open;
  } else if (mark_.starts_with(in) && end == InputEnd::open) {
    return 0;
  } else {
    const auto n = key_length(in, max_key);
    if (n == std::string_view::npos) return 0;
    if (n == 0) return -1;
    name = in.substr(0, n - 1), past = n - 1;
  }
  out += '"';
  append_json_escaped(out, name);
  out += '"';
  place_ = Place::colon;
  return static_cast<Used>(past);
}

/// A value without marks around it: a number or a word of JSON; else text, up to a mark whose pair is missing, or to
/// what ends a value.
OAICOMPAT_INLINE GemmaArguments::Used GemmaArguments::bare(std::string_view in, std::string& out, InputEnd end) {
  for (std::size_t n = 0; n < in.size() && n < max_bare; ++n) {
    const auto rest = in.substr(n);
    const bool marked = rest.starts_with(mark_);
    bool ends = marked || in[n] == '}' || in[n] == ']' || in[n] == stack_.back();
    const auto text = in.substr(0, in.find_last_not_of(" \t\r\n", n == 0 ? 0 : n - 1) + 1).substr(0, n);
    if (!ends && in[n] == ',') {
      std::string literal;
      const bool word = text == "true" || text == "false" || text == "null" || append_python_number(literal, text);
      if (!word && stack_.back() != ']') {
        const auto next = skip_space(in, n + 1);
        const auto length = key_length(in.substr(next), max_key);
        if (length == std::string_view::npos && end == InputEnd::open) return 0;
        ends = length != 0 && length != std::string_view::npos;
      } else {
        ends = true;
      }
    }
    if (!ends && mark_.starts_with(rest) && end == InputEnd::open) return 0;
    if (!ends) continue;
    if (!marked && (text == "true" || text == "false" || text == "null")) {
      out += text;
    } else if (marked || !append_python_number(out, text)) {
      if (text.empty() && !marked) return -1;
      out += '"';
      append_json_escaped(out, text);
      out += '"';
    }
    place_ = Place::comma;
    return static_cast<Used>(n + (marked ? mark_.size() : 0));
  }
  return in.size() < max_bare ? 0 : -1;
}

OAICOMPAT_INLINE GemmaArguments::Used GemmaArguments::value(std::string_view in, std::string& out, InputEnd end) {
  if (in.starts_with(mark_)) return out += '"', place_ = Place::string, static_cast<Used>(mark_.size());
  if (mark_.starts_with(in) && end == InputEnd::open) return 0;
  if (in[0] == '{' || in[0] == '[') return open(in[0], out);
  if (in[0] == '"' || in[0] == '\'') return quote_ = in[0], out += '"', place_ = Place::plain_string, 1;
  return bare(in, out, end);
}

/// Whether what stands after a comma in an object goes on with it: 1 or -1; 0 where more must be seen.
OAICOMPAT_INLINE GemmaArguments::Used GemmaArguments::key_follows(std::string_view rest, InputEnd end) const {
  const Used unknown = end == InputEnd::stopped ? 1 : 0;
  if (rest.empty() || (rest.size() < mark_.size() && mark_.starts_with(rest))) return unknown;
  if (rest[0] == stack_.back() || rest[0] == '"' || rest[0] == '\'' || rest.starts_with(mark_)) return 1;
  const auto length = key_length(rest, max_key);
  if (length == std::string_view::npos) return unknown;
  return length > 0 ? 1 : -1;
}

OAICOMPAT_INLINE GemmaArguments::Used GemmaArguments::string(std::string_view in, std::string& out, InputEnd end) {
  const auto at = in.find(mark_.front());
  if (at != 0) {
    const auto n = std::min(at, in.size());
    append_json_escaped(out, in.substr(0, n));
    return static_cast<Used>(n);
  }
  if (!in.starts_with(mark_)) {
    if (mark_.starts_with(in)) return 0;
    append_json_escaped(out, in.substr(0, 1));
    return 1;
  }
  const auto next = skip_space(in, mark_.size());
  if (next == in.size() && end != InputEnd::stopped && next < max_key) return 0;
  bool closes = next == in.size() ? end == InputEnd::stopped
                                  : in[next] == ',' || in[next] == '}' || in[next] == ']' || in[next] == stack_.back();
  if (closes && next < in.size() && in[next] == ',' && stack_.back() != ']') {
    const auto rest = in.substr(skip_space(in, next + 1));
    const auto follows = key_follows(rest, end);
    if (follows == 0) return 0;
    closes = follows > 0;
  }
  if (!closes && next > mark_.size() && stack_.back() != ']') {
    const auto length = key_length(in.substr(next), max_key);
    if (length == std::string_view::npos && end == InputEnd::open) return 0;
    closes = length != 0 && length != std::string_view::npos;
  }
  if (closes) {
    out += '"', place_ = Place::comma;
  } else {
    out += "\\\"";
  }
  return static_cast<Used>(mark_.size());
}

OAICOMPAT_INLINE GemmaArguments::Used GemmaArguments::plain_string(std::string_view in, std::string& out) {
  if (in[0] == quote_) return out += '"', place_ = Place::comma, 1;
  if (in[0] == '\\') {
    if (in.size() < 2) return 0;
    constexpr std::string_view from = "nrt\\'\"/bf", to = "\n\r\t\\'\"/\b\f";
    const auto at = from.find(in[1]);
    append_json_escaped(out, at == std::string_view::npos ? in.substr(0, 2) : to.substr(at, 1));
    return 2;
  }
  append_json_escaped(out, in.substr(0, 1));
  return 1;
}

OAICOMPAT_INLINE GemmaArguments::Used GemmaArguments::structure(std::string_view in, std::string& out, InputEnd end) {
  const char c = in[0];
  if (is_json_blank(c)) return 1;
  switch (place_) {
    case Place::open: return c == '{' || c == '(' ? open(c, out) : -1;
    case Place::first_key:
      if (c == stack_.back()) return close(c, out);
      [[fallthrough]];
    case Place::key: return key(in, out, end);
    case Place::colon: return c == ':' || c == '=' ? (out += ':', place_ = Place::value, 1) : -1;
    case Place::first_value:
      if (c == ']') return close(c, out);
      [[fallthrough]];
    case Place::value: return value(in, out, end);
    case Place::comma:
      if (c == stack_.back()) return close(c, out);
      if (c != ',' && stack_.back() == ']') return -1;
      out += ',';
      place_ = stack_.back() == ']' ? Place::value : Place::key;
      return c == ',' ? 1 : key(in, out, end);  // a comma may be missing before a key
    default: return -1;
  }
}

OAICOMPAT_INLINE Scanned GemmaArguments::scan(std::string_view in, std::string& out, InputEnd end) {
  std::size_t at = 0;
  while (at < in.size()) {
    const auto rest = in.substr(at);
    const auto before = out.size();
    const auto place = place_;
    const auto used = place_ == Place::string         ? string(rest, out, end)
                      : place_ == Place::plain_string ? plain_string(rest, out)
                                                      : structure(rest, out, end);
    if (used <= 0) {
      if (place == Place::comma) out.resize(before), place_ = place;
      return {at, used == 0 ? ScanState::more : ScanState::bad};
    }
    at += static_cast<std::size_t>(used);
    if (whole_) return {at, ScanState::done};
  }
  return {at, ScanState::more};
}

}  // namespace oaicompat::inline v1::detail
