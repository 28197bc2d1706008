// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/gateway/telemetry_queue.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace oaicompat::inline v1::detail {

inline constexpr std::chrono::milliseconds telemetry_delay{100};  // that a report waits for others

OAICOMPAT_INLINE TelemetryQueue::TelemetryQueue(TelemetryOptions options, std::string prefix, Headers headers)
    : options_{std::move(options)},
      resource_{otlp_resource(options_.rules, random_id("gateway_"))},
      redaction_{options_.redact},
      began_ns_{wall_ns()},
      post_{{.to = options_.to,
             .prefix = std::move(prefix),
             .headers = std::move(headers),
             .timeout = options_.rules.timeout,
             .give_up = options_.rules.give_up},
            stop_.get_token(),
            [this](Duration span) { pause(span); }},
      metrics_{options_.rules.names, options_.rules.temporality},
      metrics_since_ns_{began_ns_},
      adding_{[this] { add_reports(); }},
      sending_{[this] { send_exports(); }} {}

OAICOMPAT_INLINE TelemetryQueue::~TelemetryQueue() {
  {
    std::unique_lock lock{mutex_};
    stopping_ = true;
    come_.notify_one();
    sent_.wait_for(lock, options_.rules.end_within, [&] { return ended_; });
    pausing_ = false;
  }
  stop_.request_stop();
  pause_.notify_all();
  adding_.join();
  sending_.join();
}

OAICOMPAT_INLINE void TelemetryQueue::push(TimedReport report) {
  {
    const std::lock_guard lock{mutex_};
    if (std::cmp_greater_equal(reports_.size(), options_.rules.max_queued)) {
      ++counts_.reports_dropped;
      return;
    }
    ++pushed_;
    reports_.push_back(std::move(report));
    if (reports_.size() > 1) return;
  }
  come_.notify_one();
}

OAICOMPAT_INLINE void TelemetryQueue::flush() {
  std::unique_lock lock{mutex_};
  const auto until = pushed_;
  flush_to_ = until;
  come_.notify_one();
  due_.notify_one();
  sent_.wait(lock, [&] { return done_ >= until || ended_; });
}

OAICOMPAT_INLINE TelemetryCounts TelemetryQueue::counts() {
  const std::lock_guard lock{mutex_};
  return counts_;
}

OAICOMPAT_INLINE void TelemetryQueue::add_reports() {
  std::unique_lock lock{mutex_};
  for (;;) {
    come_.wait(lock, [&] { return !reports_.empty() || stopping_; });
    come_.wait_for(lock, telemetry_delay, [&] { return stopping_ || flush_to_ > added_; });
    const auto reports = std::exchange(reports_, {});
    lock.unlock();
    auto spans = add(reports);
    lock.lock();
    added_ += reports.size();
    const auto most = static_cast<std::size_t>(options_.rules.max_queued);
    const auto room = std::min(spans.size(), most - std::min(most, spans_.size()));
    counts_.spans_dropped += spans.size() - room;
    std::move(spans.begin(), spans.begin() + static_cast<std::ptrdiff_t>(room), std::back_inserter(spans_));
    all_added_ = stopping_ && reports_.empty();
    due_.notify_one();
    if (all_added_) return;
  }
}

OAICOMPAT_INLINE std::vector<std::string> TelemetryQueue::add(const std::deque<TimedReport>& reports) {
  std::vector<std::string> spans;
  const std::lock_guard lock{metrics_mutex_};
  for (const auto& each : reports) {
    if (options_.rules.metrics && each.shadow_of.empty()) metrics_.add(each.report);
    if (!wants_spans(each.report, options_.rules)) continue;
    auto made = otlp_spans(each, options_.rules.names, redaction_);
    std::move(made.begin(), made.end(), std::back_inserter(spans));
  }
  return spans;
}

OAICOMPAT_INLINE void TelemetryQueue::send_exports() {
  using std::chrono::steady_clock;
  const auto& rules = options_.rules;
  auto spans_at = steady_clock::now() + bounded_span(rules.interval);
  auto metrics_at = steady_clock::now() + bounded_span(rules.metrics_interval);
  std::unique_lock lock{mutex_};
  for (bool last = false; !last;) {
    const auto all = [&] { return all_added_ || (flush_to_ > done_ && added_ >= flush_to_); };
    const auto full = [&] { return std::cmp_greater_equal(spans_.size(), rules.max_batch); };
    due_.wait_until(lock, std::min(spans_at, metrics_at), [&] { return all() || full(); });
    const auto added = added_;
    const bool everything = all();
    last = all_added_;
    lock.unlock();
    const auto now = steady_clock::now();
    send_spans();
    if (now >= spans_at) spans_at = now + bounded_span(rules.interval);
    if (everything || now >= metrics_at) {
      metrics_at = now + bounded_span(rules.metrics_interval);
      send_metrics();
    }
    lock.lock();
    if (everything) done_ = added;
    ended_ = last;
    sent_.notify_all();
  }
}

OAICOMPAT_INLINE void TelemetryQueue::send_spans() {
  for (;;) {
    std::vector<std::string> batch;
    {
      const std::lock_guard lock{mutex_};
      const auto count = std::min(spans_.size(), static_cast<std::size_t>(options_.rules.max_batch));
      const auto end = spans_.begin() + static_cast<std::ptrdiff_t>(count);
      batch.assign(std::make_move_iterator(spans_.begin()), std::make_move_iterator(end));
      spans_.erase(spans_.begin(), end);
    }
    if (batch.empty()) return;
    const auto sent = post_.send("/v1/traces", otlp_traces(resource_, batch));
    const auto refused =
        sent ? std::min<std::uint64_t>(static_cast<std::uint64_t>(sent->refused), batch.size()) : batch.size();
    {
      const std::lock_guard lock{mutex_};
      counts_.spans_sent += batch.size() - refused;
      counts_.spans_dropped += refused;
    }
    sent ? note_taken(*sent) : note(sent.error());
  }
}

OAICOMPAT_INLINE void TelemetryQueue::send_metrics() {
  std::optional<std::string> body;
  {
    const std::lock_guard lock{metrics_mutex_};
    const auto now = wall_ns();
    body = metrics_.take(resource_, metrics_since_ns_, now);
    if (options_.rules.temporality == Temporality::delta) metrics_since_ns_ = now;
  }
  if (!body) return;
  const auto sent = post_.send("/v1/metrics", *body);
  if (!sent) return note(sent.error());
  {
    const std::lock_guard lock{mutex_};
    counts_.points_dropped += static_cast<std::uint64_t>(sent->refused);
  }
  note_taken(*sent);
}

// Told once: a collector that refuses some mostly does so each time, and counts tell how many.
OAICOMPAT_INLINE void TelemetryQueue::note_taken(const OtlpTaken& taken) {
  if ((taken.refused == 0 && taken.message.empty()) || std::exchange(told_refusal_, true) || !options_.on_error) return;
  options_.on_error(
      api_error(200, fmt::format("The collector took an export but for {} items: {}", taken.refused, taken.message),
                "partial_success"));
}

OAICOMPAT_INLINE void TelemetryQueue::note(const Error& error) {
  {
    const std::lock_guard lock{mutex_};
    ++counts_.exports_failed;
  }
  if (options_.on_error) options_.on_error(error);
}

OAICOMPAT_INLINE void TelemetryQueue::pause(Duration span) {
  std::unique_lock lock{mutex_};
  pause_.wait_for(lock, span, [&] { return !pausing_; });
}

}  // namespace oaicompat::inline v1::detail
