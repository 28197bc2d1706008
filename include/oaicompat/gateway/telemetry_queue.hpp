// TelemetryQueue: what waits to be exported, the thread that adds it up, and the one that sends it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/genai_metrics.hpp>
#include <oaicompat/gateway/otlp_json.hpp>
#include <oaicompat/gateway/otlp_post.hpp>
#include <oaicompat/gateway/redaction.hpp>
#include <oaicompat/gateway/telemetry.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace oaicompat::inline v1::detail {

/// **Threads**: any.
class OAICOMPAT_API TelemetryQueue {
 public:
  TelemetryQueue(TelemetryOptions options, std::string prefix, Headers headers);
  ~TelemetryQueue();
  TelemetryQueue(const TelemetryQueue&) = delete;
  TelemetryQueue& operator=(const TelemetryQueue&) = delete;

  void push(TimedReport report);
  void flush();
  TelemetryCounts counts();
  const TelemetryRules& rules() const { return options_.rules; }

 private:
  void add_reports();
  std::vector<std::string> add(const std::deque<TimedReport>& reports);
  void send_exports();
  void send_spans();
  void send_metrics();
  void note(const Error& error);
  void note_taken(const OtlpTaken& taken);
  void pause(Duration span);

  const TelemetryOptions options_;
  const std::string resource_;
  const Redaction redaction_;
  const std::int64_t began_ns_;
  std::stop_source stop_;  // no more tries
  const OtlpPost post_;
  bool told_refusal_ = false;  // of the thread that sends alone
  std::mutex metrics_mutex_;
  GenAiMetrics metrics_;
  std::int64_t metrics_since_ns_;
  std::mutex mutex_;  // of all below
  std::condition_variable come_, due_, sent_;
  std::condition_variable pause_;
  std::deque<TimedReport> reports_;
  std::deque<std::string> spans_;
  std::uint64_t pushed_ = 0, added_ = 0, done_ = 0, flush_to_ = 0;  // reports
  TelemetryCounts counts_;
  bool stopping_ = false, all_added_ = false, ended_ = false, pausing_ = true;
  std::thread adding_, sending_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/telemetry_queue.ipp>
#endif
