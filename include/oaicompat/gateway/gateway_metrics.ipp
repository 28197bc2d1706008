// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/gateway_metrics.hpp>
#include <oaicompat/gateway/metric_labels.hpp>
#include <oaicompat/gateway/semantic_board.hpp>
#include <oaicompat/layers/histogram.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline constexpr std::array overhead_bounds{0.00001, 0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001,
                                            0.002,   0.005,   0.01,    0.05,   0.1,    1.0};

inline constexpr std::array score_bounds{0., 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 20., 50., 100.};

inline std::string metric_label(std::string_view name, std::string_view value) {
  return fmt::format("{}=\"{}\"", name, label_value(value));
}

// Figures of one name, by their labels.
template <class T>
class MetricFamily {
 public:
  // Null where there are too many already.
  T* find(std::string labels, std::size_t most, const T& fresh) {
    const auto at = all_.find(labels);
    if (at != all_.end()) return &at->second;
    if (all_.size() >= most) return nullptr;
    return &all_.emplace(std::move(labels), fresh).first->second;
  }
  const std::map<std::string, T>& all() const { return all_; }

 private:
  std::map<std::string, T> all_;
};
using CounterFamily = MetricFamily<std::uint64_t>;
using HistogramFamily = MetricFamily<Histogram>;

// Writes a page.
class MetricsPage {
 public:
  explicit MetricsPage(MetricsFormat format) : open_{format == MetricsFormat::openmetrics} {}
  void begin(std::string_view name, std::string_view type, std::string_view help) {
    auto family = name;
    if (open_ && type == "counter") family.remove_suffix(std::string_view{"_total"}.size());
    fmt::format_to(line(), "# HELP oaicompat_gateway_{0} {1}\n# TYPE oaicompat_gateway_{0} {2}\n", family, help, type);
  }
  void value(std::string_view name, std::string_view labels, std::string_view number) {
    fmt::format_to(line(), "oaicompat_gateway_{}{}{}{} {}\n", name, labels.empty() ? "" : "{", labels,
                   labels.empty() ? "" : "}", number);
  }
  void counter(std::string_view name, std::string_view help, const CounterFamily& family) {
    begin(name, "counter", help);
    for (const auto& [labels, count] : family.all()) value(name, labels, fmt::to_string(count));
  }
  void histogram(std::string_view name, std::string_view help, const HistogramFamily& family) {
    begin(name, "histogram", help);
    const auto full = fmt::format("oaicompat_gateway_{}", name);
    for (const auto& [labels, each] : family.all()) each.write(out_, full, labels);
  }
  std::string take() {
    if (open_) out_ += "# EOF\n";
    return std::move(out_);
  }

 private:
  std::back_insert_iterator<std::string> line() { return std::back_inserter(out_); }
  const bool open_;
  std::string out_;
};

}  // namespace detail

struct GatewayMetrics::State {
  explicit State(GatewayMetricsOptions o) : options{o} {}

