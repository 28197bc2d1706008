// send: an operation by its type, over a backend, for a thread that waits.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/event_stream.hpp>
#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/http/head.hpp>
#include <oaicompat/json/kinds.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {

/// How one call differs from the others.
struct RequestOptions {
  /// Sent with the request; they win over the client's.
  Headers headers = {};
  /// Sent as the request's query, percent-encoded: `api-version=1`.
  std::string query = {};
  /// Fields to add to the request's body that its struct has no member for.
  Extras body = {};
  /// How long the answer's head, and each later piece, may take. Default the client's. A stream that drips may go on
  /// for ever: `total_timeout` bounds it.
  std::optional<std::chrono::milliseconds> timeout = {};
  /// How long the call may take in all, tries again and its stream included; 0 for no bound. Default the client's.
  std::optional<std::chrono::milliseconds> total_timeout = {};
  /// How often the request is tried again. Default the client's.
  std::optional<int> max_retries = {};
  /// Whether the text of the answer's body is kept, for `Reply::body`; of a stream it is not. Default false.
  bool keep_body = false;
  /// Cancels the call when it fires, from any thread.
  std::stop_token stop = {};
};

/// A Result with the head of the HTTP answer that it came with, where one came.
template <class T>
class Reply : public Result<T> {
 public:
  Reply(Result<T> result, Head head, Bytes body = {})
      : Result<T>{std::move(result)}, head_{std::move(head)}, body_{std::move(body)} {}
  /// The HTTP status; 0 when there was no answer.
  int status() const noexcept { return head_.status; }
  const Headers& headers() const noexcept { return head_.headers; }
  /// The answer's `x-request-id`; empty when it has none.
  std::string request_id() const { return std::string{head_.headers.get("x-request-id")}; }
  /// The body of the answer as it came, decompressed, where `RequestOptions::keep_body` asked for it; else empty. Also
  /// beside an error: what could not be read, and of an answer that was cut off or is too large, its beginning. At most
  /// `CallOptions::max_answer_bytes`.
  const Bytes& body() const noexcept { return body_; }

 private:
  Head head_;
  Bytes body_;
};

namespace detail {

// The types of an operation whose header is included; else the compiler says what is missing.
template <class Op>
struct OperationTypes {
  static_assert(
      requires { sizeof(Op); }, "include the header of this operation, of <oaicompat/resources/.../operations.hpp>");
  using Request = typename Op::Request;
  using Response = typename Op::Response;
};
template <class Op>
using RequestOf = typename OperationTypes<Op>::Request;
template <class Op>
using ResponseOf = typename OperationTypes<Op>::Response;
template <class Op>
struct StreamType : OperationTypes<Op> {
  using type = EventStream<Op>;
};

// Names an operation to functions that are found by their arguments.
template <class Op>
struct OperationTag {};
// Whether the header of completion tokens is included.
template <class Op>
concept TakesTokens = requires {
  takes_tokens(OperationTag<Op>{});
};

// A request before it is sent.
struct Sending {
  OperationRef operation;
  AnyRequest request;
  Extras& extra;  // the request's
};
template <Operation Op>
Sending sending(typename Op::Request request) {
  auto state = std::make_shared<typename Parsed<typename Op::Request>::State>();
  state->value = std::move(request);
  auto& value = state->value;
  return {operation_ref<Op>(), {std::move(state), &value}, value.extra};
}

// An answer beside what is read of it.
struct CameAs {
  Head head{.status = 0, .headers = {}};
  Bytes body;  // where it is to be kept
};
// Waits for the response, and puts it into `response`, or gives what failed.
OAICOMPAT_API std::optional<Error> send(const Backend& backend, Sending sending, const RequestOptions& options,
                                        void* response, CameAs& came);
template <Operation Op>
Reply<typename Op::Response> send(const Backend& backend, typename Op::Request request, const RequestOptions& options) {
  Result<typename Op::Response> out = typename Op::Response{};
  CameAs came;
  if (auto error = send(backend, sending<Op>(std::move(request)), options, &*out, came)) out = *std::move(error);
  return {std::move(out), std::move(came.head), std::move(came.body)};
}

// A call whose events are to be read.
struct StartedStream {
  AnyStreamPtr events;  // null where the operation is not offered
  std::stop_source stop;
  std::shared_ptr<Head> head;
};
OAICOMPAT_API StartedStream start_stream(const Backend& backend, Sending sending, const RequestOptions& options);
// The events of a call that was started.
template <StreamedOperation Op>
StreamPtr<Event<Op>> events_of(StartedStream& started) {
  return started.events ? typed_stream<Event<Op>>(std::move(started.events))
                        : failed<Event<Op>>(not_offered(Op::endpoint));
}
template <StreamedOperation Op>
EventStream<Op> stream(const Backend& backend, typename Op::Request request, const RequestOptions& options) {
  auto started = start_stream(backend, sending<Op>(std::move(request)), options);
  auto events = events_of<Op>(started);
  return {std::move(events), std::move(started.stop), std::move(started.head), std::nullopt, options.stop};
}

}  // namespace detail

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/send.ipp>
#endif
