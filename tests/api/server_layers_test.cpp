// What stands around a server's handlers: layers, keys, pages, and members that the server is told to write.
// SPDX-License-Identifier: MIT
#include "asked.hpp"

using namespace asked_server;

TEST_CASE("the server's layers stand around its handlers in their order") {
  std::vector<AccessRecord> log;
  ServerOptions options{.api_keys = {{.key = "sk-1", .name = "alice"}}, .limits = {.max_body_bytes = 200}};
  options.access_log = [&](const AccessRecord& record) { log.push_back(record); };
  auto server = greeter(std::move(options));
  int seen = 0;
  server.use([&](Handler inner) -> Handler {
    return [&seen, inner = std::move(inner)](Request request) {
      CHECK(request.context.principal == "alice");
      CHECK(!request.context.request_id.empty());
      ++seen;
      return inner(std::move(request));
    };
  });
  const auto handler = server.handler();
  CHECK(asked_chat(handler, chat_body()).head.status == 401);
  CHECK(got(handler, "/health").head.status == 200);
  CHECK(asked(handler, {.method = "OPTIONS",
                        .path = "/v1/models",
                        .headers = {{"origin", "http://x"}, {"access-control-request-method", "GET"}}})
            .head.status == 204);
  CHECK(seen == 0);
  const Headers key{{"authorization", "Bearer sk-1"}};
  CHECK(asked(handler, post("/v1/chat/completions", chat_body(), key)).head.status == 200);
  CHECK(asked(handler, post("/v1/chat/completions", std::string(300, ' '), key)).head.status == 413);
  CHECK(seen == 1);
  REQUIRE(log.size() == 5);
  CHECK(log[3].principal == "alice");
  CHECK(log[3].status == 200);
}

TEST_CASE("without keys no page of the web may call, read or delete; with keys the key decides") {
  struct Row {
    const char* what;
    ServerOptions options;
    const char* origin;
    int status;
    const char* allowed;
  };
  const std::vector<ApiKey> keys{{.key = "k"}};
  const Row rows[] = {
      {"a page of the web", {}, "https://evil.example", 403, ""},
      {"a sandboxed page, or a file", {}, "null", 403, ""},
      {"a page of this machine", {}, "http://localhost:3000", 200, "http://localhost:3000"},
      {"a program", {}, "", 200, ""},
      {"other options", {.cors = CorsOptions{.headers = {"a"}}}, "https://evil.example", 403, ""},
      {"every page, as told", {.cors = CorsOptions{.origins = {"*"}}}, "https://a.example", 200, "*"},
      {"a listed page",
       {.cors = CorsOptions{.origins = {"https://a.example"}}},
       "https://a.example",
       200,
       "https://a.example"},
      {"not the listed page", {.cors = CorsOptions{.origins = {"https://a.example"}}}, "https://b.example", 403, ""},
      {"with a key", {.api_keys = keys}, "https://a.example", 200, "*"},
      {"with a key, another page than the listed one",
       {.api_keys = keys, .cors = CorsOptions{.origins = {"https://b.example"}}},
       "https://a.example",
       200,
       ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const auto handler = greeter(row.options).handler();
    for (auto request :
         {post("/v1/chat/completions", chat_body(), {{"content-type", "text/plain"}}), Request{.path = "/v1/models"}}) {
      if (*row.origin) request.headers.add("origin", row.origin);
      request.headers.add("authorization", "Bearer k");
      const auto got = asked(handler, std::move(request));
      CHECK(got.head.status == row.status);
      CHECK(got.head.headers.get("access-control-allow-origin") == row.allowed);
      CHECK(got.head.headers.has("x-request-id"));
    }
  }
}

TEST_CASE("handlers' reasoning is written under the members that the server is told to write, a backend's as it came") {
  const auto members = [](const Extras& extra) {
    std::string out;
    for (const auto& each : extra) out += each.key.str() + "=" + std::string{each.json.view()} + " ";
    return out;
  };
  const auto written = [&](ServerOptions options, const std::string& model) {
    Server server{std::move(options)};
    server.chat("thinker", [](const ChatRequest&, ChatWriter& out) {
      out.reasoning("Hm.");
      out.text("Yes");
      out.finish(FinishReason::stop);
    });
    server.backend(
        backend(chat({chunk(R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[)"
                            R"({"index":0,"delta":{"reasoning":"Hm."},"logprobs":null,"finish_reason":"stop"}]})")})));
    const auto handler = server.handler();
    const auto whole =
        members(read<ChatCompletion>(asked_chat(handler, chat_body(model)).body).choices[0].message.extra);
    std::string streamed;
    for (const auto& event : events(asked_chat(handler, chat_body(model, R"(,"stream":true)")).body)) {
      if (event != "[DONE]") streamed += members(read<ChatChunk>(event).choices[0].delta.extra);
    }
    CHECK(whole == streamed);
    return whole;
  };
  const std::string content = R"(reasoning_content="Hm." )", plain = R"(reasoning="Hm." )";
  using Members = ReasoningMembers;
  CHECK(written({}, "thinker") == content + plain);
  CHECK(written({.reasoning = Members::both}, "thinker") == content + plain);
  CHECK(written({.reasoning = Members::reasoning_content}, "thinker") == content);
  CHECK(written({.reasoning = Members::reasoning}, "thinker") == plain);
  CHECK(written({.reasoning = Members::as_given}, "thinker") == content);
  CHECK(written({}, "other") == plain);
  CHECK(written({.serving = {.reasoning = Members::both}}, "other") == plain + content);
  CHECK(written({.serving = {.reasoning = Members::reasoning_content}}, "other") == content);
}
