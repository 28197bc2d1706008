// Asking handlers and backends in tests, without sockets.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/operations.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace exchange {

using namespace oaicompat;

/// An answer as it came.
struct Came {
  Head head{};
  Bytes body{};
  std::vector<Bytes> pieces{};
  Pull last = Pull::wait;
  Json json() const { return Json::checked(body).value_or(Json{}); }
  std::vector<std::string> lines() const {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < body.size();) {
      const auto end = std::min(body.find('\n', at), body.size());
      out.push_back(body.substr(at, end - at));
      at = end + 1;
    }
    return out;
  }
};
inline Came came_of(const Handler& handler, Request request) {
  Came out;
  const auto answer = handler(std::move(request));
  Part part;
  int waits = 0;
  while ((out.last = answer->pull(part)) == Pull::some || (out.last == Pull::wait && ++waits < 1000)) {
    if (out.last == Pull::wait) continue;
    if (auto* head = std::get_if<Head>(&part)) {
      out.head = std::move(*head);
    } else {
      out.pieces.push_back(std::get<Bytes>(part));
      out.body += out.pieces.back();
    }
  }
  return out;
}
inline Request post(std::string path, std::string body, Headers headers = {}) {
  Request out{.method = "POST", .path = std::move(path), .headers = std::move(headers), .body = Body{std::move(body)}};
  if (const auto query = out.path.find('?'); query != out.path.npos) {
    out.query = out.path.substr(query + 1);
    out.path.resize(query);
  }
  return out;
}
inline Request get(std::string path, Headers headers = {}) {
  auto out = post(std::move(path), {}, std::move(headers));
  out.method = "GET";
  return out;
}

/// A backend's chat that gives these events, then fails if there is an error; what it was asked stands in `asked`.
struct Chat {
  std::vector<Event<CreateChatCompletion>> events{};
  std::optional<Error> error{};
  ChatRequest asked{};
  Context context{};
  int runs = 0;
};
class ChatEvents final : public Stream<Event<CreateChatCompletion>> {
 public:
  explicit ChatEvents(std::shared_ptr<Chat> chat) : chat_{std::move(chat)} {}
  Pull pull(Event<CreateChatCompletion>& out) override {
    if (at_ == chat_->events.size()) return chat_->error ? Pull::fail : Pull::end;
    out = chat_->events[at_++];
    return Pull::some;
  }
  Error error() const override { return chat_->error.value_or(Error{}); }

 private:
  const std::shared_ptr<Chat> chat_;
  std::size_t at_ = 0;
};
inline Backend backend_of(std::shared_ptr<Chat> chat) {
  Backend out;
  out.on<CreateChatCompletion>([chat = std::move(chat)](Parsed<ChatRequest> request, Context context) {
    ++chat->runs;
    chat->asked = *request;
    chat->context = std::move(context);
    return std::make_unique<ChatEvents>(chat);
  });
  return out;
}

/// Chunks from the JSON of their deltas; the last one finishes.
inline ChatChunk chunk(std::string_view delta, std::string_view finish = "null") {
  auto read = parse_owned<ChatChunk>(R"({"id":"c1","created":1700000000,"model":"m","choices":[{"index":0,"delta":)" +
                                         std::string{delta} + R"(,"finish_reason":)" + std::string{finish} + "}]}",
                                     {.reading = Reading::lenient});
  return read ? *std::move(read) : ChatChunk{};
}
inline ChatChunk usage_chunk(std::int64_t prompt, std::int64_t completion) {
  ChatChunk out;
  out.id = "c1";
  out.created = 1700000000;
  out.model = "m";
  auto& usage = out.usage.emplace();
  usage.prompt_tokens = prompt;
  usage.completion_tokens = completion;
  usage.total_tokens = prompt + completion;
  return out;
}
inline std::vector<Event<CreateChatCompletion>> hello() {
  return {chunk(R"({"role":"assistant","content":""})"), chunk(R"({"content":"Hel"})"), chunk(R"({"content":"lo"})"),
          chunk("{}", "\"stop\""), usage_chunk(3, 2)};
}

/// What a backend gives for a chat: its events made whole, or the error.
struct Gathered {
  std::vector<Event<CreateChatCompletion>> events{};
  std::optional<ChatCompletion> whole{};
  std::optional<Error> error{};
};
inline Gathered run(const Backend& backend, ChatRequest request, Context context = {}) {
  Gathered out;
  const auto stream = backend.run<CreateChatCompletion>(std::move(request), std::move(context));
  Event<CreateChatCompletion> event;
  ChatAccumulator chunks;
  for (int waits = 0; waits < 1000;) {
    const auto got = stream->pull(event);
    if (got == Pull::wait) {
      ++waits;
      continue;
    }
    if (got == Pull::fail) out.error = stream->error();
    if (got != Pull::some) break;
    out.events.push_back(event);
    if (const auto* whole = std::get_if<ChatCompletion>(&event)) {
      out.whole = *whole;
    } else if (const auto added = chunks.add(std::get<ChatChunk>(event)); !added) {
      out.error = added.error();
      break;
    }
  }
  if (!out.whole && !out.error) {
    auto made = chunks.finish();
    made ? void(out.whole = *std::move(made)) : void(out.error = made.error());
  }
  return out;
}

/// A handler that answers with these bytes, in pieces of a size, and keeps what it was asked.
struct Upstream {
  int status = 200;
  std::string type = "application/json";
  std::string body{};
  std::size_t piece = 1 << 20;
  Headers headers{};
  std::optional<Error> cut{};  // after the body
  Request asked{};
  int asks = 0;
};
class UpstreamAnswer final : public Stream<Part> {
 public:
  explicit UpstreamAnswer(std::shared_ptr<Upstream> from) : from_{std::move(from)} {}
  Pull pull(Part& out) override {
    if (!std::exchange(headed_, true)) {
      Head head{.status = from_->status, .headers = from_->headers};
      head.headers.set("content-type", from_->type);
      out = std::move(head);
      return Pull::some;
    }
    if (at_ >= from_->body.size()) return from_->cut ? Pull::fail : Pull::end;
    out = from_->body.substr(at_, from_->piece);
    at_ += from_->piece;
    return Pull::some;
  }
  Error error() const override { return from_->cut.value_or(Error{}); }

 private:
  const std::shared_ptr<Upstream> from_;
  std::size_t at_ = 0;
  bool headed_ = false;
};
inline Handler handler_of(std::shared_ptr<Upstream> upstream) {
  return [upstream = std::move(upstream)](Request request) -> Answer {
    ++upstream->asks;
    upstream->asked = std::move(request);
    return std::make_unique<UpstreamAnswer>(upstream);
  };
}
inline std::shared_ptr<Upstream> upstream(std::string body, std::string type = "application/json", int status = 200) {
  auto out = std::make_shared<Upstream>();
  out->body = std::move(body);
  out->type = std::move(type);
  out->status = status;
  return out;
}

inline ChatRequest asking(std::string text) {
  ChatRequest out;
  out.model = "m";
  out.messages.push_back(user(Text{text}));
  return out;
}
inline ChatRequest chat_request(std::string_view json) {
  auto read = parse_owned<ChatRequest>(json);
  return read ? *std::move(read) : ChatRequest{};
}

}  // namespace exchange
