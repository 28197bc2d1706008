// Executor: where callbacks run.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/stream.hpp>
#include <oaicompat/config.hpp>

#include <memory>

namespace oaicompat::inline v1 {

/// Runs functions for others: the library's own thread, an event loop of the host's. The Asio header makes one of any
/// Asio executor (`asio_executor`).
///
/// **Threads**: `post` and `work` are called from any thread.
class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor() = default;

  /// Calls `run` once, soon, and never before `post` returns on the same thread. Dropping it uncalled gives up the work
  /// that it is part of.
  virtual void post(Wake run) = 0;
  /// Kept while something is awaited that will be posted here, so that a loop does not end for want of work. Default
  /// nothing.
  virtual std::shared_ptr<void> work() { return nullptr; }
};
using ExecutorPtr = std::shared_ptr<Executor>;

/// The library's own executor: one thread, started at the first use, which runs what is posted in order. What blocks in
/// it holds up all others that use it. What has not begun when the process ends is dropped.
OAICOMPAT_API ExecutorPtr background_executor();

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/base/executor.ipp>
#endif
