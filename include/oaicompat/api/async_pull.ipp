// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/async_pull.hpp>
#include <oaicompat/base/guarded.hpp>

#include <utility>

namespace oaicompat::inline v1::detail {

// A turn on the executor. One that is dropped uncalled gives up what waits for it: its executor has gone.
struct AsyncPull::Turn {
  explicit Turn(std::shared_ptr<AsyncPull> p) : pull{std::move(p)} {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (pull) pull->give_up();
  }
  void run() { std::exchange(pull, nullptr)->run(); }

  std::shared_ptr<AsyncPull> pull;
};

OAICOMPAT_INLINE void AsyncPull::Cancel::operator()() const {
  if (const auto alive = pull.lock()) alive->cancel();
}

OAICOMPAT_INLINE AsyncPull::AsyncPull(AnyStreamPtr stream, std::stop_source stop, ExecutorPtr executor)
    : executor_{executor ? std::move(executor) : background_executor()},
      stop_{std::move(stop)},
      stream_{std::move(stream)} {}

OAICOMPAT_INLINE std::shared_ptr<AsyncPull> AsyncPull::make(AnyStreamPtr stream, std::stop_source stop,
                                                            ExecutorPtr executor, std::stop_token outer) {
  auto made = std::make_shared<AsyncPull>(std::move(stream), std::move(stop), std::move(executor));
  if (outer.stop_possible()) made->on_outer_.emplace(std::move(outer), Cancel{made});
  return made;
}

OAICOMPAT_INLINE void AsyncPull::ask(PullSinkPtr sink) {
  {
    std::lock_guard lock{mutex_};
    if (!sink_) sink_ = std::move(sink);
  }
  if (!sink) return poke();
  executor_->post([refused = std::shared_ptr<PullSink>{std::move(sink)}] {
    refused->done(Pull::fail, local_error(ErrorKind::invalid_argument,
                                          "The next event was asked for while another one is awaited.", "not_ready"));
  });
}

OAICOMPAT_INLINE void AsyncPull::cancel() {
  stop_.request_stop();
  poke();
}

OAICOMPAT_INLINE void AsyncPull::abandon() {
  AnyStreamPtr dropped;
  {
    std::lock_guard lock{mutex_};
    abandoned_ = true;
    if (!busy_ && !sink_) dropped = std::move(stream_);
  }
  cancel();
}

// There may be something to pull, or a reason to fail.
OAICOMPAT_INLINE void AsyncPull::poke() {
  {
    std::lock_guard lock{mutex_};
    if (!sink_) return;
    if (std::exchange(busy_, true)) return void(again_ = true);
  }
  post();
}

OAICOMPAT_INLINE void AsyncPull::post() {
  executor_->post([turn = std::make_shared<Turn>(shared_from_this())] { turn->run(); });
}

// A stream that always has something gives way to what else the executor has to do. A callback that throws ends the
// turn, not the stream.
OAICOMPAT_INLINE void AsyncPull::run() {
  struct NextTurn {
    AsyncPull& pull;
    bool needed = true;
    ~NextTurn() {
      if (needed) pull.post();
    }
  };
  constexpr int steps = 64;
  AnyStreamPtr dropped;
  NextTurn next{*this};
  for (int i = 0; i < steps; ++i) {
    step();
    std::lock_guard lock{mutex_};
    if (again_ && sink_) continue;
    next.needed = busy_ = false;
    if (abandoned_ && !sink_) dropped = std::move(stream_);
    return;
  }
}

OAICOMPAT_INLINE void AsyncPull::step() {
  void* place = nullptr;
  {
    std::lock_guard lock{mutex_};
    again_ = false;
    if (!sink_) return;
    place = sink_->place();
  }
  const auto got = pull_into(place);
  if (got == Pull::wait) return wait();
  PullSinkPtr told;
  {
    std::lock_guard lock{mutex_};
    told = std::move(sink_);
  }
  const auto work = std::move(work_);
  told->done(got, got == Pull::fail ? std::optional{error()} : std::nullopt);
}

// What a layer, a transport or a backend of the host's throws is the stream's error: nobody waits who could catch it.
OAICOMPAT_INLINE Pull AsyncPull::pull_into(void* place) {
  if (threw_ || !stream_) return Pull::fail;
  return guarded([&] { return stream_->pull_into(place); }, [&] { return threw_ = true, Pull::fail; });
}

OAICOMPAT_INLINE void AsyncPull::wait() {
  if (!work_) work_ = executor_->work();
  guarded([&] { stream_->when_ready([self = shared_from_this()] { self->poke(); }); }, [&] { threw_ = true, poke(); });
}

OAICOMPAT_INLINE Error AsyncPull::error() const {
  if (threw_) return local_error(ErrorKind::protocol, "What answers the call threw an exception.", "exception");
  return stream_ ? stream_->error() : local_error(ErrorKind::cancelled, "The request was cancelled.");
}

OAICOMPAT_INLINE void AsyncPull::give_up() {
  PullSinkPtr sink;
  AnyStreamPtr stream;
  std::shared_ptr<void> work;
  std::lock_guard lock{mutex_};
  sink.swap(sink_);
  stream.swap(stream_);
  work.swap(work_);
}

}  // namespace oaicompat::inline v1::detail
