// Memory: runs a Handler with no socket.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/http/handler.hpp>

#include <utility>
#include <variant>

namespace oaicompat::inline v1 {

/// A whole answer.
struct Collected {
  Head head;
  Bytes body;
  bool operator==(const Collected&) const = default;
};

/// Pulls an answer to its end, blocking.
///
/// **Errors**: what the answer fails with, early or late; `protocol` when it is not one head and then bytes; `timeout`
/// or `cancelled` when `until` gives up first. In each case the answer is dropped, which cancels what is behind it.
inline Result<Collected> collect(Answer answer, const Until& until = {}) {
  Waiter waiter{until.stop};
  Collected all;
  bool headed = false;
  for (Part part;;) {
    switch (waiter.pull(*answer, part, until.deadline)) {
      case Pull::wait: return gave_up(until);
      case Pull::fail: return answer->error();
      case Pull::end:
        if (headed) return all;
        return local_error(ErrorKind::protocol, "The answer ended before its head.");
      case Pull::some: break;
    }
    if (std::holds_alternative<Head>(part) == headed) {
      return local_error(ErrorKind::protocol, "The answer is not one head and then bytes.");
    }
    if (!headed) {
      all.head = std::move(*std::get_if<Head>(&part));
      headed = true;
    } else if (auto& bytes = *std::get_if<Bytes>(&part); all.body.empty()) {
      all.body = std::move(bytes);
    } else {
      all.body += bytes;
    }
  }
}

/// Asks a handler on this thread, which waits for the answer: `collect(handler(request))`, with leave to block.
///
///     auto answer = ask(handler, {.method = "GET", .path = "/v1/models"});
inline Result<Collected> ask(const Handler& handler, Request request, const Until& until = {}) {
  request.context.may_block = true;
  if (until.deadline && !request.context.deadline) request.context.deadline = until.deadline;
  if (!request.context.stop.stop_possible()) request.context.stop = until.stop;
  return collect(handler(std::move(request)), until);
}

}  // namespace oaicompat::inline v1
