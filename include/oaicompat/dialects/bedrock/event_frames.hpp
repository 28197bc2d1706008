// AwsEventDecoder: frames of application/vnd.amazon.eventstream.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/stream.hpp>
#include <oaicompat/config.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// A frame: what its headers say of it, and its payload.
///
/// **Lifetime**: `payload` until the next call of the decoder.
struct AwsEvent {
  std::string message_type{};  ///< `:message-type`: `event`, `exception` or `error`.
  std::string type{};          ///< `:event-type`, `:exception-type` or `:error-code`, whichever there is.
  std::string message{};       ///< `:error-message`.
  std::string_view payload{};  ///< JSON, as a rule.
};

/// The bounds of reading frames: they are hostile input.
struct AwsEventDecoderOptions {
  /// The most bytes of a frame's headers. Default 128 KiB.
  std::size_t max_header_bytes = std::size_t{128} << 10;
  /// The most bytes of a frame's payload. Default 24 MiB.
  std::size_t max_payload_bytes = std::size_t{24} << 20;
};

/// Takes an event stream of AWS apart, in pieces of any size. Both checksums of a frame are checked before it is given.
/// Mirrors the encoding `application/vnd.amazon.eventstream`.
///
///     decoder.feed(bytes);
///     AwsEvent event;
///     while (decoder.next(event) == Pull::some) use(event);
///
/// **Threads**: one at a time. **Errors**: `next` says `fail` for a frame that is malformed, too large, of a wrong
/// checksum, or cut off; `error` is of kind `protocol`.
class OAICOMPAT_API AwsEventDecoder {
 public:
  explicit AwsEventDecoder(AwsEventDecoderOptions options = {}) : options_{options} {}

  /// Gives the decoder more bytes.
  void feed(std::string_view piece);
  /// There are no more bytes: a frame that is still open fails.
  void finish() { finished_ = true; }
  /// The next frame (`some`); `wait` for more bytes; `end` after `finish`; `fail`, and `error` says why.
  Pull next(AwsEvent& out);
  /// After `fail`: why.
  Error error() const { return error_.value_or(Error{}); }

 private:
  Pull fail(const char* why);
  bool read_headers(std::string_view headers, AwsEvent& out);

  AwsEventDecoderOptions options_;
  Bytes bytes_;
  std::size_t at_ = 0;  // how much of them is read
  bool finished_ = false;
  std::optional<Error> error_;
};

/// A frame with these headers, of type string, and this payload: what a test or a server of such streams sends.
struct AwsEventFrame {
  std::string message_type = "event";
  std::string type{};
  std::string payload{};
};
/// Its bytes.
OAICOMPAT_API Bytes aws_event_bytes(const AwsEventFrame& frame);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/bedrock/event_frames.ipp>
#endif
