// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/stores/job_record.hpp>
#include <oaicompat/stores/jobs.hpp>
#include <oaicompat/stores/store_support.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// What the copies of a queue share.
struct JobHub {
  JobHub(StorePtr s, JobQueueOptions o) : store{std::move(s)}, options{std::move(o)} {
    options.lease = std::max(options.lease, std::chrono::seconds{1});
  }

  struct Listener {
    std::string kind;
    std::function<void()> wake;
  };
  using RecordName = std::pair<std::string, std::string>;  // the collection and the id

  const StorePtr store;
  JobQueueOptions options;
  std::mutex mutex;
  std::vector<std::weak_ptr<Listener>> listeners;
  std::map<RecordName, std::weak_ptr<JobLease>> leases;  // of this process

  void wake(std::string_view kind) {
    std::vector<std::shared_ptr<Listener>> due;
    {
      std::lock_guard lock{mutex};
      std::erase_if(listeners, [](const auto& each) { return each.expired(); });
      for (const auto& each : listeners) {
        if (auto listener = each.lock(); listener && listener->kind == kind) due.push_back(std::move(listener));
      }
    }
    for (const auto& listener : due) listener->wake();
  }
};

inline std::string jobs_of(std::string_view kind) { return "jobs/" + std::string{kind}; }
inline std::string job_id(std::string_view tenant, std::string_view key) {
  return std::to_string(tenant.size()) + ":" + std::string{tenant} + ":" + std::string{key};
}
inline std::string job_id(const JobName& name) { return job_id(name.tenant, name.key); }

inline Result<JobRecord> read_job(const Record& record) {
  auto read = parse_owned<JobRecord>(record.value);
  if (!read) return api_error(500, "The job '" + record.id + "' cannot be read.", "store_unreadable");
  return *std::move(read);
}
inline Job job_of(std::string kind, const JobRecord& record) {
  return {.name = {std::move(kind), record.tenant.str(), record.key.str()},
          .payload = record.payload.str(),
          .progress = record.progress.str(),
          .attempts = static_cast<int>(record.attempts)};
}
inline JobRecord record_from(const Job& job) {
  JobRecord out;
  out.tenant = Text{job.name.tenant};
  out.key = Text{job.name.key};
  out.payload = Text{job.payload};
  out.progress = Text{job.progress};
  return out;
}
inline void be_leased(JobRecord& job, std::int64_t until) {
  job.owner = Text{random_id("lease_")};
  job.lease_until = until;
  ++job.attempts;
}
// A job stays until it is finished, however long that takes.
inline Change put_job(std::string_view kind, const JobRecord& job, std::uint64_t revision) {
  constexpr auto never = std::numeric_limits<std::int32_t>::max();
  return {.collection = jobs_of(kind),
          .put = Record{.id = job_id(job.tenant, job.key), .value = to_json(job), .expires_at = never},
          .if_revision = revision};
}
inline JobHub::RecordName record_of(const JobName& name) { return {jobs_of(name.kind), job_id(name)}; }

}  // namespace detail

// --- the queue -----------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE JobQueue::JobQueue(StorePtr store, JobQueueOptions options)
    : hub_{std::make_shared<detail::JobHub>(std::move(store), std::move(options))} {}
OAICOMPAT_INLINE const StorePtr& JobQueue::store() const { return hub_->store; }
OAICOMPAT_INLINE const JobQueueOptions& JobQueue::options() const { return hub_->options; }

OAICOMPAT_INLINE Result<void> JobQueue::enqueue(const Job& job) const { return enqueue(job, {}); }
OAICOMPAT_INLINE Result<void> JobQueue::enqueue(const Job& job, std::vector<Change> changes) const {
  const auto record = detail::record_from(job);
  changes.push_back(detail::put_job(job.name.kind, record, Change::absent));
  if (auto written = hub_->store->write(std::move(changes)); !written) return written;
  hub_->wake(job.name.kind);
  return {};
}

OAICOMPAT_INLINE Result<JobLeasePtr> JobQueue::start(const Job& job) const {
  auto record = detail::record_from(job);
  detail::be_leased(record, hub_->options.clock->unix_time() + hub_->options.lease.count());
  if (auto written = hub_->store->write({detail::put_job(job.name.kind, record, Change::absent)}); !written)
    return written.error();
  return leased(job.name.kind, record);
}

