// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/answer_watch.hpp>
#include <oaicompat/gateway/attempt_rules.hpp>
#include <oaicompat/gateway/attempts.hpp>
#include <oaicompat/gateway/json_items.hpp>
#include <oaicompat/gateway/last_failure.hpp>
#include <oaicompat/http/retry_fields.hpp>
#include <oaicompat/layers/wake_race.hpp>
#include <oaicompat/sse/encoder.hpp>

#include <algorithm>
#include <chrono>
#include <deque>
#include <string>
#include <utility>
#include <variant>

namespace oaicompat::inline v1 {
namespace detail {

// One attempt after the other. What goes out stands in a queue; a phase says what the bytes that come in are.
class AttemptsAnswer final : public Stream<Part> {
 public:
  AttemptsAnswer(AttemptsOptionsPtr options, RulesPtr rules, const Route& route, std::vector<std::uint32_t> targets,
                 Request request)
      : options_{std::move(options)},
        rules_{std::move(rules)},
        route_{route},
        targets_{std::move(targets)},
        request_{std::move(request)},
        stop_{request_.context.stop},
        race_{clock()} {
    request_.context.may_block = false;
    total_until_ = request_.context.deadline;
    if (const auto total = limit_after(now(), route_.timeouts.total)) {
      total_until_ = total_until_ ? std::min(*total_until_, *total) : *total;
    }
    request_.context.deadline = total_until_;
    if (stop_.stop_possible()) on_stop_ = std::make_unique<OnStop>(stop_, race_.bell());
    begin();
  }
  ~AttemptsAnswer() override {
    if (!inner_) return;
    // A target that was silent for too long is not excused by a caller who did not wait.
    const auto silent = limit_after(begun_, route_.timeouts.first_token);
    const bool blamed = !head_ && silent && now() >= *silent;
    told_ = blamed ? Verdict::failed : Verdict::nothing;
    end_attempt(FailureClass::cancelled);
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
      } else if (const auto late = late_by()) {
        run_out(*late);
      } else if (phase_ == Phase::waiting) {
        if (now() < wait_until_) return Pull::wait;
        begin();
      } else if (step() == Pull::wait) {
        return Pull::wait;
      }
    }
  }
  void when_ready(Wake wake) override {
    if (!queue_.empty() || phase_ == Phase::ended) return wake();
    race_.wait(phase_ == Phase::waiting ? nullptr : inner_.get(), next_time(), std::move(wake));
    if (stop_.stop_requested()) race_.bell()();
  }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  using OnStop = std::stop_callback<std::function<void()>>;
  enum class Phase {
    waiting,    // for the time of the next attempt
    head,       // for an answer's head
    refusal,    // an answer that is an error is read to its end
    whole,      // an answer is held back until it is whole
    events,     // a stream is held back until it says something
    streaming,  // a stream passes
    passing,    // an answer that is too large to be held passes
    ended
  };

  const ClockPtr& clock() const { return options_->clock; }
  Time now() const { return clock()->now(); }
  static std::optional<Time> limit_after(Time from, std::chrono::milliseconds span) {
    return span.count() > 0 ? std::optional{from + bounded_span(span)} : std::nullopt;
  }

  // --- times ---------------------------------------------------------------------------------------------------

  std::optional<Time> phase_until() const {
    switch (phase_) {
      case Phase::head: return limit_after(begun_, route_.timeouts.head);
      case Phase::events: return limit_after(begun_, route_.timeouts.first_token);
      case Phase::refusal:
      case Phase::whole:
      case Phase::passing:
      case Phase::streaming: return idle_from_ ? limit_after(*idle_from_, route_.timeouts.idle) : std::nullopt;
      default: return std::nullopt;
    }
  }
  std::optional<Time> next_time() const {
    auto next = phase_ == Phase::waiting ? std::optional{wait_until_} : phase_until();
    if (total_until_ && (!next || *total_until_ < *next)) next = total_until_;
    return next;
  }
  std::optional<FailureClass> late_by() const {
    const auto until = phase_until();
    if (!until && !total_until_) return std::nullopt;
    const auto at = now();
    if (total_until_ && at >= *total_until_) return FailureClass::total;
    if (!until || at < *until) return std::nullopt;
    if (phase_ == Phase::head) return FailureClass::timeout;
    return phase_ == Phase::events ? FailureClass::slow : FailureClass::broken;
  }
  void run_out(FailureClass late) {
    if (is_committed()) return cut(late == FailureClass::total ? "total_timeout" : "idle_timeout");
    fail(late);
  }

