// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/file.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/gateway/account.hpp>
#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/cached_request.hpp>
#include <oaicompat/gateway/check_budgets.hpp>
#include <oaicompat/gateway/decide.hpp>
#include <oaicompat/gateway/evaluator.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/gateway_ask.hpp>
#include <oaicompat/gateway/gateway_models.hpp>
#include <oaicompat/gateway/gateway_state.hpp>
#include <oaicompat/gateway/health.hpp>
#include <oaicompat/gateway/request_parameters.hpp>
#include <oaicompat/gateway/safe_twice.hpp>
#include <oaicompat/gateway/semantic_cache.hpp>
#include <oaicompat/gateway/sha256_hex.hpp>
#include <oaicompat/gateway/traceparent.hpp>
#include <oaicompat/gateway/usage.hpp>
#include <oaicompat/http/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

inline Result<GatewayTarget> reach_target(const Target& target, const GatewayOptions& options) {
  auto secret = read_secret(target.key);
  if (!secret) return secret.error();
  auto url = parse_base_url(target.base_url);
  if (!url) return url.error();
  return GatewayTarget{.handler = options.connect(target, *secret),
                       .base_path = url->path,
                       .query = url->query,
                       .key = *std::move(secret),
                       .is_openai = target.dialect == "openai"};
}

inline Result<PricesPtr> load_prices(const Rules& rules, const GatewayOptions& options) {
  if (rules.price_file.empty()) return options.prices;
  const auto list = read_file(rules.price_file);
  if (!list) return local_error(ErrorKind::invalid_argument, "Cannot read " + rules.price_file + ".", "no_prices");
  return read_prices(*list);
}

// The limits of each key, and of its tenant.
inline void name_counters(GatewaySnapshot& made) {
  const auto& rules = *made.rules;
  for (std::uint32_t i = 0; i < rules.keys.size(); ++i) {
    const auto& key = rules.keys[i];
    made.keys.emplace(key.sha256, i);
    auto& scopes = made.scopes.emplace_back();
    const auto add = [&](LimitScope scope) {
      if (scope.has_limits()) scopes.push_back(std::move(scope));
    };
    add({"key", key.name, key.limits});
    for (const auto& tenant : rules.tenants) {
      if (tenant.name == key.tenant) add({"tenant", tenant.name, tenant.limits});
    }
  }
}

inline Result<GatewaySnapshotPtr> make_snapshot(RulesPtr rules, const GatewayOptions& options,
                                                const GatewaySnapshotPtr& before, const GatewayState& state) {
  auto prices = load_prices(*rules, options);
  if (!prices) return prices.error();
  if (auto held = check_budgets(*rules, *prices); !held) return held.error();
  auto made = std::make_shared<GatewaySnapshot>();
  made->prices = *std::move(prices);
  made->evaluator = state.evaluator.get();
  made->semantic = state.semantic.get();
  made->health = std::make_shared<HealthBoard>(rules->targets.size(), rules->breaker, options.clock);
  for (std::uint32_t i = 0; i < rules->targets.size(); ++i) {
    const auto& target = rules->targets[i];
    auto reached = reach_target(target, options);
    if (!reached) return reached.error();
    made->targets.push_back(*std::move(reached));
    const auto old = before ? before->rules->find_target(target.name) : std::nullopt;
    if (old) made->health->share(i, *before->health, *old);
  }
  made->rules = std::move(rules);
  name_counters(*made);
  return GatewaySnapshotPtr{std::move(made)};
}

// The key that a request shows. A hash tells nothing of the key by the time that comparing it takes.
inline const GatewayKey* find_key(const GatewaySnapshot& snapshot, const Headers& headers) {
  constexpr std::string_view scheme = "Bearer ";
  const auto shown = headers.get("authorization");
  if (snapshot.keys.empty() || !iequals(shown.substr(0, scheme.size()), scheme)) return nullptr;
  const auto found = snapshot.keys.find(sha256_hex(shown.substr(scheme.size())));
  return found == snapshot.keys.end() ? nullptr : &snapshot.rules->keys[found->second];
}

inline bool is_plain_path(std::string_view path) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./";
  return path.starts_with("/v1/") && path.find_first_not_of(allowed) == path.npos && path.find("..") == path.npos;
}

