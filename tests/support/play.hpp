// What the tests of serve and call play with: backends that follow a script, and handlers that answer given bytes.
// SPDX-License-Identifier: MIT
#pragma once

#include "script.hpp"

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/codec.hpp>
#include <oaicompat/resources/completions/accumulate.hpp>
#include <oaicompat/resources/completions/operations.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>
#include <oaicompat/sse/decoder.hpp>
#include <oaicompat/transport/memory.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace play {

using namespace oaicompat;

/// A value from its JSON, as a client reads it.
template <class T>
T read(std::string_view json) {
  auto value = parse_owned<T>(json, {.reading = Reading::lenient});
  REQUIRE_MESSAGE(value.has_value(), std::string{json});
  return *std::move(value);
}

// --- a backend that follows a script -------------------------------------------------------------------------------

using test::Script;
using test::ScriptedStream;
using test::Wait;

template <Operation Op>
Backend backend(std::shared_ptr<Script<Op>> script) {
  Backend made;
  made.on<Op>([script](const Parsed<typename Op::Request>& request, Context context) {
    ++script->runs;
    script->request = to_json(*request);
    script->context = std::move(context);
    return std::make_unique<ScriptedStream<Op>>(script);
  });
  return made;
}

using Chat = CreateChatCompletion;
using ChatScript = Script<Chat>;
using ChatEvent = Event<Chat>;

inline ChatEvent chunk(std::string_view json) { return ChatEvent{read<ChatChunk>(json)}; }
inline ChatEvent whole(std::string_view json) { return ChatEvent{read<ChatCompletion>(json)}; }
inline std::shared_ptr<ChatScript> chat(std::vector<std::variant<ChatEvent, Wait, Error>> steps) {
  return std::make_shared<ChatScript>(ChatScript{.steps = std::move(steps)});
}

// The chunks of "Hi." as an engine gives them.
inline const std::string role_chunk =
    R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]})";
inline const std::string text_chunk =
    R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hi."},"logprobs":null,"finish_reason":null}]})";
inline const std::string finish_chunk =
    R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]})";
inline const std::string usage_chunk =
    R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}})";
inline const std::string whole_hi =
    R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi.","refusal":null},"logprobs":null,"finish_reason":"stop"}]})";

inline std::shared_ptr<ChatScript> says_hi() {
  return chat({chunk(role_chunk), chunk(text_chunk), chunk(finish_chunk)});
}

// --- asking a handler ----------------------------------------------------------------------------------------------

inline Request post(std::string path, std::string body, Headers headers = {}) {
  return {.method = "POST", .path = std::move(path), .headers = std::move(headers), .body = std::move(body)};
}
inline const std::string ask_whole = R"({"model":"m","messages":[{"role":"user","content":"Hello"}]})";
inline const std::string ask_stream = R"({"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true})";

inline Collected answer(const Handler& handler, Request request) {
  auto got = ask(handler, std::move(request));
  REQUIRE(got.has_value());
  return *std::move(got);
}
inline Collected answer(const Handler& handler, std::string body) {
  return answer(handler, post("/v1/chat/completions", std::move(body)));
}
/// The data of each event of a stream.
inline std::vector<std::string> events(std::string_view body) {
  SseDecoder decoder;
  decoder.feed(body);
  decoder.finish();
  std::vector<std::string> out;
  for (SseEvent event; decoder.next(event) == Pull::some;) out.emplace_back(event.data);
  return out;
}

// --- calling a handler ---------------------------------------------------------------------------------------------

/// A handler that answers these bytes, cut into pieces of this size.
inline Handler answers(Head head, std::string body, std::size_t piece = std::string::npos) {
  class Pieces final : public Stream<Part> {
   public:
    Pieces(Head head, std::string body, std::size_t piece)
        : head_{std::move(head)}, body_{std::move(body)}, piece_{piece} {}
    Pull pull(Part& out) override {
      if (!std::exchange(headed_, true)) return out = head_, Pull::some;
      if (at_ >= body_.size()) return Pull::end;
      out = Bytes{body_.substr(at_, piece_)};
      at_ += std::min(piece_, body_.size() - at_);
      return Pull::some;
    }

   private:
    Head head_;
    std::string body_;
    std::size_t piece_, at_ = 0;
    bool headed_ = false;
  };
  return [=](const Request&) -> Answer { return std::make_unique<Pieces>(head, body, piece); };
}
inline Handler streams(std::string body, std::size_t piece = std::string::npos) {
  return answers({.headers = {{"content-type", "text/event-stream"}, {"x-request-id", "req_1"}}}, std::move(body),
                 piece);
}

/// All that a call gave.
template <Operation Op>
struct Outcome {
  std::vector<Event<Op>> events;
  std::optional<Error> error;
};

template <Operation Op>
Outcome<Op> drain(Stream<Event<Op>>& stream) {
  Outcome<Op> out;
  Waiter waiter;
  Event<Op> event;
  Pull got;
  while ((got = waiter.pull(stream, event)) == Pull::some) out.events.push_back(std::move(event));
  if (got == Pull::fail) out.error = stream.error();
  CHECK(stream.pull(event) == got);  // what is said last is said for ever
  return out;
}
template <Operation Op>
Outcome<Op> run(const Backend& backend, typename Op::Request request, Context context = {}) {
  const auto stream = backend.run<Op>(std::move(request), std::move(context));
  return drain<Op>(*stream);
}

inline ChatRequest chat_request(bool streamed = true) {
  ChatRequest request{.model = "m", .messages = {user("Hello")}};
  if (streamed) request.stream = true;
  return request;
}
/// The whole completion made of the chunks of a stream that is answered so.
inline Result<ChatCompletion> accumulated(const Outcome<Chat>& outcome) {
  if (outcome.error) return *outcome.error;
  ChatAccumulator all;
  for (const auto& event : outcome.events) {
    if (auto added = all.add(std::get<ChatChunk>(event)); !added) return added.error();
  }
  return all.finish();
}
inline Outcome<Chat> call_chat(Handler handler, bool streamed = true) {
  return run<Chat>(call(std::move(handler)), chat_request(streamed));
}

}  // namespace play
