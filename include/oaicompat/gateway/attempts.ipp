// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/attempt.hpp>
#include <oaicompat/gateway/attempt_rules.hpp>
#include <oaicompat/gateway/attempts.hpp>
#include <oaicompat/gateway/last_failure.hpp>
#include <oaicompat/http/retry_fields.hpp>
#include <oaicompat/layers/wake_race.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace oaicompat::inline v1 {
namespace detail {

// One attempt after the other, or a second one beside one that is slow. What goes out stands in a queue.
class AttemptsAnswer final : public Stream<Part> {
 public:
  AttemptsAnswer(AttemptsOptionsPtr options, RulesPtr rules, const Route& route, std::vector<std::uint32_t> targets,
                 Request&& request)
      : ground_{std::move(options), std::move(rules), route},
        targets_{std::move(targets)},
        request_{std::move(request)},
        stop_{request_.context.stop},
        race_{ground_.options->clock} {
    request_.context.may_block = false;
    total_until_ = request_.context.deadline;
    if (const auto total = limit_after(now(), route.timeouts.total)) {
      total_until_ = total_until_ ? std::min(*total_until_, *total) : *total;
    }
    request_.context.deadline = total_until_;
    if (stop_.stop_possible()) on_stop_ = std::make_unique<OnStop>(stop_, race_.bell());
    if (this->options().hedges && route.hedge.is_on()) this->options().hedges->count_request(route);
    begin();
  }

  Pull pull(Part& out) override {
    race_.clear();
    for (;;) {
      if (!queue_.empty()) {
        out = std::move(queue_.front());
        queue_.pop_front();
        return Pull::some;
      }
      if (phase_ == Phase::ended) return error_ ? Pull::fail : Pull::end;
      if (stop_.stop_requested()) {
        cancel();
      } else if (total_until_ && now() >= *total_until_) {
        run_out();
      } else if (phase_ == Phase::waiting) {
        if (now() < wait_until_) return Pull::wait;
        begin();
      } else if (!advance()) {
        return Pull::wait;
      }
    }
  }
  void when_ready(Wake wake) override {
    if (!queue_.empty() || phase_ == Phase::ended) return wake();
    race_.wait(attempt_ ? attempt_->stream() : nullptr, next_time(), std::move(wake));
    if (hedge_ && hedge_->stream()) hedge_->stream()->when_ready(race_.bell());
    if (stop_.stop_requested()) race_.bell()();
  }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  using OnStop = std::stop_callback<std::function<void()>>;
  using AttemptPtr = std::unique_ptr<Attempt>;
  enum class Phase {
    waiting,  // for the time of the next attempt
    running,  // at least one attempt
    ended
  };

  const AttemptsOptions& options() const { return *ground_.options; }
  const Route& route() const { return ground_.route; }
  Time now() const { return ground_.now(); }

  std::optional<Time> next_time() const {
    auto next = total_until_;
    const auto join = [&](const std::optional<Time>& time) {
      if (time && (!next || *time < *next)) next = time;
    };
    if (phase_ == Phase::waiting) join(wait_until_);
    for (const auto* each : {&attempt_, &hedge_}) {
      if (*each) join((*each)->until());
    }
    join(hedge_at_);
    return next;
  }

  // --- attempts ------------------------------------------------------------------------------------------------

