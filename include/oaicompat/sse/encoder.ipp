// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/sse/encoder.hpp>

#include <algorithm>
#include <cstddef>

namespace oaicompat::inline v1 {
namespace detail {

inline void append_one_line(std::string& out, std::string_view text) {
  const auto from = static_cast<std::ptrdiff_t>(out.size());
  out += text;
  std::replace_if(
      out.begin() + from, out.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
}

}  // namespace detail

OAICOMPAT_INLINE void append_sse_data(std::string& out, std::string_view data) {
  for (;;) {
    const auto line = data.substr(0, data.find('\n'));
    const auto end = std::min(line.find('\r'), line.size());
    out += "data: ";
    out += line.substr(0, end);
    out += '\n';
    if (end == data.size()) break;
    data.remove_prefix(end + (data.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  out += '\n';
}

OAICOMPAT_INLINE void append_sse_name(std::string& out, std::string_view name) {
  if (name.empty()) return;
  out += "event: ";
  detail::append_one_line(out, name);
  out += '\n';
}
OAICOMPAT_INLINE void append_sse_event(std::string& out, std::string_view name, std::string_view data) {
  append_sse_name(out, name);
  append_sse_data(out, data);
}

OAICOMPAT_INLINE void append_sse_comment(std::string& out, std::string_view text) {
  out += text.empty() ? ":" : ": ";
  detail::append_one_line(out, text);
  out += "\n\n";
}

}  // namespace oaicompat::inline v1
