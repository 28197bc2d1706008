// EventStream: a streamed answer for a thread that waits for it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/base/stream.hpp>
#include <oaicompat/http/head.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <stop_token>

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
              std::optional<Time> deadline, std::stop_token outer = {});
  EventStream(EventStream&&) noexcept;
  EventStream& operator=(EventStream&&) noexcept;
  ~EventStream();

  /// The next chunk, or a null pointer at the end and at an error.
  const Chunk* next();
  /// As `next`, for who may not wait: `Pull::wait` says that nothing is there yet; leave a wake then. At the end and at
  /// an error `out` is a null pointer.
  Pull try_next(const Chunk*& out);
  /// After `Pull::wait`: calls `wake` once there may be something to take, as `Stream::when_ready` does.
  void when_ready(Wake wake);
  /// Why the stream ended, if not as it should. Meaningful once `next` has given a null pointer, or a loop has ended.
  const std::optional<Error>& error() const;
  /// Ends the call at once: a `next` that waits gives a null pointer.
  void cancel();
  /// The head of the HTTP answer, once a chunk or an error of the API has come; a status of 0 before.
  const Head& head() const;

  /// Takes all that is left and gives the whole answer made of every chunk. **Errors**: as `error()`, and what makes it
  /// no whole answer (`no_finish_reason`); `so_far` gives what came all the same.
  Result<typename Op::Response> collect();
  /// What has come until now, whole or not, also beside an error; nothing where that is nothing, or once `collect` has
  /// given it.
  std::optional<typename Op::Response> so_far() const;

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
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/event_stream.ipp>
#endif