OAICOMPAT_INLINE Result<std::optional<Job>> JobQueue::find(const JobName& name) const {
  const auto record = hub_->store->read(detail::jobs_of(name.kind), detail::job_id(name));
  if (!record) return record.error();
  if (!*record) return std::optional<Job>{};
  const auto read = detail::read_job(**record);
  if (!read) return read.error();
  return std::optional{detail::job_of(name.kind, *read)};
}

OAICOMPAT_INLINE Result<JobLeasePtr> JobQueue::take(std::string_view kind) const {
  ListRange range{.order = ListRange::Order::ascending, .limit = 100};
  while (true) {
    auto page = hub_->store->list(detail::jobs_of(kind), range);
    // The last one of the page before may have been removed so long ago that its place is forgotten.
    if (!page && page.error().status == 404 && !range.after.empty()) return JobLeasePtr{};
    if (!page) return page.error();
    for (const auto& record : page->records) {
      auto taken = take_record(kind, record);
      if (!taken || *taken) return taken;
    }
    if (!page->has_more || page->records.empty()) return JobLeasePtr{};
    range.after = page->records.back().id;
  }
}

OAICOMPAT_INLINE Result<JobLeasePtr> JobQueue::take(const JobName& name) const {
  const auto record = hub_->store->read(detail::jobs_of(name.kind), detail::job_id(name));
  if (!record) return record.error();
  return *record ? take_record(name.kind, **record) : JobLeasePtr{};
}

// Null where somebody holds it, or was there first. One that cannot be read must not hold up the others.
OAICOMPAT_INLINE Result<JobLeasePtr> JobQueue::take_record(std::string_view kind, const Record& record) const {
  auto job = detail::read_job(record);
  if (!job) return JobLeasePtr{};
  const auto now = hub_->options.clock->unix_time();
  if (!job->owner.empty() && job->lease_until > now) return JobLeasePtr{};
  detail::be_leased(*job, now + hub_->options.lease.count());
  const auto taken = hub_->store->write({detail::put_job(kind, *job, record.revision)});
  if (!taken && is_conflict(taken.error())) return JobLeasePtr{};
  if (!taken) return taken.error();
  return leased(kind, *job);
}
OAICOMPAT_INLINE JobLeasePtr JobQueue::leased(std::string_view kind, const detail::JobRecord& job) const {
  auto lease = std::make_shared<JobLease>(hub_, detail::job_of(std::string{kind}, job), job.owner.str());
  if (job.cancelled) lease->become(&JobLease::cancelled_);
  std::lock_guard lock{hub_->mutex};
  hub_->leases[detail::record_of(lease->job().name)] = lease;
  return lease;
}

OAICOMPAT_INLINE Result<bool> JobQueue::cancel(const JobName& name) const {
  const auto collection = detail::jobs_of(name.kind);
  for (int left = 100;; --left) {
    const auto record = hub_->store->read(collection, detail::job_id(name));
    if (!record) return record.error();
    if (!*record) return false;
    auto job = detail::read_job(**record);
    if (!job) return job.error();
    job->cancelled = true;
    const auto written = hub_->store->write({detail::put_job(name.kind, *job, (*record)->revision)});
    if (!written && is_conflict(written.error()) && left > 0) continue;
    if (!written) return written.error();
    break;
  }
  JobLeasePtr held;
  {
    std::lock_guard lock{hub_->mutex};
    if (const auto found = hub_->leases.find(detail::record_of(name)); found != hub_->leases.end())
      held = found->second.lock();
  }
  if (held) held->become(&JobLease::cancelled_);
  return true;
}

OAICOMPAT_INLINE std::shared_ptr<void> JobQueue::listen(std::string kind, std::function<void()> wake) const {
  auto listener = std::make_shared<detail::JobHub::Listener>(
      detail::JobHub::Listener{.kind = std::move(kind), .wake = std::move(wake)});
  std::lock_guard lock{hub_->mutex};
  hub_->listeners.push_back(listener);
  return listener;
}