  void begin() {
    phase_ = Phase::running;
    if (targets_.empty()) return fail_without_target();
    tries_here_++ == 0 ? enter() : enter_anyway(place_);
    attempt_ = start(place_, AttemptRole::primary);
    plan_hedge();
  }
  // A target that rests by now, or whose probe another request has taken since it was chosen, waits behind the next
  // one that does not.
  void enter() {
    auto* board = options().health.get();
    const auto first = targets_.begin() + static_cast<std::ptrdiff_t>(place_);
    const auto open = std::find_if(first, targets_.end(), [&](auto each) { return !board || board->try_begin(each); });
    open == targets_.end() ? enter_anyway(place_) : void(std::rotate(first, open, open + 1));
  }
  void enter_anyway(std::size_t place) const {
    if (options().health) options().health->begin(targets_[place]);
  }
  AttemptPtr start(std::size_t place, AttemptRole role) {
    ++attempts_;
    farthest_ = std::max(farthest_, place);
    auto request = attempts_ < route().retry.max_attempts ? request_ : std::move(request_);
    return std::make_unique<Attempt>(ground_, Attempt::Place{attempts_, targets_[place], role}, std::move(request));
  }
  // Takes what has come of the attempts that run; false where nothing has.
  bool advance() {
    bool moved = false;
    for (auto* each : {&attempt_, &hedge_}) {
      if (!*each) continue;
      switch ((*each)->step(queue_)) {
        case Attempt::Step::wait: continue;
        case Attempt::Step::more: moved = true; continue;
        case Attempt::Step::ready: win(*each); return true;
        case Attempt::Step::failed: fail(*each, (*each)->failure()); return true;
        case Attempt::Step::cut: cut((*each)->cut_code()); return true;
        case Attempt::Step::whole: end({}); return true;
      }
    }
    if (moved || !hedge_at_ || now() < *hedge_at_) return moved;
    hedge_at_.reset();
    start_hedge();
    return true;
  }
  // From here on there is no other target.
  void win(AttemptPtr& winner) {
    auto loser = std::move(&winner == &attempt_ ? hedge_ : attempt_);
    if (&winner != &attempt_) attempt_ = std::move(winner);
    hedge_at_.reset();
    request_ = {};
    observe(*attempt_, Heard::a_token);
    attempt_->commit(queue_, attempts_);
    if (!loser) return;
    // It was silent for longer than was waited; of one that had less time than the answer took nothing is known.
    if (loser->begun() < attempt_->begun()) observe(*loser, Heard::nothing);
    loser->lose();
  }
  enum class Heard { nothing, a_token };
  void observe(const Attempt& attempt, Heard heard) {
    const auto took = now() - attempt.begun();
    const auto target = attempt.place().target;
    if (options().health) options().health->first_token(target, took);
    if (!options().hedges || !route().hedge.is_on()) return;
    const auto& to = ground_.rules->targets[target];
    options().hedges->observe(to.name, to.model_for(options().model),
                              heard == Heard::a_token ? std::optional{took} : std::nullopt);
  }

  // --- hedges --------------------------------------------------------------------------------------------------

  void plan_hedge() {
    hedge_at_.reset();
    if (!options().hedges || !route().hedge.is_on() || hedged_ || place_ + 1 >= targets_.size()) return;
    if (attempts_ >= route().retry.max_attempts) return;
    const auto& to = ground_.rules->targets[targets_[place_]];
    const auto after = options().hedges->after(route().hedge, to.name, to.model_for(options().model));
    hedge_at_ = attempt_->begun() + after;
  }
  // A second target is asked only where it is well and has room.
  void start_hedge() {
    const auto place = farthest_ + 1;
    if (place >= targets_.size() || attempt_->is_refused()) return;
    const auto target = targets_[place];
    if (options().health) {
      const auto health = options().health->of(target);
      const auto most = ground_.rules->targets[target].max_in_flight;
      if (health.breaker != Breaker::closed || health.drained || (most > 0 && health.in_flight >= most)) return;
    }
    if (!options().hedges->take(route())) return;
    if (options().bears_hedge && !options().bears_hedge(target)) return options().hedges->give_back(route());
    hedged_ = true;
    enter_anyway(place);
    hedge_ = start(place, AttemptRole::hedge);
  }

  // --- ends ----------------------------------------------------------------------------------------------------

  void run_out() {
    if (attempt_ && attempt_->has_told_end()) return end({});
    if (attempt_ && attempt_->is_committed()) return cut("total_timeout");
    if (hedge_) std::exchange(hedge_, nullptr)->lose();
    if (attempt_) return fail(attempt_, FailureClass::total);
    note(row_of(FailureClass::total), nullptr, {});
    settle(row_of(FailureClass::total));
  }
  // What went out is not all, and the caller is told.
  void cut(const char* code) {
    error_ = attempt_->tell_cut(queue_, code);
    end(FailureClass::mid_stream);
  }
  void end(std::optional<FailureClass> failure) {
    attempt_->end(failure, failure ? Verdict::failed : Verdict::good);
    attempt_.reset();
    phase_ = Phase::ended;
  }
  void cancel() {
    if (attempt_ && attempt_->has_told_end()) return end({});
    error_ = local_error(ErrorKind::cancelled, "The request was cancelled.");
    attempt_.reset();
    hedge_.reset();
    hedge_at_.reset();
    phase_ = Phase::ended;
  }

  // --- what comes after a failure ------------------------------------------------------------------------------

