// BoundedWork: threads that do what comes, as long as not too much waits. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace oaicompat::inline v1::detail {

/// Begins its threads with the first piece of work. What waits when it goes is dropped; what is being done is told to
/// stop. **Threads**: any, but for those of its own.
class OAICOMPAT_API BoundedWork {
 public:
  using Piece = std::function<void(const std::stop_token&)>;

  /// How many pieces may wait, and how many bytes they may hold.
  BoundedWork(std::size_t threads, std::size_t most, std::size_t most_bytes)
      : thread_count_{threads}, most_{most}, most_bytes_{most_bytes} {}
  ~BoundedWork();
  BoundedWork(const BoundedWork&) = delete;
  BoundedWork& operator=(const BoundedWork&) = delete;

  /// False where too much waits.
  bool push(Piece piece, std::size_t bytes);
  /// Waits until all that came is done.
  void flush();

 private:
  struct Waiting {
    Piece piece;
    std::size_t bytes = 0;
  };
  void run();

  const std::size_t thread_count_, most_, most_bytes_;
  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable come_, idle_;
  std::deque<Waiting> waiting_;
  std::size_t bytes_ = 0, busy_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/bounded_work.ipp>
#endif
