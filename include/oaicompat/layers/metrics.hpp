// Metrics: counts and times of requests, and a page of them for Prometheus.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace oaicompat::inline v1 {

/// How metrics are kept.
struct MetricsOptions {
  /// The path of the page. Default `/metrics`.
  std::string path = "/metrics";
  /// How many models have figures of their own: the first that answered well; all others are `other`, so that names
  /// which callers make up take no memory. Default 64 models.
  std::size_t max_models = 64;
  /// How many combinations of operation, model, status and outcome are told apart; later ones count as `other`. Default
  /// 4096 combinations.
  std::size_t max_series = 4096;
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// What a server does, as figures in the text format of Prometheus (0.0.4):
///
/// | name | labels |
/// |---|---|
/// | `oaicompat_requests_total` | `operation`, `model`, `status`, `outcome` |
/// | `oaicompat_requests_in_flight` | |
/// | `oaicompat_request_duration_seconds` (histogram) | `operation`, `model` |
/// | `oaicompat_time_to_first_token_seconds` (histogram, streams alone) | `operation`, `model` |
/// | `oaicompat_token_gap_seconds` (histogram: between pieces of a stream, after its first token) | `operation`,
/// `model` | | `oaicompat_prompt_tokens_total`, `oaicompat_completion_tokens_total` | `operation`, `model` |
///
/// An operation is named as the specification does (`createChatCompletion`), what is none is `other`; `outcome` is
/// `finished`, `failed` or `dropped`. Without a model the label is empty.
///
///     Metrics metrics;
///     auto handler = stack({metrics.watch(), metrics.page()}, serve(backend));
///
/// `ServerOptions::metrics` lays both, the page inside the keys. **Lifetime**: copies share the figures, and the layers
/// keep them. **Threads**: any.
class OAICOMPAT_API Metrics {
 public:
  explicit Metrics(MetricsOptions options = {});

  /// A layer that counts what passes. Lay it outside of those whose refusals count.
  Layer watch() const;
  /// A layer that answers GET and HEAD of the path with the page. Whoever reaches it may read it.
  Layer page() const;
  /// The page's text now.
  std::string text() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/metrics.ipp>
#endif
