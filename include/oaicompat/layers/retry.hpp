// retry: tries a request again when that may help.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/layers/retry_delay.hpp>

#include <functional>
#include <string>

namespace oaicompat::inline v1 {

/// How the retry layer behaves.
struct RetryOptions {
  /// What is tried again, how often and when. `Context::max_retries` goes before its `max_retries`.
  RetryPolicy policy = {};
  /// The request header that counts the retries made, unless the caller set it; empty for none. Default
  /// `x-stainless-retry-count`, as the official clients have it.
  std::string count_header = "x-stainless-retry-count";
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
  /// Gives numbers in [0, 1), from many threads. Default a generator of each thread's own.
  std::function<double()> random = {};
};

/// A client layer that sends a request again while `retry_delay` says so: after a failure before the head, or after an
/// error status. A head that is handed on stands, so a stream is tried again only before its first byte.
///
///     auto handler = stack({retry({.policy = {.max_retries = 5}}), timeouts({})}, transport);
///
/// Waits without blocking. The wait ends with `ErrorKind::cancelled` when the request's stop fires; a wait that would
/// outlast the request's deadline is not begun: what came stands. Keeps a copy of the request while it may retry.
OAICOMPAT_API Layer retry(RetryOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/layer_retry.ipp>
#endif
