// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/answer.hpp>

#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

namespace oaicompat::inline v1::detail {

/// An answer between the loop that reads it and whoever pulls; bounded in bytes by asking the loop to pause. Pieces
/// that come faster than they are pulled become one. It holds nothing of the loop's. **Threads**: safe to use from
/// many.
class AsioAnswerQueue {
 public:
  enum class Flow { on, pause, resume };

  /// `running` is counted down at the end.
  AsioAnswerQueue(std::size_t bound, std::atomic<std::size_t>& running) : bound_{bound}, running_{running} {}

  /// Adds the head, if it comes now, and bytes; `Flow::pause` says that there is enough for now.
  Flow push(std::optional<Head> head, Bytes bytes) {
    std::unique_lock lock{mutex_};
    if (ended_ || (!head && bytes.empty())) return Flow::on;
    if (head) head_ = std::move(head);
    if (bytes_.empty()) {
      bytes_ = std::move(bytes);
    } else {
      bytes_ += bytes;
    }
    paused_ = bytes_.size() >= bound_;
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
    if (head_) {
      out = *std::exchange(head_, std::nullopt);
      return {Pull::some, Flow::on};
    }
    if (bytes_.empty()) return {!ended_ ? Pull::wait : error_ ? Pull::fail : Pull::end, Flow::on};
    out = std::exchange(bytes_, {});
    return {Pull::some, std::exchange(paused_, false) ? Flow::resume : Flow::on};
  }
  void when_ready(Wake wake) {
    std::unique_lock lock{mutex_};
    if (!head_ && bytes_.empty() && !ended_) {
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
  const std::size_t bound_;
  std::atomic<std::size_t>& running_;
  mutable std::mutex mutex_;
  std::optional<Head> head_;
  Bytes bytes_;
  bool ended_ = false, paused_ = false;
  std::optional<Error> error_;
  Wake wake_;
};

}  // namespace oaicompat::inline v1::detail
