// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/guarded.hpp>
#include <oaicompat/base/worker_pool.hpp>

#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

namespace oaicompat::inline v1 {

// A thread that ends leaves its std::thread in `ended`; whoever comes next joins it.
struct WorkerPool::State : std::enable_shared_from_this<State> {
  using Threads = std::list<std::thread>;

  explicit State(WorkerPoolOptions o) : options{o} {}

  const WorkerPoolOptions options;
  std::mutex mutex;
  std::condition_variable work, done;
  std::deque<std::function<void()>> queue;
  Threads live, ended;
  std::size_t idle = 0;
  bool stopping = false;

  bool run(std::function<void()> task) {
    Threads finished;
    {
      std::lock_guard lock{mutex};
      if (stopping) return false;
      const bool served = queue.size() < idle || (live.size() < options.max_threads && start_thread());
      if (!served && (queue.size() >= idle + options.max_queued || live.empty())) return false;
      queue.push_back(std::move(task));
      finished.swap(ended);
    }
    work.notify_one();
    join(finished);
    return true;
  }

  bool start_thread() {
    auto place = live.end();
    return detail::guarded(
        [&] {
          place = live.emplace(live.end());
          *place = std::thread{[self = shared_from_this(), place] { self->serve(place); }};
          ++idle;
          return true;
        },
        [&] {
          if (place != live.end()) live.erase(place);
          return false;
        });
  }

  void serve(Threads::iterator place) {
    current() = this;
    std::unique_lock lock{mutex};
    while (work.wait_for(lock, options.idle, [&] { return stopping || !queue.empty(); })) {
      if (queue.empty()) break;
      auto task = std::move(queue.front());
      queue.pop_front();
      --idle;
      lock.unlock();
      task();
      task = nullptr;
      lock.lock();
      ++idle;
    }
    --idle;
    ended.splice(ended.end(), live, place);
    done.notify_all();
  }

  void stop() {
    Threads finished;
    {
      std::unique_lock lock{mutex};
      stopping = true;
      work.notify_all();
      if (current() == this) {  // a task stops its own pool: nobody can wait for that task here
        for (auto& thread : live) {
          if (thread.joinable()) thread.detach();
        }
      } else {
        done.wait(lock, [&] { return live.empty(); });
      }
      finished.swap(ended);
    }
    join(finished);
  }

  static void join(Threads& threads) {
    for (auto& thread : threads) {
      if (thread.joinable()) thread.join();
    }
  }
  // The pool whose thread this is; none on any other thread.
  static const State*& current() {
    static thread_local const State* pool = nullptr;
    return pool;
  }
};

OAICOMPAT_INLINE WorkerPool::WorkerPool(WorkerPoolOptions options) : state_{std::make_shared<State>(options)} {}
OAICOMPAT_INLINE WorkerPool::~WorkerPool() { stop(); }
OAICOMPAT_INLINE bool WorkerPool::run(std::function<void()> task) { return state_->run(std::move(task)); }
OAICOMPAT_INLINE std::size_t WorkerPool::threads() const {
  std::lock_guard lock{state_->mutex};
  return state_->live.size();
}
OAICOMPAT_INLINE void WorkerPool::stop() { state_->stop(); }

}  // namespace oaicompat::inline v1
