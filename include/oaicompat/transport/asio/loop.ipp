// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/stream.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_set>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

/// What lives on an event loop: a connection, a call. **Threads**: the loop's.
class LoopObject : public std::enable_shared_from_this<LoopObject> {
 public:
  LoopObject() = default;
  LoopObject(const LoopObject&) = delete;
  LoopObject& operator=(const LoopObject&) = delete;
  virtual ~LoopObject() = default;

  virtual void start() = 0;
  /// `deadline` has passed.
  virtual void expire() = 0;
  /// A wake that it left was called.
  virtual void woken() = 0;
  /// No new work: goes once what runs is done.
  virtual void drain() = 0;
  /// Tells what runs to stop.
  virtual void stop_request() = 0;
  virtual void close() = 0;
  /// Whether nobody has asked anything of it for a while, so that it may go to make room.
  virtual bool is_idle() { return false; }
  /// Whether something is under way, so that the loop looks at the time on its behalf.
  virtual bool is_busy() const { return true; }

  Time deadline = Time::max();
};
using LoopObjectPtr = std::shared_ptr<LoopObject>;

/// How other threads reach a loop: safe to use after the loop has gone. All that comes while the loop is busy costs one
/// post. **Threads**: safe to use from many.
class AsioMailbox : public std::enable_shared_from_this<AsioMailbox> {
 public:
  explicit AsioMailbox(boost::asio::io_context& io) : io_{&io} {}

  /// Has the loop call `woken`. What has gone is not woken.
  void wake(const std::weak_ptr<LoopObject>& object) {
    std::lock_guard lock{mutex_};
    if (!io_) return;
    woken_.push_back(object);
    if (woken_.size() == 1) boost::asio::post(*io_, [self = shared_from_this()] { self->deliver(); });
  }
  /// Runs something on the loop; false when the loop has gone.
  template <class F>
  bool post(F f) {
    std::lock_guard lock{mutex_};
    if (io_) boost::asio::post(*io_, std::move(f));
    return io_ != nullptr;
  }
  /// As `post`, but at once where this is the loop's thread.
  template <class F>
  bool dispatch(F f) {
    std::unique_lock lock{mutex_};
    if (!io_) return false;
    if (!io_->get_executor().running_in_this_thread()) {
      boost::asio::post(*io_, std::move(f));
      return true;
    }
    lock.unlock();
    f();
    return true;
  }
  void close() {
    std::lock_guard lock{mutex_};
    io_ = nullptr;
    woken_.clear();
  }

 private:
  void deliver() {
    {
      std::lock_guard lock{mutex_};
      delivered_.swap(woken_);
    }
    for (const auto& object : delivered_) {
      if (const auto alive = object.lock()) alive->woken();
    }
    delivered_.clear();
  }

  std::mutex mutex_;
  boost::asio::io_context* io_;
  std::vector<std::weak_ptr<LoopObject>> woken_, delivered_;
};

/// An event loop's objects, and the one timer that looks at their deadlines. **Threads**: the loop's, but for
/// `mailbox`.
/// **Lifetime**: `close` it before its io_context goes; afterwards it holds nothing of that.
class AsioLoop : public std::enable_shared_from_this<AsioLoop> {
 public:
  /// When the timer runs. While it does, the io_context has something to do.
  enum class Ticks {
    always,      ///< While there are objects.
    while_busy,  ///< While one of them is busy.
  };
  AsioLoop(boost::asio::io_context& context, Duration tick, Ticks ticks = Ticks::always)
      : io{context},
        mailbox{std::make_shared<AsioMailbox>(context)},
        tick_{tick},
        ticks_{ticks},
        timer_{std::in_place, context} {}

  boost::asio::io_context& io;
  const std::shared_ptr<AsioMailbox> mailbox;

