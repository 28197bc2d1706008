// call: from a Handler to a Backend.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstddef>

namespace oaicompat::inline v1 {

/// How a handler is called.
struct CallOptions {
  /// What stands before every path: the path of the base URL. Default `/v1`.
  std::string prefix = "/v1";
  /// The most bytes of a whole answer. Default 256 MiB.
  std::size_t max_answer_bytes = std::size_t{256} << 20;
  /// The most bytes of one event of a streamed answer. Default 64 MiB.
  std::size_t max_event_bytes = std::size_t{64} << 20;
};

/// A backend that performs each operation of the table by asking a handler: an HTTP client, or another server's
/// handler.
///
/// Answers are read leniently. A status of 400 or more, an `error` event, malformed JSON, and a stream that is cut off
/// fail the stream. A stream may end without `[DONE]` only once every choice has its finish reason.
/// The inverse of `serve`.
OAICOMPAT_API Backend call(Handler handler, CallOptions options = {});

/// Reads the body of an error answer in any of the shapes that servers use (an `error` object or string, flat members,
/// `detail`, plain text, nothing) into one Error.
OAICOMPAT_API Error read_error(const Head& head, std::string_view body);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/binding.hpp>
#endif
