// retry: tries a request again when that may help.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/layers/retry_delay.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// A try that is over: the head of its answer has come, or it failed before that.
///
/// **Lifetime**: what it points to, until the function that is told of it returns.
struct TryReport {
  int number = 1;                  ///< Which try of its request it is, from 1.
  std::string_view method{};       ///< Of the request.
  std::string_view path{};         ///< Of the request, percent-encoded, without the query.
  int status = 0;                  ///< Of the answer; 0 where none came.
  const Head* head = nullptr;      ///< Of the answer; null where none came.
  const Error* error = nullptr;    ///< Why no answer came; null where one did.
  Duration duration{0};            ///< From the begin of the try to the head or the failure.
  std::optional<Duration> wait{};  ///< How long is waited before the next try; nothing where this one stands.
};

/// How the retry layer behaves.
struct RetryOptions {
  /// What is tried again, how often and when. `CallSettings::max_retries` goes before its `max_retries`.
  RetryPolicy policy = {};
  /// The request header that counts the retries made, unless the caller set it; empty for none. Default
  /// `x-stainless-retry-count`, as the official clients have it.
  std::string count_header = "x-stainless-retry-count";
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
  /// Gives numbers in [0, 1), from many threads. Default a generator of each thread's own.
  std::function<double()> random = {};
  /// Told of each try once it is over, before the wait for the next one. A try whose answer is dropped before that is
  /// not told. It must not block; what it throws is dropped. **Threads**: called by whoever pulls the answer, for
  /// different requests from many. Default none.
  std::function<void(const TryReport&)> on_try = {};
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
#include <oaicompat/layers/retry.ipp>
#endif
