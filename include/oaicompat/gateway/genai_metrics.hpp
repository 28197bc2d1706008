// GenAiMetrics: what a gateway's requests come to, by the names of the conventions for generative AI.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/service_rules.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

/// One metric: its name, and its points by their attributes.
struct GenAiFamily {
  struct Point {
    std::vector<std::uint64_t> counts{};  ///< Of a histogram: below each bound, and above the last one.
    double sum = 0;
    std::uint64_t count = 0;
  };
  std::string_view unit{};
  std::span<const double> bounds{};  ///< Empty: a counter.
  std::map<std::string, Point> points{};
};

/// Adds requests up. Models are named by the rules' names alone; see `model_label`. **Threads**: one at a time.
class OAICOMPAT_API GenAiMetrics {
 public:
  explicit GenAiMetrics(TelemetryNames names, Temporality temporality) : names_{names}, temporality_{temporality} {}

  void add(const RequestReport& report);
  /// The metrics from `since_ns` to `now_ns` as a whole export, or nothing where there are none. Of the temporality
  /// `delta` they begin anew.
  std::optional<std::string> take(const std::string& resource, std::int64_t since_ns, std::int64_t now_ns);

 private:
  void add_attempt(const RequestReport& report, const AttemptReport& attempt);
  void add_gaps(const std::string& attributes, const TokenGaps& gaps);
  void add_usage(const RequestReport& report, const std::string& attributes, const TokenTally& tokens);
  void measure(std::string_view name, std::string_view unit, std::span<const double> bounds,
               const std::string& attributes, double value);
  GenAiFamily::Point& point(std::string_view name, std::string_view unit, std::span<const double> bounds,
                            const std::string& attributes);
  bool latest() const { return names_ != TelemetryNames::legacy; }
  bool legacy() const { return names_ != TelemetryNames::latest; }

  const TelemetryNames names_;
  const Temporality temporality_;
  std::map<std::string_view, GenAiFamily> families_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/genai_metrics.ipp>
#endif