// What is wrong with a request that has been looked at.
inline std::optional<Error> refuse_request(const Request& request, const Asked& asked) {
  if (request.method != "POST" || !is_plain_path(request.path)) {
    return api_error(404, fmt::format("There is no {} {} here.", request.method, request.path), "not_found");
  }
  if (!asked.is_object) return api_error(400, "The body must be a JSON object.", "invalid_json");
  if (asked.escaped_key) return api_error(400, "The body's member names must be without escapes.", "escaped_name");
  if (asked.model.empty()) return api_error(400, "No model is named.", "missing_model", "model");
  return std::nullopt;
}

// Why a plan has no targets: where all lack the same the caller is told what.
inline Error refuse_plan(const Plan& plan, std::string_view model) {
  if (!plan.route) {
    return api_error(404, fmt::format("The model '{}' does not exist.", model), "model_not_found", "model");
  }
  for (const auto& each : plan.candidates) {
    if (each.reason < Reason::no_tools) return api_error(503, "No target can take this request now.", "no_target");
  }
  return api_error(400, fmt::format("No target of this model can do this: {}.", to_string(plan.candidates[0].reason)),
                   "unsupported", "model");
}

// A request on its way: who asks, what for, and whether it may.
class Routing : public std::enable_shared_from_this<Routing> {
 public:
  Routing(GatewayStatePtr state, Request&& request, std::string only = {})
      : only_{std::move(only)},
        state_{std::move(state)},
        snapshot_{state_->snapshot()},
        request_{std::move(request)},
        account_{std::make_shared<RequestAccount>(state_, snapshot_, request_)} {
    if (state_->options.on_request) account_->trace(read_trace(request_.headers));
  }

  Answer answer() {
    const auto& rules = *snapshot_->rules;
    key_ = find_key(*snapshot_, request_.headers);
    if (!rules.keys.empty() && !key_) return refuse(api_error(401, "The API key is not known.", "invalid_api_key"));
    if (key_) account_->open(*key_);
    if (request_.method == "GET" && is_models_path(request_.path)) return models_answer(rules, key_, request_);
    if (request_.body.size() > state_->options.max_body) {
      return refuse(api_error(413, "The body is too large.", "body_too_large"));
    }
    const auto tenant = key_ ? std::string_view{key_->tenant} : std::string_view{};
    auto asked = look_at(request_.body.view(), tenant, request_.headers.get("x-oaicompat-session"));
    asked.path = request_.path;
    account_->describe(asked);
    if (auto* details = account_->details()) {
      keep_parameters(*details, request_.body.view());
      details->session = request_.headers.get("x-oaicompat-session");
    }
    if (const auto wrong = refuse_request(request_, asked)) return refuse(*wrong);
    if (key_ && !may_use(*key_, asked.model)) {
      return refuse(api_error(403, "This key may not use this model.", "model_not_allowed", "model"));
    }
    return route(asked);
  }

 private:
  Answer refuse(const Error& error) { return account_->refuse(error, request_.context); }

