// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/gateway/asked_log_level.hpp>
#include <oaicompat/gateway/log_queue.hpp>
#include <oaicompat/gateway/request_log.hpp>
#include <oaicompat/gateway/traceparent.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>

namespace oaicompat::inline v1 {
namespace detail {

// Ids of a process rise, so that a log that orders by them grows at its end; nobody can guess the last 12 characters.
inline std::string log_id(std::int64_t unix_time) {
  static std::atomic<std::uint32_t> count{0};
  return fmt::format("req_{:010x}{:08x}{}", unix_time, count++, std::string_view{random_id("")}.substr(0, 12));
}

// What is seen of a request while it is under way.
struct WatchedRequest {
  QueuedRecord queued;
  std::string path;  // as it came: of a dialect, the gateway sees another one
  bool reported = false;
};

// The requests under way, by their ids.
class WatchedRequests {
 public:
  void add(const std::string& id, WatchedRequest& watched) {
    const std::lock_guard lock{mutex_};
    all_[id] = &watched;
  }
  void remove(const std::string& id) {
    const std::lock_guard lock{mutex_};
    all_.erase(id);
  }
  // Puts a report to its request; false where that is not watched.
  bool report(const RequestReport& report) {
    const std::lock_guard lock{mutex_};
    const auto at = all_.find(report.request_id);
    if (at == all_.end()) return false;
    at->second->queued.record.report = report;
    at->second->reported = true;
    return true;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, WatchedRequest*> all_;
};

}  // namespace detail

struct RequestLog::State {
  State(LogSinkPtr sink, RequestLogOptions options)
      : queue{std::move(sink), std::move(options.rules), std::move(options.clock), std::move(options.on_error)} {}
  detail::WatchedRequests watched;
  detail::LogQueue queue;
};

namespace detail {

// Keeps what passes, and logs it once it is over.
template <class State>
class RecordedAnswer final : public WrappedAnswer {
 public:
  RecordedAnswer(std::shared_ptr<State> state, std::string id, std::string path)
      : WrappedAnswer{nullptr}, state_{std::move(state)} {
    watched_.path = std::move(path);
    watched_.queued.record.id = std::move(id);
    state_->watched.add(watched_.queued.record.id, watched_);
  }
  ~RecordedAnswer() override {
    inner_.reset();
    settle();
  }
  QueuedRecord& queued() { return watched_.queued; }
  void begin(Answer inner) { inner_ = std::move(inner); }

  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (got == Pull::some) {
      see(out);
    } else if (got != Pull::wait) {
      settle();
    }
    return got;
  }

 private:
  void see(Part& part) {
    if (auto* head = std::get_if<Head>(&part)) {
      head->headers.set("x-oaicompat-request-id", watched_.queued.record.id);
      return;
    }
    if (watched_.queued.level == LogLevel::bodies) keep(watched_.queued.record.answer, std::get<Bytes>(part));
  }
  void keep(Bytes& to, std::string_view piece) {
    const auto most = static_cast<std::size_t>(state_->queue.rules.max_body);
    const auto room = most - std::min(most, to.size());
    if (piece.size() > room) watched_.queued.record.cut = true;
    to += piece.substr(0, room);
  }
  void settle() {
    if (std::exchange(settled_, true)) return;
    state_->watched.remove(watched_.queued.record.id);
    auto& queued = watched_.queued;
    if (!watched_.reported || queued.level == LogLevel::none) return;
    queued.record.report.path = std::move(watched_.path);
    if (queued.record.report.status == 401) {  // what strangers send is not kept
      queued.level = std::min(queued.level, LogLevel::metadata);
      queued.record.request.clear();
      queued.record.answer.clear();
    }
    state_->queue.push(std::move(queued));
  }

  const std::shared_ptr<State> state_;
  WatchedRequest watched_;
  bool settled_ = false;
};

}  // namespace detail

OAICOMPAT_INLINE RequestLog::RequestLog(LogSinkPtr sink, RequestLogOptions options)
    : state_{std::make_shared<State>(std::move(sink), std::move(options))} {}

OAICOMPAT_INLINE Layer RequestLog::watch() const {
  return [state = state_](Handler inner) -> Handler {
    return [state, inner = std::move(inner)](Request&& request) -> Answer {
      auto answer = std::make_unique<detail::RecordedAnswer<State>>(
          state, detail::log_id(state->queue.clock->unix_time()), request.path);
      auto& queued = answer->queued();
      auto& record = queued.record;
      queued.level = detail::asked_log_level(request.headers, state->queue.rules.level);
      record.caller_id = request.headers.get("x-request-id");
      if (record.caller_id.empty()) record.caller_id = request.context.request_id;
      const auto span = enter_span(request.headers);
      record.trace_id = span.trace_id;
      record.span_id = span.span_id;
      if (queued.level == LogLevel::bodies) {
        const auto body = request.body.view();
        const auto most = static_cast<std::size_t>(state->queue.rules.max_body);
        record.request = body.substr(0, most);
        record.cut = body.size() > most;
        queued.headers = request.headers;
      }
      request.context.request_id = record.id;
      answer->begin(inner(std::move(request)));
      return answer;
    };
  };
}

OAICOMPAT_INLINE std::function<void(const RequestReport&)> RequestLog::hook() const {
  return [state = state_](const RequestReport& report) {
    if (state->watched.report(report) || state->queue.rules.level == LogLevel::none) return;
    detail::QueuedRecord queued;
    queued.record.id = report.request_id.empty() ? detail::log_id(state->queue.clock->unix_time()) : report.request_id;
    queued.record.report = report;
    state->queue.push(std::move(queued));
  };
}

OAICOMPAT_INLINE std::function<void(const EvaluationReport&)> RequestLog::evaluation_hook() const {
  return [state = state_](const EvaluationReport& report) {
    const auto level = std::min(state->queue.rules.level, report.log);
    const bool was_asked = !report.request.attempts.empty();
    const bool is_row = report.kind != EvaluationKind::checks && report.kind != EvaluationKind::embedding;
    if (!is_row || !was_asked || level == LogLevel::none) return;
    detail::QueuedRecord queued;
    queued.level = level;
    auto& record = queued.record;
    record.id = report.request.request_id;
    record.trace_id = report.request.trace.trace_id;
    record.span_id = report.request.trace.span_id;
    record.kind = report.kind;
    record.of = report.of;
    record.report = report.request;
    auto scores = report.scores;
    if (level != LogLevel::bodies && report.kind == EvaluationKind::judge) {
      for (auto& each : scores) each.note = to_string(report.vote);  // a reason tells what was said
    }
    record.scores = scores_json(scores);
    if (level == LogLevel::bodies) {
      const auto most = static_cast<std::size_t>(state->queue.rules.max_body);
      record.request = report.body.substr(0, most);
      record.answer = report.answer.substr(0, most);
      record.cut = report.body.size() > most || report.answer.size() > most;
    }
    state->queue.push(std::move(queued));
  };
}

OAICOMPAT_INLINE void RequestLog::audit(AuditRecord record) const { state_->queue.push(std::move(record)); }
OAICOMPAT_INLINE void RequestLog::flush() const { state_->queue.flush(); }
OAICOMPAT_INLINE std::uint64_t RequestLog::dropped() const { return state_->queue.dropped(); }
OAICOMPAT_INLINE const LogSinkPtr& RequestLog::sink() const { return state_->queue.sink; }

}  // namespace oaicompat::inline v1
