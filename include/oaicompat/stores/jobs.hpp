// JobQueue: work that outlives the request that asked for it, in a store that several processes may share.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/stores/store.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// What names a job: there is at most one of a name.
struct JobName {
  /// Which workers can do it: `batch`.
  std::string kind{};
  /// Whose work it is.
  std::string tenant{};
  /// The id of what it works on.
  std::string key{};

  friend bool operator==(const JobName&, const JobName&) = default;
};

/// Work to be done.
struct Job {
  JobName name{};
  /// What the worker needs to know beside the key, as UTF-8. A queue does not look into it.
  std::string payload{};
  /// How far it has come, as its worker last saved it.
  std::string progress{};
  /// How often it was taken since it last came further, this time included.
  int attempts = 0;
};

/// How a queue behaves.
struct JobQueueOptions {
  /// The time. Default the machine's clock. Processes over one store must agree on it to a few seconds.
  ClockPtr clock = real_clock();
  /// How long a job stays with its worker after the last sign of life: so long after a process has died another one
  /// takes its jobs. At least 1 s. Default 30 s.
  std::chrono::seconds lease = std::chrono::seconds{30};
  /// How often a job is taken without coming further before it is given up. Default 5 times.
  int max_attempts = 5;
};

namespace detail {
struct JobHub;
struct JobRecord;
}  // namespace detail

/// A job that this worker holds, and nobody else. It stays so as long as `renew` or a write comes in time.
///
/// **Threads**: safe to use from many. What it calls of the store may block.
class OAICOMPAT_API JobLease {
 public:
  // Made by `JobQueue::take`.
  JobLease(std::shared_ptr<detail::JobHub> hub, Job job, std::string owner);
  JobLease(const JobLease&) = delete;
  JobLease& operator=(const JobLease&) = delete;
  ~JobLease();

  /// The job as it was taken.
  const Job& job() const { return job_; }
  /// It was taken too often without coming further: what is left to do is to say that it has failed, and `finish`.
  bool is_exhausted() const;

  /// A sign of life; notices a cancellation too. **Errors**: `is_conflict` once the job is somebody else's, or gone.
  Result<void> renew();
  /// Saves how far the job has come, with changes of other records, if it is still this worker's: all or nothing. It is
  /// a sign of life, and attempts are counted anew. The collections are those of the store of all tenants
  /// (`tenant_collection`). **Errors**: `is_conflict` where a condition of the changes does not hold, and where the job
  /// is lost (`is_lost`).
  Result<void> write(std::vector<Change> changes, std::optional<std::string> progress = std::nullopt);
  /// The job is done, or has failed for good: it is removed, with changes as for `write`.
  Result<void> finish(std::vector<Change> changes = {});
  /// Gives the job back, to be taken at once by whoever comes; this attempt does not count.
  Result<void> release();

  /// Somebody wants the job to end early.
  bool is_cancelled() const;
  /// The job is somebody else's, or gone: nothing can be written for it any more.
  bool is_lost() const;
  /// It was finished or given back.
  bool has_ended() const;
  /// Fires when the job is cancelled or lost, or `stop` was called.
  std::stop_token stop_token() const { return stop_.get_token(); }
  /// Asks the work to pause, as the process ends.
  void stop();
  bool is_stopped() const;

 private:
  friend class JobQueue;
  enum class Step { renew, further, release, finish };
  Result<void> step(Step step, const std::vector<Change>& changes, const std::optional<std::string>& progress);
  Change change_for(Step step, detail::JobRecord& record, const std::optional<std::string>& progress) const;
  // Sets what cannot be undone, and has the work notice.
  void become(bool JobLease::*flag);
  bool is(const bool JobLease::*flag) const;

  const std::shared_ptr<detail::JobHub> hub_;
  const Job job_;
  const std::string owner_;
  std::mutex writing_;        // one step at a time
  mutable std::mutex mutex_;  // what follows
  bool cancelled_ = false, lost_ = false, ended_ = false, stopped_ = false;
  std::stop_source stop_;
};
using JobLeasePtr = std::shared_ptr<JobLease>;

/// Jobs in a store: workers take the oldest one that nobody holds, and hold it for a while. A process that dies leaves
/// jobs that are taken again once their lease has run out. A copy is the same queue.
///
///     JobQueue queue{store};
///     queue.enqueue({.name = {"batch", tenant, id}});
///     while (auto lease = queue.take("batch").value()) {
///       work(lease->job());
///       lease->finish();
///     }
///
/// Jobs are the records of the collections `jobs/<kind>`. Two workers never hold one at the same time as far as the
/// store goes: what one whose lease ran out still writes is refused. What it does elsewhere may be done twice.
///
/// **Threads**: safe to use from many, over a store that several processes may use. It may block. **Errors**: of the
/// store.
class OAICOMPAT_API JobQueue {
 public:
  explicit JobQueue(StorePtr store, JobQueueOptions options = {});

  /// Adds a job and wakes the workers of this process. **Errors**: `is_conflict` where there is one of the name.
  Result<void> enqueue(const Job& job) const;
  /// As `enqueue`, with changes of other records, all or nothing; collections as for `JobLease::write`.
  Result<void> enqueue(const Job& job, std::vector<Change> changes) const;
  /// The oldest job of a kind that nobody holds; null where there is none.
  Result<JobLeasePtr> take(std::string_view kind) const;
  /// Adds a job that the caller works on from the start, and gives its lease. **Errors**: as `enqueue`.
  Result<JobLeasePtr> start(const Job& job) const;
  /// The job of a name, where nobody holds it; null where somebody does, or there is none.
  Result<JobLeasePtr> take(const JobName& name) const;
  /// Asks the job's worker to end it early: at once in this process, at its next sign of life in another. One that
  /// nobody holds yet is taken as a cancelled one. False where there is none of the name.
  Result<bool> cancel(const JobName& name) const;
  /// A job as it is now; nothing where there is none of the name.
  Result<std::optional<Job>> find(const JobName& name) const;

  const StorePtr& store() const;
  const JobQueueOptions& options() const;

  // Calls `wake` when there may be something to take, until the handle is dropped.
  std::shared_ptr<void> listen(std::string kind, std::function<void()> wake) const;

 private:
  Result<JobLeasePtr> take_record(std::string_view kind, const Record& record) const;
  JobLeasePtr leased(std::string_view kind, const detail::JobRecord& job) const;

  std::shared_ptr<detail::JobHub> hub_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/stores/jobs.ipp>
#endif
