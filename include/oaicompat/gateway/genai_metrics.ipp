// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/genai_metrics.hpp>
#include <oaicompat/gateway/log_object.hpp>
#include <oaicompat/gateway/metric_labels.hpp>
#include <oaicompat/gateway/otlp_json.hpp>
#include <oaicompat/http/url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace oaicompat::inline v1::detail {

inline constexpr std::size_t most_genai_points = 2'000;  // of a metric; the others are one
inline constexpr std::array genai_tokens{1.0,     4.0,     16.0,     64.0,      256.0,     1024.0,     4096.0,
                                         16384.0, 65536.0, 262144.0, 1048576.0, 4194304.0, 16777216.0, 67108864.0};
inline constexpr std::array genai_first_token{0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1,
                                              0.25,  0.5,   0.75, 1.0,  2.5,  5.0,  7.5,  10.0};
inline constexpr std::array genai_each_token{0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5};

OAICOMPAT_INLINE GenAiFamily::Point& GenAiMetrics::point(std::string_view name, std::string_view unit,
                                                         std::span<const double> bounds,
                                                         const std::string& attributes) {
  auto& family = families_[name];
  family.unit = unit;
  family.bounds = bounds;
  const bool full = family.points.size() >= most_genai_points && !family.points.contains(attributes);
  auto& out = family.points[full ? OtlpAttributes{}.flag("otel.metric.overflow", true).array() : attributes];
  if (!bounds.empty()) out.counts.resize(bounds.size() + 1);
  return out;
}

OAICOMPAT_INLINE void GenAiMetrics::measure(std::string_view name, std::string_view unit,
                                            std::span<const double> bounds, const std::string& attributes,
                                            double value) {
  auto& to = point(name, unit, bounds, attributes);
  to.sum += value;
  ++to.count;
  if (bounds.empty()) return;
  const auto at = std::lower_bound(bounds.begin(), bounds.end(), value) - bounds.begin();
  ++to.counts[static_cast<std::size_t>(at)];
}

// Who serves is the gateway: its own address stands nowhere, as it is the resource.
OAICOMPAT_INLINE void GenAiMetrics::add(const RequestReport& report) {
  const auto operation = genai_operation(report.path);
  if (operation.empty() || report.outcome == RequestOutcome::refused) return;
  for (const auto& each : report.attempts) add_attempt(report, each);
  if (report.cache == CacheUse::refresh) return;  // which nobody waited for
  OtlpAttributes out;
  out.text("gen_ai.operation.name", operation).text("gen_ai.provider.name", "oaicompat");
  out.text_if("gen_ai.request.model", model_label(report)).text_if("error.type", error_type(report));
  const auto attributes = out.array();
  measure("gen_ai.server.request.duration", "s", gateway_seconds, attributes, seconds_of(report.duration));
  if (!report.stream || !report.first_token) return;
  measure("gen_ai.server.time_to_first_token", "s", genai_first_token, attributes, seconds_of(*report.first_token));
  const auto more = report.tokens ? report.tokens->output - 1 : 0;
  if (more < 1 || report.outcome != RequestOutcome::answered) return;
  measure("gen_ai.server.time_per_output_token", "s", genai_each_token, attributes,
          seconds_of(report.duration - *report.first_token) / static_cast<double>(more));
}

OAICOMPAT_INLINE void GenAiMetrics::add_attempt(const RequestReport& report, const AttemptReport& attempt) {
  if (!report.rules || attempt.target >= report.rules->targets.size()) return;
  const auto& target = report.rules->targets[attempt.target];
  OtlpAttributes out;
  out.text("gen_ai.operation.name", genai_operation(report.path));
  const auto provider = genai_provider(target);
  if (latest()) out.text("gen_ai.provider.name", provider);
  if (legacy()) out.text("gen_ai.system", provider);
  out.text_if("gen_ai.request.model", model_label(report)).text("oaicompat.target", target.name);
  if (const auto url = parse_base_url(target.base_url)) {
    out.text("server.address", url->host).number("server.port", url->port);
  }
  const auto without_error = out;
  const auto attributes = out.text_if("error.type", error_type(attempt)).array();
  const auto duration = seconds_of(attempt.duration);
  if (latest()) measure("gen_ai.client.inference.duration", "s", gateway_seconds, attributes, duration);
  if (legacy()) measure("gen_ai.client.operation.duration", "s", gateway_seconds, attributes, duration);
  if (report.stream && attempt.first_token) {
    const auto first = seconds_of(*attempt.first_token);
    if (latest()) measure("gen_ai.client.inference.time_to_first_chunk", "s", gateway_seconds, attributes, first);
    if (legacy()) measure("gen_ai.client.operation.time_to_first_chunk", "s", gateway_seconds, attributes, first);
  }
  if (latest() && attempt.gaps != TokenGaps{}) add_gaps(attributes, attempt.gaps);
  if (attempt.tokens) add_usage(report, without_error.array(), *attempt.tokens);
}