  Answer route(const Asked& asked) {
    thread_local HealthView health;
    thread_local Plan plan;
    auto* details = account_->details();
    if (details && !details->route_begun) details->route_begun = state_->options.clock->now();
    snapshot_->health->view(health);
    decide(asked, *snapshot_->rules, health, plan);
    if (!only_.empty()) keep_only(plan.targets);
    if (details) details->route_ended = state_->options.clock->now();
    if (plan.targets.empty()) return refuse(refuse_plan(plan, asked.model));
    account_->keep_priced(plan.targets);
    if (plan.targets.empty()) {
      return refuse(api_error(403, "This key has a budget, and the model has no price.", "model_unpriced", "model"));
    }
    const auto cheaper = edits_ ? std::string_view{} : account_->cheaper_model(*plan.route, plan.targets);
    if (!cheaper.empty()) return route_cheaper(asked, cheaper);
    if (plan.route->is_evaluated()) account_->keep(keep_exchange(*snapshot_, *plan.route, asked, request_));
    if (plan.route->cache.is_on()) return route_by_cache(asked, *plan.route, plan.targets);
    if (const auto over = account_->reserve(*plan.route, plan.targets)) return refuse(*over);
    auto attempts = attempts_for(asked, account_, StreamUsage::hidden);
    auto inner = attempt_targets(std::move(attempts), snapshot_->rules, *plan.route, plan.targets, std::move(request_));
    return account_for(std::move(inner), std::move(account_));
  }
  // Once: the key's and its tenant's cheaper models may be two, of which the budgets bear neither.
  Answer route_cheaper(const Asked& asked, std::string_view model) {
    edits_ = BodyEdits{asked};
    account_->downgrade(model);
    auto cheaper = asked;
    cheaper.model = model;
    return route(cheaper);
  }
  void keep_only(std::vector<std::uint32_t>& targets) const {
    std::erase_if(targets, [&](std::uint32_t each) { return snapshot_->rules->targets[each].name != only_; });
  }
  Answer route_by_cache(const Asked& asked, const Route& route, const std::vector<std::uint32_t>& targets) {
    const auto& rule = route.cache;
    const auto& first = snapshot_->rules->targets[targets.front()];
    CacheParties parties{.tenant = key_ ? std::string_view{key_->tenant} : tenant_of(request_.context),
                         .key = key_ ? std::string_view{key_->name} : request_.context.principal};
    if (!rule.any_target) parties.target = first.base_url;
    if (!rule.any_target) parties.model = first.model_for(asked.model);
    const auto form = !asked.stream         ? ReplayForm::whole
                      : asked.include_usage ? ReplayForm::events_and_usage
                                            : ReplayForm::events;
    CachedRequest out{.cache = state_->cache,
                      .clock = state_->options.clock,
                      .rules = snapshot_->rules,
                      .route = &route,
                      .targets = targets,
                      .ask = ask_cache(request_, asked, rule, parties),
                      .form = form,
                      .path = request_.path,
                      .context = request_.context,
                      .account = account_,
                      .calls = state_->calls,
                      .refresh_account = [self = shared_from_this(), asked] { return self->refresh_account(asked); },
                      .refreshes = state_->refreshes,
                      .emptied = state_->emptied};
    out.ask_targets = [self = shared_from_this(), asked, &route, targets](const RequestAccountPtr& account,
                                                                          Callers callers) {
      auto attempts = self->attempts_for(asked, account, StreamUsage::passes);
      auto request = self->request_;
      if (callers != Callers::one) {
        request.context.stop = {};
        request.context.deadline.reset();
      }
      if (callers == Callers::none) {
        request.headers.remove_if([](const Headers::Field& field) { return names_one_request(field.name); });
      }
      return attempt_targets(std::move(attempts), self->snapshot_->rules, route, targets, std::move(request));
    };
    if (rule.semantic.is_on()) {
      out.begin_semantic = [self = shared_from_this(), asked, &route, parties, first = targets.front()] {
        return begin_semantic({.snapshot = self->snapshot_,
                               .route = route,
                               .asked = asked,
                               .parties = parties,
                               .first = first,
                               .request = {self, &self->request_},
                               .caller = self->account_->report(),
                               .clock = self->state_->options.clock,
                               .is_verifiable = !self->edits_});
      };
    }
    return answer_by_cache(std::move(out));
  }
  RequestAccountPtr refresh_account(const Asked& asked) const {
    auto out = std::make_shared<RequestAccount>(state_->shared_from_this(), snapshot_, request_);
    if (key_) out->open(*key_);
    out->describe(asked);
    out->name(random_id("refresh_"));
    out->use_cache(CacheUse::refresh);
    return out;
  }
  // A stream's usage is asked for where somebody wants to know it, and hidden where nobody else takes it out.
  std::shared_ptr<AttemptsOptions> attempts_for(const Asked& asked, const RequestAccountPtr& account,
                                                StreamUsage usage) const {
    auto out = std::make_shared<AttemptsOptions>();
    GatewayAsk ask{snapshot_, std::string{asked.model}, edits_ ? *edits_ : BodyEdits{asked}, edits_.has_value()};
    const bool counts = account->has_limits() || state_->options.on_request || usage == StreamUsage::passes;
    ask.edits.ask_usage = wants_usage_asked(asked) && counts;
    out->usage = ask.edits.ask_usage ? usage : StreamUsage::passes;
    out->ask = std::move(ask);
    out->health = snapshot_->health;
    out->on_attempt = [account](const AttemptReport& report) { account->add(report); };
    out->clock = state_->options.clock;
    out->token_gaps = static_cast<bool>(state_->options.on_request);
    out->details = account->details() != nullptr;
    out->prompt_tokens = asked.prompt_tokens;
    if (!is_safe_twice(asked)) return out;
    out->hedges = state_->hedges;
    out->model = asked.model;
    out->bears_hedge = [account](std::uint32_t target) { return account->reserve_hedge(target); };
    return out;
  }

