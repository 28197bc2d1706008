// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/bounded_work.hpp>

#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE BoundedWork::~BoundedWork() {
  {
    const std::lock_guard lock{mutex_};
    stop_.request_stop();
  }
  come_.notify_all();
  for (auto& each : threads_) each.join();
}

OAICOMPAT_INLINE bool BoundedWork::push(Piece piece, std::size_t bytes) {
  {
    const std::lock_guard lock{mutex_};
    if (waiting_.size() >= most_ || bytes > most_bytes_ - bytes_) return false;
    bytes_ += bytes;
    waiting_.push_back({std::move(piece), bytes});
    while (threads_.size() < thread_count_) threads_.emplace_back([this] { run(); });
    if (busy_ == thread_count_) return true;
  }
  come_.notify_one();
  return true;
}

OAICOMPAT_INLINE void BoundedWork::flush() {
  std::unique_lock lock{mutex_};
  idle_.wait(lock, [&] { return waiting_.empty() && busy_ == 0; });
}

OAICOMPAT_INLINE void BoundedWork::run() {
  const auto stop = stop_.get_token();
  std::unique_lock lock{mutex_};
  for (;;) {
    come_.wait(lock, [&] { return stop.stop_requested() || !waiting_.empty(); });
    if (stop.stop_requested()) return;
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    ++busy_;
    lock.unlock();
    next.piece(stop);
    next.piece = nullptr;
    lock.lock();
    bytes_ -= next.bytes;
    --busy_;
    if (waiting_.empty() && busy_ == 0) idle_.notify_all();
  }
}

}  // namespace oaicompat::inline v1::detail
