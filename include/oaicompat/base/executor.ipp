// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/executor.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// What the thread of a BackgroundExecutor shares with it.
struct BackgroundQueue {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Wake> due;
  bool stopping = false;

  void run() {
    for (std::unique_lock lock{mutex};;) {
      changed.wait(lock, [this] { return stopping || !due.empty(); });
      if (stopping) return;
      auto first = std::move(due.front());
      due.pop_front();
      lock.unlock();
      first();
      first = nullptr;
      lock.lock();
    }
  }
  void stop() {
    std::deque<Wake> dropped;  // destroyed after unlocking: what they hold may post
    {
      std::lock_guard lock{mutex};
      stopping = true;
      dropped.swap(due);
    }
    changed.notify_all();
  }
};

class BackgroundExecutor final : public Executor {
 public:
  ~BackgroundExecutor() override {
    queue_->stop();
    if (!thread_.joinable()) return;
    thread_.get_id() == std::this_thread::get_id() ? thread_.detach() : thread_.join();
  }
  void post(Wake run) override {
    std::lock_guard lock{queue_->mutex};
    if (queue_->stopping) return;
    queue_->due.push_back(std::move(run));
    if (!thread_.joinable()) thread_ = std::thread{[queue = queue_] { queue->run(); }};
    queue_->changed.notify_one();
  }

 private:
  const std::shared_ptr<BackgroundQueue> queue_ = std::make_shared<BackgroundQueue>();
  std::thread thread_;
};

}  // namespace detail

OAICOMPAT_INLINE ExecutorPtr background_executor() {
  static const auto executor = std::make_shared<detail::BackgroundExecutor>();
  return executor;
}

}  // namespace oaicompat::inline v1
