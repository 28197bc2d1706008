// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/aside.hpp>
#include <oaicompat/gateway/asked_log_level.hpp>
#include <oaicompat/gateway/decide.hpp>
#include <oaicompat/gateway/evaluator.hpp>
#include <oaicompat/gateway/judge.hpp>
#include <oaicompat/gateway/safe_twice.hpp>
#include <oaicompat/gateway/whole_answer.hpp>

#include <cstddef>
#include <optional>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE RecordedExchangePtr keep_exchange(const GatewaySnapshot& snapshot, const Route& route,
                                                   const Asked& asked, Request& request) {
  const auto most = static_cast<std::size_t>(snapshot.rules->evaluation.max_body);
  if (request.body.size() > most) {
    return route.checks.is_on ? std::make_shared<RecordedExchange>(snapshot.rules, route, RecordedRequest{}, 0)
                              : nullptr;
  }
  const auto& id = request.context.request_id;
  const auto draws = [&](std::uint64_t salt, double share) { return is_drawn(id, asked.seed, salt, share); };
  constexpr std::uint64_t of_shadows = 1, of_judges = 2;
  const bool shadowed = route.shadow.is_on() && is_safe_twice(asked) && draws(of_shadows, route.shadow.share) &&
                        missing_capability(snapshot.rules->targets[route.shadow.target].can, asked) == Reason::chosen;
  const bool judged = route.checks.is_on && !route.checks.judges.empty() && draws(of_judges, route.checks.judged_share);
  if (!route.checks.is_on && !shadowed) return nullptr;
  RecordedRequest kept{.path = request.path, .query = request.query, .body = Bytes{request.body.view()}};
  if (shadowed) kept.headers = shadow_headers(request.headers);
  if (shadowed) kept.traceparent = request.headers.get("traceparent");
  auto out = std::make_shared<RecordedExchange>(snapshot.rules, route, std::move(kept), most);
  out->wants_shadow = shadowed;
  out->wants_judges = judged;
  if (shadowed || judged) out->log = asked_log_level(request.headers, LogLevel::bodies);
  return out;
}

OAICOMPAT_INLINE SideCall judge_call(GatewaySnapshotPtr snapshot, const JudgeRule& rule, Bytes body,
                                     SharedStatePtr shared, ClockPtr clock) {
  const auto most = static_cast<std::size_t>(snapshot->rules->evaluation.max_body);
  SideCall out{.snapshot = std::move(snapshot),
               .target = rule.target,
               .request = {.path = "/v1/chat/completions", .body = std::move(body)},
               .timeout = rule.timeout,
               .max_answer = most,
               .budget = "judge/" + rule.name + "/day",
               .day_budget = rule.day_budget,
               .shared = std::move(shared),
               .clock = std::move(clock)};
  out.request.headers.add("content-type", "application/json");
  return out;
}

OAICOMPAT_INLINE Evaluator::Evaluator(const EvaluationRules& rules,
                                      std::function<void(const EvaluationReport&)> on_evaluation, SharedStatePtr shared,
                                      ClockPtr clock)
    : rules_{rules},
      on_evaluation_{std::move(on_evaluation)},
      shared_{std::move(shared)},
      clock_{std::move(clock)},
      calls_{static_cast<std::size_t>(rules.calls_at_once), static_cast<std::size_t>(rules.max_queued_calls),
             static_cast<std::size_t>(rules.max_queued_bytes)},
      checks_{1, static_cast<std::size_t>(rules.max_queued), static_cast<std::size_t>(rules.max_queued_bytes)} {}

OAICOMPAT_INLINE void Evaluator::tell(const EvaluationReport& report) const {
  if (on_evaluation_) on_evaluation_(report);
}

OAICOMPAT_INLINE void Evaluator::submit(GatewaySnapshotPtr snapshot, RecordedExchangePtr exchange) {
  const auto bytes = exchange->bytes();
  Job job{std::move(snapshot), exchange};
  if (checks_.push([this, job = std::move(job)](const std::stop_token&) { check(job); }, bytes)) return;
  const auto report = exchange->report();
  exchange->discard();
  drop(report);
}

OAICOMPAT_INLINE void Evaluator::drop(const RequestReport& report) {
  tell({.outcome = EvaluationOutcome::dropped, .of = report.request_id, .request = report});
}

OAICOMPAT_INLINE void Evaluator::flush() {
  checks_.flush();
  calls_.flush();
}

OAICOMPAT_INLINE void Evaluator::check(const Job& job) {
  const auto& exchange = *job.exchange;
  if (exchange.route().checks.is_on) {
    tell({.of = exchange.report().request_id, .request = exchange.report(), .scores = exchange.scores()});
  }
  // A target that falls back is not to be troubled, and its answers are no measure.
  const bool undisturbed = exchange.report().attempts.size() == 1;
  if (exchange.wants_shadow && undisturbed) push_call(job, EvaluationKind::shadow);
  if (exchange.wants_judges) push_call(job, EvaluationKind::judge);
  if (!exchange.wants_shadow && !exchange.wants_judges) job.exchange->discard();
}

