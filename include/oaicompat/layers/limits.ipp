// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/answer_progress.hpp>
#include <oaicompat/layers/limits.hpp>
#include <oaicompat/layers/wake_race.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>
#include <oaicompat/sse/event.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// So many places; each holder has one until it lets go.
class ConcurrencyLimit {
 public:
  explicit ConcurrencyLimit(std::size_t most) : most_{most} {}
  // Null when all are taken.
  static std::shared_ptr<void> take(const std::shared_ptr<ConcurrencyLimit>& places) {
    auto taken = places->taken_.load();
    do {
      if (places->most_ != 0 && taken >= places->most_) return nullptr;
    } while (!places->taken_.compare_exchange_weak(taken, taken + 1));
    return {places.get(), [places](void*) { --places->taken_; }};
  }

 private:
  std::size_t most_;
  std::atomic<std::size_t> taken_ = 0;
};

// At its time: stops the request, and wakes who waits for its answer.
class DeadlineGuard {
 public:
  DeadlineGuard(ClockPtr clock, Time when, std::stop_token outer)
      : clock_{std::move(clock)}, when_{when}, linked_{std::move(outer), [stop = stop_]() mutable {
                                                         stop.request_stop();
                                                       }} {
    alarm_ = clock_->at(when, [stop = stop_, slot = slot_]() mutable {
      stop.request_stop();
      slot->ring();
    });
  }
  std::stop_token token() const { return stop_.get_token(); }
  bool passed() const { return clock_->now() >= when_; }
  void stop() { stop_.request_stop(); }
  void wait(Stream<Part>& inner, Wake wake) {
    slot_->put(std::move(wake));
    if (passed()) return slot_->ring();
    inner.when_ready([slot = slot_] { slot->ring(); });
  }

 private:
  ClockPtr clock_;
  Time when_;
  std::stop_source stop_;
  std::shared_ptr<WakeSlot> slot_ = std::make_shared<WakeSlot>();
  std::stop_callback<std::function<void()>> linked_;
  AlarmPtr alarm_;
};

struct LimitsState {
  explicit LimitsState(LimitsOptions o)
      : options{std::move(o)},
        requests{std::make_shared<ConcurrencyLimit>(options.max_requests)},
        streams{std::make_shared<ConcurrencyLimit>(options.max_streams)} {}

  // What a transport has put into a file takes no memory. Zero is no limit.
  std::optional<Answer> too_large(const Body& body, const Context& context) const {
    const auto most = body.keeper() ? options.max_upload_bytes : options.max_body_bytes;
    if (most == 0 || body.size() <= most) return std::nullopt;
    const auto message = fmt::format("The request body is larger than {} bytes.", most);
    return error_answer(api_error(413, message, "request_too_large"), context);
  }
  Answer busy(const RequestNotesPtr& notes, int status, const char* message, const char* code) const {
    const auto error = api_error(status, message, code);
    if (notes) notes->set_error(error);
    return refusal(error, {{"retry-after", std::to_string(options.retry_after.count())}});
  }

  LimitsOptions options;
  std::shared_ptr<ConcurrencyLimit> requests, streams;
};

class LimitedAnswer final : public WrappedAnswer {
 public:
  using Guard = std::unique_ptr<DeadlineGuard>;
  LimitedAnswer(Answer inner, std::shared_ptr<const LimitsState> limits, std::shared_ptr<void> place, Guard guard,
                RequestNotesPtr notes)
      : WrappedAnswer{std::move(inner)},
        notes_{notes},
        place_{std::move(place)},
        limits_{std::move(limits)},
        guard_{std::move(guard)},
        progress_{std::move(notes)} {}
  ~LimitedAnswer() override { inner_.reset(); }  // before its places are free again

  Pull pull(Part& out) override {
    auto got = inner_->pull(out);
    if (over_ || got == Pull::end) return got;
    if (guard_ && guard_->passed()) return end_late(out);
    if (got != Pull::some) return got;
    if (!stream_allowed(out)) {
      inner_ = limits_->busy(notes_, 429, "Too many streams at once. Please try again later.", "too_many_streams");
      got = inner_->pull(out);
    }
    progress_.note(out);
    return got;
  }
  void when_ready(Wake wake) override {
    if (!guard_ || over_) return inner_->when_ready(std::move(wake));
    guard_->wait(*inner_, std::move(wake));
  }

 private:
  bool stream_allowed(const Part& part) {
    const auto* head = std::get_if<Head>(&part);
    if (!head || progress_.headed() || !is_event_stream(head->headers.get("content-type"))) return true;
    stream_place_ = ConcurrencyLimit::take(limits_->streams);
    return stream_place_ != nullptr;
  }
  Pull end_late(Part& out) {
    over_ = true;
    guard_->stop();
    inner_ = ending(progress_, local_error(ErrorKind::timeout, "The request took too long.", "deadline_exceeded"));
    return inner_->pull(out);
  }

  RequestNotesPtr notes_;
  std::shared_ptr<void> place_, stream_place_;
  std::shared_ptr<const LimitsState> limits_;
  Guard guard_;
  AnswerProgress progress_;
  bool over_ = false;
};

inline Answer limited(const std::shared_ptr<const LimitsState>& limits, const Handler& inner, Request request) {
  const auto& options = limits->options;
  if (auto refused = limits->too_large(request.body, request.context)) return *std::move(refused);
  auto place = ConcurrencyLimit::take(limits->requests);
  if (!place) {
    return limits->busy(request.context.notes, 503, "The server is busy. Please try again later.", "server_overloaded");
  }
  auto& context = request.context;
  if (options.deadline.count() > 0) {
    const auto latest = options.clock->now() + bounded_span(options.deadline);
    context.deadline = std::min(latest, context.deadline.value_or(latest));
  }
  LimitedAnswer::Guard guard;
  if (context.deadline) {
    guard = std::make_unique<DeadlineGuard>(options.clock, *context.deadline, context.stop);
    context.stop = guard->token();
  }
  auto notes = context.notes;
  return std::make_unique<LimitedAnswer>(inner(std::move(request)), limits, std::move(place), std::move(guard),
                                         std::move(notes));
}

}  // namespace detail

OAICOMPAT_INLINE Layer limits(LimitsOptions options) {
  return [state = std::make_shared<const detail::LimitsState>(std::move(options))](Handler inner) -> Handler {
    return [state, inner = std::move(inner)](Request&& request) -> Answer {
      return detail::limited(state, inner, std::move(request));
    };
  };
}

}  // namespace oaicompat::inline v1
