// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/guarded.hpp>
#include <oaicompat/stores/job_workers.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

struct JobWorkers::State : std::enable_shared_from_this<State> {
  State(JobQueue q, std::string k, std::function<void(JobLease&)> w, JobWorkersOptions o)
      : queue{std::move(q)}, kind{std::move(k)}, work{std::move(w)}, options{std::move(o)} {
    options.at_once = std::max<std::size_t>(options.at_once, 1);
    options.poll = std::max(options.poll, std::chrono::milliseconds{1});
    if (!options.pool)
      options.pool = std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = options.at_once + 2});
  }

  const JobQueue queue;
  const std::string kind;
  const std::function<void(JobLease&)> work;
  JobWorkersOptions options;
  std::shared_ptr<void> listening;

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<JobLeasePtr> running;
  AlarmPtr next_look, next_renewal;
  std::size_t tasks = 0;  // of the pool, which the end waits for
  bool looking = false, again = false, stopping = false;

  void begin() {
    listening = queue.listen(kind, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->look_soon();
    });
    look_soon();
    set_alarms();
  }

  // One thread looks at a time; what comes meanwhile has it look again.
  void look_soon() {
    {
      std::lock_guard lock{mutex};
      again = true;
      if (looking || stopping) return;
      looking = true;
    }
    if (!run([](State& self) { self.look(); })) {
      std::lock_guard lock{mutex};
      looking = false;
    }
  }
  bool run(std::function<void(State&)> task) {
    {
      std::lock_guard lock{mutex};
      if (stopping) return false;
      ++tasks;
    }
    // The end waits for the task, so that the state and its pool outlive it.
    const bool runs = options.pool->run([this, task = std::move(task)] {
      task(*this);
      std::lock_guard lock{mutex};
      --tasks;
      changed.notify_all();
    });
    if (runs) return true;
    std::lock_guard lock{mutex};
    --tasks;
    changed.notify_all();
    return false;
  }

  void look() {
    while (true) {
      {
        std::lock_guard lock{mutex};
        if (stopping || !std::exchange(again, false) || running.size() >= options.at_once) {
          looking = false;
          return;
        }
      }
      auto taken = queue.take(kind);
      if (!taken || !*taken) continue;  // the store may be there again at the next look
      {
        std::lock_guard lock{mutex};
        again = true;
        running.push_back(*taken);
      }
      if (!run([lease = *taken](State& self) { self.do_job(lease); })) {
        (void)(*taken)->release();
        end(*taken);
      }
    }
  }
  void do_job(const JobLeasePtr& lease) {
    {
      std::lock_guard lock{mutex};
      if (stopping) lease->stop();
    }
    detail::guarded([&] { work(*lease); }, [] {});
    if (lease->is_stopped() && !lease->has_ended()) (void)lease->release();
    end(lease);
    look_soon();
  }
  void end(const JobLeasePtr& lease) {
    std::lock_guard lock{mutex};
    std::erase(running, lease);
    changed.notify_all();
  }

  void renew() {
    std::unique_lock lock{mutex};
    const auto held = running;
    lock.unlock();
    for (const auto& lease : held) (void)lease->renew();
  }

  void set_alarms() {
    set_look_alarm();
    set_renewal_alarm();
  }
  void set_look_alarm() {
    set_alarm(&State::next_look, options.poll, [](State& self) {
      self.look_soon();
      self.set_look_alarm();
    });
  }
  void set_renewal_alarm() {
    set_alarm(&State::next_renewal, std::chrono::milliseconds{queue.options().lease} / 3, [](State& self) {
      self.run([](State& state) { state.renew(); });
      self.set_renewal_alarm();
    });
  }
  void set_alarm(AlarmPtr State::*alarm, std::chrono::milliseconds in, void (*then)(State&)) {
    const auto& clock = queue.options().clock;
    auto set = clock->at(clock->now() + detail::bounded_span(in), [weak = weak_from_this(), then] {
      if (const auto self = weak.lock()) then(*self);
    });
    std::unique_lock lock{mutex};
    if (!stopping) std::swap(this->*alarm, set);
    lock.unlock();  // an alarm is dropped outside: its clock has a lock of its own
  }

  void stop() {
    listening.reset();
    AlarmPtr look, renewal;
    std::unique_lock lock{mutex};
    stopping = true;
    look.swap(next_look);
    renewal.swap(next_renewal);
    const auto held = running;
    lock.unlock();
    for (const auto& lease : held) lease->stop();
    lock.lock();
    changed.wait(lock, [this] { return tasks == 0; });
  }
};

OAICOMPAT_INLINE JobWorkers::JobWorkers(JobQueue queue, std::string kind, std::function<void(JobLease&)> work,
                                        JobWorkersOptions options)
    : state_{std::make_shared<State>(std::move(queue), std::move(kind), std::move(work), std::move(options))} {
  state_->begin();
}
OAICOMPAT_INLINE JobWorkers::~JobWorkers() { state_->stop(); }

}  // namespace oaicompat::inline v1