  const std::string only_;  // the one target that may be asked; empty: any
  const GatewayStatePtr state_;
  const GatewaySnapshotPtr snapshot_;
  Request request_;
  RequestAccountPtr account_;
  const GatewayKey* key_ = nullptr;
  std::optional<BodyEdits> edits_;  // of the body, where another model is asked for than it names
};

}  // namespace detail

OAICOMPAT_INLINE Result<Gateway> Gateway::create(RulesPtr rules, GatewayOptions options) {
  const auto life = std::make_shared<detail::GatewayLife>(std::move(options));
  Gateway made{std::shared_ptr<detail::GatewayState>{life, life->state.get()}};
  auto& cache = made.state_->cache;
  if (!cache) {
    cache = memory_cache(static_cast<std::size_t>(rules->cache.max_bytes), made.state_->options.clock);
  }
  if (auto loaded = made.reload(std::move(rules)); !loaded) return loaded.error();
  return made;
}

OAICOMPAT_INLINE Result<void> Gateway::reload(RulesPtr rules) {
  const std::lock_guard one{state_->reloading};
  const auto& all = rules->routes;
  const bool evaluates = std::any_of(all.begin(), all.end(), [](const Route& each) { return each.is_evaluated(); });
  auto& evaluator = state_->evaluator;
  if (evaluates && !evaluator) {
    const auto& options = state_->options;
    evaluator =
        std::make_shared<detail::Evaluator>(rules->evaluation, options.on_evaluation, state_->shared, options.clock);
  }
  const bool by_meaning = std::any_of(all.begin(), all.end(), [](auto& each) { return each.cache.semantic.is_on(); });
  if (by_meaning && !state_->semantic) {
    state_->semantic = std::make_shared<detail::SemanticCache>(*rules, state_->options, state_->cache, state_->shared);
  }
  auto made = detail::make_snapshot(std::move(rules), state_->options, state_->snapshot(), *state_);
  if (!made) return made.error();
  const std::lock_guard lock{state_->mutex};
  state_->current.swap(*made);
  return {};
}

OAICOMPAT_INLINE Handler Gateway::handler() const {
  return [state = state_](Request&& request) {
    return std::make_shared<detail::Routing>(state, std::move(request))->answer();
  };
}

OAICOMPAT_INLINE Handler Gateway::handler_to(std::string target) const {
  return [state = state_, target = std::move(target)](Request&& request) {
    return std::make_shared<detail::Routing>(state, std::move(request), target)->answer();
  };
}

OAICOMPAT_INLINE std::string Gateway::evaluation() const {
  const auto snapshot = state_->snapshot();
  auto out = snapshot->evaluator ? snapshot->evaluator->board().json() : EvaluationBoard{}.json();
  if (!snapshot->semantic) return out;
  out.pop_back();
  return out + ",\"semantic\":" + snapshot->semantic->board().json() + "}";
}

OAICOMPAT_INLINE void Gateway::finish_evaluation() const {
  const auto snapshot = state_->snapshot();
  if (snapshot->evaluator) snapshot->evaluator->flush();
  if (snapshot->semantic) snapshot->semantic->flush();
}

OAICOMPAT_INLINE void Gateway::forget_semantic(std::string_view beginning) const {
  if (auto* semantic = state_->snapshot()->semantic) semantic->forget(beginning);
}

OAICOMPAT_INLINE void Gateway::keep_none_under_way() const { ++*state_->emptied; }
OAICOMPAT_INLINE void Gateway::stop_refreshes() const { state_->refreshes->stop(); }
OAICOMPAT_INLINE std::optional<std::size_t> Gateway::cache_bytes() const { return state_->cache->bytes(); }

OAICOMPAT_INLINE RulesPtr Gateway::rules() const { return state_->snapshot()->rules; }

OAICOMPAT_INLINE std::vector<TargetState> Gateway::targets() const {
  const auto snapshot = state_->snapshot();
  HealthView health;
  snapshot->health->view(health);
  std::vector<TargetState> out;
  for (std::size_t i = 0; i < health.size(); ++i) out.push_back({snapshot->rules->targets[i].name, health[i]});
  return out;
}

OAICOMPAT_INLINE bool Gateway::drain(std::string_view target, bool drained) {
  const auto snapshot = state_->snapshot();
  const auto place = snapshot->rules->find_target(target);
  if (place) snapshot->health->drain(*place, drained);
  return place.has_value();
}

}  // namespace oaicompat::inline v1
