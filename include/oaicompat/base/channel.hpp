// Channel: a push sink on one thread, a Stream on another.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/queue.hpp>
#include <oaicompat/base/stream.hpp>

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <stop_token>
#include <utility>

namespace oaicompat::inline v1 {

/// How a channel behaves.
struct ChannelOptions {
  /// How many items may lie unread before `send` blocks. Default 64 items.
  std::size_t capacity = 64;
};

namespace detail {

template <class T>
struct ChannelState {
  explicit ChannelState(std::size_t n) : capacity{n == 0 ? 1 : n} {}
  std::mutex mutex;
  std::condition_variable room;
  Queue<T> items;
  const std::size_t capacity;
  bool ended = false, gone = false;
  std::unique_ptr<const Error> error;
  Wake wake;
  std::stop_source reader_left;

  // Takes the wake that is due; the caller runs it after unlocking.
  [[nodiscard]] Wake take_wake() { return std::exchange(wake, nullptr); }
};

}  // namespace detail

/// The sink of a channel. Dropping it without `end` or `fail` makes the stream fail: an answer is never cut short
/// unnoticed. **Threads**: safe to use from many, and beside the reader.
template <class T>
class ChannelWriter {
 public:
  explicit ChannelWriter(std::shared_ptr<detail::ChannelState<T>> state) : state_{std::move(state)} {}
  ChannelWriter(ChannelWriter&&) noexcept = default;
  ChannelWriter& operator=(ChannelWriter&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~ChannelWriter() {
    if (state_) fail(local_error(ErrorKind::protocol, "The answer was dropped before its end."));
  }

  /// Hands an item over, waiting while the reader is `capacity` items behind. False once the reader has gone or the
  /// stream has ended: stop producing.
  bool send(T item) {
    std::unique_lock lock{state_->mutex};
    state_->room.wait(lock, [&] { return state_->gone || state_->ended || state_->items.size() < state_->capacity; });
    if (state_->gone || state_->ended) return false;
    state_->items.push(std::move(item));
    auto wake = state_->take_wake();
    lock.unlock();
    if (wake) wake();
    return true;
  }
  /// No more items; the reader takes what is there. Later calls do nothing.
  void end() { close(nullptr); }
  /// No more items, and why; the reader takes what is there, then fails. Later calls do nothing.
  void fail(Error error) { close(std::make_unique<const Error>(std::move(error))); }
  /// Whether the reader has gone.
  bool gone() const {
    std::lock_guard lock{state_->mutex};
    return state_->gone;
  }
  /// Fires when the reader goes.
  std::stop_token reader_gone() const { return state_->reader_left.get_token(); }

 private:
  void close(std::unique_ptr<const Error> error) {
    std::unique_lock lock{state_->mutex};
    if (std::exchange(state_->ended, true)) return;
    state_->error = std::move(error);
    auto wake = state_->take_wake();
    lock.unlock();
    state_->room.notify_all();
    if (wake) wake();
  }
  std::shared_ptr<detail::ChannelState<T>> state_;
};

/// The stream of a channel. Destroying it makes `send` say false.
template <class T>
class ChannelReader final : public Stream<T> {
 public:
  explicit ChannelReader(std::shared_ptr<detail::ChannelState<T>> state) : state_{std::move(state)} {}
  ~ChannelReader() override {
    detail::Queue<T> unread;  // destroyed after unlocking, as is the wake: what they hold may reach for the channel
    Wake wake;
    {
      std::lock_guard lock{state_->mutex};
      state_->gone = true;
      std::swap(unread, state_->items);
      wake = state_->take_wake();
    }
    state_->room.notify_all();
    state_->reader_left.request_stop();
  }

  Pull pull(T& out) override {
    Wake voided;
    std::unique_lock lock{state_->mutex};
    voided = state_->take_wake();
    if (!state_->items.empty()) {
      out = state_->items.pop();
      lock.unlock();
      state_->room.notify_one();
      return Pull::some;
    }
    if (!state_->ended) return Pull::wait;
    return state_->error ? Pull::fail : Pull::end;
  }
  void when_ready(Wake wake) override {
    {
      std::lock_guard lock{state_->mutex};
      if (state_->items.empty() && !state_->ended) return state_->wake.swap(wake);  // the earlier one goes unlocked
    }
    wake();
  }
  Error error() const override {
    std::lock_guard lock{state_->mutex};
    return state_->error ? *state_->error : Error{};
  }

 private:
  std::shared_ptr<detail::ChannelState<T>> state_;
};

/// The two ends of a channel.
template <class T>
struct Channel {
  ChannelWriter<T> writer;
  StreamPtr<T> stream;
};

/// Makes a channel: `auto [writer, stream] = channel<ChatChunk>();`
template <class T>
Channel<T> channel(ChannelOptions options = {}) {
  auto state = std::make_shared<detail::ChannelState<T>>(options.capacity);
  return {ChannelWriter<T>{state}, std::make_unique<ChannelReader<T>>(state)};
}

}  // namespace oaicompat::inline v1
