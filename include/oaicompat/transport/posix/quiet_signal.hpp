// QuietSignal: a write that fails says so, instead of ending the process. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#if !defined(_WIN32)
#include <pthread.h>
#include <signal.h>

#include <optional>
#endif

namespace oaicompat::inline v1::detail {

#if defined(_WIN32)

/// There are no such signals here.
class QuietFileSize {
 public:
  QuietFileSize() {}
};

#else

/// While it stands, this thread is not sent that signal for what it does; one that comes meanwhile is dropped.
class QuietSignal {
 public:
  explicit QuietSignal(int signal) {
    ::sigemptyset(&quiet_);
    ::sigaddset(&quiet_, signal);
    signal_ = signal;
    was_pending_ = pending();
    ::pthread_sigmask(SIG_BLOCK, &quiet_, &before_);
  }
  ~QuietSignal() {
    int taken;
    if (!was_pending_ && pending()) ::sigwait(&quiet_, &taken);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  QuietSignal(const QuietSignal&) = delete;
  QuietSignal& operator=(const QuietSignal&) = delete;

 private:
  bool pending() const {
    sigset_t set;
    return ::sigpending(&set) == 0 && ::sigismember(&set, signal_) == 1;
  }
  int signal_;
  sigset_t quiet_, before_;
  bool was_pending_;
};

/// While it stands, a file that would outgrow what the process may write (RLIMIT_FSIZE) makes the write fail. Within
/// another one it costs nothing.
class QuietFileSize {
 public:
  QuietFileSize() {
    if (depth()++ == 0) quiet_.emplace(SIGXFSZ);
  }
  ~QuietFileSize() { --depth(); }
  QuietFileSize(const QuietFileSize&) = delete;
  QuietFileSize& operator=(const QuietFileSize&) = delete;

 private:
  static int& depth() {
    thread_local int depth = 0;
    return depth;
  }
  std::optional<QuietSignal> quiet_;
};

#endif

}  // namespace oaicompat::inline v1::detail
