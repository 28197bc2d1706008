// wait_for_response: waits for a response that is made in the background.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/send.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/resources/responses/types.hpp>

#include <chrono>
#include <string_view>

namespace oaicompat::inline v1 {

/// How a response is waited for.
struct WaitForResponseOptions {
  /// How long to wait between an answer and the next request, unless the answer says it: `openai-poll-after-ms`, else
  /// `retry-after-ms` or `retry-after`, of which at most 2 minutes count. Default 1 s.
  std::chrono::milliseconds interval = std::chrono::seconds{1};
  /// How long to go on; no wait is begun that would outlast it. 0 for no bound. Default 10 minutes.
  std::chrono::milliseconds deadline = std::chrono::minutes{10};
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
  /// How each request is sent. Its `stop` ends the waits too.
  RequestOptions options = {};
};

/// Asks for a response until it is made: until its status is neither `queued` nor `in_progress`. One that has failed,
/// was cancelled or is incomplete is no error: see its `status`.
///
///     auto begun = client.response({.model = "my-model", .input = "Think hard.", .background = true});
///     if (!begun) return report(begun.error());
///     auto made = wait_for_response(client, begun->id.view(), {.deadline = 30min});
///
/// **Threads** and **Errors**: as `poll`. The response goes on to be made when nobody waits for it any more:
/// `CancelResponse` ends it.
OAICOMPAT_API Reply<Response> wait_for_response(const Backend& client, std::string_view id,
                                                const WaitForResponseOptions& options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/kit/wait_for_response.ipp>
#endif
