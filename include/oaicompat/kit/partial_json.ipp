// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/kit/partial_json.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE void PartialJson::add(std::string_view more) {
  if (text_.empty()) {
    const auto begin = more.find('{');
    if (begin == std::string_view::npos) return;
    more.remove_prefix(begin);
  }
  for (const char c : more) {
    if (complete_ || broken_) return;
    text_ += c;
    take(c);
  }
}

OAICOMPAT_INLINE std::optional<std::string> PartialJson::closed() const {
  if (broken_ || text_.empty()) return std::nullopt;
  auto out = text_.substr(0, kept_);
  if (within_ == Within::string && !is_key_) out += '"';
  out.append(closers_.rbegin(), closers_.rend());
  return out;
}

OAICOMPAT_INLINE void PartialJson::keep_through_here() { kept_ = text_.size(); }

OAICOMPAT_INLINE void PartialJson::take(char c) {
  if (within_ == Within::string) return take_in_string(c);
  if (within_ == Within::scalar) {
    if (std::string_view{",:{}[]\" \t\r\n"}.find(c) == std::string_view::npos) return;
    kept_ = text_.size() - 1;
    within_ = Within::structure;
  }
  take_structure(c);
}

OAICOMPAT_INLINE void PartialJson::take_structure(char c) {
  switch (c) {
    case ' ':
    case '\t':
    case '\r':
    case '\n': return;
    case '{': return open('}');
    case '[': return open(']');
    case '}':
    case ']': return close(c);
    case ',': key_next_ = closers_.back() == '}'; return;
    case ':': key_next_ = false; return;
    case '"':
      within_ = Within::string;
      is_key_ = key_next_;
      if (!is_key_) keep_through_here();
      return;
    default: within_ = Within::scalar;
  }
}

OAICOMPAT_INLINE void PartialJson::open(char closer) {
  if (closers_.size() == max_depth_) return void(broken_ = true);
  closers_ += closer;
  key_next_ = closer == '}';
  keep_through_here();
}

OAICOMPAT_INLINE void PartialJson::close(char closer) {
  if (closers_.back() != closer) return void(broken_ = true);
  closers_.pop_back();
  key_next_ = false;
  complete_ = closers_.empty();
  keep_through_here();
}

OAICOMPAT_INLINE void PartialJson::take_in_string(char c) {
  if (escape_ > 0) return take_in_escape(c);
  const auto byte = static_cast<unsigned char>(c);
  if (c == '\\') {
    escape_ = 1;
    code_ = 0;
    return;
  }
  half_ = false;
  if (c == '"') {
    within_ = Within::structure;
    character_ = 0;
    if (!is_key_) keep_through_here();
    return;
  }
  if (byte >= 0xC0U) {
    character_ = byte >= 0xF0U ? 3 : byte >= 0xE0U ? 2 : 1;
    return;
  }
  if (byte < 0x80U) character_ = 0;
  if (character_ > 0) --character_;
  if (character_ == 0 && !is_key_) keep_through_here();
}

OAICOMPAT_INLINE void PartialJson::take_in_escape(char c) {
  const bool coded = escape_ > 1 || c == 'u';
  if (escape_ > 1) {
    const auto digit = std::string_view{"0123456789abcdef"}.find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
    code_ = code_ * 16 + static_cast<unsigned>(digit & 15U);
  }
  ++escape_;
  if (coded && escape_ < 6) return;
  escape_ = 0;
  half_ = coded && !half_ && code_ >= 0xD800U && code_ < 0xDC00U;
  if (!half_ && !is_key_) keep_through_here();
}

}  // namespace oaicompat::inline v1
