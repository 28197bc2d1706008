// FramedAnswer: a backend's events as the answer of a served dialect.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/row.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/resources/chat/operations.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

// The answer of a dialect for an error: its status, its body, and `error_fields` in its head.
using ErrorForm = Answer (*)(const Error& error);

// Writes a chat's answer in the form of a dialect. One an answer.
class ChatFrames {
 public:
  ChatFrames() = default;
  ChatFrames(const ChatFrames&) = delete;
  ChatFrames& operator=(const ChatFrames&) = delete;
  virtual ~ChatFrames() = default;

  // Of a streamed answer.
  virtual std::string content_type() const = 0;
  // Appends what a chunk says; nothing where that waits for more.
  virtual void add(const ChatChunk& chunk, Bytes& out) = 0;
  // Appends what ends the stream. **Errors**: the chat is not whole.
  virtual std::optional<Error> end(Bytes& out) = 0;
  // Appends the error that a stream breaks off with. What ends a whole stream must not stand in it.
  virtual void fail(const Error& error, Bytes& out) = 0;
  // The body of a whole answer, which is JSON.
  virtual Bytes whole(const ChatCompletion& answer) = 0;

  // What of the answer was lost.
  LossReport lost{};
};

// Whom a translation tells what it lost, besides the caller.
class LossNotes {
 public:
  LossNotes() = default;
  explicit LossNotes(const Context& context) : notes_{context.notes}, losses_{context.losses} {}
  OAICOMPAT_API void tell(const LossReport& report) const;

 private:
  RequestNotesPtr notes_{};
  std::shared_ptr<LossReport> losses_{};
};

// How a request is answered.
struct FramedOptions {
  ErrorForm error = nullptr;
  bool streamed = false;
  LossReport lost{};                              // of the request
  std::string content_type = "application/json";  // of what has one response
};

// Runs a chat, and answers in the form that the frames write. The first event is pulled before the head, so that an
// early failure has its status. **Errors**: as the error form has them; later ones as the frames write them.
OAICOMPAT_API Answer framed_chat(const Backend& backend, ChatRequest request, std::unique_ptr<ChatFrames> frames,
                                 Context context, FramedOptions options);

// An operation that has one response, where its types are not known.
struct FramedRun {
  const Row& row;
  AnyRequest request;
  bool offered = false;
  std::function<AnyStreamPtr(Context context)> run;
};
template <Operation Op>
FramedRun framed_run(const Backend& backend, typename Op::Request request) {
  Parsed<typename Op::Request> parsed{std::move(request)};
  auto any = erased(parsed);
  return {row<Op>(), std::move(any), backend.offers<Op>(),
          [&backend, parsed](Context context) -> AnyStreamPtr { return backend.run<Op>(parsed, std::move(context)); }};
}

// Runs an operation that has one response, and answers with the JSON that `write` makes of it.
OAICOMPAT_API Answer framed_response(FramedRun run, Context context, FramedOptions options,
                                     std::function<Result<Bytes>(void* response)> write);
template <Operation Op>
Answer framed_response(const Backend& backend, typename Op::Request request, Context context, FramedOptions options,
                       std::function<Result<Bytes>(typename Op::Response& response)> write) {
  return framed_response(
      framed_run<Op>(backend, std::move(request)), std::move(context), std::move(options),
      [write = std::move(write)](void* response) { return write(*static_cast<typename Op::Response*>(response)); });
}

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/framed_answer.ipp>
#endif
