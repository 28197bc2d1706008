// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/api/served.hpp>
#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/guarded.hpp>
#include <oaicompat/resources/chat/choice_steps.ipp>
#include <oaicompat/resources/responses/derived_responses.ipp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace oaicompat::inline v1::detail {

// Holds all that a job needs while the backend may go.
struct DerivedResponses::Work {
  ResponsesOptions options;
  StorePtr store;  ///< The tenant's.
  ResponseJobs::Key key;
  Backend chat;
  PreparedResponse prepared;
  ResponseBuilder builder;
  Context context;
  std::shared_ptr<ResponseJobs> jobs;

  void run() {
    const auto& job = prepared.job;
    ResponseBuilder::Events events;
    if (!job->stop().stop_requested()) {
      builder.start(events);
      job->add(events, builder.response());
      if (auto made = caught([&] { return make(events); }); !made) builder.fail(made.error(), events);
    }
    end(events);
    jobs->end(key);
    job->end();
    jobs->remove(key);
  }

 private:
  ResponseRepository repository() const { return ResponseRepository{options, store}; }
  Duration renewal() const { return bounded_span(std::max(options.lease, std::chrono::seconds{1})) / 3; }

  // What a host's backend or store lets out is an error of theirs.
  template <class F>
  static Result<void> caught(F work) {
    return detail::guarded([&]() -> Result<void> { return work(); },
                           [] { return api_error(500, "The handler failed.", "handler_exception"); });
  }

  Result<void> make(ResponseBuilder::Events& events) {
    const auto stream = steps_of(chat, prepared, context);
    if (!stream) return no_answer();
    Waiter waiter{context.stop};
    ChatStep step;
    Pull got;
    while (true) {
      jobs->renew(options.clock->now(), renewal());
      got = waiter.pull(*stream, step, std::chrono::steady_clock::now() + renewal());
      if (got == Pull::wait && !context.stop.stop_requested()) continue;
      if (got != Pull::some) break;
      if (auto added = add_step(builder, step, events); !added) return added;
      prepared.job->add(events, builder.response());
    }
    if (got == Pull::fail) return error_of_response(stream->error());
    if (got == Pull::wait) return {};  // it was left
    if (!builder.finished()) return no_finish_reason(0);
    builder.finish(options.clock->unix_time());
    return {};
  }

  // What has become of it, kept before it is said.
  void end(ResponseBuilder::Events& events) {
    const auto& job = prepared.job;
    const auto fate = job->settle();
    if (fate == ResponseJob::Outcome::cancelled) builder.cancel(events);
    if (fate == ResponseJob::Outcome::abandoned) {
      builder.fail(api_error(503, "The server stopped before the response was whole."), events);
    }
    if (fate == ResponseJob::Outcome::forgotten) return;
    auto last = events;
    auto closed = builder;
    closed.close(last);
    auto all = job->events();
    all.insert(all.end(), last.begin(), last.end());
    const auto kept = caught([&] { return repository().keep(builder.response(), prepared.input, all); });
    // It may have been deleted meanwhile: then it stays so.
    if (!kept && !is_conflict(kept.error())) return give_up(kept.error(), events);
    job->add(last, closed.response());
  }
  // A response that cannot be kept has failed. That it has is little to keep; where even that is too much, this process
  // remembers it.
  void give_up(const Error& why, ResponseBuilder::Events& events) {
    builder.fail(why, events);
    builder.close(events);
    const auto kept = caught([&] { return repository().keep_failed(builder.response()); });
    if (!kept && !is_conflict(kept.error())) jobs->lose(key, builder.response().error);
    prepared.job->add(events, builder.response());
  }
};

// Stores the response as one that is queued, and has a thread of the jobs' pool make it.
OAICOMPAT_INLINE Result<void> DerivedResponses::start_job(PreparedResponse& prepared, const Context& context) {
  prepared.job = std::make_shared<ResponseJob>(prepared.begun);
  ResponseBuilder::Events events;
  auto made = builder(prepared);
  made.begin(events);
  prepared.job->add(events, made.response());
  auto own = context;
  own.deadline.reset();
  own.stop = prepared.job->stop();
  own.may_block = false;
  own.call.on_head = nullptr;
  own.notes = nullptr;  // the request has been answered by then
  const auto key = key_of(prepared.begun.id, context);
  if (auto kept = repository(context).begin(prepared.begun, prepared.input); !kept) return kept;
  auto lease = queue_.start({.name = job_of(key)});
  if (!lease) {
    (void)repository(context).forget(prepared.begun.id);
    return lease.error();
  }
  jobs_->hold(key, *std::move(lease));
  jobs_->add(key, prepared.job);
  auto work = std::make_shared<Work>(
      Work{options_, store_of(context), key, chat_, prepared, std::move(made), std::move(own), jobs_});
  work->options.pool.reset();  // a thread of a pool is no place to end the pool
  work->options.jobs.reset();
  if (options_.jobs->run([work] { work->run(); })) return {};
  jobs_->remove(key);
  jobs_->end(key);
  (void)repository(context).forget(prepared.begun.id);
  auto busy = api_error(503, "Too many responses are being made in the background. Try again later.", "overloaded");
  busy.retry_after = std::chrono::seconds{1};
  return busy;
}

}  // namespace oaicompat::inline v1::detail
