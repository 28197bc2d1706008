// An executor that runs when a test says so.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/executor.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

namespace oaicompat::test {

class ManualExecutor final : public Executor {
 public:
  void post(Wake run) override {
    std::lock_guard lock{mutex_};
    due_.push_back(std::move(run));
  }
  std::shared_ptr<void> work() override { return work_; }

  /// Runs one function; false where none is due.
  bool run_one() {
    Wake first;
    {
      std::lock_guard lock{mutex_};
      if (due_.empty()) return false;
      first = std::move(due_.front());
      due_.pop_front();
    }
    first();
    return true;
  }
  /// Runs all that is due, and what that posts; how many those were.
  int run() {
    int count = 0;
    while (run_one()) ++count;
    return count;
  }
  /// Drops what is due.
  void drop() {
    std::deque<Wake> dropped;
    std::lock_guard lock{mutex_};
    dropped.swap(due_);
  }
  std::size_t due() const {
    std::lock_guard lock{mutex_};
    return due_.size();
  }
  /// Whether something is awaited that will be posted.
  bool is_kept() const { return work_.use_count() > 1; }

 private:
  mutable std::mutex mutex_;
  std::deque<Wake> due_;
  std::shared_ptr<void> work_ = std::make_shared<int>();
};

}  // namespace oaicompat::test
