// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/account.hpp>
#include <oaicompat/gateway/evaluator.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace oaicompat::inline v1::detail {

// What an answer may come to where the request does not bound it.
inline constexpr std::int64_t unbounded_answer = 16'384;

// As OpenAI writes them: `120ms`, `7s`, `6m0s`.
inline std::string reset_text(std::chrono::milliseconds wait) {
  if (wait < std::chrono::seconds{1}) return std::to_string(wait.count()) + "ms";
  const auto seconds = (wait.count() + 999) / 1000;
  const auto rest = std::to_string(seconds % 60) + "s";
  return seconds < 60 ? rest : std::to_string(seconds / 60) + "m" + rest;
}

OAICOMPAT_INLINE std::optional<std::int64_t> GatewaySnapshot::cost(std::uint32_t target, std::string_view asked,
                                                                   std::string_view answered, const TokenTally& tokens,
                                                                   std::int64_t at) const {
  const auto& to = rules->targets[target];
  if (to.input_price || to.output_price) {
    return cost_of({.prices = {.input = to.input_price.value_or(0), .output = to.output_price.value_or(0)}}, tokens);
  }
  if (!prices) return std::nullopt;
  const auto* row = prices->find(to.price.empty() ? to.model_for(asked) : to.price, at);
  if (!row && to.price.empty() && !answered.empty()) row = prices->find(answered, at);
  return row ? std::optional{cost_of(*row, tokens)} : std::nullopt;
}

OAICOMPAT_INLINE RequestAccount::RequestAccount(GatewayStatePtr state, GatewaySnapshotPtr snapshot,
                                                const Request& request)
    : state_{std::move(state)}, snapshot_{std::move(snapshot)}, begun_{state_->options.clock->now()} {
  report_.rules = snapshot_->rules;
  report_.request_id = request.context.request_id;
  report_.method = request.method;
  report_.path = request.path;
  report_.begun = begun_;
  report_.begun_at = state_->options.clock->unix_time();
}

OAICOMPAT_INLINE void RequestAccount::open(const GatewayKey& key) {
  report_.key = key.name;
  report_.tenant = key.tenant;
  scopes_ = &snapshot_->scopes[static_cast<std::size_t>(&key - snapshot_->rules->keys.data())];
}

