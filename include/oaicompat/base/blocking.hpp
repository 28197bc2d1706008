// Blocking: pulling a stream on a thread that may wait.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/stream.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace oaicompat::inline v1 {

/// How long to wait for something.
struct Until {
  /// When to give up. Default: never.
  std::optional<Time> deadline{};
  /// Gives up when it fires. Default: never.
  std::stop_token stop{};
};

namespace detail {

// What a wake touches; it outlives the Waiter as long as a wake may come.
struct WaitState {
  std::mutex mutex;
  std::condition_variable changed;
  bool woken = false, stopped = false;

  void raise(bool WaitState::*flag) {
    {
      std::lock_guard lock{mutex};
      this->*flag = true;
    }
    changed.notify_all();
  }
  /// False when the deadline passed, or the stop came, before a wake.
  bool wait(const std::optional<Time>& deadline) {
    std::unique_lock lock{mutex};
    const auto over = [this] { return woken || stopped; };
    if (!deadline) {
      changed.wait(lock, over);
    } else if (!changed.wait_until(lock, *deadline, over)) {
      return false;
    }
    return std::exchange(woken, false) && !stopped;
  }
};

struct RaiseStopped {
  std::shared_ptr<WaitState> state;
  void operator()() const { state->raise(&WaitState::stopped); }
};

}  // namespace detail

/// Pulls streams for a thread that has nothing else to do than wait for them. It gives up once its stop token fires.
///
/// **Threads**: one at a time. **Lifetime**: the wakes it leaves with a stream own what they touch; a stream may be
/// dropped before or after its waiter.
///
///     Waiter waiter;
///     while (waiter.pull(*stream, chunk) == Pull::some) print(chunk);
class Waiter {
 public:
  explicit Waiter(std::stop_token stop = {}) : stopped_{std::move(stop), detail::RaiseStopped{state_}} {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  /// The next item, waited for. `Pull::wait` says that the deadline passed or the stop came first; what is ready is
  /// given even then.
  template <class T>
  Pull pull(Stream<T>& stream, T& out, std::optional<Time> deadline = std::nullopt) {
    return pull_into(stream, &out, deadline);
  }
  // The same for a stream whose type is not known here.
  Pull pull_into(detail::AnyStream& stream, void* out, const std::optional<Time>& deadline = std::nullopt) {
    for (;;) {
      if (const auto pulled = stream.pull_into(out); pulled != Pull::wait) return pulled;
      if (!wait([&](Wake wake) { stream.when_ready(std::move(wake)); }, deadline)) return Pull::wait;
    }
  }
  /// Waits for the wake that `leave` is given to be called. False where the deadline passed, or the stop came first.
  template <class Leave>
  bool wait(Leave leave, std::optional<Time> deadline = std::nullopt) {
    leave([state = state_] { state->raise(&detail::WaitState::woken); });
    return state_->wait(deadline);
  }

 private:
  std::shared_ptr<detail::WaitState> state_ = std::make_shared<detail::WaitState>();
  std::stop_callback<detail::RaiseStopped> stopped_;
};

/// One item, waited for. `Pull::wait` says that the deadline passed or the stop came first.
template <class T>
Pull pull_blocking(Stream<T>& stream, T& out, const Until& until = {}) {
  if (const auto pulled = stream.pull(out); pulled != Pull::wait) return pulled;
  return Waiter{until.stop}.pull(stream, out, until.deadline);
}

/// Why a blocking pull gave up: `cancelled` when the stop came, else `timeout`.
inline Error gave_up(const Until& until) {
  if (until.stop.stop_requested()) return local_error(ErrorKind::cancelled, "The request was cancelled.");
  return local_error(ErrorKind::timeout, "The deadline passed before the answer was complete.");
}

}  // namespace oaicompat::inline v1
