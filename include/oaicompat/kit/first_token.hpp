// first_token: gives up on a backend whose answer does not begin to say something in time.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>

#include <chrono>

namespace oaicompat::inline v1 {

/// How long a first token may take.
struct FirstTokenOptions {
  /// From the request to the first chunk that says something (a piece of text, reasoning or a call), or to a whole
  /// answer. Default 30 s.
  std::chrono::milliseconds within = std::chrono::seconds{30};
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A backend whose chat completions, legacy completions and responses fail with `ErrorKind::timeout` and the code
/// `first_token_timeout` where nothing was said in time; all else goes to `backend` as it is. What a stream begins
/// with before its first token is held back, so that `fallback` may still ask another backend. The answer that is given
/// up is dropped, which cancels it.
///
///     auto bounded = first_token(client, {.within = std::chrono::seconds{5}});
///
/// **Threads**: as the backend.
OAICOMPAT_API Backend first_token(const Backend& backend, const FirstTokenOptions& options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/kit/first_token.ipp>
#endif
