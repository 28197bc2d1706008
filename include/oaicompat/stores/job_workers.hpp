// JobWorkers: threads that do the jobs of a queue.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/stores/jobs.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace oaicompat::inline v1 {

/// How jobs are worked on.
struct JobWorkersOptions {
  /// The most jobs at once in this process. Default 4.
  std::size_t at_once = 4;
  /// How often they look for what other processes added, or left when they died. Jobs of this process are taken at
  /// once. Default 5 s.
  std::chrono::milliseconds poll = std::chrono::seconds{5};
  /// The threads. It needs two more than `at_once`, to look and to renew. Default a pool of its own.
  std::shared_ptr<WorkerPool> pool = {};
};

/// Takes jobs of one kind and does them, from when it is made to when it is destroyed. While a job is worked on its
/// lease is renewed, three times before it would run out.
///
/// `work` does a job and ends it: it calls `finish`, or `release` once it `is_stopped`. A job that it leaves without
/// either, as a store fails or an exception is let out, is taken again when its lease has run out.
///
/// **Threads**: `work` runs on many threads at once. **Lifetime**: destroying it stops what runs, and waits for it;
/// what `work` did not end then is released. It must not be destroyed inside `work`.
class OAICOMPAT_API JobWorkers {
 public:
  JobWorkers(JobQueue queue, std::string kind, std::function<void(JobLease&)> work, JobWorkersOptions options = {});
  JobWorkers(const JobWorkers&) = delete;
  JobWorkers& operator=(const JobWorkers&) = delete;
  ~JobWorkers();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/stores/job_workers.ipp>
#endif
