// poll: asks again and again until an answer is the one that is waited for.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/send.hpp>
#include <oaicompat/base/clock.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <utility>

namespace oaicompat::inline v1 {

/// What is waited for, and how.
template <Operation Op>
struct PollOptions {
  /// Says whether an answer is the one. It must be set.
  std::function<bool(const typename Op::Response& answer)> until = {};
  /// How long to wait between an answer and the next request, unless the answer says it: `openai-poll-after-ms`, else
  /// `retry-after-ms` or `retry-after`, of which at most 2 minutes count. Default 1 s.
  std::chrono::milliseconds interval = std::chrono::seconds{1};
  /// How long to go on; no wait is begun that would outlast it. 0 for no bound. Default 10 minutes.
  std::chrono::milliseconds deadline = std::chrono::minutes{10};
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
  /// How each request is sent. Its `stop` ends the waits too; its `total_timeout` is for each request, which is not
  /// given more than what is left until the deadline.
  RequestOptions options = {};
};

namespace detail {

// The times of one poll.
class OAICOMPAT_API Poller {
 public:
  Poller(std::chrono::milliseconds interval, std::chrono::milliseconds deadline, ClockPtr clock,
         const RequestOptions& options);
  // How the next request is sent.
  RequestOptions next() const;
  // Waits until it is time to ask again after an answer with this head. Why it is not, if so.
  std::optional<Error> wait(const Headers& answered) const;

 private:
  const std::chrono::milliseconds interval_, deadline_;
  const ClockPtr clock_;
  const RequestOptions& options_;
  const std::optional<Time> end_;
};

template <Operation Op, class Until>
Reply<typename Op::Response> poll(const Backend& client, const typename Op::Request& request, const Poller& poller,
                                  const Until& until) {
  for (;;) {
    auto reply = send<Op>(client, request, poller.next());
    if (!reply || until(*reply)) return reply;
    if (auto error = poller.wait(reply.headers()))
      return {*std::move(error), {.status = reply.status(), .headers = reply.headers()}, reply.body()};
  }
}

}  // namespace detail

/// Asks until an answer is the one that is waited for, and gives it:
///
///     auto done = poll<RetrieveVectorStore>(client, {.vector_store_id = id},
///                                           {.until = [](const VectorStore& s) { return s.status == "completed"; }});
///
/// **Threads**: blocks this one. `client` may be any backend. **Errors**: those of a request, at once: the client has
/// tried it again by then; `timeout` with code `poll_timeout` at the deadline, beside the head of the last answer;
/// `cancelled` when the options' `stop` fires; `invalid_argument` without `until`.
template <Operation Op>
Reply<typename Op::Response> poll(const Backend& client, typename Op::Request request, const PollOptions<Op>& options) {
  if (!options.until)
    return {local_error(ErrorKind::invalid_argument, "A poll needs to know what it waits for.", "invalid_request"),
            {.status = 0, .headers = {}}};
  const detail::Poller poller{options.interval, options.deadline, options.clock, options.options};
  return detail::poll<Op>(client, request, poller, options.until);
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/kit/poll.ipp>
#endif