  void fail(AttemptPtr& each, FailureClass failure) {
    const auto& row = row_of(failure);
    auto failed = std::move(each);
    const auto asked = failed->head() ? retry_after(failed->head()->headers, options().clock->unix_time())
                                      : std::optional<std::chrono::milliseconds>{};
    if (failure == FailureClass::slow) observe(*failed, Heard::nothing);
    const auto word = breaker_word(row, asked, ground_.rules->breaker.cooldown);
    const auto rests_until = word.rests_for ? std::optional{now() + *word.rests_for} : std::nullopt;
    if (failure == FailureClass::rate && options().hedges) options().hedges->hold_off(*rests_until);
    failed->end(failure, word.verdict, rests_until);
    note(row, failed.get(), asked);
    if (attempt_ || hedge_) return go_on_with_other();
    hedge_at_.reset();
    if (failure == FailureClass::total || attempts_ >= route().retry.max_attempts || !go_on(row, asked)) settle(row);
  }
  void note(const FailureRow& row, Attempt* failed, LastFailure::Wait asked) {
    auto head = failed && failed->head() ? std::move(*failed->head()) : Head{};
    failures_.note(row, std::move(head), failed ? std::move(failed->held()) : Bytes{}, asked);
  }
  // Of two attempts one failed: the other may still give the answer.
  void go_on_with_other() {
    if (!attempt_) {
      attempt_ = std::move(hedge_);
      place_ = farthest_;
      tries_here_ = 1;
    }
  }
  // Chooses the next attempt; false where there is none.
  bool go_on(const FailureRow& row, std::optional<std::chrono::milliseconds> asked) {
    const auto& retry = route().retry;
    if (row.again == Again::at_once && tries_here_ == 1) return wait_for({});
    if (row.again == Again::later && asked && *asked <= retry.max_delay && fits(*asked)) return wait_for(*asked);
    if (row.elsewhere == Elsewhere::context) return go_to(route().context);
    if (row.elsewhere == Elsewhere::policy) return go_to(route().policy);
    if (row.elsewhere == Elsewhere::next && farthest_ + 1 < targets_.size()) {
      place_ = farthest_ + 1;
      tries_here_ = 0;
      return wait_for({});
    }
    const auto delay = attempt_delay(retry, tries_here_, options().random ? options().random() : 0.5);
    return row.again != Again::never && !asked && fits(delay) && wait_for(delay);
  }
  bool go_to(const std::vector<std::uint32_t>& others) {
    if (others.empty() || elsewhere_) return false;
    elsewhere_ = true;
    targets_ = others;
    place_ = farthest_ = 0;
    tries_here_ = 0;
    return wait_for({});
  }
  bool fits(Duration delay) const { return !total_until_ || now() + delay < *total_until_; }
  bool wait_for(Duration delay) {
    phase_ = Phase::waiting;
    wait_until_ = now() + delay;
    return true;
  }
  void fail_without_target() {
    note(row_of(FailureClass::server), nullptr, {});
    settle(row_of(FailureClass::server));
  }
  // The failure becomes the answer.
  void settle(const FailureRow& last) {
    auto [head, body] = failures_.answer(last);
    head.headers.set("x-oaicompat-attempts", std::to_string(targets_.empty() ? 0 : attempts_));
    queue_.emplace_back(std::move(head));
    if (!body.empty()) queue_.emplace_back(std::move(body));
    phase_ = Phase::ended;
  }

  const AttemptGround ground_;
  std::vector<std::uint32_t> targets_;
  Request request_;
  const std::stop_token stop_;
  std::deque<Part> queue_;
  Phase phase_ = Phase::waiting;
  std::optional<Error> error_;
  int attempts_ = 0, tries_here_ = 0;
  std::size_t place_ = 0, farthest_ = 0;  // in `targets_`: of the attempt, and of all so far
  bool elsewhere_ = false, hedged_ = false;
  LastFailure failures_;
  Time wait_until_{};
  std::optional<Time> total_until_, hedge_at_;
  AttemptPtr attempt_, hedge_;
  WakeRace race_;
  std::unique_ptr<OnStop> on_stop_;
};

}  // namespace detail

OAICOMPAT_INLINE Answer attempt_targets(AttemptsOptionsPtr options, RulesPtr rules, const Route& route,
                                        std::vector<std::uint32_t> targets, Request request) {
  return std::make_unique<detail::AttemptsAnswer>(std::move(options), std::move(rules), route, std::move(targets),
                                                  std::move(request));
}

}  // namespace oaicompat::inline v1
