// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// One thread sleeps until the earliest alarm. Alarms ring outside the lock.
class RealClock final : public Clock, public std::enable_shared_from_this<RealClock> {
 public:
  ~RealClock() override {
    {
      std::lock_guard lock{mutex_};
      stopping_ = true;
    }
    changed_.notify_all();
    if (!thread_.joinable()) return;
    thread_.get_id() == std::this_thread::get_id() ? thread_.detach() : thread_.join();
  }
  Time now() const override { return std::chrono::steady_clock::now(); }
  std::int64_t unix_time() const override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(since).count();
  }
  AlarmPtr at(Time when, Wake wake) override {
    std::lock_guard lock{mutex_};
    const Key key{when, ++last_id_};
    const auto entry = alarms_.emplace(key, std::move(wake)).first;
    if (!thread_.joinable()) thread_ = std::thread{[this] { ring(); }};
    if (entry == alarms_.begin()) changed_.notify_all();
    return std::make_unique<Entry>(weak_from_this(), key);
  }

 private:
  using Key = std::pair<Time, std::uint64_t>;
  using Alarms = std::map<Key, Wake>;
  struct Entry final : Alarm {
    Entry(std::weak_ptr<RealClock> c, Key k) : clock{std::move(c)}, key{k} {}
    ~Entry() override {
      if (auto alive = clock.lock()) alive->call_off(key);
    }
    std::weak_ptr<RealClock> clock;
    Key key;
  };

  void call_off(Key key) {
    Alarms::node_type dropped;  // destroyed after unlocking: what a wake holds may reach for the clock
    std::lock_guard lock{mutex_};
    dropped = alarms_.extract(key);
  }
  void ring() {
    std::unique_lock lock{mutex_};
    while (!stopping_) {
      if (alarms_.empty()) {
        changed_.wait(lock);
      } else if (const auto first = alarms_.begin(); first->first.first > now()) {
        changed_.wait_until(lock, Time{first->first.first});
      } else {
        auto due = alarms_.extract(first);
        lock.unlock();
        due.mapped()();
        due = {};
        lock.lock();
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  Alarms alarms_;
  std::uint64_t last_id_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace detail

OAICOMPAT_INLINE ClockPtr real_clock() {
  static const auto clock = std::make_shared<detail::RealClock>();
  return clock;
}

}  // namespace oaicompat::inline v1