// --- a lease -------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE JobLease::JobLease(std::shared_ptr<detail::JobHub> hub, Job job, std::string owner)
    : hub_{std::move(hub)}, job_{std::move(job)}, owner_{std::move(owner)} {}
OAICOMPAT_INLINE JobLease::~JobLease() {
  std::lock_guard lock{hub_->mutex};
  const auto own = hub_->leases.find(detail::record_of(job_.name));
  if (own != hub_->leases.end() && own->second.expired()) hub_->leases.erase(own);
}

OAICOMPAT_INLINE bool JobLease::is_exhausted() const { return job_.attempts > hub_->options.max_attempts; }
OAICOMPAT_INLINE bool JobLease::is(const bool JobLease::*flag) const {
  std::lock_guard lock{mutex_};
  return this->*flag;
}
OAICOMPAT_INLINE bool JobLease::is_cancelled() const { return is(&JobLease::cancelled_); }
OAICOMPAT_INLINE bool JobLease::is_lost() const { return is(&JobLease::lost_); }
OAICOMPAT_INLINE bool JobLease::has_ended() const { return is(&JobLease::ended_); }
OAICOMPAT_INLINE bool JobLease::is_stopped() const { return is(&JobLease::stopped_); }
OAICOMPAT_INLINE void JobLease::stop() { become(&JobLease::stopped_); }
OAICOMPAT_INLINE void JobLease::become(bool JobLease::*flag) {
  {
    std::lock_guard lock{mutex_};
    this->*flag = true;
  }
  stop_.request_stop();
}

OAICOMPAT_INLINE Result<void> JobLease::renew() { return step(Step::renew, {}, {}); }
OAICOMPAT_INLINE Result<void> JobLease::write(std::vector<Change> changes, std::optional<std::string> progress) {
  return step(Step::further, changes, progress);
}
OAICOMPAT_INLINE Result<void> JobLease::release() {
  auto done = step(Step::release, {}, {});
  if (done) hub_->wake(job_.name.kind);
  return done;
}
OAICOMPAT_INLINE Result<void> JobLease::finish(std::vector<Change> changes) { return step(Step::finish, changes, {}); }

// Writes only where the record still names this lease. A conflict may come of a cancellation, which writes to the
// record as well.
OAICOMPAT_INLINE Result<void> JobLease::step(Step step, const std::vector<Change>& changes,
                                             const std::optional<std::string>& progress) {
  std::lock_guard one_at_a_time{writing_};
  if (is_lost() || has_ended()) return detail::conflict_at(job_.name.key);
  std::uint64_t before = 0;
  while (true) {
    const auto [collection, id] = detail::record_of(job_.name);
    const auto record = hub_->store->read(collection, id);
    if (!record) return record.error();
    Result<detail::JobRecord> job = detail::JobRecord{};
    if (*record) job = detail::read_job(**record);
    if (!job) return job.error();
    if (job->owner != owner_) {
      become(&JobLease::lost_);
      return detail::conflict_at(job_.name.key);
    }
    if (job->cancelled && !is_cancelled()) become(&JobLease::cancelled_);
    const auto revision = (*record)->revision;
    if (revision == before) return detail::conflict_at(job_.name.key);  // it is a condition of the changes
    auto all = changes;
    all.push_back(change_for(step, *job, progress));
    all.back().if_revision = before = revision;
    const auto written = hub_->store->write(std::move(all));
    if (!written && is_conflict(written.error())) continue;
    if (!written) return written;
    std::lock_guard lock{mutex_};
    ended_ = step == Step::release || step == Step::finish;
    return {};
  }
}

OAICOMPAT_INLINE Change JobLease::change_for(Step step, detail::JobRecord& record,
                                             const std::optional<std::string>& progress) const {
  if (step == Step::finish) return {.collection = detail::jobs_of(job_.name.kind), .remove = detail::job_id(job_.name)};
  record.lease_until = hub_->options.clock->unix_time() + hub_->options.lease.count();
  if (progress) record.progress = Text{*progress};
  if (step == Step::further) record.attempts = 1;
  if (step == Step::release) {
    record.owner = Text{};
    --record.attempts;
  }
  return detail::put_job(job_.name.kind, record, 0);
}

}  // namespace oaicompat::inline v1
