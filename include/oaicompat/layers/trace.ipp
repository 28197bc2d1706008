// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/guarded.hpp>
#include <oaicompat/layers/trace.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// One request, for its tracer.
class TracedRequest {
 public:
  TracedRequest(std::shared_ptr<const TraceOptions> options, const Request& request) : options_{std::move(options)} {
    static std::atomic<std::uint64_t> last = 0;
    moment_.number = ++last;
    moment_.traceparent = request.headers.get("traceparent");
    moment_.tracestate = request.headers.get("tracestate");
    moment_.record.method = request.method;
    moment_.record.path = request.path;
    moment_.record.request_id = request.context.request_id;
    moment_.record.peer = request.context.peer;
  }
  void begin(CallSettings& call) {
    tell(TraceMoment::What::begin, options_->clock->now());
    if (!options_->traceparent) return;
    auto parent = guarded([&] { return options_->traceparent(moment_); }, [] { return std::string{}; });
    if (!parent.empty()) call.headers.set("traceparent", std::move(parent));
  }
  void first_token(Time at) { tell(TraceMoment::What::first_token, at); }
  void end(const AccessRecord& record) {
    moment_.record = record;
    tell(TraceMoment::What::end, options_->clock->now());
  }

 private:
  void tell(TraceMoment::What what, Time at) {
    moment_.what = what;
    moment_.at = at;
    detail::notify(options_->on_trace, moment_);
  }
  const std::shared_ptr<const TraceOptions> options_;
  TraceMoment moment_;
};

class TracedAnswer final : public WrappedAnswer {
 public:
  TracedAnswer(Answer inner, std::shared_ptr<TracedRequest> traced, RequestNotesPtr notes)
      : WrappedAnswer{std::move(inner)}, traced_{std::move(traced)}, notes_{std::move(notes)} {}
  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (!notes_ || got != Pull::some) return got;
    if (const auto at = notes_->first_token()) {
      traced_->first_token(*at);
      notes_ = nullptr;
    }
    return got;
  }

 private:
  const std::shared_ptr<TracedRequest> traced_;
  RequestNotesPtr notes_;  // until the first token
};

}  // namespace detail

OAICOMPAT_INLINE Layer trace(TraceOptions options) {
  return [shared = std::make_shared<const TraceOptions>(std::move(options))](Handler inner) -> Handler {
    if (!shared->on_trace) return inner;
    return [shared, inner = std::move(inner)](Request&& request) -> Answer {
      const auto traced = std::make_shared<detail::TracedRequest>(shared, request);
      traced->begin(request.context.call);
      auto log = std::make_shared<const AccessLogOptions>(AccessLogOptions{
          .sink = [traced](const AccessRecord& record) { traced->end(record); }, .clock = shared->clock});
      const auto watched = [&](Request asked) -> Answer {
        auto notes = asked.context.notes;
        return std::make_unique<detail::TracedAnswer>(inner(std::move(asked)), traced, std::move(notes));
      };
      return detail::logged(watched, std::move(request), std::move(log));
    };
  };
}

}  // namespace oaicompat::inline v1