  void add(const RequestReport& report) {
    const auto model = detail::metric_label("model", detail::model_label(report));
    const auto model_target = model + "," + detail::metric_label("target", report.target);
    const auto op = detail::metric_label("op", detail::operation_label(report.path));
    const std::lock_guard lock{mutex_};
    if (report.cache == CacheUse::refresh) return add_refresh(report);
    count(requests_, fmt::format("{},{},status=\"{}\"", op, model_target, report.status));
    measure(durations_, model_target, report.duration);
    if (report.stream && report.first_token) measure(first_tokens_, model_target, *report.first_token);
    if (report.cache == CacheUse::semantic) {
      count(cached_, "type=\"semantic\",outcome=\"hit\"");
    } else if (report.cache != CacheUse::none) {
      count(cached_, "type=\"exact\"," + detail::metric_label("outcome", to_string(report.cache)));
    }
    saved_ += report.saved.value_or(0);
    if (report.outcome == RequestOutcome::refused) return add_refusal(report);
    add_attempts(report);
    add_gaps(report, model_target);
    if (report.attempts.size() == 1) {
      const auto at_target = std::min(report.duration, report.attempts[0].duration);
      overheads_.find("", 1, detail::Histogram{detail::overhead_bounds})->add(report.duration - at_target);
    }
    if (report.tokens) {
      add_tokens(model_target, *report.tokens);
      by_target_[report.target] += *report.tokens;
    }
    cost_ += report.cost.value_or(0);
    unpriced_ += report.unpriced ? 1 : 0;
  }
  void add(const EvaluationReport& report) {
    const auto route = detail::metric_label("route", report.request.route);
    const auto outcome = [](std::string_view word) { return "," + detail::metric_label("outcome", word); };
    const std::lock_guard lock{mutex_};
    if (report.kind == EvaluationKind::checks) {
      unchecked_ += report.outcome == EvaluationOutcome::dropped ? 1 : 0;
      for (const auto& each : report.scores) {
        const auto check = "," + detail::metric_label("check", each.check);
        count(checks_, route + check + outcome(each.passed.value_or(false) ? "passed" : "failed"));
      }
      return;
    }
    if (report.kind == EvaluationKind::embedding) {
      embedding_cost_ += report.request.cost.value_or(0);
      return count(embedded_, route + outcome(to_string(report.outcome)));
    }
    if (report.kind == EvaluationKind::verification) {
      verification_cost_ += report.request.cost.value_or(0);
      const auto same = detail::was_same_answer(report);
      return count(verified_, route + outcome(!same ? to_string(report.outcome) : *same ? "same" : "false"));
    }
    const bool is_shadow = report.kind == EvaluationKind::shadow;
    (is_shadow ? shadow_cost_ : judge_cost_) += report.request.cost.value_or(0);
    if (is_shadow) {
      const auto target = "," + detail::metric_label("target", report.shadow);
      return count(shadows_, route + target + outcome(to_string(report.outcome)));
    }
    const auto judge = route + "," + detail::metric_label("judge", report.judge);
    if (report.outcome != EvaluationOutcome::done) return count(judged_, judge + outcome(to_string(report.outcome)));
    count(judged_, judge + outcome(report.vote == PairVote::none ? "scored" : to_string(report.vote)));
    if (report.vote == PairVote::none) add_score(judge + "," + detail::metric_label("version", report.version), report);
  }
  std::string text(MetricsFormat format, const std::vector<TargetState>& targets, MetricsDrops drops,
                   std::optional<std::size_t> cache_bytes, SharedUp shared) const;
  TokenTally tokens_of(std::string_view target) const {
    const std::lock_guard lock{mutex_};
    const auto at = by_target_.find(target);
    return at == by_target_.end() ? TokenTally{} : at->second;
  }

  const GatewayMetricsOptions options;