OAICOMPAT_INLINE void RequestAccount::describe(const Asked& asked) {
  report_.model_asked = model_ = asked.model;
  report_.stream = asked.stream;
  expected_.input = asked.prompt_tokens;
  const bool answers = !asked.path.ends_with("/embeddings") && !asked.path.ends_with("/moderations");
  const auto each = asked.max_tokens > 0 ? asked.max_tokens : unbounded_answer;
  constexpr std::int64_t most = 100'000'000;
  expected_.output = answers ? std::min(each, most) * std::clamp<std::int64_t>(asked.choices, 1, 1'000) : 0;
}

OAICOMPAT_INLINE void RequestAccount::trace(RequestTrace trace) {
  report_.trace = std::move(trace);
  if (!report_.trace.sampled || report_.trace.trace_id.empty()) return;
  report_.details = details_ = std::make_shared<RequestDetails>();
}

OAICOMPAT_INLINE bool RequestAccount::has_budget() const {
  return scopes_ && std::any_of(scopes_->begin(), scopes_->end(), [](auto& each) { return each.limits->has_budget(); });
}

OAICOMPAT_INLINE std::optional<std::int64_t> RequestAccount::expected_cost(std::uint32_t target) const {
  return snapshot_->cost(target, model_, {}, expected_, report_.begun_at);
}

OAICOMPAT_INLINE void RequestAccount::keep_priced(std::vector<std::uint32_t>& targets) const {
  if (has_budget()) std::erase_if(targets, [&](std::uint32_t each) { return !expected_cost(each); });
}

// What a request takes of each counter. One that may never fit a minute's tokens takes all of them.
OAICOMPAT_INLINE std::vector<Charge> RequestAccount::charges(std::int64_t cost, int requests) const {
  std::vector<Charge> out;
  out.reserve(8);
  for (const auto& scope : *scopes_) {
    const auto& limits = *scope.limits;
    const auto add = [&](const std::string& counter, Window window, std::int64_t limit, std::int64_t amount) {
      if (limit > 0) out.push_back({counter, window, limit, amount});
    };
    add(scope.requests, Window::minute, limits.rpm, requests);
    add(scope.tokens, Window::minute, limits.tpm, std::min(limits.tpm, expected_.input + expected_.output));
    add(scope.open, Window::open, limits.concurrent, requests);
    add(scope.day, Window::day, limits.day_budget, cost);
    add(scope.month, Window::month, limits.month_budget, cost);
  }
  return out;
}

OAICOMPAT_INLINE std::optional<Error> RequestAccount::reserve(const Route& route,
                                                              const std::vector<std::uint32_t>& targets) {
  report_.route = route.name;
  if (!has_limits()) return std::nullopt;
  return take(dearest(route, targets), 1);
}

OAICOMPAT_INLINE std::int64_t RequestAccount::dearest(const Route& route,
                                                      const std::vector<std::uint32_t>& targets) const {
  std::int64_t out = 0;
  for (const auto* each : {&targets, &route.context, &route.policy}) {
    for (const auto target : *each) out = std::max(out, expected_cost(target).value_or(0));
  }
  return out;
}

OAICOMPAT_INLINE std::string_view RequestAccount::cheaper_model(const Route& route,
                                                                const std::vector<std::uint32_t>& targets) const {
  if (!has_budget()) return {};
  std::optional<std::int64_t> cost;
  for (const auto& scope : *scopes_) {
    const auto& limits = *scope.limits;
    if (limits.downgrade.empty() || limits.downgrade == model_) continue;
    if (!cost) cost = dearest(route, targets);
    const auto bears = [&](const std::string& counter, Window window, std::int64_t limit) {
      return limit == 0 || state_->shared->look({counter, window, limit, 0}).remaining >= *cost;
    };
    const bool borne =
        bears(scope.day, Window::day, limits.day_budget) && bears(scope.month, Window::month, limits.month_budget);
    if (!borne) return limits.downgrade;
  }
  return {};
}

OAICOMPAT_INLINE std::optional<Error> RequestAccount::reserve_hit(const Route& route) {
  report_.route = route.name;
  if (!has_limits() || !route.cache.count_hits) return std::nullopt;
  expected_ = {};
  return take(0, 1);
}

OAICOMPAT_INLINE std::optional<Error> RequestAccount::reserve_refresh(const Route& route,
                                                                      const std::vector<std::uint32_t>& targets) {
  report_.route = route.name;
  if (!has_limits()) return std::nullopt;
  return take(dearest(route, targets), 0);
}

OAICOMPAT_INLINE void RequestAccount::withdraw() {
  if (!std::exchange(finished_, true)) settle();
}

OAICOMPAT_INLINE std::optional<Error> RequestAccount::take(std::int64_t cost, int requests) {
  auto wanted = charges(cost, requests);
  auto came = state_->shared->reserve(wanted);
  standings_ = std::move(came.standings);
  for (std::size_t i = 0; i < wanted.size(); ++i) taken_.push_back({wanted[i], came.windows[i]});
  if (!came.refused) return std::nullopt;
  auto error = refusal(wanted, came);
  describe_limits(error.headers);
  taken_.clear();
  return error;
}

OAICOMPAT_INLINE bool RequestAccount::reserve_hedge(std::uint32_t target) {
  if (!has_limits()) return true;
  const auto cost = expected_cost(target);
  if (has_budget() && !cost) return false;
  const auto wanted = charges(cost.value_or(0), 0);
  for (const auto& each : wanted) {
    const bool money = each.window == Window::day || each.window == Window::month;
    if (money && state_->shared->look(each).remaining < each.limit / 5) return false;  // 80 % is used
  }
  const auto came = state_->shared->reserve(wanted);
  if (came.refused) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) extra_.push_back({wanted[i], came.windows[i]});
  return true;
}

