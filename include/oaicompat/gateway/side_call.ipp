// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/gateway/answer_watch.hpp>
#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/gateway_ask.hpp>
#include <oaicompat/gateway/json_items.hpp>
#include <oaicompat/gateway/side_call.hpp>
#include <oaicompat/gateway/traceparent.hpp>
#include <oaicompat/gateway/whole_answer.hpp>
#include <oaicompat/json/any_json.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace oaicompat::inline v1::detail {

inline constexpr std::string_view embeddings_path = "/v1/embeddings";

// What a call may take of its day's budget, and what it took.
class DayBudget {
 public:
  explicit DayBudget(const SideCall& call) : call_{call}, charge_{call.budget, Window::day, call.day_budget, 0} {}

  // False where nothing is left, or where there is no price.
  bool take(const Asked& asked) {
    if (charge_.limit == 0) return true;
    const auto tokens = expected(asked);
    const auto cost = call_.snapshot->cost(call_.target, asked.model, {}, tokens, call_.clock->unix_time());
    if (!cost) return false;
    charge_.amount = *cost;
    const auto came = call_.shared->reserve({charge_});
    if (came.refused) return false;
    window_ = came.windows.front();
    return true;
  }
  void settle(std::int64_t spent) const {
    if (window_) call_.shared->settle(charge_, *window_, spent);
  }

 private:
  // Embeddings have no answer to be paid, and no text has more tokens than bytes: what they take is never less than
  // what they come to.
  TokenTally expected(const Asked& asked) const {
    if (call_.request.path == embeddings_path) return {.input = static_cast<std::int64_t>(call_.request.body.size())};
    constexpr std::int64_t usual_answer = 1000;
    return {.input = asked.prompt_tokens,
            .output = asked.max_tokens > 0 ? std::min(asked.max_tokens, usual_answer) : usual_answer};
  }

  const SideCall& call_;
  Charge charge_;
  std::optional<std::int64_t> window_;
};

class SideCalling {
 public:
  SideCalling(SideCall call, const std::stop_token& stop) : call_{std::move(call)}, stop_{stop} {}

  SideAnswer run() {
    const auto& target = call_.snapshot->rules->targets[call_.target];
    const auto asked = look_at(call_.request.body);
    auto& report = out_.report;
    report.rules = call_.snapshot->rules;
    report.request_id = random_id("eval_");
    report.path = call_.request.path;
    report.target = target.name;
    report.dialect = target.dialect;
    report.model_asked = asked.model;
    report.stream = asked.stream;
    report.begun_at = call_.clock->unix_time();
    report.outcome = RequestOutcome::refused;
    DayBudget budget{call_};
    if (!budget.take(asked)) {
      out_.outcome = EvaluationOutcome::over_budget;
      return std::move(out_);
    }
    ask(asked);
    budget.settle(report.cost.value_or(0));
    return std::move(out_);
  }

 private:
  void ask(const Asked& asked) {
    const auto begun = call_.clock->now();
    const bool whole = pull_all(asked) && read_answer(asked);
    attempt_.target = call_.target;
    attempt_.duration = call_.clock->now() - begun;
    if (first_) attempt_.first_token = *first_ - begun;
    auto& report = out_.report;
    report.status = attempt_.status;
    report.outcome = whole ? RequestOutcome::answered : RequestOutcome::failed;
    report.duration = attempt_.duration;
    report.first_token = attempt_.first_token;
    report.model = attempt_.model;
    report.tokens = attempt_.tokens;
    report.cost = attempt_.cost;
    report.unpriced = attempt_.tokens && !attempt_.cost;
    report.attempts.push_back(std::move(attempt_));
    out_.outcome = whole ? EvaluationOutcome::done : EvaluationOutcome::failed;
  }
  // A trace of its own, linked to the span of the request that it is about.
  void begin_trace(Headers& headers) {
    const auto about = read_traceparent(call_.request.traceparent);
    if (!about) return;
    auto span = child_span({});
    span.flags = about->flags;
    headers.set("traceparent", write_traceparent(span));
    out_.report.trace = {.trace_id = span.trace_id,
                         .span_id = span.span_id,
                         .sampled = is_sampled(span),
                         .linked_trace_id = about->trace_id,
                         .linked_span_id = about->span_id};
    attempt_.span_id = span.span_id;
  }
  // Whether an answer came, whole and in time.
  bool pull_all(const Asked& asked) {
    BodyEdits edits{asked};
    auto path = asked;
    path.path = call_.request.path;
    edits.ask_usage = wants_usage_asked(path);
    const GatewayAsk asking{call_.snapshot, std::string{asked.model}, edits};
    const auto deadline = real_clock()->now() + call_.timeout;
    Request request{.method = "POST",
                    .path = call_.request.path,
                    .query = call_.request.query,
                    .headers = call_.request.headers,
                    .body = Body{call_.request.body}};
    begin_trace(request.headers);
    request.context.request_id = out_.report.request_id;
    request.context.stop = stop_;
    request.context.deadline = deadline;
    const auto answer = asking(call_.target, std::move(request));
    Waiter waiter{stop_};
    Part part;
    for (;;) {
      const auto got = waiter.pull(*answer, part, deadline);
      if (got != Pull::some) return (got == Pull::end || has_told_end(asked)) && attempt_.status / 100 == 2;
      if (const auto* head = std::get_if<Head>(&part)) {
        attempt_.status = head->status;
        continue;
      }
      if (!first_) first_ = call_.clock->now();
      const auto& piece = std::get<Bytes>(part);
      if (piece.size() > call_.max_answer - out_.answer.size()) return false;
      out_.answer += piece;
    }
  }
  // Of a stream: what its connection does from then on is nothing.
  bool has_told_end(const Asked& asked) const {
    if (!asked.stream) return false;
    AnswerWatch watch;
    (void)watch.feed(out_.answer);
    return watch.is_finished() && watch.is_done();
  }
  // Whether it is one object, or a stream that was finished. What it took is read of others, too.
  bool read_answer(const Asked& asked) {
    AnswerWatch watch;
    if (asked.stream) (void)watch.feed(out_.answer);
    out_.answer = whole_answer(std::move(out_.answer));
    const bool is_object =
        is_whole_object(out_.answer) && Json::checked(out_.answer) && !holds_error_instead(out_.answer);
    const auto facts = asked.stream ? AnswerFacts{watch.tokens(), watch.model()} : facts_of(out_.answer);
    attempt_.tokens = facts.tokens;
    attempt_.model = facts.model;
    if (attempt_.tokens) {
      attempt_.cost =
          call_.snapshot->cost(call_.target, asked.model, attempt_.model, *attempt_.tokens, out_.report.begun_at);
    }
    return is_object && (!asked.stream || (watch.is_finished() && !watch.has_error()));
  }

  const SideCall call_;
  const std::stop_token& stop_;
  SideAnswer out_;
  AttemptReport attempt_;
  std::optional<Time> first_;
};

OAICOMPAT_INLINE SideAnswer call_aside(SideCall call, const std::stop_token& stop) {
  return SideCalling{std::move(call), stop}.run();
}

}  // namespace oaicompat::inline v1::detail