OAICOMPAT_INLINE void GenAiMetrics::add_gaps(const std::string& attributes, const TokenGaps& gaps) {
  auto& to = point("gen_ai.client.inference.time_per_output_chunk", "s", TokenGaps::bounds, attributes);
  to.sum += gaps.sum;
  for (std::size_t i = 0; i < to.counts.size(); ++i) {
    to.counts[i] += gaps.counts[i];
    to.count += gaps.counts[i];
  }
}

OAICOMPAT_INLINE void GenAiMetrics::add_usage(const RequestReport& report, const std::string& attributes,
                                              const TokenTally& tokens) {
  const bool answers = genai_operation(report.path) != "embeddings";
  const auto with = [&](std::string_view key, std::string_view value) {
    const auto more = OtlpAttributes{}.text(key, value).array();
    return attributes.substr(0, attributes.size() - 1) + "," + more.substr(1);
  };
  const auto input = static_cast<double>(tokens.input), output = static_cast<double>(tokens.output);
  if (legacy()) {
    constexpr std::string_view name = "gen_ai.client.token.usage";
    measure(name, "{token}", genai_tokens, with("gen_ai.token.type", "input"), input);
    if (answers) measure(name, "{token}", genai_tokens, with("gen_ai.token.type", "output"), output);
  }
  if (!latest()) return;
  measure("gen_ai.client.inference.operation.input_tokens", "{token}", genai_tokens, attributes, input);
  if (answers) measure("gen_ai.client.inference.operation.output_tokens", "{token}", genai_tokens, attributes, output);
  const auto count = [&](std::string_view name, std::int64_t value) {
    if (value > 0) {
      measure(name, "{token}", {}, with("gen_ai.token.modality", "unknown"), static_cast<double>(value));
    }
  };
  count("gen_ai.client.inference.usage.input_tokens", tokens.input);
  count("gen_ai.client.inference.usage.output_tokens", tokens.output);
  count("gen_ai.client.inference.usage.cache_read.input_tokens", tokens.cached);
  count("gen_ai.client.inference.usage.cache_write.input_tokens", tokens.cache_write);
  count("gen_ai.client.inference.usage.reasoning.output_tokens", tokens.reasoning);
}

inline std::string otlp_point(const std::string& attributes, const GenAiFamily& family, const GenAiFamily::Point& point,
                              std::int64_t since_ns, std::int64_t now_ns) {
  LogObject out;
  out.json("attributes", attributes).text("startTimeUnixNano", std::to_string(since_ns));
  out.text("timeUnixNano", std::to_string(now_ns));
  if (family.bounds.empty()) return out.text("asInt", fmt::format("{:.0f}", point.sum)).take();
  out.text("count", std::to_string(point.count)).json("sum", fmt::format("{}", point.sum));
  out.json("bucketCounts", json_array(point.counts, [](std::uint64_t each) { return fmt::format("\"{}\"", each); }));
  return out.json("explicitBounds", json_array(family.bounds, [](double each) { return fmt::format("{}", each); }))
      .take();
}

OAICOMPAT_INLINE std::optional<std::string> GenAiMetrics::take(const std::string& resource, std::int64_t since_ns,
                                                               std::int64_t now_ns) {
  if (families_.empty()) return std::nullopt;
  const int temporality = temporality_ == Temporality::delta ? 1 : 2;
  const auto family_json = [&](const auto& entry) {
    const auto& family = entry.second;
    LogObject data;
    data.json("dataPoints", json_array(family.points, [&](const auto& each) {
                return otlp_point(each.first, family, each.second, since_ns, now_ns);
              }));
    data.number("aggregationTemporality", temporality);
    const bool counter = family.bounds.empty();
    if (counter) data.flag("isMonotonic", true);
    return LogObject{}
        .text("name", entry.first)
        .text("unit", family.unit)
        .json(counter ? "sum" : "histogram", data.take())
        .take();
  };
  const auto scope = LogObject{}.json("scope", otlp_scope()).json("metrics", json_array(families_, family_json)).take();
  if (temporality_ == Temporality::delta) families_.clear();
  const auto all = LogObject{}.json("resource", resource).json("scopeMetrics", "[" + scope + "]").take();
  return LogObject{}.json("resourceMetrics", "[" + all + "]").take();
}

}  // namespace oaicompat::inline v1::detail