OAICOMPAT_INLINE Error RequestAccount::refusal(const std::vector<Charge>& charges, const Reservation& came) const {
  const auto& charge = charges[*came.refused];
  const auto is = [&](std::string_view what) { return charge.counter.ends_with(what); };
  if (charge.window == Window::day || charge.window == Window::month) {
    auto error = api_error(429, fmt::format("The budget of this {} is used up.", is("/day") ? "day" : "month"),
                           "insufficient_quota");
    error.type = "insufficient_quota";
    if (came.wait && *came.wait <= std::chrono::minutes{10}) error.retry_after = *came.wait;
    return error;
  }
  const auto what = is("/requests") ? "requests a minute" : is("/tokens") ? "tokens a minute" : "requests at once";
  const auto wait = came.wait.value_or(std::chrono::seconds{1});
  auto error = api_error(
      429, fmt::format("Rate limit reached: {} {}. Please try again in {}.", charge.limit, what, reset_text(wait)),
      "rate_limit_exceeded");
  error.type = is("/tokens") ? "tokens" : "requests";
  error.retry_after = wait;
  return error;
}

// In OpenAI's form, of the limit that is next to be used up; and how much of a budget is, from 80 % on.
OAICOMPAT_INLINE void RequestAccount::describe_limits(Headers& headers) const {
  struct Fields {
    const char *of, *limit, *remaining, *reset;
  };
  constexpr std::array<Fields, 2> all{
      {{"requests", "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"},
       {"tokens", "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"}}};
  for (const auto& each : all) {
    const Standing* least = nullptr;
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      const auto& charge = taken_[i].charge;
      if (charge.window != Window::minute || !charge.counter.ends_with(each.of)) continue;
      if (!least || standings_[i].remaining < least->remaining) least = &standings_[i];
    }
    if (!least) continue;
    headers.add(each.limit, std::to_string(least->limit));
    headers.add(each.remaining, std::to_string(least->remaining));
    headers.add(each.reset, reset_text(least->reset));
  }
  double used = 0;
  for (std::size_t i = 0; i < taken_.size(); ++i) {
    if (taken_[i].charge.window != Window::day && taken_[i].charge.window != Window::month) continue;
    const auto& [limit, remaining, reset] = standings_[i];
    used = std::max(used, 1 - static_cast<double>(remaining) / static_cast<double>(limit));
  }
  if (used >= 0.8) headers.set("x-oaicompat-budget-used", fmt::format("{:.2f}", used));
}

OAICOMPAT_INLINE void RequestAccount::see_head(Head& head) {
  report_.status = head.status;
  if (model_ != report_.model_asked) head.headers.set("x-oaicompat-downgraded-to", model_);
  if (head.status < 300) report_.first_token = state_->options.clock->now() - begun_;
  if (!has_limits()) return;
  Headers upstream;
  for (const auto& [name, value] : head.headers) {
    if (iequals(std::string_view{name}.substr(0, 12), "x-ratelimit-"))
      upstream.add("x-upstream-" + name.substr(2), value);
  }
  head.headers.remove_if([](const Headers::Field& field) { return iequals(field.name.substr(0, 12), "x-ratelimit-"); });
  for (auto& [name, value] : upstream) head.headers.add(name, value);
  describe_limits(head.headers);
}

OAICOMPAT_INLINE void RequestAccount::add(AttemptReport report) {
  const auto& target = snapshot_->rules->targets[report.target];
  report_.estimated = report_.estimated || report.estimated;
  if (report.tokens) {
    report.cost = snapshot_->cost(report.target, model_, report.model, *report.tokens, report_.begun_at);
    report_.unpriced = report_.unpriced || !report.cost;
    spent_tokens_ += report.tokens->input + report.tokens->output;
    spent_ += report.cost.value_or(0);
    report_.cost = spent_;
  }
  if (!report.lost) {
    report_.target = target.name;
    report_.dialect = target.dialect;
    report_.model = report.model;
    report_.tokens = report.tokens;
    report_.error = report.failure ? std::string{row_of(*report.failure).name} : std::string{};
  }
  if (state_->options.on_attempt) state_->options.on_attempt(report);
  report_.attempts.push_back(std::move(report));
}

OAICOMPAT_INLINE void RequestAccount::add_hit(const CachedAnswer& answer) {
  given_ = true;
  report_.model = answer.model;
  report_.tokens = answer.tokens;
  report_.cost = 0;
  report_.saved = answer.cost;
}