  // --- one attempt ---------------------------------------------------------------------------------------------

  void begin() {
    ++attempts_;
    ++tries_here_;
    begun_ = now();
    head_.reset();
    held_.clear();
    watch_.emplace();
    idle_from_.reset();
    told_ = Verdict::nothing;
    if (targets_.empty()) return fail_without_target();
    if (options_->health) options_->health->begin(target());
    phase_ = Phase::head;
    inner_ = options_->ask(target(), attempts_ < route_.retry.max_attempts ? request_ : std::move(request_));
  }
  std::uint32_t target() const { return targets_[place_]; }
  bool is_committed() const { return phase_ == Phase::streaming || phase_ == Phase::passing; }

  Pull step() {
    Part part;
    const auto got = inner_->pull(part);
    switch (got) {
      case Pull::wait:
        if (!idle_from_) idle_from_ = now();
        return got;
      case Pull::fail: lost(inner_->error()); break;
      case Pull::end: complete(); break;
      case Pull::some:
        if (auto* head = std::get_if<Head>(&part)) {
          take_head(std::move(*head));
        } else {
          take_bytes(std::move(std::get<Bytes>(part)));
        }
    }
    return Pull::some;
  }
  void take_head(Head head) {
    idle_from_.reset();
    phase_ = head.status >= 300                                  ? Phase::refusal
             : is_event_stream(head.headers.get("content-type")) ? Phase::events
                                                                 : Phase::whole;
    head_ = std::move(head);
  }
  void take_bytes(Bytes bytes) {
    switch (phase_) {
      case Phase::refusal:
        if (held_.size() < most_of_refusal) held_ += bytes;
        idle_from_.reset();
        return;
      case Phase::whole:
        held_ += bytes;
        idle_from_.reset();
        if (held_.size() > options_->most_held_answer) commit(Phase::passing);
        return;
      case Phase::events: return take_first_events(bytes);
      case Phase::streaming: return take_events(bytes);
      default: idle_from_.reset(); queue_.emplace_back(std::move(bytes));
    }
  }
  void take_first_events(const Bytes& bytes) {
    held_ += watch_->feed(bytes);
    if (watch_->has_error() && !watch_->has_content()) return fail_by_event();
    if (watch_->has_content() || held_.size() > options_->most_held_events) commit(Phase::streaming);
    if (watch_->has_error()) end_stream(FailureClass::mid_stream);
  }
  void take_events(const Bytes& bytes) {
    auto events = watch_->feed(bytes);
    if (!events.empty()) {
      idle_from_.reset();
      queue_.emplace_back(std::move(events));
    }
    if (watch_->has_error()) end_stream(FailureClass::mid_stream);
  }

  // An error in the place of a stream is as one in the place of an answer.
  void fail_by_event() {
    const auto failure = classify_event(watch_->error());
    head_ = Head{.status = row_of(failure).status, .headers = {{"content-type", "application/json"}}};
    held_ = watch_->error();
    fail(failure);
  }

  // From here on there is no other target.
  void commit(Phase phase) {
    phase_ = phase;
    idle_from_.reset();
    first_token_ = now() - begun_;
    if (options_->health) options_->health->first_token(target(), *first_token_);
    request_ = {};
    auto head = *head_;
    head.headers.remove("content-length");
    head.headers.set("x-oaicompat-target", rules_->targets[target()].name);
    head.headers.set("x-oaicompat-attempts", std::to_string(attempts_));
    queue_.emplace_back(std::move(head));
    if (!held_.empty()) queue_.emplace_back(std::exchange(held_, {}));
  }

  // --- how an attempt ends -------------------------------------------------------------------------------------

  void complete() {
    switch (phase_) {
      case Phase::refusal: return fail(classify(head_->status, held_));
      case Phase::events: return fail(FailureClass::broken);
      case Phase::whole:
        if (is_json() && !is_whole_object(held_)) return fail(FailureClass::broken);
        commit(Phase::passing);
        return end_stream({});
      case Phase::passing: return end_stream({});
      case Phase::streaming: break;
      default: return fail(FailureClass::broken);
    }
    if (!watch_->is_finished() && !watch_->is_done()) return cut("upstream_broken");
    if (watch_->wants_done() && !watch_->is_done()) queue_.emplace_back(Bytes{sse_done});
    end_stream({});
  }
  bool is_json() const { return head_->headers.get("content-type").find("json") != std::string_view::npos; }

