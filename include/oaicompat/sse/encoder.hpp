// Server-sent events, written.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/sse/event.hpp>

#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// The mark at the end of a chat or completion stream.
inline constexpr std::string_view sse_done = "data: [DONE]\n\n";

/// Appends `data: ...` and a blank line. Data that holds line breaks (LF, CRLF or CR) becomes several data lines; a
/// decoder gives them back joined with LF.
OAICOMPAT_API void append_sse_data(std::string& out, std::string_view data);
/// The same with the event's name before it: `event: ...`. An empty name is left out; line breaks in it become spaces.
OAICOMPAT_API void append_sse_event(std::string& out, std::string_view name, std::string_view data);
/// Appends the name alone: `event: ...`, nothing for an empty one. Its data must follow.
OAICOMPAT_API void append_sse_name(std::string& out, std::string_view name);
/// Appends a comment and a blank line: `: ...`, or `:` alone for no text. Line breaks in it become spaces.
OAICOMPAT_API void append_sse_comment(std::string& out, std::string_view text);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/sse/encoder.ipp>
#endif
