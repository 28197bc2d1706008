// Whose answers are passed on as they came, and whose are filled in.
// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/server.hpp>

using namespace play;

namespace {

const std::string bare = R"({"id":"c","choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":null})";
const std::string bare_chunk = R"({"id":"c","choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]})";
const std::string filled =
    R"({"id":"c","object":"chat.completion","created":0,"model":"","choices":[{"index":0,"message":{"role":"assistant",)"
    R"("content":"Hi","refusal":null},"logprobs":null,"finish_reason":"stop"}]})";

Handler provider() {
  return [](const Request& request) {
    const bool streams = request.body.str().find("\"stream\":true") != std::string::npos;
    return streams ? ready_answer({.headers = {{"content-type", "text/event-stream"}}}, "data: " + bare_chunk + "\n\n")
                   : ready_answer({.headers = {{"content-type", "application/json"}}}, bare);
  };
}

}  // namespace

TEST_CASE("an answer between two wires is passed on as it came, and filled in where that is asked for") {
  const auto whole = answer(serve(call(provider())), ask_whole).body;
  CHECK(
      whole ==
      R"({"id":"c","choices":[{"message":{"content":"Hi","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":null})");
  CHECK(answer(serve(call(provider()), {.answers = Writing::as_described}), ask_whole).body == filled);

  CHECK(events(answer(serve(call(provider())), ask_stream).body)[0] == bare_chunk);
  CHECK(
      events(answer(serve(call(provider()), {.answers = Writing::as_described}), ask_stream).body)[0] ==
      R"({"id":"c","object":"chat.completion.chunk","created":0,"model":"","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]})");
}

TEST_CASE("a server that has handlers fills in, one that stands before another does not") {
  const auto asked = [](const Server& server) { return answer(server.handler(), ask_whole).body; };
  Server gateway;
  gateway.backend(call(provider()));
  CHECK(asked(gateway).find("\"created\"") == std::string::npos);
  Server mixed;
  mixed.backend(call(provider())).chat("other", [](const ChatRequest&, ChatWriter& out) {
    out.finish(FinishReason::stop);
  });
  CHECK(asked(mixed) == filled);
  Server chosen{{.serving = {.answers = Writing::as_it_came}}};
  chosen.backend(call(provider())).chat("other", [](const ChatRequest&, ChatWriter& out) {
    out.finish(FinishReason::stop);
  });
  CHECK(asked(chosen).find("\"created\"") == std::string::npos);
}

TEST_CASE("usage that another server sends unasked is passed on") {
  const std::string body =
      R"(data: {"id":"c","choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}})"
      "\n\n"
      R"(data: {"id":"c","choices":[],"usage":{"prompt_tokens":1},"error":null})"
      "\n\n";
  const auto sent = events(answer(serve(call(streams(body))), ask_stream).body);
  REQUIRE(sent.size() == 3);
  CHECK(sent[0] == R"({"id":"c","choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}})");
  CHECK(sent[1] == R"({"id":"c","choices":[],"usage":{"prompt_tokens":1},"error":null})");
}

TEST_CASE("a layer that changes an answer is not overruled by how it came") {
  Backend upstream = call(provider());
  Backend renamed;
  renamed.on<Chat>([upstream](const Parsed<ChatRequest>& request, Context context) {
    auto stream = upstream.run<Chat>(request, std::move(context));
    Event<Chat> event;
    REQUIRE(stream->pull(event) == Pull::some);
    auto& whole = std::get<ChatCompletion>(event);
    whole.model = "mine";
    whole.usage = Usage{.prompt_tokens = 1};
    return std::unique_ptr<Stream<Event<Chat>>>{one_item(std::move(event))};
  });
  const auto got = answer(serve(renamed), ask_whole).body;
  CHECK(got.find(R"("model":"mine")") != got.npos);
  CHECK(got.find(R"("usage":{"prompt_tokens":1,"completion_tokens":0,"total_tokens":0})") != got.npos);
  CHECK(got.find("created") == got.npos);
}
