// call: from a Handler to a Backend.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// How a handler is called.
struct CallOptions {
  /// What stands before every path: the path of the base URL. Default `/v1`.
  std::string prefix = "/v1";
  /// The most bytes of a whole answer. Default 256 MiB.
  std::size_t max_answer_bytes = std::size_t{256} << 20;
  /// The most bytes of one event of a streamed answer. Default 64 MiB.
  std::size_t max_event_bytes = std::size_t{64} << 20;
  /// Fields of answers that errors carry, and that a server which serves this backend answers with, beside those of
  /// `passed_fields` (`Retry-After`, `x-ratelimit-*`, ...). Default none.
  std::vector<std::string> forward_headers = {};
  /// What a `Retry-After` that is a date is held against. Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A backend that performs each operation of the table by asking a handler: an HTTP client, or another server's
/// handler.
///
/// Answers are read leniently. A status of 300 or more, an `error` event, malformed JSON, and a stream that is cut off
/// fail the stream; so does a success that is no answer: an error in its place, a page, nothing, something else than
/// what was asked for. An error inside an answer keeps the status that its type or code names. A stream may end without
/// `[DONE]` only once every choice has its finish reason. What is found out of the answer's head is written to
/// `Context::notes`. The inverse of `serve`.
OAICOMPAT_API Backend call(Handler handler, CallOptions options = {});

/// Reads the body of an error answer in any of the shapes that servers use into one Error: an `error` object or string,
/// flat members (`message`, `msg`, `Message`, `errorMessage`), `detail`, `errors`, an event stream, plain text. Where
/// nothing is known the message is the body's first 1,024 bytes; of a redirect, where it leads. The status is the
/// head's; with a head that says success, the one that the type or the code names, else 0.
OAICOMPAT_API Error read_error(const Head& head, std::string_view body);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/row.hpp>
#endif
