// FramedCall: a handler's answer in some dialect as a backend's events.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/call.hpp>
#include <oaicompat/dialects/framed_answer.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/resources/chat/operations.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// Reads a chat's answer in the form of a dialect. One an answer.
class ChatFrameReader {
 public:
  ChatFrameReader() = default;
  ChatFrameReader(const ChatFrameReader&) = delete;
  ChatFrameReader& operator=(const ChatFrameReader&) = delete;
  virtual ~ChatFrameReader() = default;

  // Adds the chunks that one frame is: a line, or the data of an event. **Errors**: the frame is one, or no JSON.
  virtual Result<void> frame(std::string_view json, std::vector<ChatChunk>& out) = 0;
  // Adds what is left once the stream has ended. False where it was cut off.
  virtual bool end(std::vector<ChatChunk>& out) = 0;
  // The whole answer that a body is.
  virtual Result<ChatCompletion> whole(std::string_view body) = 0;

  // What of the answer was lost.
  LossReport lost{};
};

// How frames stand in a body.
enum class BodyFraming {
  lines,   // JSON a line
  events,  // server-sent events, or one JSON array
};

// How a dialect is called.
struct FramedCallOptions {
  CallOptions call{};
  Error (*error)(const Head& head, std::string_view body) = nullptr;
  LossReport lost{};  // of the request
};

// Asks a handler for a chat. The answer is a stream of frames where the request asked for one.
OAICOMPAT_API StreamPtr<Event<CreateChatCompletion>> called_chat(const Handler& handler, Request request,
                                                                 Context context,
                                                                 std::unique_ptr<ChatFrameReader> reader,
                                                                 std::optional<BodyFraming> framing,
                                                                 FramedCallOptions options);

// The whole body of an answer. **Errors**: as the error form has them; too large a body.
OAICOMPAT_API StreamPtr<Bytes> called_body(const Handler& handler, Request request, Context context,
                                           FramedCallOptions options);

// One item made of another's stream.
template <class T>
class MadeOfBody final : public Stream<T> {
 public:
  using Make = std::function<Result<T>(std::string_view body)>;
  MadeOfBody(StreamPtr<Bytes> body, Make make) : body_{std::move(body)}, make_{std::move(make)} {}

  Pull pull(T& out) override {
    if (error_) return Pull::fail;
    Bytes body;
    const auto got = body_->pull(body);
    if (got != Pull::some) return got;
    auto made = make_(body);
    if (!made) return error_ = made.error(), Pull::fail;
    out = *std::move(made);
    return Pull::some;
  }
  void when_ready(Wake wake) override { body_->when_ready(std::move(wake)); }
  Error error() const override { return error_ ? *error_ : body_->error(); }

 private:
  const StreamPtr<Bytes> body_;
  const Make make_;
  std::optional<Error> error_;
};
template <class T>
StreamPtr<T> made_of_body(StreamPtr<Bytes> body, typename MadeOfBody<T>::Make make) {
  return std::make_unique<MadeOfBody<T>>(std::move(body), std::move(make));
}

// The key that a call is made with: the options' own, else that of the request's `Authorization: Bearer`.
OAICOMPAT_API std::string call_key(const std::string& own, const Context& context);
// A layer that speaks the API's own form towards a client, and a dialect towards the handler. `call` makes the backend
// for what stands before the operation's path in the requests: the path of the client's base URL.
OAICOMPAT_API Layer dialect_layer(std::function<Backend(Handler handler, std::string prefix)> call);

// The error for an answer that is not what was asked for.
OAICOMPAT_API Error unreadable_frame(std::string_view json, std::string_view why);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/framed_call.ipp>
#endif
