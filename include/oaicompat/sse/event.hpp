// SseEvent: one event of a text/event-stream.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace oaicompat::inline v1 {

/// One server-sent event, as a decoder hands it out. Mirrors the dispatch step of the HTML standard's
/// "Server-sent events", section 9.2.6.
///
/// **Lifetime**: the views point into the decoder, or into the bytes it was fed; they are valid until the decoder's
/// next `next` or `feed`.
struct SseEvent {
  std::string_view data;  ///< The values of the `data` fields, joined with `\n`.
  std::string_view name;  ///< The value of the last `event` field; empty when there was none.
  std::string_view id;    ///< The last id the stream gave, in this event or before it; empty when there was none.
  /// The reconnection time the stream last asked for, in this event or before it.
  std::optional<std::chrono::milliseconds> retry;
  /// The input ended before the blank line that ends an event: the data may be cut short.
  bool unterminated = false;
};

/// The content type of an event stream.
inline constexpr std::string_view sse_content_type = "text/event-stream; charset=utf-8";

/// Whether a content type, with or without parameters, is an event stream's.
constexpr bool is_event_stream(std::string_view content_type) noexcept {
  constexpr std::string_view wanted = "text/event-stream";
  while (!content_type.empty() && content_type.front() == ' ') content_type.remove_prefix(1);
  if (content_type.size() < wanted.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const char c = content_type[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != wanted[i]) return false;
  }
  const auto rest = content_type.substr(wanted.size());
  return rest.empty() || rest.front() == ';' || rest.front() == ' ' || rest.front() == '\t';
}

}  // namespace oaicompat::inline v1