OAICOMPAT_INLINE void Evaluator::push_call(const Job& job, EvaluationKind kind) {
  const auto bytes = job.exchange->bytes();
  const auto& route = job.exchange->route();
  if (kind == EvaluationKind::shadow) {
    if (calls_.push([this, job](const std::stop_token& stop) { ask_shadow(job, stop); }, bytes)) return;
    EvaluationReport report{.kind = kind, .outcome = EvaluationOutcome::dropped};
    report.of = job.exchange->report().request_id;
    report.request.rules = job.snapshot->rules;
    report.request.route = route.name;
    report.shadow = job.snapshot->rules->targets[route.shadow.target].name;
    board_.add(report);
    return tell(report);
  }
  for (const auto judge : route.checks.judges) {
    if (calls_.push([this, job, judge](const std::stop_token& stop) { score(job, judge, stop); }, bytes)) continue;
    auto report = judged(job, job.snapshot->rules->judges[judge]);
    report.outcome = EvaluationOutcome::dropped;
    board_.add(report);
    tell(report);
  }
}

OAICOMPAT_INLINE void Evaluator::ask_shadow(const Job& job, const std::stop_token& stop) {
  const auto& exchange = *job.exchange;
  const auto& rule = exchange.route().shadow;
  const auto& caller = exchange.report();
  auto came = call_aside({.snapshot = job.snapshot,
                          .target = rule.target,
                          .request = exchange.request(),
                          .timeout = rule.timeout,
                          .max_answer = static_cast<std::size_t>(rules_.max_body),
                          .budget = "shadow/" + exchange.route().name + "/day",
                          .day_budget = rule.day_budget,
                          .shared = shared_,
                          .clock = clock_},
                         stop);
  if (stop.stop_requested()) return;
  EvaluationReport report{.kind = EvaluationKind::shadow,
                          .outcome = came.outcome,
                          .of = caller.request_id,
                          .request = std::move(came.report),
                          .log = exchange.log};
  report.shadow = report.request.target;
  name_caller(report.request, caller);
  report.body = exchange.request().body;
  report.answer = std::move(came.answer);
  const bool answered = came.outcome == EvaluationOutcome::done;
  if (answered && exchange.route().checks.is_on) {
    const auto callers = answer_text(exchange.whole());
    report.scores = check_answer({.path = caller.path,
                                  .request = report.body,
                                  .answer = report.answer,
                                  .reference = callers,
                                  .time = report.request.duration,
                                  .cost = report.request.cost},
                                 exchange.route().checks);
  }
  board_.add(report, exchange.scores(), caller);
  tell(report);
  if (!answered) return;
  for (const auto judge : rule.judges) compare(job, judge, report.answer, stop);
}

OAICOMPAT_INLINE EvaluationReport Evaluator::judged(const Job& job, const JudgeRule& rule) const {
  const auto& caller = job.exchange->report();
  EvaluationReport out{.kind = EvaluationKind::judge, .of = caller.request_id};
  out.request.rules = job.snapshot->rules;
  name_caller(out.request, caller);
  out.judge = rule.name;
  out.version = rule.version;
  out.log = job.exchange->log;
  return out;
}

OAICOMPAT_INLINE SideAnswer Evaluator::ask_judge(const Job& job, const JudgeRule& rule, Bytes body,
                                                 const std::stop_token& stop) const {
  auto out = call_aside(judge_call(job.snapshot, rule, std::move(body), shared_, clock_), stop);
  name_caller(out.report, job.exchange->report());
  return out;
}

OAICOMPAT_INLINE void Evaluator::score(const Job& job, std::uint32_t judge, const std::stop_token& stop) {
  const auto& rule = job.snapshot->rules->judges[judge];
  auto report = judged(job, rule);
  report.body = judge_request(rule, job.exchange->request().body, answer_text(job.exchange->whole()));
  auto came = ask_judge(job, rule, report.body, stop);
  if (stop.stop_requested()) return;
  report.outcome = came.outcome;
  report.request = std::move(came.report);
  report.answer = std::move(came.answer);
  if (report.outcome == EvaluationOutcome::done) {
    const auto said = read_score(rule, report.answer);
    if (!said) report.outcome = EvaluationOutcome::failed;
    if (said) {
      report.scores.push_back(
          {.check = "judge/" + rule.name, .score = static_cast<double>(said->score), .note = said->reason});
    }
  }
  board_.add(report);
  tell(report);
}

// Both orders, and one report of both.
OAICOMPAT_INLINE void Evaluator::compare(const Job& job, std::uint32_t judge, const Bytes& shadow,
                                         const std::stop_token& stop) {
  const auto& rule = job.snapshot->rules->judges[judge];
  const auto& body = job.exchange->request().body;
  const auto callers = answer_text(job.exchange->whole()), shadows = answer_text(shadow);
  auto report = judged(job, rule);
  report.shadow = job.snapshot->rules->targets[job.exchange->route().shadow.target].name;
  report.body = judge_pair_request(rule, body, callers, shadows);
  auto first = ask_judge(job, rule, report.body, stop);
  report.outcome = first.outcome;
  report.request = std::move(first.report);
  report.answer = std::move(first.answer);
  if (report.outcome == EvaluationOutcome::done) {
    auto second = ask_judge(job, rule, judge_pair_request(rule, body, shadows, callers), stop);
    report.outcome = second.outcome;
    add_second_call(report.request, second.report);
    const auto one = read_pair(report.answer), other = read_pair(second.answer);
    if (report.outcome == EvaluationOutcome::done && (!one || !other)) report.outcome = EvaluationOutcome::failed;
    if (report.outcome == EvaluationOutcome::done) {
      report.vote = agreed_vote(one->better, other->better);
      report.scores.push_back({.check = "judge/" + rule.name, .note = std::string{to_string(report.vote)}});
    }
  }
  if (stop.stop_requested()) return;
  board_.add(report);
  tell(report);
}

}  // namespace oaicompat::inline v1::detail
