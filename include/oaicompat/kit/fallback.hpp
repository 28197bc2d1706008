// fallback: several backends in order, of which the next one is asked where one fails before its first event.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/error.hpp>
#include <oaicompat/config.hpp>

#include <cstddef>
#include <functional>
#include <vector>

namespace oaicompat::inline v1 {

/// When the next backend is asked.
struct FallbackOptions {
  /// Whether a failure before the first event goes on to the next backend. Default `is_retryable`: no connection, a
  /// time that ran out, an answer that was cut off, and the statuses 408, 409, 429 and 5xx.
  std::function<bool(const Error& error)> when = is_retryable;
  /// Told of each failure that goes on to the next backend, with the place of the one that failed; called by whoever
  /// pulls; what it throws is dropped. Default nobody.
  std::function<void(const Error& error, std::size_t failed)> on_fallback = {};
};

/// A backend that asks each of `backends` that offers an operation, in order, until one gives an event. What it gives
/// from then on is the answer, its failure too; the last failure is the answer where none gives one. The next one is
/// asked with the same request and circumstances, unless the request's stop has fired.
///
///     server.backend(fallback({first_token(primary, {.within = 5s}), secondary}));
///
/// An operation of the host's own, which the library has no row of, goes to the first that offers it. **Lifetime**: the
/// request is kept until the first event. **Threads**: as the backends.
OAICOMPAT_API Backend fallback(std::vector<Backend> backends, FallbackOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/kit/fallback.ipp>
#endif
