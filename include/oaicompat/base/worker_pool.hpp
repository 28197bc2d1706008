// WorkerPool: threads for work that blocks, started when needed, up to a bound.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace oaicompat::inline v1 {

/// How a worker pool behaves.
struct WorkerPoolOptions {
  /// The most threads at once. Default 1024.
  std::size_t max_threads = 1024;
  /// The most tasks that wait for a thread once all are busy; more are refused. Default 1024.
  std::size_t max_queued = 1024;
  /// How long a thread without work is kept. Default 10 s.
  std::chrono::milliseconds idle = std::chrono::seconds{10};
};

/// Runs tasks on threads of its own. A task never waits while a thread may still be started: a new one is started
/// whenever more tasks are queued than threads are idle. Destroying the pool runs what is queued, then joins.
///
/// **Threads**: safe to use from many. **Errors**: a task must not throw.
class OAICOMPAT_API WorkerPool {
 public:
  explicit WorkerPool(WorkerPoolOptions options = {});
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Runs `task` on a thread. False when all threads are busy and the queue is full, or the pool is stopping: the task
  /// is then dropped unrun.
  bool run(std::function<void()> task);
  /// How many threads there are now.
  std::size_t threads() const;
  /// Takes no more tasks, runs what is queued and joins. Called from one of its own tasks it does not wait: the threads
  /// then end on their own.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/base/worker_pool.ipp>
#endif
