// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/answer.hpp>

#include <atomic>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace oaicompat::inline v1::detail {

/// The parts of an answer between the loop that reads them and whoever pulls; bounded in bytes by asking the loop to
/// pause. It holds nothing of the loop's. **Threads**: safe to use from many.
class AsioAnswerQueue {
 public:
  enum class Flow { on, pause, resume };

  /// `running` is counted down at the end.
  AsioAnswerQueue(std::size_t bound, std::atomic<std::size_t>& running) : bound_{bound}, running_{running} {}

  /// Adds a part; `Flow::pause` says that there is enough for now.
  Flow push(Part part) {
    std::unique_lock lock{mutex_};
    if (ended_) return Flow::on;
    bytes_ += size_of_part(part);
    parts_.push_back(std::move(part));
    paused_ = bytes_ >= bound_;
    const auto flow = paused_ ? Flow::pause : Flow::on;
    auto wake = std::exchange(wake_, nullptr);
    lock.unlock();
    if (wake) wake();
    return flow;
  }
  /// No more parts, and why if that is an error. Later calls do nothing, and say false.
  bool end(std::optional<Error> error) {
    std::unique_lock lock{mutex_};
    if (std::exchange(ended_, true)) return false;
    --running_;
    error_ = std::move(error);
    auto wake = std::exchange(wake_, nullptr);
    lock.unlock();
    if (wake) wake();
    return true;
  }
  bool has_ended() const {
    std::lock_guard lock{mutex_};
    return ended_;
  }

  /// `Flow::resume` says that a paused loop may go on.
  std::pair<Pull, Flow> pull(Part& out) {
    Wake voided;
    std::lock_guard lock{mutex_};
    voided.swap(wake_);
    if (parts_.empty()) return {!ended_ ? Pull::wait : error_ ? Pull::fail : Pull::end, Flow::on};
    out = std::move(parts_.front());
    parts_.pop_front();
    bytes_ -= size_of_part(out);
    const bool resumes = paused_ && bytes_ <= bound_ / 2;
    if (resumes) paused_ = false;
    return {Pull::some, resumes ? Flow::resume : Flow::on};
  }
  void when_ready(Wake wake) {
    std::unique_lock lock{mutex_};
    if (parts_.empty() && !ended_) {
      wake_.swap(wake);
      return;
    }
    lock.unlock();
    wake();
  }
  Error error() const {
    std::lock_guard lock{mutex_};
    return error_.value_or(Error{});
  }
  /// Whether the loop was asked to pause and not yet to go on.
  bool is_paused() const {
    std::lock_guard lock{mutex_};
    return paused_;
  }

 private:
  static std::size_t size_of_part(const Part& part) {
    const auto* bytes = std::get_if<Bytes>(&part);
    return bytes ? bytes->size() : 0;
  }

  const std::size_t bound_;
  std::atomic<std::size_t>& running_;
  mutable std::mutex mutex_;
  std::deque<Part> parts_;
  std::size_t bytes_ = 0;
  bool ended_ = false, paused_ = false;
  std::optional<Error> error_;
  Wake wake_;
};

}  // namespace oaicompat::inline v1::detail
