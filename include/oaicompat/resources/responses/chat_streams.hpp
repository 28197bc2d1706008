// The streams that a derived response is made of.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/responses/builder.hpp>
#include <oaicompat/resources/responses/operations.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

namespace oaicompat::inline v1::detail {

// One stream that begins with what another one gives first.
template <class First, class T>
class ThenStream final : public Stream<T> {
 public:
  using Next = std::function<StreamPtr<T>(First)>;
  ThenStream(StreamPtr<First> first, Next next) : first_{std::move(first)}, next_{std::move(next)} {}

  Pull pull(T& out) override {
    if (!then_) {
      First item;
      const auto got = first_->pull(item);
      if (got != Pull::some) return got;
      then_ = next_(std::move(item));
      first_.reset();
    }
    return then_->pull(out);
  }
  void when_ready(Wake wake) override {
    then_ ? then_->when_ready(std::move(wake)) : first_->when_ready(std::move(wake));
  }
  Error error() const override { return then_ ? then_->error() : first_->error(); }

 private:
  StreamPtr<First> first_;
  Next next_;
  StreamPtr<T> then_;
};
template <class T, class First>
StreamPtr<T> then(StreamPtr<First> first, typename ThenStream<First, T>::Next next) {
  return std::make_unique<ThenStream<First, T>>(std::move(first), std::move(next));
}

// The server begins to search files.
struct FileSearchBegun {};
// What a response is made of: what a chat gives, and what the server does and finds meanwhile.
using ChatStep = std::variant<ChatChunk, ChatCompletion, FileSearchBegun, FileSearchCall, FileCitation>;

// A chat alone.
class PlainChat final : public Stream<ChatStep> {
 public:
  explicit PlainChat(StreamPtr<Event<CreateChatCompletion>> chat) : chat_{std::move(chat)} {}

  Pull pull(ChatStep& out) override {
    const auto got = chat_->pull(event_);
    if (got == Pull::some) std::visit([&](auto& each) { out = std::move(each); }, event_);
    return got;
  }
  void when_ready(Wake wake) override { chat_->when_ready(std::move(wake)); }
  Error error() const override { return chat_->error(); }

 private:
  StreamPtr<Event<CreateChatCompletion>> chat_;
  Event<CreateChatCompletion> event_;
};

// Gives a builder what a step brings. **Errors**: as `ResponseBuilder::add`.
OAICOMPAT_API Result<void> add_step(ResponseBuilder& builder, const ChatStep& step, ResponseBuilder::Events& out);

// A response while it is made; kept, where `keep` is given, before its last event.
class OAICOMPAT_API MadeResponse final : public Stream<Event<CreateResponse>> {
 public:
  enum class Form { whole, events };
  using Keep = std::function<StreamPtr<Done>(const Response& response)>;

  MadeResponse(StreamPtr<ChatStep> chat, ResponseBuilder builder, Form form, ClockPtr clock, Keep keep)
      : chat_{std::move(chat)},
        builder_{std::move(builder)},
        form_{form},
        clock_{std::move(clock)},
        keep_{std::move(keep)} {}

  Pull pull(Event<CreateResponse>& out) override;
  void when_ready(Wake wake) override;
  Error error() const override { return error_; }

 private:
  Pull step();
  Pull take_chat();
  Pull take_stored();
  Pull fail(Error error);
  Pull finish();
  void keep_or_close();
  void close();

  StreamPtr<ChatStep> chat_;
  ResponseBuilder builder_;
  const Form form_;
  const ClockPtr clock_;
  Keep keep_;
  StreamPtr<Done> kept_;
  ChatStep from_;
  ResponseBuilder::Events events_;  // those from `next_` on are to be given
  std::size_t next_ = 0;
  std::optional<Response> whole_;
  bool began_ = false, failed_ = false;
  Error error_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/chat_streams.ipp>
#endif