 private:
  void count(detail::CounterFamily& family, std::string labels, std::int64_t by = 1) {
    auto* at = family.find(std::move(labels), options.max_series, 0);
    at ? void(*at += static_cast<std::uint64_t>(std::max<std::int64_t>(by, 0))) : void(++series_dropped_);
  }
  void measure(detail::HistogramFamily& family, const std::string& labels, Duration value) {
    auto* at = family.find(labels, options.max_series, detail::Histogram{detail::gateway_seconds});
    at ? at->add(value) : void(++series_dropped_);
  }
  void add_score(const std::string& labels, const EvaluationReport& report) {
    if (report.scores.empty() || !report.scores.front().score) return;
    auto* at = scores_.find(labels, options.max_series, detail::Histogram{detail::score_bounds});
    const std::chrono::duration<double> value{*report.scores.front().score};
    at ? at->add(std::chrono::duration_cast<Duration>(value)) : void(++series_dropped_);
  }
  // Nobody waited for it, or saw its tokens.
  void add_refresh(const RequestReport& report) {
    count(refreshes_, detail::metric_label("outcome", to_string(report.outcome)));
    add_attempts(report);
    cost_ += report.cost.value_or(0);
    unpriced_ += report.unpriced ? 1 : 0;
  }
  void add_refusal(const RequestReport& report) {
    if (report.status != 429) return;
    count(limits_, detail::metric_label("dimension", report.error == "insufficient_quota" ? "budget" : "rate"));
  }
  void add_tokens(const std::string& labels, const TokenTally& counts) {
    const auto add = [&](std::string_view type, std::int64_t by) {
      if (by > 0) count(tokens_, labels + "," + detail::metric_label("type", type), by);
    };
    add("input", counts.input);
    add("output", counts.output);
    add("cached", counts.cached);
    add("cache_write", counts.cache_write);
    add("reasoning", counts.reasoning);
  }
  void add_gaps(const RequestReport& report, const std::string& labels) {
    for (const auto& each : report.attempts) {
      if (each.gaps == TokenGaps{}) continue;
      auto* at = gaps_.find(labels, options.max_series, detail::Histogram{TokenGaps::bounds});
      at ? at->add(each.gaps.counts, each.gaps.sum) : void(++series_dropped_);
    }
  }
  void add_attempts(const RequestReport& report) {
    const auto name = [&](const AttemptReport& each) {
      return report.rules && each.target < report.rules->targets.size()
                 ? std::string_view{report.rules->targets[each.target].name}
                 : std::string_view{"other"};
    };
    const AttemptReport* before = nullptr;
    for (const auto& each : report.attempts) {
      const auto target = detail::metric_label("target", name(each));
      const auto ended = each.failure ? row_of(*each.failure).name : std::string_view{each.lost ? "lost" : "ok"};
      count(attempts_, target + "," + detail::metric_label("class", ended));
      if (each.role == AttemptRole::hedge) {
        const auto* outcome = each.lost ? "lost" : each.failure ? "failed" : "won";
        count(hedges_, target + "," + detail::metric_label("outcome", outcome));
      } else if (before && before->failure && before->target != each.target) {
        count(fallbacks_, fmt::format("{},{},{}", detail::metric_label("from", name(*before)),
                                      detail::metric_label("to", name(each)),
                                      detail::metric_label("class", row_of(*before->failure).name)));
      }
      before = &each;
    }
  }

  mutable std::mutex mutex_;
  detail::CounterFamily requests_, attempts_, fallbacks_, hedges_, tokens_, limits_, cached_, refreshes_, checks_,
      shadows_, judged_, embedded_, verified_;
  detail::HistogramFamily durations_, first_tokens_, gaps_, overheads_, scores_;
  std::map<std::string, TokenTally, std::less<>> by_target_;
  std::int64_t shadow_cost_ = 0, judge_cost_ = 0, embedding_cost_ = 0, verification_cost_ = 0;  // in nano-dollars
  std::uint64_t unchecked_ = 0;
  std::int64_t cost_ = 0, saved_ = 0;  // in nano-dollars
  std::uint64_t unpriced_ = 0, series_dropped_ = 0;
};

namespace detail {

inline std::string dollars(std::int64_t nano) {
  return fmt::format("{}.{:09}", nano / 1'000'000'000, nano % 1'000'000'000);
}

inline void write_shared_gauges(MetricsPage& page, std::optional<std::size_t> cache_bytes, const SharedUp& shared) {
  if (cache_bytes) {
    page.begin("cache_bytes", "gauge", "What answers that are kept take.");
    page.value("cache_bytes", "", fmt::to_string(*cache_bytes));
  }
  if (shared.state || shared.cache) {
    page.begin("shared_up", "gauge", "1 while the server is there that gateways share over.");
    if (shared.state) page.value("shared_up", "part=\"state\"", *shared.state ? "1" : "0");
    if (shared.cache) page.value("shared_up", "part=\"cache\"", *shared.cache ? "1" : "0");
  }
}

}  // namespace detail