// What failed before may have cost something.
OAICOMPAT_INLINE void RequestAccount::add_stale(const CachedAnswer& answer) {
  given_ = true;
  report_.cache = CacheUse::stale;
  report_.model = answer.model;
  report_.tokens = answer.tokens;
  report_.saved = answer.cost;
  report_.error.clear();
  if (!report_.cost) report_.cost = 0;
}

OAICOMPAT_INLINE void RequestAccount::add_shared(const AttemptReport* gave) {
  report_.cost = 0;
  if (!gave) return;
  given_ = true;
  report_.model = gave->model;
  report_.tokens = gave->tokens;
  report_.saved = gave->cost;
}

OAICOMPAT_INLINE Answer RequestAccount::refuse(const Error& error, const Context& context) {
  report_.status = error_status(error);
  report_.error = error.code;
  finish(RequestOutcome::refused);
  return error_answer(error, context);
}

OAICOMPAT_INLINE bool RequestAccount::was_answered() const {
  const auto won = [](const AttemptReport& each) { return !each.failure && !each.lost; };
  return std::any_of(report_.attempts.begin(), report_.attempts.end(), won);
}

OAICOMPAT_INLINE RequestOutcome RequestAccount::outcome_of(bool failed) const {
  const auto& all = report_.attempts;
  if (!failed && (given_ || was_answered())) return RequestOutcome::answered;
  if (!all.empty() && all.back().failure == FailureClass::cancelled) return RequestOutcome::cancelled;
  return report_.status > 0 && report_.status < 300 ? RequestOutcome::cut : RequestOutcome::failed;
}

// The requests stay counted; of tokens and money what was not used is given back.
OAICOMPAT_INLINE std::int64_t RequestAccount::used(const Charge& charge) const {
  if (charge.window == Window::open) return 0;
  if (charge.window != Window::minute) return spent_;
  return charge.counter.ends_with("/requests") ? charge.amount : spent_tokens_;
}

OAICOMPAT_INLINE void RequestAccount::settle() {
  for (const auto& [charge, window] : taken_) state_->shared->settle(charge, window, used(charge));
  for (const auto& [charge, window] : extra_) state_->shared->settle(charge, window, 0);
}

// Whole answers, and not again those that another request was given.
OAICOMPAT_INLINE void RequestAccount::evaluate() {
  const auto exchange = std::exchange(exchange_, nullptr);
  const auto cache = report_.cache;
  const bool is_fresh =
      cache != CacheUse::hit && cache != CacheUse::coalesced && cache != CacheUse::stale && cache != CacheUse::semantic;
  if (report_.outcome != RequestOutcome::answered || !is_fresh) return;
  if (exchange->is_too_large()) return snapshot_->evaluator->drop(report_);
  exchange->end(report_);
  report_.exchange = exchange;
  snapshot_->evaluator->submit(snapshot_, exchange);
}

OAICOMPAT_INLINE void RequestAccount::finish(RequestOutcome outcome) {
  if (std::exchange(finished_, true)) return;
  settle();
  if (report_.unpriced) report_.cost.reset();
  report_.outcome = outcome;
  report_.duration = state_->options.clock->now() - begun_;
  if (exchange_) evaluate();
  if (state_->options.on_request) state_->options.on_request(report_);
}

class AccountedAnswer final : public WrappedAnswer {
 public:
  AccountedAnswer(Answer inner, RequestAccountPtr account)
      : WrappedAnswer{std::move(inner)}, account_{std::move(account)} {}
  ~AccountedAnswer() override {
    inner_.reset();
    account_->finish(account_->was_answered() ? RequestOutcome::answered : RequestOutcome::cancelled);
  }

  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (got == Pull::some) {
      if (auto* head = std::get_if<Head>(&out)) {
        account_->see_head(*head);
      } else {
        account_->see(std::get<Bytes>(out));
      }
    } else if (got != Pull::wait) {
      account_->finish(account_->outcome_of(got == Pull::fail));
    }
    return got;
  }

 private:
  const RequestAccountPtr account_;
};

OAICOMPAT_INLINE Answer account_for(Answer inner, RequestAccountPtr account) {
  return std::make_unique<AccountedAnswer>(std::move(inner), std::move(account));
}

}  // namespace oaicompat::inline v1::detail
