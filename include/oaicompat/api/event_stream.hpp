// EventStream: a streamed answer for a thread that waits for it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operations.hpp>
#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/http/head.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// The chunks of a streamed answer, waited for one by one. It can be read once.
///
///     auto stream = client.chat_stream(request);
///     for (const auto& chunk : stream) print(chunk.text());
///     if (stream.error()) report(*stream.error());
///
/// The loop ends at the end and at an error alike: `error()` tells which. An answer that came whole is given as chunks.
/// **Lifetime**: a chunk until the next one is taken; destroying the stream cancels the call.
/// **Threads**: one at a time, but `cancel` from any.
template <StreamedOperation Op>
class EventStream {
 public:
  using Chunk = typename Op::Chunk;

  /// `stop` is what `cancel` fires; `outer` fires it too.
  EventStream(StreamPtr<Event<Op>> events, std::stop_source stop, std::shared_ptr<Head> head,
              std::optional<Time> deadline, std::stop_token outer = {})
      : state_{
            std::make_unique<State>(std::move(events), std::move(stop), std::move(head), deadline, std::move(outer))} {}

  /// The next chunk, or a null pointer at the end and at an error.
  const Chunk* next() { return state_->next(); }
  /// Why the stream ended, if not as it should. Meaningful once `next` has given a null pointer, or a loop has ended.
  const std::optional<Error>& error() const { return state_->error; }
  /// Ends the call at once: a `next` that waits gives a null pointer.
  void cancel() { state_->stop.request_stop(); }
  /// The head of the HTTP answer, once a chunk or an error of the API has come; a status of 0 before.
  const Head& head() const { return *state_->head; }

  /// Takes all that is left and gives the whole answer made of every chunk. **Errors**: as `error()`.
  Result<typename Op::Response> collect() {
    while (next()) {
    }
    if (error()) return *error();
    return state_->whole.finish();
  }

  class iterator {
   public:
    using value_type = Chunk;
    using difference_type = std::ptrdiff_t;
    iterator() = default;
    explicit iterator(EventStream* stream) : stream_{stream} { ++*this; }
    const Chunk& operator*() const { return *chunk_; }
    const Chunk* operator->() const { return chunk_; }
    iterator& operator++() {
      chunk_ = stream_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& i, std::default_sentinel_t) { return i.chunk_ == nullptr; }

   private:
    EventStream* stream_ = nullptr;
    const Chunk* chunk_ = nullptr;
  };
  iterator begin() { return iterator{this}; }
  std::default_sentinel_t end() const { return {}; }

 private:
  struct Fire {
    std::stop_source stop;
    void operator()() { stop.request_stop(); }
  };
  struct State {
    State(StreamPtr<Event<Op>> e, std::stop_source s, std::shared_ptr<Head> h, std::optional<Time> d,
          std::stop_token outer)
        : events{std::move(e)},
          stop{std::move(s)},
          head{std::move(h)},
          deadline{d},
          waiter{stop.get_token()},
          on_outer{std::move(outer), Fire{stop}} {}
    ~State() {
      if (events) stop.request_stop();
    }

    const Chunk* next() {
      for (;;) {
        if (at < split.size()) return take(split[at++]);
        if (!events) return nullptr;
        const auto got = stop.stop_requested() ? Pull::wait : waiter.pull(*events, event, deadline);
        if (got != Pull::some) return ended(got);
        if (event.index() == 0) return take(std::get<0>(event));
        split = Op::Streaming::split(std::get<1>(event));
        at = 0;
      }
    }
    const Chunk* take(const Chunk& chunk) {
      if (auto added = whole.add(chunk); !added) {
        error = added.error();
        events.reset();
        split.clear();
        return nullptr;
      }
      return &chunk;
    }
    const Chunk* ended(Pull got) {
      if (got == Pull::fail) error = events->error();
      if (got == Pull::wait) error = gave_up({.deadline = deadline, .stop = stop.get_token()});
      events.reset();
      return nullptr;
    }

    StreamPtr<Event<Op>> events;
    std::stop_source stop;
    std::shared_ptr<Head> head;
    std::optional<Time> deadline;
    Waiter waiter;
    std::stop_callback<Fire> on_outer;
    Event<Op> event;
    std::vector<Chunk> split;
    std::size_t at = 0;
    typename Op::Streaming::Accumulator whole;
    std::optional<Error> error;
  };
  std::unique_ptr<State> state_;
};

/// A streamed chat completion.
using ChatStream = EventStream<CreateChatCompletion>;
/// A streamed legacy completion.
using CompletionStream = EventStream<CreateCompletion>;

}  // namespace oaicompat::inline v1
