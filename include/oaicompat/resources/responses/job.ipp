// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/job.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE Response ResponseJob::response() const {
  std::lock_guard lock{mutex_};
  return response_;
}
OAICOMPAT_INLINE std::vector<ResponseEvent> ResponseJob::events() const {
  std::lock_guard lock{mutex_};
  return events_;
}

OAICOMPAT_INLINE void ResponseJob::add(ResponseBuilder::Events& events, const Response& response) {
  if (events.empty()) return;
  {
    std::lock_guard lock{mutex_};
    for (auto& event : events) events_.push_back(std::move(event));
    // Whoever cancelled it has been told so.
    if (fate_ == Outcome::goes_on) response_ = response;
  }
  events.clear();
  ring();
}
OAICOMPAT_INLINE ResponseJob::Outcome ResponseJob::settle() {
  std::lock_guard lock{mutex_};
  settled_ = true;
  return fate_;
}
OAICOMPAT_INLINE void ResponseJob::end() {
  {
    std::lock_guard lock{mutex_};
    ended_ = true;
  }
  ring();
}

OAICOMPAT_INLINE Response ResponseJob::leave(Outcome fate) {
  Response now;
  {
    std::lock_guard lock{mutex_};
    if (fate == Outcome::forgotten || (!settled_ && fate_ == Outcome::goes_on)) {
      fate_ = fate;
      if (fate == Outcome::cancelled) response_.status = ResponseStatus::cancelled;
    }
    now = response_;
  }
  stop_.request_stop();
  return now;
}

OAICOMPAT_INLINE void ResponseJob::ring() {
  std::vector<std::shared_ptr<WakeSlot>> due;
  {
    std::lock_guard lock{mutex_};
    std::erase_if(followers_, [&](const auto& each) {
      auto slot = each.lock();
      if (slot) due.push_back(slot);
      return !slot;
    });
  }
  for (const auto& slot : due) slot->ring();
}

class ResponseJob::Follower final : public Stream<Event<CreateResponse>> {
 public:
  Follower(std::shared_ptr<ResponseJob> job, std::int64_t after)
      : job_{std::move(job)}, after_{after}, next_{place_after(after)} {
    std::lock_guard lock{job_->mutex_};
    job_->followers_.push_back(slot_);
  }
  Pull pull(Event<CreateResponse>& out) override {
    slot_->clear();
    std::lock_guard lock{job_->mutex_};
    if (next_ >= job_->events_.size()) {
      if (!job_->ended_) return Pull::wait;
      return began_ ? Pull::end : Pull::fail;
    }
    began_ = true;
    out = job_->events_[next_++];
    return Pull::some;
  }
  Error error() const override { return no_event_after(after_); }
  void when_ready(Wake wake) override {
    slot_->put(std::move(wake));
    bool ready = false;
    {
      std::lock_guard lock{job_->mutex_};
      ready = job_->ended_ || next_ < job_->events_.size();
    }
    if (ready) slot_->ring();
  }

 private:
  const std::shared_ptr<ResponseJob> job_;
  const std::int64_t after_;
  std::size_t next_;
  bool began_ = false;
  const std::shared_ptr<WakeSlot> slot_ = std::make_shared<WakeSlot>();
};

OAICOMPAT_INLINE StreamPtr<Event<CreateResponse>> ResponseJob::follow(std::int64_t after) {
  return std::make_unique<Follower>(shared_from_this(), after);
}

// --- all of them ---------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE void ResponseJobs::add(Key key, JobPtr job) {
  const std::lock_guard lock{mutex_};
  running_.emplace(std::move(key), std::move(job));
}
OAICOMPAT_INLINE void ResponseJobs::remove(const Key& key) {
  const std::lock_guard lock{mutex_};
  running_.erase(key);
}
OAICOMPAT_INLINE ResponseJobs::JobPtr ResponseJobs::find(const Key& key) const {
  const std::lock_guard lock{mutex_};
  const auto found = running_.find(key);
  return found == running_.end() ? nullptr : found->second;
}
OAICOMPAT_INLINE void ResponseJobs::leave_all(ResponseJob::Outcome fate) const {
  std::unique_lock lock{mutex_};
  const auto running = running_;
  lock.unlock();
  for (const auto& [key, job] : running) job->leave(fate);
}

OAICOMPAT_INLINE void ResponseJobs::hold(Key key, JobLeasePtr lease) {
  const std::lock_guard lock{mutex_};
  leases_.emplace(std::move(key), std::move(lease));
}
// Who runs renews the leases of those that wait, too.
OAICOMPAT_INLINE void ResponseJobs::renew(Time now, Duration every) {
  std::unique_lock lock{mutex_};
  if (now < next_renewal_) return;
  next_renewal_ = now + every;
  const auto held = leases_;
  lock.unlock();
  for (const auto& [key, lease] : held) (void)lease->renew();
}
OAICOMPAT_INLINE void ResponseJobs::end(const Key& key) {
  std::unique_lock lock{mutex_};
  const auto held = leases_.extract(key);
  lock.unlock();
  if (held) (void)held.mapped()->finish();
}

OAICOMPAT_INLINE void ResponseJobs::lose(Key key, Maybe<ResponseError> why) {
  const std::lock_guard lock{mutex_};
  lost_.emplace_back(std::move(key), std::move(why));
  if (lost_.size() > most_lost) lost_.pop_front();
}
OAICOMPAT_INLINE void ResponseJobs::correct(const Key& key, Response& response) const {
  if (response.status != ResponseStatus::queued && response.status != ResponseStatus::in_progress) return;
  const std::lock_guard lock{mutex_};
  const auto lost = std::find_if(lost_.begin(), lost_.end(), [&](const auto& each) { return each.first == key; });
  if (lost == lost_.end()) return;
  response.status = ResponseStatus::failed;
  response.error = lost->second;
}

}  // namespace oaicompat::inline v1::detail