  void enter(const LoopObjectPtr& object) {
    if (!timer_) return object->close();
    objects_.insert(object);
    if (!ticking_ && wants_ticks()) begin_tick();
    object->start();
  }
  bool is_empty() const { return objects_.empty(); }
  void leave(const LoopObjectPtr& object) {
    objects_.erase(object);
    if (objects_.empty() && on_empty) on_empty();
    if (!ticking_ || ticks_ == Ticks::always || wants_ticks()) return;
    ticking_ = false;
    if (timer_) timer_->cancel();
  }
  /// Called when the last object has left.
  std::function<void()> on_empty;
  template <class F>
  void for_each(F f) const {
    const std::vector<LoopObjectPtr> all{objects_.begin(), objects_.end()};
    for (const auto& object : all) f(*object);
  }
  /// Has the object go that has been idle longest, if one is idle.
  void make_room() {
    LoopObjectPtr oldest;
    for (const auto& object : objects_) {
      if (object->is_idle() && (!oldest || object->deadline < oldest->deadline)) oldest = object;
    }
    if (oldest) oldest->close();
  }
  void close() {
    mailbox->close();
    for_each([](LoopObject& object) { object.close(); });
    timer_.reset();
  }
  /// Memory to read into, for whoever reads now.
  std::span<char> scratch() { return scratch_; }

  /// How often deadlines are looked at, where this is the shortest timeout.
  static Duration tick_for(Duration shortest) {
    return std::clamp<Duration>(shortest / 4, std::chrono::milliseconds{10}, std::chrono::seconds{1});
  }

 private:
  bool wants_ticks() const {
    if (ticks_ == Ticks::always) return !objects_.empty();
    return std::any_of(objects_.begin(), objects_.end(), [](const auto& object) { return object->is_busy(); });
  }
  void begin_tick() {
    ticking_ = true;
    timer_->expires_after(tick_);
    timer_->async_wait([weak = weak_from_this()](boost::system::error_code error) {
      const auto self = weak.lock();
      if (!self || !self->timer_ || !self->ticking_ || error) return;
      self->end_tick();
    });
  }
  void end_tick() {
    const auto now = std::chrono::steady_clock::now();
    std::vector<LoopObjectPtr> expired;
    for (const auto& object : objects_) {
      if (object->deadline <= now) expired.push_back(object);
    }
    for (const auto& object : expired) {
      if (object->deadline <= now) object->expire();
    }
    ticking_ = false;
    if (timer_ && wants_ticks()) begin_tick();
  }

  const Duration tick_;
  const Ticks ticks_;
  std::optional<boost::asio::steady_timer> timer_;  // none once closed
  bool ticking_ = false;
  std::unordered_set<LoopObjectPtr> objects_;
  std::vector<char> scratch_ = std::vector<char>(64 << 10);
};

/// A loop with an io_context of its own, which runs on, work or none, until it is stopped.
struct AsioEngine {
  explicit AsioEngine(Duration tick) : loop{std::make_shared<AsioLoop>(io, tick)} {}
  void stop() {
    work.reset();
    io.stop();
  }

  boost::asio::io_context io{1};
  const std::shared_ptr<AsioLoop> loop;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
};

/// Closes the loops that live on a host's io_context as that goes, so that what outlives it finds them closed.
class AsioHosted final : public boost::asio::execution_context::service {
 public:
  using key_type = AsioHosted;
  static inline boost::asio::execution_context::id id;

  explicit AsioHosted(boost::asio::execution_context& context) : service{context} {}
  void add(const std::shared_ptr<AsioLoop>& loop) {
    std::lock_guard lock{mutex_};
    std::erase_if(loops_, [](const auto& known) { return known.expired(); });
    loops_.push_back(loop);
  }

 private:
  void shutdown() noexcept override {
    for (const auto& known : loops_) {
      if (const auto loop = known.lock()) loop->close();
    }
  }

  std::mutex mutex_;
  std::vector<std::weak_ptr<AsioLoop>> loops_;
};

}  // namespace oaicompat::inline v1::detail
