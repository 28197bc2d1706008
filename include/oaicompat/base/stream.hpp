// Stream: a sequence that is pulled. Destroying it early says "stop".
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace oaicompat::inline v1 {

/// What a pull gave.
enum class Pull {
  some,  ///< `out` holds the next item.
  wait,  ///< Nothing yet: leave a wake with `when_ready`, or pull again later.
  end,   ///< There is no more, and all is well. Every later pull says `end` too.
  fail,  ///< There is no more, and `error()` says why. Every later pull says `fail` too.
};

/// Called once when it is worth pulling again.
using Wake = std::function<void()>;

namespace detail {

// A stream whose type only its reader knows.
class AnyStream {
 public:
  AnyStream() = default;
  AnyStream(const AnyStream&) = delete;
  AnyStream& operator=(const AnyStream&) = delete;
  virtual ~AnyStream() = default;

  // As `Stream<T>::pull`, where `out` points to a T.
  virtual Pull pull_into(void* out) = 0;
  virtual void when_ready(Wake wake) { wake(); }
  virtual Error error() const { return {}; }
};
using AnyStreamPtr = std::unique_ptr<AnyStream>;

}  // namespace detail

/// A sequence of T, pulled by its one holder.
///
/// `pull` never blocks. After `Pull::wait` the holder may leave one wake, which is called once, from any thread,
/// perhaps before `when_ready` returns; it must not pull inside the wake. A wake may come for nothing: pull and see.
/// Pulling again makes an earlier wake void.
///
/// **Lifetime**: destroying a stream cancels the work behind it. A wake that another thread has already begun may still
/// run while the stream is destroyed, so what it touches must be held by the wake itself.
/// **Threads**: one at a time; the holder may move it to another thread between calls.
template <class T>
class Stream : public detail::AnyStream {
 public:
  /// Puts the next item into `out` (what it held before is overwritten; its capacity may be reused).
  virtual Pull pull(T& out) = 0;
  /// After `Pull::wait`: calls `wake` once there may be something to pull.
  void when_ready(Wake wake) override { wake(); }
  /// After `Pull::fail`: why.
  Error error() const override { return {}; }

  Pull pull_into(void* out) final { return pull(*static_cast<T*>(out)); }
};

/// How streams are handed about.
template <class T>
using StreamPtr = std::unique_ptr<Stream<T>>;

namespace detail {

template <class T>
class OneItem final : public Stream<T> {
 public:
  explicit OneItem(T item) : item_{std::move(item)} {}
  Pull pull(T& out) override {
    if (std::exchange(given_, true)) return Pull::end;
    out = std::move(item_);
    return Pull::some;
  }

 private:
  T item_;
  bool given_ = false;
};

template <class T>
class FailedStream final : public Stream<T> {
 public:
  explicit FailedStream(Error error) : error_{std::move(error)} {}
  Pull pull(T&) override { return Pull::fail; }
  Error error() const override { return error_; }

 private:
  Error error_;
};

}  // namespace detail

/// A stream of one item.
template <class T>
StreamPtr<T> one_item(T item) {
  return std::make_unique<detail::OneItem<T>>(std::move(item));
}

/// A stream that fails at once.
template <class T>
StreamPtr<T> failed(Error error) {
  return std::make_unique<detail::FailedStream<T>>(std::move(error));
}

}  // namespace oaicompat::inline v1
