// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/decide.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/health.hpp>
#include <oaicompat/http/hop_by_hop.hpp>
#include <oaicompat/http/url.hpp>

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

// How one target is reached.
struct GatewayTarget {
  Handler handler;
  std::string base_path, query, key;
  bool is_openai = true;
};

// What a request keeps from its begin to its end.
struct GatewaySnapshot {
  RulesPtr rules;
  std::vector<GatewayTarget> targets;
  std::shared_ptr<HealthBoard> health;
};
using GatewaySnapshotPtr = std::shared_ptr<const GatewaySnapshot>;

struct GatewayState {
  explicit GatewayState(GatewayOptions o) : options{std::move(o)} {}
  GatewaySnapshotPtr snapshot() const {
    const std::lock_guard lock{mutex};
    return current;
  }
  const GatewayOptions options;
  mutable std::mutex mutex;
  GatewaySnapshotPtr current;
};

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

// What rules may say and this gateway does not do: a limit that nobody keeps would be worse than none.
inline std::optional<Error> refuse_rules(const Rules& rules) {
  const auto refuse = [](const std::string& where, const char* what) {
    return local_error(ErrorKind::invalid_argument, fmt::format("{}: {} are not kept yet.", where, what), "not_kept");
  };
  for (const auto& key : rules.keys) {
    if (key.rpm + key.tpm + key.concurrent > 0) return refuse(key.name, "limits");
    if (key.day_budget + key.month_budget > 0) return refuse(key.name, "budgets");
  }
  for (const auto& route : rules.routes) {
    if (route.hedge.after.count() > 0) return refuse(route.name, "hedges");
  }
  return std::nullopt;
}

inline Result<GatewaySnapshotPtr> make_snapshot(RulesPtr rules, const GatewayOptions& options,
                                                const GatewaySnapshotPtr& before) {
  if (auto refused = refuse_rules(*rules)) return *std::move(refused);
  auto made = std::make_shared<GatewaySnapshot>();
  made->health = std::make_shared<HealthBoard>(rules->targets.size(), rules->breaker, options.clock);
  for (std::uint32_t i = 0; i < rules->targets.size(); ++i) {
    const auto& target = rules->targets[i];
    auto reached = reach_target(target, options);
    if (!reached) return reached.error();
    made->targets.push_back(*std::move(reached));
    const auto old = before ? before->rules->find_target(target.name) : std::nullopt;
    if (old) made->health->take_over(i, *before->health, *old);
  }
  made->rules = std::move(rules);
  return GatewaySnapshotPtr{std::move(made)};
}

inline std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::string out;
  for (const auto byte : digest) out += fmt::format("{:02x}", byte);
  return out;
}

// The key that a request shows. A hash tells nothing of the key by the time that comparing it takes.
inline const GatewayKey* find_key(const Rules& rules, const Headers& headers) {
  constexpr std::string_view scheme = "Bearer ";
  const auto shown = headers.get("authorization");
  if (!iequals(shown.substr(0, scheme.size()), scheme)) return nullptr;
  const auto hash = sha256_hex(shown.substr(scheme.size()));
  const auto at = std::find_if(rules.keys.begin(), rules.keys.end(), [&](auto& each) { return each.sha256 == hash; });
  return at == rules.keys.end() ? nullptr : &*at;
}

