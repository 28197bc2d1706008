// GatewayState: what the requests of a gateway share, and what each keeps from its begin to its end.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/cache_refreshes.hpp>
#include <oaicompat/gateway/gateway_options.hpp>
#include <oaicompat/gateway/health.hpp>
#include <oaicompat/gateway/hedges.hpp>
#include <oaicompat/gateway/prices.hpp>
#include <oaicompat/gateway/shared_call.hpp>
#include <oaicompat/gateway/shared_state.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

class Evaluator;
class SemanticCache;

/// How one target is reached.
struct GatewayTarget {
  Handler handler;
  std::string base_path, query, key;
  bool is_openai = true;
};

/// Limits, and the names of their counters.
struct LimitScope {
  LimitScope(std::string_view kind, const std::string& name, const GatewayLimits& l) : limits{&l} {
    const auto counter = [&](const char* of) { return std::string{kind} + "/" + name + "/" + of; };
    requests = counter("requests");
    tokens = counter("tokens");
    open = counter("open");
    day = counter("day");
    month = counter("month");
  }
  bool has_limits() const { return limits->rpm + limits->tpm + limits->concurrent > 0 || limits->has_budget(); }

  const GatewayLimits* limits;
  std::string requests, tokens, open, day, month;
};

/// What a request keeps from its begin to its end.
struct GatewaySnapshot {
  RulesPtr rules;
  std::vector<GatewayTarget> targets;
  std::shared_ptr<HealthBoard> health;
  PricesPtr prices;                                          // null where there are none
  Evaluator* evaluator = nullptr;                            // of the state; null where no rule evaluates
  SemanticCache* semantic = nullptr;                         // of the state; null where no rule has one
  std::unordered_map<std::string_view, std::uint32_t> keys;  // places, by hash
  std::vector<std::vector<LimitScope>> scopes;               // of each key: its own and its tenant's that have limits

  /// What an attempt at a target cost, in nano-dollars; nothing where there is no price.
  std::optional<std::int64_t> cost(std::uint32_t target, std::string_view asked, std::string_view answered,
                                   const TokenTally& tokens, std::int64_t at) const;
};
using GatewaySnapshotPtr = std::shared_ptr<const GatewaySnapshot>;

struct GatewayState : std::enable_shared_from_this<GatewayState> {
  explicit GatewayState(GatewayOptions o)
      : options{std::move(o)},
        shared{options.state ? options.state : memory_state(options.clock)},
        hedges{std::make_shared<HedgeBoard>(options.clock)},
        cache{options.cache},
        refreshes{std::make_shared<CacheRefreshes>(options.executor)} {}
  GatewaySnapshotPtr snapshot() const {
    const std::lock_guard lock{mutex};
    return current;
  }
  const GatewayOptions options;
  const SharedStatePtr shared;
  const std::shared_ptr<HedgeBoard> hedges;
  std::mutex reloading;  // held by the one reload
  AnswerCachePtr cache;  // set before the first request
  const std::shared_ptr<CacheRefreshes> refreshes;
  std::shared_ptr<Evaluator> evaluator;  // made by the first reload whose rules evaluate; requests go by their snapshot
  std::shared_ptr<SemanticCache> semantic;  // as the evaluator
  const std::shared_ptr<SharedCalls> calls = std::make_shared<SharedCalls>();
  mutable std::mutex mutex;
  GatewaySnapshotPtr current;
  // How often the cache was emptied: what was asked before is not kept.
  const std::shared_ptr<std::atomic<std::uint64_t>> emptied = std::make_shared<std::atomic<std::uint64_t>>(0);
};
using GatewayStatePtr = std::shared_ptr<const GatewayState>;

/// Held by gateways, handlers and requests of callers. What the gateway asks for itself keeps the state alone, and ends
/// with the last of them.
struct GatewayLife {
  explicit GatewayLife(GatewayOptions options) : state{std::make_shared<GatewayState>(std::move(options))} {}
  GatewayLife(const GatewayLife&) = delete;
  GatewayLife& operator=(const GatewayLife&) = delete;
  ~GatewayLife() { state->refreshes->stop(); }

  const std::shared_ptr<GatewayState> state;
};

}  // namespace oaicompat::inline v1::detail
