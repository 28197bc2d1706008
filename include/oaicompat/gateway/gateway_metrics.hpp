// GatewayMetrics: what a gateway does, as figures for Prometheus.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/evaluation_report.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/rules.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// How metrics are kept.
struct GatewayMetricsOptions {
  /// How many combinations of labels each metric tells apart; later ones are dropped, and counted. Default 4096.
  std::size_t max_series = 4096;
};

/// Which text is written.
enum class MetricsFormat : std::uint8_t {
  prometheus,   ///< Text of version 0.0.4.
  openmetrics,  ///< OpenMetrics 1.0.0.
};

/// What others than these figures have dropped.
struct MetricsDrops {
  std::uint64_t log = 0;        ///< `RequestLog::dropped`.
  std::uint64_t telemetry = 0;  ///< Spans, reports and points, of `Telemetry::counts`.
};

/// Whether the servers are there that gateways share over; nothing where there is none.
struct SharedUp {
  std::optional<bool> state{};  ///< Of the counters.
  std::optional<bool> cache{};  ///< Of the answers.
};

/// Counts requests. The values of labels are names of the rules, and words of this library: a model that the rules do
/// not name is its route's glob, else `other`; a path is an operation, else `other`.
///
/// | name, after `oaicompat_gateway_` | labels |
/// |---|---|
/// | `requests_total` | `op`, `model`, `target`, `status` |
/// | `request_duration_seconds`, `time_to_first_token_seconds` (histograms) | `model`, `target` |
/// | `inter_token_seconds` (histogram: between the pieces of streams) | `model`, `target` |
/// | `overhead_seconds` (histogram: requests of one attempt, but for the attempt) | |
/// | `attempts_total` | `target`, `class`: `ok`, `lost`, or the failure's |
/// | `fallbacks_total` | `from`, `to`, `class` |
/// | `hedges_total` | `target`, `outcome`: `won`, `lost`, `failed` |
/// | `tokens_total` | `model`, `target`, `type`: `input`, `output`, `cached`, `cache_write`, `reasoning` |
/// | `cost_usd_total`, `unpriced_total` | |
/// | `cache_requests_total` | `type`: `exact`, `semantic`; `outcome`: `hit`, `stale`, `coalesced`, `miss`, `bypass` |
/// | `semantic_embeddings_total` | `route`, `outcome`: `done`, `failed`, `dropped`, `over_budget` |
/// | `semantic_verified_total` | `route`, `outcome`: `same`, `false`, `failed`, `dropped`, `over_budget` |
/// | `cache_refreshes_total` (behind stale hits: no requests of callers; attempts and costs count them as well) |
/// `outcome`: `answered`, `failed`, ... |
/// | `cache_bytes` (where the cache knows them) | |
/// | `shared_up` (1 while the server is there; where there is one) | `part`: `state`, `cache` |
/// | `cache_saved_usd_total` | |
/// | `limit_rejections_total` | `dimension`: `rate`, `budget` |
/// | `evaluation_total` | `route`, `check`, `outcome`: `passed`, `failed` |
/// | `evaluation_dropped_total` (answers that were not checked) | |
/// | `shadow_total` | `route`, `target`, `outcome`: `done`, `failed`, `dropped`, `over_budget` |
/// | `judge_score` (histogram) | `route`, `judge`, `version` |
/// | `judge_total` | `route`, `judge`, `outcome`: `scored`, `won`, `lost`, `tied`, `split`, `failed`, ... |
/// | `evaluation_cost_usd_total` | `kind`: `shadow`, `judge`, `embedding`, `verification` |
/// | `inflight`, `breaker_state` (0 closed, 1 half open, 2 open), `drained` | `target` |
/// | `log_dropped_total`, `telemetry_dropped_total`, `series_dropped_total` | |
///
/// **Lifetime**: copies share the figures. **Threads**: any.
class OAICOMPAT_API GatewayMetrics {
 public:
  explicit GatewayMetrics(GatewayMetricsOptions options = {});

  /// Counts a request: for `GatewayOptions::on_request`.
  void add(const RequestReport& report) const;
  /// Counts what came of an evaluation: for `GatewayOptions::on_evaluation`. None of it is a request.
  void add(const EvaluationReport& report) const;
  /// The text now. `targets` and `cache_bytes` are the gateway's; without these there is no such figure.
  std::string text(MetricsFormat format, const std::vector<TargetState>& targets, MetricsDrops drops = {},
                   std::optional<std::size_t> cache_bytes = {}, SharedUp shared = {}) const;
  /// The tokens of the answers that callers saw of a target: how much of its prompts it had in a cache.
  TokenTally tokens_of(std::string_view target) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/gateway_metrics.ipp>
#endif
