// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/gateway_metrics.hpp>
#include <oaicompat/gateway/metric_labels.hpp>
#include <oaicompat/layers/histogram.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline constexpr std::array overhead_bounds{0.00001, 0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001,
                                            0.002,   0.005,   0.01,    0.05,   0.1,    1.0};

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
    const std::lock_guard lock{mutex};
    count(requests, fmt::format("{},{},status=\"{}\"", op, model_target, report.status));
    measure(durations, model_target, report.duration);
    if (report.stream && report.first_token) measure(first_tokens, model_target, *report.first_token);
    if (report.cache != CacheUse::none) {
      count(cached, "type=\"exact\"," + detail::metric_label("outcome", to_string(report.cache)));
    }
    saved += report.saved.value_or(0);
    if (report.outcome == RequestOutcome::refused) return add_refusal(report);
    add_attempts(report);
    add_gaps(report, model_target);
    if (report.attempts.size() == 1) {
      const auto at_target = std::min(report.duration, report.attempts[0].duration);
      overheads.find("", 1, detail::Histogram{detail::overhead_bounds})->add(report.duration - at_target);
    }
    if (report.tokens) add_tokens(model_target, *report.tokens);
    cost += report.cost.value_or(0);
    unpriced += report.unpriced ? 1 : 0;
  }
  std::string text(MetricsFormat format, const std::vector<TargetState>& targets, MetricsDrops drops) const;

  const GatewayMetricsOptions options;

 private:
  void count(detail::CounterFamily& family, std::string labels, std::int64_t by = 1) {
    auto* at = family.find(std::move(labels), options.max_series, 0);
    at ? void(*at += static_cast<std::uint64_t>(std::max<std::int64_t>(by, 0))) : void(++series_dropped);
  }
  void measure(detail::HistogramFamily& family, const std::string& labels, Duration value) {
    auto* at = family.find(labels, options.max_series, detail::Histogram{detail::gateway_seconds});
    at ? at->add(value) : void(++series_dropped);
  }
  void add_refusal(const RequestReport& report) {
    if (report.status != 429) return;
    count(limits, detail::metric_label("dimension", report.error == "insufficient_quota" ? "budget" : "rate"));
  }
  void add_tokens(const std::string& labels, const TokenTally& counts) {
    const auto add = [&](std::string_view type, std::int64_t by) {
      if (by > 0) count(tokens, labels + "," + detail::metric_label("type", type), by);
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
      auto* at = gaps.find(labels, options.max_series, detail::Histogram{TokenGaps::bounds});
      at ? at->add(each.gaps.counts, each.gaps.sum) : void(++series_dropped);
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
      count(attempts, target + "," + detail::metric_label("class", ended));
      if (each.role == AttemptRole::hedge) {
        const auto* outcome = each.lost ? "lost" : each.failure ? "failed" : "won";
        count(hedges, target + "," + detail::metric_label("outcome", outcome));
      } else if (before && before->failure && before->target != each.target) {
        count(fallbacks, fmt::format("{},{},{}", detail::metric_label("from", name(*before)),
                                     detail::metric_label("to", name(each)),
                                     detail::metric_label("class", row_of(*before->failure).name)));
      }
      before = &each;
    }
  }

  mutable std::mutex mutex;
  detail::CounterFamily requests, attempts, fallbacks, hedges, tokens, limits, cached;
  detail::HistogramFamily durations, first_tokens, gaps, overheads;
  std::int64_t cost = 0, saved = 0;  // in nano-dollars
  std::uint64_t unpriced = 0, series_dropped = 0;
};

OAICOMPAT_INLINE std::string GatewayMetrics::State::text(MetricsFormat format, const std::vector<TargetState>& targets,
                                                         MetricsDrops drops) const {
  detail::MetricsPage page{format};
  const std::lock_guard lock{mutex};
  page.counter("requests_total", "Requests that have ended.", requests);
  page.histogram("request_duration_seconds", "From a request to the end of its answer.", durations);
  page.histogram("time_to_first_token_seconds", "From a request to the first token of its stream.", first_tokens);
  page.histogram("inter_token_seconds", "Between the pieces of a stream, after the first one.", gaps);
  page.histogram("overhead_seconds", "Of requests of one attempt, what the attempt did not take.", overheads);
  page.counter("attempts_total", "Attempts that have ended.", attempts);
  page.counter("fallbacks_total", "Attempts at another target after a failure.", fallbacks);
  page.counter("hedges_total", "Attempts beside a slow one.", hedges);
  page.counter("tokens_total", "Tokens of the answers that callers saw.", tokens);
  page.counter("cache_requests_total", "Requests of routes with a cache.", cached);
  page.counter("limit_rejections_total", "Requests that were refused by a limit or a budget.", limits);
  const auto single = [&](std::string_view name, std::string_view help, const std::string& number) {
    page.begin(name, "counter", help);
    page.value(name, "", number);
  };
  const auto dollars = [](std::int64_t nano) {
    return fmt::format("{}.{:09}", nano / 1'000'000'000, nano % 1'000'000'000);
  };
  single("cost_usd_total", "What answers cost, lost attempts included.", dollars(cost));
  single("cache_saved_usd_total", "What answers out of the cache would have cost.", dollars(saved));
  single("unpriced_total", "Requests whose model has no price.", fmt::to_string(unpriced));
  single("log_dropped_total", "Requests that were not logged.", fmt::to_string(drops.log));
  single("telemetry_dropped_total", "Spans and reports that were not exported.", fmt::to_string(drops.telemetry));
  single("series_dropped_total", "Values that were not counted, as there were too many labels.",
         fmt::to_string(series_dropped));
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
OAICOMPAT_INLINE std::string GatewayMetrics::text(MetricsFormat format, const std::vector<TargetState>& targets,
                                                  MetricsDrops drops) const {
  return state_->text(format, targets, drops);
}

}  // namespace oaicompat::inline v1
