// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/api/chunk_form.ipp>
#include <oaicompat/api/event_stream.hpp>
#include <oaicompat/base/blocking.hpp>

#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

struct RequestStop {
  std::stop_source stop;
  void operator()() { stop.request_stop(); }
};

}  // namespace detail

template <StreamedOperation Op>
struct EventStream<Op>::State {
  State(StreamPtr<Event<Op>> e, std::stop_source s, std::shared_ptr<Head> h, std::optional<Time> d,
        std::stop_token outer)
      : events{std::move(e)},
        stop{std::move(s)},
        head{std::move(h)},
        deadline{d},
        waiter{stop.get_token()},
        on_outer{std::move(outer), detail::RequestStop{stop}} {}
  ~State() {
    if (events) stop.request_stop();
  }

  const Chunk* next() {
    const auto leave = [this](Wake wake) { events->when_ready(std::move(wake)); };
    for (const Chunk* out = nullptr;;) {
      if (try_next(out) != Pull::wait) return out;
      if (!waiter.wait(leave, deadline)) return ended(Pull::wait), nullptr;
    }
  }
  Pull try_next(const Chunk*& out) {
    for (out = nullptr;;) {
      if (at < split.size()) return take(split[at++], out);
      if (!events) return error ? Pull::fail : Pull::end;
      const bool stopped = stop.stop_requested();
      const auto got = stopped ? Pull::wait : events->pull(event);
      if (got == Pull::wait && !stopped) return got;
      if (got != Pull::some) return ended(got);
      if (event.index() == 0) return take(std::get<0>(event), out);
      split = Op::Streaming::split(std::get<1>(event));
      at = 0;
    }
  }
  Pull take(const Chunk& chunk, const Chunk*& out) {
    out = &chunk;
    if (failing) return Pull::some;  // what follows an error event makes no answer
    auto added = whole.add(chunk);
    if (detail::is_error_event<Op>(chunk)) {
      failing = true;
      if (!added) told = added.error();
      return Pull::some;  // the stream's own failure follows as a rule, and says more
    }
    if (added) return Pull::some;
    out = nullptr;
    error = added.error();
    events.reset();
    split.clear();
    return Pull::fail;
  }
  // `wait` says that it was given up.
  Pull ended(Pull got) {
    if (got == Pull::fail) error = events->error();
    if (got == Pull::end && told) error = told;
    if (got == Pull::wait) error = gave_up({.deadline = deadline, .stop = stop.get_token()});
    events.reset();
    return error ? Pull::fail : Pull::end;
  }

  StreamPtr<Event<Op>> events;
  std::stop_source stop;
  std::shared_ptr<Head> head;
  std::optional<Time> deadline;
  Waiter waiter;
  std::stop_callback<detail::RequestStop> on_outer;
  Event<Op> event;
  std::vector<Chunk> split;
  std::size_t at = 0;
  typename Op::Streaming::Accumulator whole;
  bool failing = false;
  std::optional<Error> told;  // what an error event said
  std::optional<Error> error;
};

template <StreamedOperation Op>
EventStream<Op>::EventStream(StreamPtr<Event<Op>> events, std::stop_source stop, std::shared_ptr<Head> head,
                             std::optional<Time> deadline, std::stop_token outer)
    : state_{std::make_unique<State>(std::move(events), std::move(stop), std::move(head), deadline, std::move(outer))} {
}
template <StreamedOperation Op>
EventStream<Op>::EventStream(EventStream&&) noexcept = default;
template <StreamedOperation Op>
EventStream<Op>& EventStream<Op>::operator=(EventStream&&) noexcept = default;
template <StreamedOperation Op>
EventStream<Op>::~EventStream() = default;

template <StreamedOperation Op>
const typename Op::Chunk* EventStream<Op>::next() {
  return state_->next();
}
template <StreamedOperation Op>
Pull EventStream<Op>::try_next(const Chunk*& out) {
  return state_->try_next(out);
}
template <StreamedOperation Op>
void EventStream<Op>::when_ready(Wake wake) {
  state_->events ? state_->events->when_ready(std::move(wake)) : wake();
}
template <StreamedOperation Op>
const std::optional<Error>& EventStream<Op>::error() const {
  return state_->error;
}
template <StreamedOperation Op>
void EventStream<Op>::cancel() {
  state_->stop.request_stop();
}
template <StreamedOperation Op>
const Head& EventStream<Op>::head() const {
  return *state_->head;
}
template <StreamedOperation Op>
Result<typename Op::Response> EventStream<Op>::collect() {
  while (next()) {
  }
  if (error()) return *error();
  return state_->whole.finish();
}
template <StreamedOperation Op>
std::optional<typename Op::Response> EventStream<Op>::so_far() const {
  return state_->whole.so_far();
}

}  // namespace oaicompat::inline v1
