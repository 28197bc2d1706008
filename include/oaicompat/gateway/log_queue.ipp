// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/log_queue.hpp>
#include <oaicompat/gateway/recorded_exchange.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/whole_answer.hpp>

#include <chrono>
#include <utility>

namespace oaicompat::inline v1::detail {

inline constexpr std::size_t log_batch = 1000;              // records of one transaction
inline constexpr std::chrono::milliseconds log_delay{100};  // that a record waits for others
inline constexpr std::chrono::minutes log_trims_every{1};

OAICOMPAT_INLINE LogQueue::LogQueue(LogSinkPtr to, LogRules log_rules, ClockPtr by,
                                    std::function<void(const Error&)> on_error)
    : sink{std::move(to)},
      rules{std::move(log_rules)},
      clock{std::move(by)},
      on_error_{std::move(on_error)},
      redaction_{rules.redact},
      thread_{[this] { run(); }} {}

OAICOMPAT_INLINE LogQueue::~LogQueue() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  come_.notify_one();
  thread_.join();
}

OAICOMPAT_INLINE void LogQueue::push(QueuedRecord record) {
  std::size_t waiting = 0;
  {
    const std::lock_guard lock{mutex_};
    const auto bytes = bytes_ + record.bytes();
    if (std::cmp_greater_equal(records_.size(), rules.max_queued) || std::cmp_greater(bytes, rules.max_queued_bytes)) {
      ++dropped_;
      return;
    }
    bytes_ = bytes;
    ++pushed_;
    records_.push_back(std::move(record));
    waiting = records_.size();
  }
  if (waiting == 1 || waiting == log_batch) come_.notify_one();
}

OAICOMPAT_INLINE void LogQueue::push(AuditRecord record) {
  {
    const std::lock_guard lock{mutex_};
    ++pushed_;
    changes_.push_back(std::move(record));
  }
  come_.notify_one();
}

OAICOMPAT_INLINE void LogQueue::flush() {
  std::unique_lock lock{mutex_};
  const auto until = pushed_;
  ++flushing_;
  come_.notify_one();
  written_.wait(lock, [&] { return done_ >= until; });
  --flushing_;
}

OAICOMPAT_INLINE void LogQueue::run() {
  note(sink->trim(clock->unix_time()), 0);
  auto trimmed_at = std::chrono::steady_clock::now();
  std::unique_lock lock{mutex_};
  for (;;) {
    const auto has_some = [&] { return !records_.empty() || !changes_.empty(); };
    come_.wait_until(lock, trimmed_at + log_trims_every, [&] { return has_some() || stopping_; });
    const auto urgent = [&] { return stopping_ || flushing_ > 0 || !changes_.empty() || records_.size() >= log_batch; };
    if (has_some()) come_.wait_for(lock, log_delay, urgent);
    if (stopping_ && !has_some()) return;
    auto records = std::exchange(records_, {});
    auto changes = std::exchange(changes_, {});
    bytes_ = 0;
    const auto count = records.size() + changes.size();
    lock.unlock();
    write(std::move(records), std::move(changes));
    if (std::chrono::steady_clock::now() - trimmed_at >= log_trims_every) {
      note(sink->trim(clock->unix_time()), 0);
      trimmed_at = std::chrono::steady_clock::now();
    }
    lock.lock();
    done_ += count;
    written_.notify_all();
  }
}

OAICOMPAT_INLINE void LogQueue::write(std::deque<QueuedRecord> records, std::vector<AuditRecord> changes) {
  for (const auto& each : changes) note(sink->audit(each), 0);
  std::vector<LogRecord> batch;
  for (; !records.empty(); records.pop_front()) {
    batch.push_back(redacted(std::move(records.front())));
    if (batch.size() < log_batch) continue;
    note(sink->write(batch), batch.size());
    batch.clear();
  }
  if (!batch.empty()) note(sink->write(batch), batch.size());
}

// What a caller may have put anywhere is cut and redacted everywhere.
OAICOMPAT_INLINE LogRecord LogQueue::redacted(QueuedRecord queued) const {
  constexpr std::size_t longest_word = 256;
  auto record = std::move(queued.record);
  auto& report = record.report;
  for (auto* each : {&report.path, &report.model_asked, &record.caller_id}) {
    *each = redaction_.redact(std::string_view{*each}.substr(0, longest_word));
  }
  for (const auto& each : report.attempts) {
    const bool known = report.rules && each.target < report.rules->targets.size();
    record.attempt_targets.push_back(known ? report.rules->targets[each.target].name : std::string{});
  }
  if (report.exchange) record.scores = scores_json(report.exchange->scores());
  report.exchange = nullptr;
  if (queued.level != LogLevel::bodies) return record;
  record.scores = redaction_.redact(record.scores);
  record.headers = redaction_.redact(queued.headers);
  record.request = redaction_.redact(record.request);
  record.answer = redaction_.redact(whole_answer(std::move(record.answer)));
  return record;
}

OAICOMPAT_INLINE void LogQueue::note(const Result<void>& done, std::size_t lost) {
  if (done) return;
  dropped_ += lost;
  if (on_error_) on_error_(done.error());
}

}  // namespace oaicompat::inline v1::detail
