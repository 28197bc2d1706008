// AsyncStream: a streamed answer whose chunks come to callbacks.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/async_pull.hpp>
#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/event_stream.hpp>
#include <oaicompat/api/send.hpp>
#include <oaicompat/base/executor.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace oaicompat::inline v1 {

/// What an `AsyncStream` gives: a chunk, nothing at the end, or why the stream ended early.
template <StreamedOperation Op>
using NextChunk = Result<std::optional<typename Op::Chunk>>;

namespace detail {

// The chunks of an EventStream, copied for whoever takes them.
template <StreamedOperation Op>
class ChunkEvents final : public Stream<std::optional<typename Op::Chunk>> {
 public:
  explicit ChunkEvents(EventStream<Op> from) : events{std::move(from)} {}
  Pull pull(std::optional<typename Op::Chunk>& out) override {
    const typename Op::Chunk* chunk = nullptr;
    const auto got = events.try_next(chunk);
    if (got == Pull::some) out = *chunk;
    return got;
  }
  void when_ready(Wake wake) override { events.when_ready(std::move(wake)); }
  Error error() const override { return events.error().value_or(Error{}); }

  EventStream<Op> events;
};

// Tells a function the next chunk.
template <StreamedOperation Op, class OnNext>
class ChunkSink final : public PullSink {
 public:
  explicit ChunkSink(OnNext on_next) : on_next_{std::move(on_next)} {}

  void* place() override { return &chunk_; }
  void done(Pull, std::optional<Error> error) override {
    NextChunk<Op> next = error ? NextChunk<Op>{*std::move(error)} : NextChunk<Op>{std::move(chunk_)};
    std::move(on_next_)(std::move(next));
  }

 private:
  std::optional<typename Op::Chunk> chunk_;
  OnNext on_next_;
};

// Takes chunks to the end, and tells a function the whole answer.
template <StreamedOperation Op, class OnDone>
class CollectSink final : public PullSink {
 public:
  CollectSink(AsyncPull& pull, EventStream<Op>& events, OnDone on_done)
      : pull_{pull}, events_{events}, on_done_{std::move(on_done)} {}

  void* place() override { return &chunk_; }
  void done(Pull got, std::optional<Error> error) override {
    if (got == Pull::some) return pull_.ask(std::make_unique<CollectSink>(pull_, events_, std::move(on_done_)));
    using Whole = Result<typename Op::Response>;
    Whole whole = error ? Whole{*std::move(error)} : events_.collect();  // at its end it does not wait
    std::move(on_done_)(std::move(whole));
  }

 private:
  AsyncPull& pull_;  // which owns this, and `events_`
  EventStream<Op>& events_;
  std::optional<typename Op::Chunk> chunk_;
  OnDone on_done_;
};

}  // namespace detail

/// The chunks of a streamed answer, each asked for with a callback. Nothing waits on a thread, and nothing is read
/// ahead of who asks but what the transport holds. It can be read once.
///
///     void print_all(AsyncStream<CreateChatCompletion>& stream) {
///       stream.next([&stream](NextChunk<CreateChatCompletion> next) {
///         if (!next) return report(next.error());
///         if (!*next) return;  // the end
///         fmt::print("{}", (*next)->text());
///         print_all(stream);
///       });
///     }
///
/// An answer that came whole is given as chunks. A `next` from within its own callback is no recursion: however much is
/// ready, the stack stays as it is.
///
/// **Lifetime**: destroying the stream cancels the call; a callback that waits is told `cancelled`. **Threads**: `next`
/// and `cancel` from any. Callbacks are called by functions that the executor runs, one after the other, never within
/// `next`, `cancel` or the destructor; they must not block the default executor, which all calls share, nor throw on
/// it. `head` and `so_far` may be used while no callback waits.
template <StreamedOperation Op>
class AsyncStream {
 public:
  using Chunk = typename Op::Chunk;
  using Next = NextChunk<Op>;

  /// `stop` is what cancels `events`; `outer` cancels them too.
  AsyncStream(EventStream<Op> events, std::stop_source stop, ExecutorPtr executor, std::stop_token outer) {
    auto chunks = std::make_unique<detail::ChunkEvents<Op>>(std::move(events));
    events_ = &chunks->events;
    pull_ = detail::AsyncPull::make(std::move(chunks), std::move(stop), std::move(executor), std::move(outer));
  }
  AsyncStream(AsyncStream&&) noexcept = default;
  AsyncStream& operator=(AsyncStream&& other) noexcept {
    std::swap(events_, other.events_);
    std::swap(pull_, other.pull_);
    return *this;
  }
  ~AsyncStream() {
    if (pull_) pull_->abandon();
  }

  /// Asks for the next chunk: `on_next` is called once, with a `Next`. What ended the stream is given again to whoever
  /// asks later. **Errors**: as a call's; `invalid_argument` (`not_ready`) while an earlier callback waits, which that
  /// does not disturb.
  template <class OnNext>
  void next(OnNext on_next) {
    pull_->ask(std::make_unique<detail::ChunkSink<Op, OnNext>>(std::move(on_next)));
  }
  /// Takes all that is left: `on_done` is called once, with the whole answer made of every chunk, as a
  /// `Result<Op::Response>`. **Errors**: as `next`, and what makes it no whole answer (`no_finish_reason`).
  template <class OnDone>
  void collect(OnDone on_done) {
    pull_->ask(std::make_unique<detail::CollectSink<Op, OnDone>>(*pull_, *events_, std::move(on_done)));
  }
  /// Asks for the next chunk with a completion token; for this include oaicompat/transport/asio/async.hpp.
  template <class Token>
  decltype(auto) async_next(Token&& token) {
    static_assert(detail::TakesTokens<Op>, "for completion tokens include <oaicompat/transport/asio/async.hpp>");
    return async_next_by(detail::OperationTag<Op>{}, pull_, std::forward<Token>(token));
  }
  /// Ends the call: a callback that waits, and every later one, is told `cancelled`, unless the stream has ended
  /// before.
  void cancel() { pull_->cancel(); }

  /// The head of the HTTP answer, once a chunk or an error of the API has come; a status of 0 before.
  const Head& head() const { return events_->head(); }
  /// The answer made of every chunk that has come, whole or not; nothing where that is nothing.
  std::optional<typename Op::Response> so_far() const { return events_->so_far(); }

 private:
  EventStream<Op>* events_ = nullptr;  // in `pull_`
  std::shared_ptr<detail::AsyncPull> pull_;
};

/// Performs any operation that may be streamed, as `Client::stream` does, without waiting. The request is sent at once.
///
///     auto stream = stream_async<CreateChatCompletion>(client, request);
///     stream.next([](auto next) { if (next && *next) fmt::print("{}", (*next)->text()); });
///
/// **Lifetime**: the stream holds what it needs of the client.
template <class Op>
AsyncStream<Op> stream_async(const Backend& backend, detail::RequestOf<Op> request, const RequestOptions& options = {},
                             ExecutorPtr executor = background_executor()) {
  auto started = detail::start_stream(backend, detail::sending<Op>(std::move(request)), options);
  auto events = detail::events_of<Op>(started);
  auto stop = started.stop;
  return {EventStream<Op>{std::move(events), std::move(started.stop), std::move(started.head), std::nullopt},
          std::move(stop), std::move(executor), options.stop};
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/async_pull.ipp>
#endif
