// SPDX-License-Identifier: MIT
#include "asked.hpp"

#include <oaicompat/http/answer_fields.hpp>
#include <oaicompat/resources/responses/operations.hpp>

namespace server_fields {

using namespace asked_server;

Request ask_with(Headers headers, const std::string& more = "") {
  return post("/v1/chat/completions", chat_body("my-model", more), std::move(headers));
}

TEST_CASE("handlers see the fields of their request, but no key that was let in") {
  std::string seen, key;
  int nameless = 0;
  Server server{{.api_keys = {{.key = "sk-1"}}}};
  server.chat("my-model", [&](const ChatRequest& request, ChatWriter& out) {
    seen = header_of(out.context(), "X-Session");
    key = header_of(out.context(), "authorization");
    hello(request, out);
  });
  server.embedding("m", [&](const EmbeddingRequest&, const Context& context) {
    nameless += header_of(context, "x-session") == "two" ? 1 : 0;
    return EmbeddingList{};
  });
  for (const char* more : {"", R"(,"stream":true)"}) {
    seen.clear();
    const auto answer =
        asked(server.handler(), ask_with({{"authorization", "Bearer sk-1"}, {"x-session", "one"}}, more), false);
    CHECK(answer.head.status == 200);
    CHECK(seen == "one");
    CHECK(key.empty());
  }
  asked(server.handler(), post("/v1/embeddings", R"({"model":"m","input":"x"})",
                               {{"authorization", "Bearer sk-1"}, {"x-session", "two"}}));
  CHECK(nameless == 1);
  CHECK(header_of(Context{}, "x-session").empty());
}

TEST_CASE("a handler adds fields to the head of its answer, whole, streamed, derived or failed") {
  Server server;
  server.chat("my-model", [](const ChatRequest& request, ChatWriter& out) {
    CHECK(out.header("x-cache", "hit"));
    CHECK(out.header("x-shard", "7"));
    if (request.user) return void(out.fail(api_error(503, "No room.")));
    hello(request, out);
  });
  server.completion("m", [](const CompletionRequest&, CompletionWriter& out) {
    out.header("x-cache", "miss");
    out.text("so");
    out.finish(FinishReason::stop);
  });
  const auto handler = server.handler();
  for (const char* more : {"", R"(,"stream":true)", R"(,"user":"u")", R"(,"user":"u","stream":true)"}) {
    CAPTURE(more);
    const auto answer = asked(handler, ask_with({}, more));
    CHECK(answer.head.headers.get("x-cache") == "hit");
    CHECK(answer.head.headers.get("x-shard") == "7");
  }
  const auto response = asked(handler, post("/v1/responses", R"({"model":"my-model","input":"world"})"));
  CHECK(response.head.status == 200);
  CHECK(response.head.headers.get("x-cache") == "hit");
  CHECK(asked(handler, post("/v1/completions", R"({"model":"m","prompt":"x"})")).head.headers.get("x-cache") == "miss");
}

TEST_CASE("a sink adds fields as a writer does") {
  Server server;
  server.chat_async("my-model", [](const Parsed<ChatRequest>&, ChatSink out, const Context& context) {
    CHECK(out.header("x-session", header_of(context, "x-session")));
    out.try_text("so");
    out.finish(FinishReason::stop);
  });
  for (const char* more : {"", R"(,"stream":true)"})
    CHECK(asked(server.handler(), ask_with({{"x-session", "one"}}, more)).head.headers.get("x-session") == "one");
}

TEST_CASE("a field that cannot stand in a head, or comes too late, fails the answer") {
  const std::pair<const char*, const char*> bad[] = {{"", "x"},
                                                     {"a b", "x"},
                                                     {"x-a:", "x"},
                                                     {"x-a", "one\r\nx-b: two"},
                                                     {"content-length", "7"},
                                                     {"Connection", "x"},
                                                     {"content-type", "text/html"}};
  for (const auto& [name, value] : bad) {
    Server server;
    server.chat("my-model", [&, n = name, v = value](const ChatRequest& request, ChatWriter& out) {
      CHECK_FALSE(out.header(n, v));
      hello(request, out);
    });
    const auto answer = asked(server.handler(), ask_with({}));
    CHECK(answer.head.status == 500);
    CHECK(code_of(answer) == "handler_misuse");
  }
  Server late;
  late.chat("my-model", [](const ChatRequest&, ChatWriter& out) {
    out.text("so");
    CHECK_FALSE(out.header("x-a", "1"));
  });
  CHECK(asked(late.handler(), ask_with({})).body.find("header() after the first piece") != std::string::npos);
}

TEST_CASE("the wait that an error names is the answer's Retry-After") {
  Server server;
  server.chat("my-model", [](const ChatRequest&, ChatWriter& out) {
    auto error = api_error(429, "Too much.", "slow_down");
    error.retry_after = std::chrono::milliseconds{2500};
    out.fail(std::move(error));
  });
  server.chat_async("async", [](const Parsed<ChatRequest>&, ChatSink out, const Context&) {
    auto error = api_error(429, "Too much.", "slow_down");
    error.retry_after = std::chrono::seconds{2};
    out.fail(std::move(error));
  });
  const auto answer = asked(server.handler(), ask_with({}));
  CHECK(answer.head.headers.get("retry-after") == "3");
  CHECK(answer.head.headers.get("retry-after-ms") == "2500");
  CHECK(asked_chat(server.handler(), chat_body("async")).head.headers.get("retry-after") == "2");
}

}  // namespace server_fields
