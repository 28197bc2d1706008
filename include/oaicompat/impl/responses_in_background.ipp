// Responses in the background, as part of responses_from_chat.ipp.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/impl/accumulate_steps.ipp>
#include <oaicompat/impl/responses_from_chat.ipp>
#include <oaicompat/impl/served_answer.ipp>

#include <utility>

namespace oaicompat::inline v1::detail {

// Holds all that a job needs while the backend may go.
struct DerivedResponses::Work {
  ResponsesOptions options;
  Backend chat;
  PreparedResponse prepared;
  ResponseMaker maker;
  Context context;
  std::shared_ptr<Jobs> jobs;

  void run() {
    const auto& job = prepared.job;
    ResponseMaker::Events events;
    if (!job->stop().stop_requested()) {
      maker.start(events);
      job->add(events, maker.response());
      make(events);
    }
    end(events);
    job->end();
    std::lock_guard lock{jobs->mutex};
    jobs->running.erase(prepared.begun.id.str());
  }

 private:
  void make(ResponseMaker::Events& events) {
    const auto stream = chat.run<CreateChatCompletion>(prepared.chat, context);
    if (!stream) return maker.fail(no_answer(), events);
    Waiter waiter{context.stop};
    Event<CreateChatCompletion> event;
    Pull got;
    while ((got = waiter.pull(*stream, event)) == Pull::some) {
      if (auto added = add_chat(maker, event, events); !added) return maker.fail(added.error(), events);
      prepared.job->add(events, maker.response());
    }
    if (got == Pull::fail) return maker.fail(error_of_response(stream->error()), events);
    if (got == Pull::wait) return;  // it was left
    if (!maker.finished()) return maker.fail(no_finish_reason(0), events);
    maker.finish(options.clock->unix_time());
  }

  // What has become of it, kept before it is said.
  void end(ResponseMaker::Events& events) {
    const auto& job = prepared.job;
    const auto fate = job->settle();
    if (fate == ResponseJob::Fate::cancelled) maker.cancel(events);
    if (fate == ResponseJob::Fate::abandoned) {
      maker.fail(api_error(503, "The server stopped before the response was whole."), events);
    }
    if (fate == ResponseJob::Fate::forgotten) return;
    auto last = events;
    auto closed = maker;
    closed.close(last);
    auto all = job->events();
    all.insert(all.end(), last.begin(), last.end());
    if (auto kept = ResponseShelf{options}.keep(maker.response(), {}, prepared.input, all); !kept) {
      maker.fail(kept.error(), events);
      maker.close(events);
      return job->add(events, maker.response());
    }
    job->add(last, closed.response());
  }
};

// Stores the response as one that is queued, and has a thread of the pool make it.
OAICOMPAT_INLINE Result<Done> DerivedResponses::start_job(PreparedResponse& prepared, const Context& context) {
  prepared.job = std::make_shared<ResponseJob>(prepared.begun);
  ResponseMaker::Events events;
  auto made = maker(prepared);
  made.begin(events);
  prepared.job->add(events, made.response());
  auto own = context;
  own.deadline.reset();
  own.stop = prepared.job->stop();
  own.may_block = false;
  own.on_head = nullptr;
  const std::string id = prepared.begun.id.str();
  if (auto kept = shelf_.begin(prepared.begun, prepared.input); !kept) return kept;
  {
    std::lock_guard lock{jobs_->mutex};
    jobs_->running.emplace(id, prepared.job);
  }
  auto work = std::make_shared<Work>(Work{options_, chat_, prepared, std::move(made), std::move(own), jobs_});
  work->options.pool.reset();  // a thread of the pool is no place to end the pool
  if (options_.pool->run([work] { work->run(); })) return Done{};
  {
    std::lock_guard lock{jobs_->mutex};
    jobs_->running.erase(id);
  }
  (void)shelf_.forget(id);
  return api_error(503, "The server is busy. Try again later.", "overloaded");
}

}  // namespace oaicompat::inline v1::detail
