// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/timeouts.hpp>
#include <oaicompat/layers/wake_race.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// A time that may run out, and how to say so.
struct TimeLimit {
  std::optional<Time> until;
  Duration after{};
  const char* code = "";
  const char* what = "";

  Error error() const {
    const std::chrono::duration<double> seconds = after;
    return local_error(ErrorKind::timeout, fmt::format("{} within {:g} s.", what, seconds.count()), code);
  }
};

// The end of the whole: the total timeout or the request's deadline, whichever comes first.
inline TimeLimit whole_limit(const TimeoutsOptions& options, const Context& context, Time start) {
  TimeLimit limit;
  if (options.total.count() > 0) {
    limit = {start + bounded_span(options.total), bounded_span(options.total), "total_timeout",
             "The answer did not end"};
  }
  const auto& deadline = context.deadline;
  if (deadline && (!limit.until || *deadline < *limit.until)) {
    limit = {deadline, *deadline - start, "deadline_exceeded", "The answer did not end before the request's deadline,"};
  }
  return limit;
}

class TimedAnswer final : public WrappedAnswer {
 public:
  TimedAnswer(Answer inner, const ClockPtr& clock, Time start, TimeLimit whole, Duration first_byte, Duration idle)
      : WrappedAnswer{std::move(inner)}, clock_{clock}, race_{clock}, whole_{whole}, idle_{idle} {
    if (first_byte.count() > 0) {
      piece_ = {start + first_byte, first_byte, "first_byte_timeout", "The answer did not begin"};
    }
  }

  Pull pull(Part& out) override {
    if (error_) return Pull::fail;
    const auto got = inner_->pull(out);
    if (got == Pull::some) {
      headed_ = true;
      piece_.until.reset();
      if (!whole_.until) return got;
    } else if (got != Pull::wait) {
      return got;
    }
    const auto now = clock_->now();
    if (got == Pull::wait) begin_idle(now);
    const auto& limit = earlier();
    if (!limit.until || now < *limit.until) return got;
    error_ = limit.error();
    inner_.reset();
    return Pull::fail;
  }
  void when_ready(Wake wake) override {
    const auto& limit = earlier();
    if (!limit.until) return inner_->when_ready(std::move(wake));
    race_.wait(inner_.get(), limit.until, std::move(wake));
  }
  Error error() const override { return error_ ? *error_ : inner_->error(); }

 private:
  const TimeLimit& earlier() const {
    if (!piece_.until) return whole_;
    return whole_.until && *whole_.until < *piece_.until ? whole_ : piece_;
  }
  // The idle time begins when a piece is waited for, not when the last one came: a slow reader is no slow answer.
  void begin_idle(Time now) {
    if (!headed_ || piece_.until || idle_.count() <= 0) return;
    piece_ = {now + idle_, idle_, "idle_timeout", "The answer's next piece did not come"};
  }

  ClockPtr clock_;
  WakeRace race_;
  TimeLimit whole_, piece_;
  Duration idle_;
  bool headed_ = false;
  std::optional<Error> error_;
};

}  // namespace detail

OAICOMPAT_INLINE Layer timeouts(TimeoutsOptions options) {
  return [options = std::move(options)](Handler inner) -> Handler {
    return [options, inner = std::move(inner)](Request&& request) -> Answer {
      auto& context = request.context;
      const auto start = options.clock->now();
      const auto whole = detail::whole_limit(options, context, start);
      const auto first_byte = detail::bounded_span(context.call.timeout.value_or(options.first_byte));
      const auto idle = detail::bounded_span(context.call.timeout.value_or(options.idle));
      context.deadline = whole.until;
      context.may_block = false;
      return std::make_unique<detail::TimedAnswer>(inner(std::move(request)), options.clock, start, whole, first_byte,
                                                   idle);
    };
  };
}

}  // namespace oaicompat::inline v1
