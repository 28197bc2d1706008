// AnswerReader: pulls a handler's answer for a transport to write. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/guarded.hpp>
#include <oaicompat/http/handler.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace oaicompat::inline v1::detail {

/// Whether an answer is a stream of events, which goes out as such even when all of it is ready.
inline bool streams_events(const Head& head) {
  const auto type = head.headers.get("content-type");
  return iequals(type.substr(0, std::min(type.find(';'), type.size())), "text/event-stream");
}

inline Error failed_to_answer() { return api_error(500, "The server failed to answer.", "internal_error"); }

/// Asks a handler. What an exception of its says stays here.
inline Answer ask_guarded(const Handler& handler, Request&& request) {
  auto answer = guarded([&] { return handler(std::move(request)); }, [] { return Answer{}; });
  return answer ? std::move(answer) : failed<Part>(failed_to_answer());
}

/// Asks a handler and pulls its answer, without waiting: the head first, then bytes, as much in one go as is ready.
/// What goes wrong in the handler, an exception too, is `Pull::fail` with an error to answer with; what an exception
/// says stays here.
class AnswerPuller {
 public:
  void ask(const Handler& handler, Request&& request) { answer_ = ask_guarded(handler, std::move(request)); }
  void answer(Answer answer) { answer_ = std::move(answer); }
  /// Drops the answer, which cancels what is behind it.
  void drop() { answer_.reset(); }

  /// The head, if it is ready.
  Pull head(Head& out) {
    return head_by(out, [&](Part& part) { return answer_->pull(part); });
  }
  /// Adds what is ready to `out`: until nothing is, or there is enough for a write and one piece more (which tells
  /// whether that was all). Gives the last pull.
  Pull gather(Bytes& out) {
    return noting([&] {
      for (Part part;;) {
        const bool enough = out.size() >= most_per_write;
        const auto got = answer_->pull(part);
        if (got != Pull::some) return got;
        append(out, part);
        if (enough) return got;
      }
    });
  }
  /// After `Pull::wait`: calls `wake` once there may be more.
  void when_ready(Wake wake) {
    if (noting([&] {
          answer_->when_ready(wake);
          return Pull::some;
        }) == Pull::fail) {
      wake();
    }
  }
  /// After `Pull::fail`: why.
  const Error& error() const { return *error_; }

 protected:
  template <class Pulls>
  Pull head_by(Head& out, Pulls pulls) {
    if (!answer_) return wrong("The server failed to answer.");
    Part part;
    const auto got = noting([&] { return pulls(part); });
    if (got == Pull::end) return wrong("The server gave no answer.");
    if (got != Pull::some) return got;
    auto* head = std::get_if<Head>(&part);
    if (!head) return wrong("The server gave an answer without a head.");
    out = std::move(*head);
    if (out.status < 200 || out.status > 999) out.status = 500;
    return Pull::some;
  }
  // Pulls, and notes why that failed.
  template <class Pulls>
  Pull noting(Pulls pulls) {
    return guarded(
        [&] {
          const auto got = pulls();
          if (got == Pull::fail) error_ = std::make_unique<Error>(answer_->error());
          return got;
        },
        [&] { return wrong("The server failed to answer."); });
  }
  static void append(Bytes& out, Part& part) {
    auto* bytes = std::get_if<Bytes>(&part);
    if (!bytes) return;
    if (out.empty()) {
      std::swap(out, *bytes);
    } else {
      out += *bytes;
    }
  }
  Stream<Part>& stream() { return *answer_; }

 private:
  static constexpr std::size_t most_per_write = 64 << 10;

  Pull wrong(const char* message) {
    error_ = std::make_unique<Error>(failed_to_answer());
    error_->message = message;
    return Pull::fail;
  }

  Answer answer_;
  std::unique_ptr<Error> error_;
};

/// An AnswerPuller on a thread that may wait.
class AnswerReader : public AnswerPuller {
 public:
  /// Leave to wait is the waiter's; `Pull::wait` says that it gave up, or that the deadline passed.
  explicit AnswerReader(Waiter& waiter) : waiter_{waiter} {}

  /// The head, waited for.
  Pull head(Head& out, std::optional<Time> deadline = std::nullopt) {
    return head_by(out, [&](Part& part) { return waiter_.pull(stream(), part, deadline); });
  }
  /// Waits for more, then gathers. `Pull::wait` with nothing in `out` says that the waiter gave up.
  Pull await(Bytes& out, std::optional<Time> deadline = std::nullopt) {
    for (Part part;;) {
      const auto got = noting([&] { return waiter_.pull(stream(), part, deadline); });
      if (got != Pull::some) return got;
      append(out, part);
      if (const auto more = gather(out); more != Pull::wait || !out.empty()) return more;
    }
  }

 private:
  Waiter& waiter_;
};

}  // namespace oaicompat::inline v1::detail
