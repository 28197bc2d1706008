// Renewed: what expires and is asked for anew, shared by the requests that wait for it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/stream.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/layers/wake_race.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// A T with `expires_at`, and what gives the next one. Requests of many threads ask for it; one of them drives the
// source, and all that wait are woken once it has something.
template <class T>
class Renewed : public std::enable_shared_from_this<Renewed<T>> {
 public:
  using Source = std::function<StreamPtr<T>()>;
  // How long before its end something new is asked for.
  static constexpr std::int64_t early_seconds = 300;

  Renewed(Source source, ClockPtr clock) : source_{std::move(source)}, clock_{std::move(clock)} {}

  // As `Stream::pull`, for one who needs it.
  Pull get(T& out, Error& why) {
    const auto got = locked_get(out, why);
    if (got != Pull::wait) ring();
    return got;
  }
  // After `Pull::wait`. Unlike a stream it keeps the wakes of all who wait.
  void when_ready(Wake wake) {
    {
      std::lock_guard lock{wakes_mutex_};
      wakes_.push_back(std::move(wake));
    }
    bool waits = false;
    {
      std::lock_guard lock{mutex_};
      waits = pending_ != nullptr;
      if (waits) {
        pending_->when_ready([weak = this->weak_from_this()] {
          if (const auto self = weak.lock()) self->ring();
        });
      }
    }
    if (!waits) ring();
  }
  // It was refused: the next who asks gets another one.
  void forget(const T& refused) {
    std::lock_guard lock{mutex_};
    if (value_ == refused) value_.reset();
  }

 private:
  bool good_for(const T& value, std::int64_t seconds) const {
    return !value.expires_at || *value.expires_at > clock_->unix_time() + seconds;
  }
  Pull locked_get(T& out, Error& why) {
    std::lock_guard lock{mutex_};
    if (value_ && good_for(*value_, early_seconds)) return out = *value_, Pull::some;
    if (!pending_) pending_ = source_();
    T next;
    const auto got = pending_ ? pending_->pull(next) : Pull::end;
    if (got == Pull::wait) {
      if (value_ && good_for(*value_, 0)) return out = *value_, Pull::some;  // the new one comes meanwhile
      return got;
    }
    why = got == Pull::fail ? pending_->error()
                            : local_error(ErrorKind::invalid_argument, "The source gave no credentials.");
    pending_.reset();
    if (got == Pull::some) {
      value_ = next;
      out = std::move(next);
      return got;
    }
    if (value_ && good_for(*value_, 0)) return out = *value_, Pull::some;
    return Pull::fail;
  }
  void ring() {
    std::vector<Wake> due;
    {
      std::lock_guard lock{wakes_mutex_};
      due.swap(wakes_);
    }
    for (auto& wake : due) wake();
  }

  const Source source_;
  const ClockPtr clock_;
  std::mutex mutex_;  // of what follows; a source is pulled under it
  std::optional<T> value_;
  StreamPtr<T> pending_;
  std::mutex wakes_mutex_;
  std::vector<Wake> wakes_;
};

// The answer to a request that waits for its credentials first; without blocking, and no longer than it is wanted.
template <class T>
class CredentialedAnswer final : public Stream<Part> {
 public:
  using Send = std::function<Answer(Request, const T&)>;
  CredentialedAnswer(std::shared_ptr<Renewed<T>> source, Request request, ClockPtr clock, Send send)
      : source_{std::move(source)},
        request_{std::move(request)},
        clock_{std::move(clock)},
        send_{std::move(send)},
        race_{clock_} {}

  Pull pull(Part& out) override {
    if (error_) return Pull::fail;
    if (!inner_) {
      if (const auto got = ask(); got != Pull::some) return got;
    }
    return inner_->pull(out);
  }
  void when_ready(Wake wake) override {
    if (inner_) return inner_->when_ready(std::move(wake));
    race_.wait(nullptr, request_.context.deadline, std::move(wake));
    if (!on_stop_) on_stop_ = std::make_unique<OnStop>(request_.context.stop, race_.bell());
    source_->when_ready(race_.bell());
  }
  Error error() const override { return error_ ? *error_ : inner_->error(); }

 private:
  using OnStop = std::stop_callback<std::function<void()>>;

  Pull ask() {
    race_.clear();
    const auto& context = request_.context;
    if (context.stop.stop_requested()) return fail(local_error(ErrorKind::cancelled, "The request was cancelled."));
    T credentials;
    Error why;
    const auto got = source_->get(credentials, why);
    if (got == Pull::fail) return fail(std::move(why));
    if (got == Pull::wait) {
      if (!context.deadline || clock_->now() < *context.deadline) return got;
      return fail(local_error(ErrorKind::timeout, "The credentials did not come in time.", "timeout"));
    }
    on_stop_.reset();
    inner_ = send_(std::move(request_), credentials);
    if (!inner_) return fail(local_error(ErrorKind::protocol, "The handler gave no answer.", "no_answer"));
    return Pull::some;
  }
  Pull fail(Error error) {
    error_ = std::move(error);
    return Pull::fail;
  }

  const std::shared_ptr<Renewed<T>> source_;
  Request request_;
  const ClockPtr clock_;
  const Send send_;
  Answer inner_;
  std::optional<Error> error_;
  WakeRace race_;
  std::unique_ptr<OnStop> on_stop_;
};

}  // namespace oaicompat::inline v1::detail
