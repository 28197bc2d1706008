// LogQueue: what waits to be logged, and the thread that writes it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/log_sink.hpp>
#include <oaicompat/gateway/redaction.hpp>
#include <oaicompat/gateway/service_rules.hpp>
#include <oaicompat/http/head.hpp>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace oaicompat::inline v1::detail {

/// A request that waits, not yet redacted.
struct QueuedRecord {
  LogRecord record{};
  Headers headers{};
  LogLevel level = LogLevel::metadata;

  std::size_t bytes() const { return record.request.size() + record.answer.size(); }
};

/// **Threads**: any.
class OAICOMPAT_API LogQueue {
 public:
  LogQueue(LogSinkPtr to, LogRules log_rules, ClockPtr by, std::function<void(const Error&)> on_error);
  ~LogQueue();
  LogQueue(const LogQueue&) = delete;
  LogQueue& operator=(const LogQueue&) = delete;

  void push(QueuedRecord record);
  void push(AuditRecord record);
  void flush();
  std::uint64_t dropped() const { return dropped_; }

  const LogSinkPtr sink;
  const LogRules rules;
  const ClockPtr clock;

 private:
  void run();
  void write(std::deque<QueuedRecord> records, std::vector<AuditRecord> changes);
  LogRecord redacted(QueuedRecord queued) const;
  void note(const Result<void>& done, std::size_t lost);

  const std::function<void(const Error&)> on_error_;
  const Redaction redaction_;
  std::mutex mutex_;
  std::condition_variable come_, written_;
  std::deque<QueuedRecord> records_;
  std::vector<AuditRecord> changes_;
  std::size_t bytes_ = 0;
  std::uint64_t pushed_ = 0, done_ = 0;  // records and changes
  int flushing_ = 0;
  bool stopping_ = false;
  std::atomic<std::uint64_t> dropped_{0};
  std::thread thread_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/log_queue.ipp>
#endif
