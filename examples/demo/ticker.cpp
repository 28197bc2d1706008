// SPDX-License-Identifier: MIT
#include "ticker.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace demo {
namespace {

// Jobs that come within a tick of each other are stepped together.
constexpr std::chrono::milliseconds tick{1};

}  // namespace

void Ticker::add(std::unique_ptr<TickerJob> job) {
  const auto now = std::chrono::steady_clock::now(), at = job->gone() ? now : now + period_;
  const std::lock_guard lock{mutex_};
  put({at, std::move(job)});
  changed_.notify_one();
}

void Ticker::look() {
  const std::lock_guard lock{mutex_};
  look_ = true;
  changed_.notify_one();
}

void Ticker::put(Due due) {
  heap_.push_back(std::move(due));
  std::push_heap(heap_.begin(), heap_.end());
}

// False when the ticker stops.
bool Ticker::wait(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (look_) return true;
    if (heap_.empty()) {
      changed_.wait(lock, stop, [&] { return look_ || !heap_.empty(); });
      continue;
    }
    const auto at = heap_.front().at;
    if (at <= std::chrono::steady_clock::now()) return true;
    changed_.wait_until(lock, stop, at, [&] { return look_ || heap_.front().at < at; });
  }
  return false;
}

std::vector<Ticker::Due> Ticker::take_due(Time now) {
  std::vector<Due> due;
  if (std::exchange(look_, false)) {
    const auto left = std::partition(heap_.begin(), heap_.end(), [](const Due& each) { return !each.job->gone(); });
    std::move(left, heap_.end(), std::back_inserter(due));
    heap_.erase(left, heap_.end());
    std::make_heap(heap_.begin(), heap_.end());
  }
  while (!heap_.empty() && heap_.front().at <= now + tick) {
    std::pop_heap(heap_.begin(), heap_.end());
    due.push_back(std::move(heap_.back()));
    heap_.pop_back();
  }
  return due;
}

void Ticker::run(const std::stop_token& stop) {
  std::unique_lock lock{mutex_};
  while (wait(lock, stop)) {
    auto due = take_due(std::chrono::steady_clock::now());
    lock.unlock();
    std::erase_if(due, [](Due& each) { return !each.job->step(); });
    // Who could not keep up begins anew.
    const auto now = std::chrono::steady_clock::now();
    lock.lock();
    for (auto& each : due) put({std::max(each.at + period_, now), std::move(each.job)});
  }
}

}  // namespace demo
