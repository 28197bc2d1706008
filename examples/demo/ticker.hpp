// Ticker: one thread that takes a step in each of many jobs, each at its own time.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace demo {

/// What a ticker does a step of at a time.
class TickerJob {
 public:
  TickerJob() = default;
  TickerJob(const TickerJob&) = delete;
  TickerJob& operator=(const TickerJob&) = delete;
  virtual ~TickerJob() = default;
  /// The next step. False when there is none left.
  virtual bool step() = 0;
  /// Whether nobody waits for it any more; a step then ends it.
  virtual bool gone() const = 0;
};

/// Steps each job every `period`, first one period after it came; at once, and again and again, without a period.
/// **Threads**: any. The jobs are stepped and destroyed on the ticker's own.
class Ticker {
 public:
  explicit Ticker(std::chrono::milliseconds period) : period_{period} {}

  void add(std::unique_ptr<TickerJob> job);
  /// Says that a job may be gone, so that it ends before its next step is due.
  void look();

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Due {
    Time at;
    std::unique_ptr<TickerJob> job;
    bool operator<(const Due& other) const { return other.at < at; }  // the earliest one on top of the heap
  };
  void run(const std::stop_token& stop);
  bool wait(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
  std::vector<Due> take_due(Time now);
  void put(Due due);

  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<Due> heap_;
  bool look_ = false;
  std::jthread thread_{[this](const std::stop_token& stop) { run(stop); }};
};

}  // namespace demo
