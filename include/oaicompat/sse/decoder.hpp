// SseDecoder: bytes in, server-sent events out; no I/O.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/stream.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/sse/event.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// What an SSE decoder accepts.
struct SseDecoderOptions {
  /// The longest line, and the longest data of one event; more is an error. Default 64 MiB, in bytes.
  std::size_t max_event_bytes = std::size_t{64} << 20;
};

/// Takes an event stream apart, in pieces of any size, as the HTML standard's "Server-sent events" section 9.2.6 says:
/// LF, CRLF and CR end a line, a BOM may come first, comments are skipped, an event without data is none. An event
/// that lies whole in one piece, with one data line, is handed out without copying its data; any other is copied once
/// or twice, so the time is linear in the bytes fed, however they are cut.
///
///     decoder.feed(piece);
///     SseEvent event;
///     while (decoder.next(event) == Pull::some) use(event.data);
///
/// **Lifetime**: the fed bytes must stay where they are until `next` no longer says `some`. **Threads**: one at a time.
/// **Errors**: a line or an event that is too long makes `next` say `fail`; nothing else can go wrong.
class OAICOMPAT_API SseDecoder {
 public:
  explicit SseDecoder(SseDecoderOptions options = {}) : options_{options} {}
  SseDecoder(const SseDecoder&) = delete;
  SseDecoder& operator=(const SseDecoder&) = delete;

  /// Gives the decoder more bytes. Best called only once `next` has said `wait`: what is left unread is copied.
  void feed(std::string_view piece);
  /// There are no more bytes. An event that is still open is then given as `unterminated`.
  void finish() { finished_ = true; }
  /// The next event (`some`); `wait` for more bytes; `end` after `finish`; `fail`, and `error` says why.
  Pull next(SseEvent& out);
  /// After `fail`: why; `ErrorKind::protocol` with code `event_too_large`.
  Error error() const;

 private:
  bool take_line(std::string_view& line);
  std::size_t find_end_of_line();
  void take_end_of_line(std::size_t at);
  void take_field(std::string_view line);
  void take_data(std::string_view value, bool in_line_buffer);
  bool dispatch(SseEvent& out, bool unterminated);
  Pull out_of_bytes(SseEvent& out);
  void release();

  SseDecoderOptions options_;
  std::string_view piece_;       // what was fed last
  std::size_t at_ = 0;           // how much of it is read
  std::size_t lf_ = 0, cr_ = 0;  // the first LF and CR at or after `at_`, or its size; valid while >= at_
  bool scanned_ = false;         // whether lf_ and cr_ hold for this piece
  std::string backlog_;          // keeps what was not read before the next feed
  std::string line_;             // the start of a line whose end has not come
  std::string buffer_;           // data that no longer stands in the piece
  std::string_view data_;        // into piece_ or buffer_
  std::string name_, id_;
  std::optional<std::chrono::milliseconds> retry_;
  bool has_data_ = false, in_buffer_ = false, given_ = false;
  bool first_line_ = true, skip_lf_ = false, finished_ = false, too_large_ = false;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/sse/decoder.ipp>
#endif