  void lost(const Error& error) {
    if (is_committed()) return cut("upstream_broken");
    if (phase_ == Phase::refusal && !held_.empty()) return fail(classify(head_->status, held_));
    fail(head_ ? FailureClass::broken : classify(error, now() - begun_));
  }
  // What went out is not all, and the caller is told: by an event in a stream, else by a connection that is cut.
  void cut(const char* code) {
    auto error = api_error(502, "The upstream's answer was cut off.", code);
    if (phase_ == Phase::streaming) {
      Bytes event;
      append_sse_data(event, error_body(error));
      queue_.emplace_back(std::move(event));
    } else {
      error_ = local_error(ErrorKind::protocol, std::move(error.message), code);
    }
    end_stream(FailureClass::mid_stream);
  }
  void end_stream(std::optional<FailureClass> failure) {
    told_ = failure ? Verdict::failed : Verdict::good;
    end_attempt(failure);
    phase_ = Phase::ended;
  }
  void cancel() {
    error_ = local_error(ErrorKind::cancelled, "The request was cancelled.");
    if (inner_) end_attempt(FailureClass::cancelled);
    phase_ = Phase::ended;
  }
  void end_attempt(std::optional<FailureClass> failure) {
    inner_.reset();
    if (options_->health) options_->health->end(target(), told_, begun_, rests_until_);
    rests_until_.reset();
    if (!options_->on_attempt) return;
    options_->on_attempt({.number = attempts_,
                          .target = target(),
                          .status = head_ ? head_->status : 0,
                          .failure = failure,
                          .first_token = first_token_,
                          .duration = now() - begun_});
  }

  // --- what comes after a failure ------------------------------------------------------------------------------

  void fail(FailureClass failure) {
    const auto& row = row_of(failure);
    const auto asked =
        head_ ? retry_after(head_->headers, clock()->unix_time()) : std::optional<std::chrono::milliseconds>{};
    if (inner_) {
      if (failure == FailureClass::slow && options_->health) options_->health->first_token(target(), now() - begun_);
      const auto word = breaker_word(row, asked, rules_->breaker.cooldown);
      told_ = word.verdict;
      if (word.rests_for) rests_until_ = now() + *word.rests_for;
      end_attempt(failure);
    }
    failures_.note(row, head_ ? std::move(*head_) : Head{}, std::move(held_), asked);
    if (failure == FailureClass::total || attempts_ >= route_.retry.max_attempts || !go_on(row, asked)) settle(row);
  }
  // Chooses the next attempt; false where there is none.
  bool go_on(const FailureRow& row, std::optional<std::chrono::milliseconds> asked) {
    if (row.again == Again::at_once && tries_here_ == 1) return wait_for({});
    if (row.again == Again::later && asked && *asked <= route_.retry.max_delay && fits(*asked)) return wait_for(*asked);
    if (row.elsewhere == Elsewhere::context) return go_to(route_.context);
    if (row.elsewhere == Elsewhere::policy) return go_to(route_.policy);
    if (row.elsewhere == Elsewhere::next && place_ + 1 < targets_.size()) {
      ++place_;
      tries_here_ = 0;
      return wait_for({});
    }
    const auto delay = attempt_delay(route_.retry, tries_here_, options_->random ? options_->random() : 0.5);
    return row.again != Again::never && !asked && fits(delay) && wait_for(delay);
  }
  bool go_to(const std::vector<std::uint32_t>& others) {
    if (others.empty() || elsewhere_) return false;
    elsewhere_ = true;
    targets_ = others;
    place_ = 0;
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
    failures_.note(row_of(FailureClass::server), {}, {}, {});
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

  static constexpr std::size_t most_of_refusal = std::size_t{1} << 20;

  const AttemptsOptionsPtr options_;
  const RulesPtr rules_;
  const Route& route_;
  std::vector<std::uint32_t> targets_;
  Request request_;
  const std::stop_token stop_;
  std::deque<Part> queue_;
  Phase phase_ = Phase::waiting;
  std::optional<Error> error_;
  int attempts_ = 0, tries_here_ = 0;
  std::size_t place_ = 0;
  bool elsewhere_ = false;
  LastFailure failures_;
  Time wait_until_{};
  std::optional<Time> total_until_;

  // Of the attempt:
  Answer inner_;
  Time begun_{};
  std::optional<Time> idle_from_;  // since when a piece is waited for
  std::optional<Head> head_;
  Bytes held_;
  std::optional<AnswerWatch> watch_;
  std::optional<Duration> first_token_;
  Verdict told_ = Verdict::nothing;
  std::optional<Time> rests_until_;

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