inline bool may_use(const GatewayKey& key, std::string_view model) {
  return key.models.empty() ||
         std::any_of(key.models.begin(), key.models.end(), [&](const auto& glob) { return matches_glob(glob, model); });
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

// A target's fields in the place of the caller's own.
inline void address_fields(Headers& headers, const GatewayTarget& target) {
  remove_hop_by_hop(headers);
  constexpr std::array own{"authorization", "x-api-key",       "api-key",       "cookie",
                           "host",          "accept-encoding", "content-length"};
  for (const auto* name : own) headers.remove(name);
  headers.remove_if([](const Headers::Field& field) { return iequals(field.name.substr(0, 12), "x-oaicompat-"); });
  if (!target.key.empty()) headers.add("Authorization", "Bearer " + target.key);
}

// Sends a request on to a target. What the body's model is called there is written over it, and nothing else.
struct GatewayAsk {
  GatewaySnapshotPtr snapshot;
  std::string model;
  std::size_t model_at = 0;

  Answer operator()(std::uint32_t place, Request request) const {
    const auto& target = snapshot->targets[place];
    const auto own = snapshot->rules->targets[place].model_for(model);
    if (own != model) {
      auto body = request.body.take();
      body.replace(model_at + 1, model.size(), own);
      request.body = Body{std::move(body)};
    }
    address_fields(request.headers, target);
    request.context.headers = nullptr;
    if (target.is_openai) {
      request.path = target.base_path + request.path.substr(3);
      if (!target.query.empty()) request.query = target.query + (request.query.empty() ? "" : "&") + request.query;
    }
    return target.handler(std::move(request));
  }
};

inline Answer route_request(const GatewayState& state, Request request) {
  const auto snapshot = state.snapshot();
  const auto& rules = *snapshot->rules;
  const auto* key = find_key(rules, request.headers);
  if (!rules.keys.empty() && !key) {
    return error_answer(api_error(401, "The API key is not known.", "invalid_api_key"), request.context);
  }
  if (request.body.size() > state.options.max_body) {
    return error_answer(api_error(413, "The body is too large.", "body_too_large"), request.context);
  }
  const auto tenant = key ? std::string_view{key->tenant} : std::string_view{};
  auto asked = look_at(request.body.view(), tenant, request.headers.get("x-oaicompat-session"));
  asked.path = request.path;
  if (const auto wrong = refuse_request(request, asked)) return error_answer(*wrong, request.context);
  if (key && !may_use(*key, asked.model)) {
    return error_answer(api_error(403, "This key may not use this model.", "model_not_allowed", "model"),
                        request.context);
  }
  thread_local HealthView health;
  thread_local Plan plan;
  snapshot->health->view(health);
  decide(asked, rules, health, plan);
  if (plan.targets.empty()) return error_answer(refuse_plan(plan, asked.model), request.context);
  auto attempts = std::make_shared<AttemptsOptions>();
  attempts->ask = GatewayAsk{snapshot, std::string{asked.model}, asked.model_at};
  attempts->health = snapshot->health;
  attempts->on_attempt = state.options.on_attempt;
  attempts->clock = state.options.clock;
  return attempt_targets(std::move(attempts), snapshot->rules, *plan.route, plan.targets, std::move(request));
}

}  // namespace detail

OAICOMPAT_INLINE Result<Gateway> Gateway::create(RulesPtr rules, GatewayOptions options) {
  Gateway made{std::make_shared<detail::GatewayState>(std::move(options))};
  if (auto loaded = made.reload(std::move(rules)); !loaded) return loaded.error();
  return made;
}

OAICOMPAT_INLINE Result<void> Gateway::reload(RulesPtr rules) {
  auto made = detail::make_snapshot(std::move(rules), state_->options, state_->snapshot());
  if (!made) return made.error();
  const std::lock_guard lock{state_->mutex};
  state_->current.swap(*made);
  return {};
}

OAICOMPAT_INLINE Handler Gateway::handler() const {
  return [state = state_](Request request) { return detail::route_request(*state, std::move(request)); };
}

OAICOMPAT_INLINE std::string Gateway::explain(std::string_view body, std::string_view tenant) const {
  const auto snapshot = state_->snapshot();
  HealthView health;
  Plan plan;
  snapshot->health->view(health);
  decide(look_at(body, tenant), *snapshot->rules, health, plan);
  return oaicompat::explain(plan, *snapshot->rules);
}

OAICOMPAT_INLINE bool Gateway::drain(std::string_view target, bool drained) {
  const auto snapshot = state_->snapshot();
  const auto place = snapshot->rules->find_target(target);
  if (place) snapshot->health->drain(*place, drained);
  return place.has_value();
}

}  // namespace oaicompat::inline v1