OAICOMPAT_INLINE std::string GatewayMetrics::State::text(MetricsFormat format, const std::vector<TargetState>& targets,
                                                         MetricsDrops drops, std::optional<std::size_t> cache_bytes,
                                                         SharedUp shared) const {
  detail::MetricsPage page{format};
  const std::lock_guard lock{mutex_};
  page.counter("requests_total", "Requests that have ended.", requests_);
  page.histogram("request_duration_seconds", "From a request to the end of its answer.", durations_);
  page.histogram("time_to_first_token_seconds", "From a request to the first token of its stream.", first_tokens_);
  page.histogram("inter_token_seconds", "Between the pieces of a stream, after the first one.", gaps_);
  page.histogram("overhead_seconds", "Of requests of one attempt, what the attempt did not take.", overheads_);
  page.counter("attempts_total", "Attempts that have ended.", attempts_);
  page.counter("fallbacks_total", "Attempts at another target after a failure.", fallbacks_);
  page.counter("hedges_total", "Attempts beside a slow one.", hedges_);
  page.counter("tokens_total", "Tokens of the answers that callers saw.", tokens_);
  page.counter("cache_requests_total", "Requests of routes with a cache.", cached_);
  page.counter("cache_refreshes_total", "Answers that were asked for anew behind stale hits.", refreshes_);
  page.counter("evaluation_total", "Checks of answers.", checks_);
  page.counter("shadow_total", "Requests that a shadow was to be asked.", shadows_);
  page.histogram("judge_score", "Scores of single answers.", scores_);
  page.counter("judge_total", "Judgements.", judged_);
  page.counter("semantic_embeddings_total", "Embeddings for the semantic cache.", embedded_);
  page.counter("semantic_verified_total", "Hits by meaning that were asked live.", verified_);
  page.counter("limit_rejections_total", "Requests that were refused by a limit or a budget.", limits_);
  const auto single = [&](std::string_view name, std::string_view help, const std::string& number) {
    page.begin(name, "counter", help);
    page.value(name, "", number);
  };
  single("cost_usd_total", "What answers cost, lost attempts included.", detail::dollars(cost_));
  single("cache_saved_usd_total", "What answers out of the cache would have cost.", detail::dollars(saved_));
  page.begin("evaluation_cost_usd_total", "counter", "What was asked for the gateway's own sake cost.");
  for (const auto& [kind, cost] :
       {std::pair{"shadow", shadow_cost_}, std::pair{"judge", judge_cost_}, std::pair{"embedding", embedding_cost_},
        std::pair{"verification", verification_cost_}}) {
    page.value("evaluation_cost_usd_total", detail::metric_label("kind", kind), detail::dollars(cost));
  }
  single("evaluation_dropped_total", "Answers that were to be checked and were not.", fmt::to_string(unchecked_));
  single("unpriced_total", "Requests whose model has no price.", fmt::to_string(unpriced_));
  single("log_dropped_total", "Requests that were not logged.", fmt::to_string(drops.log));
  single("telemetry_dropped_total", "Spans, reports and points of metrics that were not exported.",
         fmt::to_string(drops.telemetry));
  single("series_dropped_total", "Values that were not counted, as there were too many labels.",
         fmt::to_string(series_dropped_));
  detail::write_shared_gauges(page, cache_bytes, shared);
  const auto gauge = [&](std::string_view name, std::string_view help, auto number) {
    page.begin(name, "gauge", help);
    for (const auto& each : targets) {
      page.value(name, detail::metric_label("target", each.name), fmt::to_string(number(each.health)));
    }
  };
  gauge("inflight", "Requests that a target is answering.", [](auto& each) { return each.in_flight; });
  gauge("breaker_state", "0 closed, 1 half open, 2 open.", [](auto& each) { return static_cast<int>(each.breaker); });
  gauge("drained", "1 where an administrator took the target out.", [](auto& each) { return each.drained ? 1 : 0; });
  return page.take();
}

OAICOMPAT_INLINE GatewayMetrics::GatewayMetrics(GatewayMetricsOptions options)
    : state_{std::make_shared<State>(options)} {}
OAICOMPAT_INLINE void GatewayMetrics::add(const RequestReport& report) const { state_->add(report); }
OAICOMPAT_INLINE void GatewayMetrics::add(const EvaluationReport& report) const { state_->add(report); }
OAICOMPAT_INLINE std::string GatewayMetrics::text(MetricsFormat format, const std::vector<TargetState>& targets,
                                                  MetricsDrops drops, std::optional<std::size_t> cache_bytes,
                                                  SharedUp shared) const {
  return state_->text(format, targets, drops, cache_bytes, shared);
}
OAICOMPAT_INLINE TokenTally GatewayMetrics::tokens_of(std::string_view target) const {
  return state_->tokens_of(target);
}

}  // namespace oaicompat::inline v1
