// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/json_closer.hpp>

#include <algorithm>

namespace oaicompat::inline v1::detail {

/// Follows a prefix of JSON, so far as its end needs it.
struct JsonCloser {
  enum class Place : char { value, key, colon, after };
  std::string closers{};       // of what is open, the innermost last
  Place place = Place::value;  // what comes next
  bool begun = false;          // an object or array has just been opened, or nothing stands in it
  bool in_string = false, is_key = false;
  std::size_t escape = std::string::npos;  // where an open escape begins
  std::size_t plain = std::string::npos;   // where an open number or word begins

  void string_byte(std::string_view text, std::size_t at) {
    if (escape != std::string::npos) {
      const bool ends = text[escape + 1] == 'u' ? at == escape + 5 : true;
      if (ends) escape = std::string::npos;
    } else if (text[at] == '\\') {
      escape = at;
    } else if (text[at] == '"') {
      in_string = false;
      place = is_key ? Place::colon : Place::after;
    }
  }
  void byte(std::string_view text, std::size_t at) {
    const char c = text[at];
    if (in_string) return string_byte(text, at);
    const bool structural = std::string_view{"{}[],: \t\r\n"}.find(c) != std::string_view::npos;
    if (plain != std::string::npos && structural) plain = std::string::npos, place = Place::after;
    if (std::string_view{" \t\r\n"}.find(c) != std::string_view::npos) return;
    begun = false;
    switch (c) {
      case '{': closers += '}', place = Place::key, begun = true; break;
      case '[': closers += ']', place = Place::value, begun = true; break;
      case '}':
      case ']':
        if (!closers.empty()) closers.pop_back();
        place = Place::after;
        break;
      case ',': place = !closers.empty() && closers.back() == '}' ? Place::key : Place::value; break;
      case ':': place = Place::value; break;
      case '"': in_string = true, is_key = place == Place::key; break;
      default:
        if (plain == std::string::npos) plain = at;
    }
  }
};

/// The rest of a word, or a digit that a number needs.
inline std::string_view rest_of_plain(std::string_view text) {
  for (const std::string_view word : {"true", "false", "null"}) {
    if (word.starts_with(text)) return word.substr(text.size());
  }
  return text.back() >= '0' && text.back() <= '9' ? "" : "0";
}

OAICOMPAT_INLINE std::string json_closer(std::string_view prefix) {
  if (prefix.find_first_not_of(" \t\r\n") == std::string_view::npos) return "{}";
  JsonCloser at;
  for (std::size_t i = 0; i < prefix.size(); ++i) at.byte(prefix, i);
  std::string out;
  using Place = JsonCloser::Place;
  if (at.in_string) {
    if (at.escape != std::string::npos) {
      const auto escape = prefix.substr(at.escape);
      out = escape.size() == 1 ? "\\" : std::string(6 - escape.size(), '0');
    }
    out += '"';
    at.place = at.is_key ? Place::colon : Place::after;
  } else if (at.plain != std::string::npos) {
    out = rest_of_plain(prefix.substr(at.plain));
    at.place = Place::after;
  }
  if (at.place == Place::key && !at.begun) out += "\"\"", at.place = Place::colon;
  if (at.place == Place::colon) out += ":null";
  if (at.place == Place::value && !at.begun) out += "null";
  std::reverse(at.closers.begin(), at.closers.end());
  return out += at.closers;
}

}  // namespace oaicompat::inline v1::detail
