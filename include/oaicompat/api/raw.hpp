// Raw requests: for what the API has no operation for, or none yet.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/send.hpp>
#include <oaicompat/base/body.hpp>
#include <oaicompat/base/bytes.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

namespace oaicompat::inline v1 {

/// A request that is sent as it stands.
struct RawRequest {
  /// Default `GET`.
  std::string method = "GET";
  /// Below the base URL, percent-encoded; a query may follow it: `/batches?limit=2`.
  std::string path = "/";
  /// Percent-encoded, without the `?`. Default none.
  std::string query = {};
  /// Default none but the client's.
  Headers headers = {};
  /// Sent as `application/json` unless `headers` says otherwise. Default none.
  Body body = {};
};

/// An answer as it came.
struct RawAnswer {
  int status = 0;
  Headers headers = {};
  Bytes body = {};  ///< Decompressed.
};

/// A server-sent event as it came.
struct RawEvent {
  std::string name = {};  ///< Of its `event` field; empty where it has none.
  std::string data = {};
  std::string id = {};  ///< The last id that the stream gave; empty where it gave none.
};

/// The events of a raw answer, waited for one by one. It can be read once.
///
///     auto stream = client.request_stream({.method = "POST", .path = "/foo", .body = json});
///     for (const auto& event : stream) print(event.data);
///     if (stream.error()) report(*stream.error());
///
/// The loop ends at the end, at `[DONE]`, and at an error alike: `error()` tells which. An answer that is no event
/// stream is one event with its body. **Lifetime**: an event until the next one is taken; destroying the stream cancels
/// the call. **Threads**: one at a time, but `cancel` from any. **Errors**: those of `Client::request`, and an event
/// named `error` or with an object `error`.
class OAICOMPAT_API RawStream {
 public:
  struct State;  // of the call
  explicit RawStream(std::unique_ptr<State> state);
  RawStream(RawStream&&) noexcept;
  RawStream& operator=(RawStream&&) noexcept;
  ~RawStream();

  /// The next event, or a null pointer at the end and at an error.
  const RawEvent* next();
  /// Why the stream ended, if not as it should. Meaningful once `next` has given a null pointer, or a loop has ended.
  const std::optional<Error>& error() const;
  /// Ends the call at once: a `next` that waits gives a null pointer.
  void cancel();
  /// The head of the answer, once an event or an error of the API has come; a status of 0 before.
  const Head& head() const;

  /// Steps through what `next` gives.
  class Iterator {
   public:
    using value_type = RawEvent;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(RawStream* stream) : stream_{stream} { ++*this; }
    const RawEvent& operator*() const { return *event_; }
    const RawEvent* operator->() const { return event_; }
    Iterator& operator++() {
      event_ = stream_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator& i, std::default_sentinel_t) { return i.event_ == nullptr; }

   private:
    RawStream* stream_ = nullptr;
    const RawEvent* event_ = nullptr;
  };
  Iterator begin() { return Iterator{this}; }
  std::default_sentinel_t end() const { return {}; }

 private:
  std::unique_ptr<State> state_;
};

namespace detail {

// Asks a handler, and waits for the whole answer.
OAICOMPAT_API Reply<RawAnswer> send_raw(const Handler& handler, const CallOptions& call, RawRequest request,
                                        const RequestOptions& options);
// Asks a handler, and gives the events of its answer.
OAICOMPAT_API RawStream stream_raw(const Handler& handler, const CallOptions& call, RawRequest request,
                                   const RequestOptions& options);

}  // namespace detail

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/raw.ipp>
#endif
