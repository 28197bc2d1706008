// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/answer_progress.hpp>
#include <oaicompat/layers/drain.hpp>
#include <oaicompat/layers/wake_race.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {

struct Drain::State {
  explicit State(DrainOptions o) : options{std::move(o)} {}

  static Error error() { return api_error(503, "The server is shutting down. Please try again.", "shutting_down"); }
  Answer refuse() const {
    return detail::refusal(error(), {{"retry-after", std::to_string(options.retry_after.count())}});
  }
  void enter() {
    std::lock_guard lock{mutex};
    ++running;
  }
  void leave() {
    std::lock_guard lock{mutex};
    if (--running == 0) none.notify_all();
  }

  const DrainOptions options;
  std::atomic<bool> refusing = false;
  std::atomic<Time> give_up_at{Time::max()};  // set before `ended` fires
  std::stop_source ended;
  mutable std::mutex mutex;
  mutable std::condition_variable none;
  std::size_t running = 0;
};

// An answer that runs.
class Drain::Drained final : public WrappedAnswer {
 public:
  // Tells the request to stop: when the server ends, and when the transport says so.
  class Stops {
   public:
    Stops(const State& state, std::stop_token outer)
        : by_transport_{std::move(outer), Fire{own_}}, by_drain_{state.ended.get_token(), Fire{own_}} {}
    std::stop_token token() const { return own_.get_token(); }

   private:
    struct Fire {
      std::stop_source source;
      void operator()() { source.request_stop(); }
    };
    std::stop_source own_;
    std::stop_callback<Fire> by_transport_, by_drain_;
  };
  // Counts a request from before its handler is asked.
  class Place {
   public:
    explicit Place(std::shared_ptr<State> state) : state_{std::move(state)} { state_->enter(); }
    Place(Place&&) = default;
    ~Place() {
      if (state_) state_->leave();
    }

   private:
    std::shared_ptr<State> state_;
  };

  Drained(Answer inner, std::shared_ptr<State> state, Place place, std::unique_ptr<Stops> stops, RequestNotesPtr notes)
      : WrappedAnswer{std::move(inner)},
        state_{std::move(state)},
        place_{std::move(place)},
        stops_{std::move(stops)},
        race_{state_->options.clock},
        progress_{std::move(notes)} {}
  ~Drained() override {
    woken_.reset();
    inner_.reset();  // before its place is free again
  }

  Pull pull(Part& out) override {
    race_.clear();
    if (over_) return inner_->pull(out);
    const bool late = ending() && state_->options.clock->now() >= state_->give_up_at.load();
    if (late && progress_.between_events()) return end_it(out);
    const auto got = inner_->pull(out);
    if (got == Pull::some) note(out);
    if ((got == Pull::wait && late) || (got == Pull::fail && ending())) return end_it(out);
    return got;
  }
  void when_ready(Wake wake) override {
    if (over_) return inner_->when_ready(std::move(wake));
    std::optional<Time> until;
    if (ending()) until = state_->give_up_at.load();
    race_.wait(inner_.get(), until, std::move(wake));
    if (!woken_) woken_.emplace(state_->ended.get_token(), std::function<void()>{race_.bell()});
    if (!until && ending()) race_.bell()();  // it may have come in between
  }

 private:
  bool ending() const { return !switched_ && state_->ended.stop_requested(); }
  void note(const Part& part) {
    if (const auto* head = std::get_if<Head>(&part)) switched_ = head->status == 101;
    progress_.note(part);
  }
  Pull end_it(Part& out) {
    over_ = true;
    inner_ = progress_.headed() ? detail::ending(progress_, State::error()) : state_->refuse();
    return inner_->pull(out);
  }

  std::shared_ptr<State> state_;
  Place place_;
  std::unique_ptr<Stops> stops_;
  detail::WakeRace race_;
  detail::AnswerProgress progress_;
  std::optional<std::stop_callback<std::function<void()>>> woken_;
  bool over_ = false;
  bool switched_ = false;  // to another protocol, which ends in its own way
};

OAICOMPAT_INLINE Drain::Drain(DrainOptions options) : state_{std::make_shared<State>(std::move(options))} {}

OAICOMPAT_INLINE Layer Drain::layer() const {
  return [state = state_](Handler inner) -> Handler {
    return [state, inner = std::move(inner)](Request&& request) -> Answer {
      Drained::Place place{state};
      if (state->refusing) return state->refuse();
      auto stops = std::make_unique<Drained::Stops>(*state, request.context.stop);
      request.context.stop = stops->token();
      auto notes = request.context.notes;
      auto answer = inner(std::move(request));
      if (!answer) return answer;
      return std::make_unique<Drained>(std::move(answer), state, std::move(place), std::move(stops), std::move(notes));
    };
  };
}
OAICOMPAT_INLINE void Drain::refuse() { state_->refusing = true; }
OAICOMPAT_INLINE void Drain::end() {
  refuse();
  auto never = Time::max();
  state_->give_up_at.compare_exchange_strong(
      never, state_->options.clock->now() + detail::bounded_span(state_->options.grace));
  state_->ended.request_stop();
}
OAICOMPAT_INLINE std::size_t Drain::running() const {
  std::lock_guard lock{state_->mutex};
  return state_->running;
}
OAICOMPAT_INLINE bool Drain::wait(std::chrono::milliseconds patience) const {
  std::unique_lock lock{state_->mutex};
  return state_->none.wait_for(lock, detail::bounded_span(patience), [&] { return state_->running == 0; });
}
OAICOMPAT_INLINE bool Drain::stop(std::chrono::milliseconds deadline) {
  refuse();
  if (wait(deadline)) return true;
  end();
  return wait(2 * state_->options.grace);
}

}  // namespace oaicompat::inline v1
