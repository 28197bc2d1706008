// SignalWatch: runs something on a thread once the process gets a signal. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/transport/posix/socket.hpp>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <functional>
#include <initializer_list>
#include <thread>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

/// Has the handlers of some signals as long as it lives, or until the first has come; there is one at a time.
class SignalWatch {
 public:
  SignalWatch(std::initializer_list<int> signals, std::function<void()> on_signal) : on_signal_{std::move(on_signal)} {
    const WakePipe* none = nullptr;
    if (!bell_.socket() || !rung_bell().compare_exchange_strong(none, &bell_)) return;
    ready_ = true;
    for (const int signal : signals) before_.emplace_back(signal, std::signal(signal, &SignalWatch::ring));
    thread_ = std::thread{[this] { wait(); }};
  }
  ~SignalWatch() {
    if (!ready_) return;
    done_ = true;
    bell_.ring();
    thread_.join();
    restore();
    rung_bell() = nullptr;
  }
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  /// False when another one has the handlers.
  bool is_ready() const { return ready_; }
  /// Whether a signal has come.
  bool came() const { return came_; }

 private:
  using Handler = void (*)(int);

  static std::atomic<const WakePipe*>& rung_bell() {
    static std::atomic<const WakePipe*> bell = nullptr;
    return bell;
  }
  // In a signal's handler: nothing but what may be done there.
  static void ring(int) {
    const int before = errno;
    if (const auto* bell = rung_bell().load()) bell->ring();
    errno = before;
  }
  void wait() {
    auto entry = poll_entry(bell_.socket(), POLLIN);
    while (poll_entries({&entry, 1}, std::chrono::milliseconds{-1}) <= 0 && !done_) {
    }
    if (done_) return;
    came_ = true;
    restore();
    on_signal_();
  }
  void restore() {
    for (const auto& [signal, handler] : std::exchange(before_, {})) std::signal(signal, handler);
  }

  WakePipe bell_;
  std::function<void()> on_signal_;
  std::vector<std::pair<int, Handler>> before_;
  bool ready_ = false;
  std::atomic<bool> came_ = false, done_ = false;
  std::thread thread_;
};

}  // namespace oaicompat::inline v1::detail
