// limits: how much a server takes on.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <chrono>
#include <cstddef>

namespace oaicompat::inline v1 {

/// What a server takes on. Zero switches a limit off.
struct LimitsOptions {
  /// The largest request body; a larger one is answered 413 (`request_too_large`). Default 64 MiB, in bytes.
  std::size_t max_body_bytes = std::size_t{64} << 20;
  /// The largest body that the transport has put into a file, as large forms are over asio. Default 2 GiB, in bytes.
  std::size_t max_upload_bytes = std::size_t{2} << 30;
  /// The most requests at once, each counted until its answer is destroyed; one more is answered 503
  /// (`server_overloaded`) with Retry-After. Default none.
  std::size_t max_requests = 0;
  /// The most event streams at once, each counted until its answer is destroyed; one more is answered 429
  /// (`too_many_streams`) with Retry-After. Default none.
  std::size_t max_streams = 0;
  /// How long a request may take, to the end of its answer. Default none.
  std::chrono::milliseconds deadline{0};
  /// What Retry-After says. Default 1 s.
  std::chrono::seconds retry_after{1};
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A server layer that refuses what is too much, and ends what takes too long.
///
///     auto layer = limits({.max_requests = 500, .deadline = std::chrono::minutes{10}});
///
/// The deadline (the option's, or an earlier one of the request) is told in `Context::deadline`. When it passes, the
/// request's stop fires on a thread of the clock's, and the answer ends with `deadline_exceeded`: before the head as a
/// 504, in an event stream as an event, else by failing with `ErrorKind::timeout`.
OAICOMPAT_API Layer limits(LimitsOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/limits.ipp>
#endif
