// SPDX-License-Identifier: MIT
#include "asked.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/moderations/operations.hpp>

#include <future>
#include <stdexcept>

using namespace asked_server;

TEST_CASE("one handler answers whole and streamed requests") {
  const auto handler = greeter({.clock = std::make_shared<ManualClock>()}).handler();  // outlives its server
  for (const bool may_block : {true, false}) {
    const auto all = asked_chat(handler, chat_body(), may_block);
    CHECK(all.head.status == 200);
    const auto completion = read<ChatCompletion>(all.body);
    CHECK(completion.text() == "Hello, world");
    CHECK(completion.model == "my-model");
    CHECK(completion.created == 1'700'000'000);
    CHECK(completion.usage->total_tokens == 5);
    const auto streamed = asked_chat(handler, chat_body("my-model", R"(,"stream":true)"), may_block);
    CHECK(streamed.head.headers.get("content-type") == "text/event-stream; charset=utf-8");
    const auto data = events(streamed.body);
    REQUIRE(data.size() == 5);
    CHECK(read<ChatChunk>(data[2]).text() == "world");
    CHECK(data[4] == "[DONE]");
  }
}

TEST_CASE("every answer has a request id, and the caller's is echoed") {
  const auto handler = greeter().handler();
  CHECK(got(handler, "/v1/models").head.headers.get("x-request-id").starts_with("req_"));
  CHECK(got(handler, "/v1/nothing").head.headers.has("x-request-id"));
  CHECK(got(handler, "/v1/models").head.headers.has("openai-processing-ms"));
  const auto mine = asked(handler, post("/v1/chat/completions", "{", {{"X-Request-Id", "mine-1"}}));
  CHECK(mine.head.status == 400);
  CHECK(mine.head.headers.get("x-request-id") == "mine-1");
}

TEST_CASE("a model without a handler is not there") {
  const auto handler = greeter().handler();
  for (const char* path : {"/v1/chat/completions", "/v1/completions", "/v1/embeddings"}) {
    const auto answer = asked(handler, post(path, R"({"model":"other","messages":[],"prompt":"x","input":"x"})"));
    CHECK(answer.head.status == 404);
    CHECK(answer.body == R"({"error":{"message":"The model 'other' does not exist, or you may not use it.",)"
                         R"("type":"invalid_request_error","param":"model","code":"model_not_found"}})");
  }
  CHECK(code_of(got(handler, "/v1/models/other")) == "model_not_found");
}

TEST_CASE("a model that is listed and does something else is not said to be missing") {
  auto server = greeter();
  server.embedding("vectors", [](const EmbeddingRequest&, const Context&) { return EmbeddingList{}; });
  server.model({.id = "listed"});
  const auto check = [&](const Server& asked_of) {
    const auto handler = asked_of.handler();
    struct Row {
      const char *path, *model, *what;
    };
    for (const auto& row : {Row{"/v1/chat/completions", "vectors", "is no chat model"},
                            Row{"/v1/chat/completions", "listed", "is no chat model"},
                            Row{"/v1/responses", "vectors", "is no chat model"},
                            Row{"/v1/completions", "my-model", "is no completion model"},
                            Row{"/v1/embeddings", "my-model", "is no embedding model"}}) {
      CAPTURE(row.path);
      const std::string prompt = std::string_view{row.path} == "/v1/responses" ? "" : R"("prompt":"x",)";
      const auto answer = asked(handler, post(row.path, R"({"model":")" + std::string{row.model} +
                                                            R"(","messages":[],)" + prompt + R"("input":"x"})"));
      CHECK(answer.head.status == 404);
      CHECK(code_of(answer) == "model_not_supported");
      CHECK(answer.body.find("The model '" + std::string{row.model} + "' " + row.what) != std::string::npos);
    }
    CHECK(code_of(asked(handler, post("/v1/chat/completions", R"({"model":"none","messages":[]})"))) ==
          "model_not_found");
  };
  check(server);
  // Another backend that does not know them changes nothing.
  Backend other;
  other.on<CreateChatCompletion>([](const Parsed<ChatRequest>&, const Context&) {
    return failed<Event<CreateChatCompletion>>(api_error(404, "Which?", "model_not_found", "model"));
  });
  server.backend(other);
  check(server);
}

TEST_CASE("models with handlers are listed, and more may be said of them") {
  auto server = greeter({.clock = std::make_shared<ManualClock>()});
  server.completion("my-model", [](const CompletionRequest&, CompletionWriter&) {});
  server.embedding("org/embedder", [](const EmbeddingRequest&, const Context&) { return EmbeddingList{}; });
  server.model({.id = "my-model", .owned_by = "me"});
  server.model({.id = "listed", .created = 7});
  const auto handler = server.handler();
  const std::string mine = R"({"id":"my-model","object":"model","created":1700000000,"owned_by":"me"})";
  const std::string embedder = R"({"id":"org/embedder","object":"model","created":1700000000,"owned_by":"oaicompat"})";
  const std::string listed = R"({"id":"listed","object":"model","created":7,"owned_by":"oaicompat"})";
  CHECK(got(handler, "/v1/models").body ==
        R"({"object":"list","data":[)" + mine + "," + embedder + "," + listed + "]}");
  CHECK(got(handler, "/models/my-model").body == mine);
  CHECK(got(handler, "/v1/models/org%2Fembedder").body == embedder);
  CHECK(got(handler, "/v1/models/org/embedder").body == embedder);
}

TEST_CASE("what has no handler goes to the backend") {
  auto server = greeter({.clock = std::make_shared<ManualClock>()});
  auto other = backend(says_hi());
  other.on<ListModels>([](const Parsed<ListModelsRequest>&, const Context&) {
    return one_item(read<ModelList>(R"({"data":[{"id":"theirs"},{"id":"my-model","owned_by":"them"}]})"));
  });
  server.backend(other);
  const auto handler = server.handler();
  CHECK(read<ChatCompletion>(asked_chat(handler, chat_body("theirs")).body).text() == "Hi.");
  CHECK(read<ChatCompletion>(asked_chat(handler, chat_body()).body).text() == "Hello, world");
  const auto models = read<ModelList>(got(handler, "/v1/models").body);
  REQUIRE(models.data.size() == 2);
  CHECK(models.data[0].owned_by == "oaicompat");
  CHECK(models.data[1].id == "theirs");
  // The backend offers no embeddings, and no single models.
  CHECK(code_of(asked(handler, post("/v1/embeddings", R"({"model":"theirs","input":"x"})"))) == "model_not_found");
  CHECK(code_of(got(handler, "/v1/models/theirs")) == "model_not_found");
}

TEST_CASE("legacy completions and embeddings have handlers of their own") {
  Server server;
  server.completion("m", [](const CompletionRequest& request, CompletionWriter& out) {
    out.text(*request.prompt->get_if<Text>());
    out.finish(FinishReason::length);
  });
  server.embedding("m", [](const EmbeddingRequest& request, const Context&) -> Result<EmbeddingList> {
    if (request.dimensions) return api_error(400, "No dimensions.", "unsupported", "dimensions");
    EmbeddingList list;
    list.model = request.model;
    list.data.emplace_back().embedding = std::vector<float>{1.0F, 0.5F};
    return list;
  });
  const auto handler = server.handler();
  for (const bool may_block : {true, false}) {
    const auto text = asked(handler, post("/v1/completions", R"({"model":"m","prompt":"x"})"), may_block);
    CHECK(read<Completion>(text.body).text() == "x");
    const auto embed = [&](const char* more) {
      return asked(handler, post("/v1/embeddings", R"({"model":"m","input":"x")" + std::string{more} + "}"), may_block);
    };
    CHECK(embed("").body.find("[1,0.5]") != std::string::npos);
    CHECK(embed(R"(,"encoding_format":"base64")").body.find("\"AACAPwAAAD8=\"") != std::string::npos);
    const auto refused = embed(R"(,"dimensions":3)");
    CHECK(refused.head.status == 400);
    CHECK(code_of(refused) == "unsupported");
  }
}

TEST_CASE("what a handler throws is told to the host, and to the caller as a 500 that hides it") {
  int told = 0;
  ServerOptions options;
  options.on_exception = [&](const std::exception_ptr& exception) {
    CHECK_THROWS_WITH(std::rethrow_exception(exception), "secret");
    ++told;
  };
  Server server{std::move(options)};
  server.chat("early", [](const ChatRequest&, ChatWriter&) { throw std::runtime_error{"secret"}; });
  server.chat("late", [](const ChatRequest&, ChatWriter& out) {
    out.text("x");
    throw std::runtime_error{"secret"};
  });
  server.embedding("early", [](const EmbeddingRequest&, const Context&) -> Result<EmbeddingList> {
    throw std::runtime_error{"secret"};
  });
  const auto handler = server.handler();
  const std::string hidden =
      R"({"error":{"message":"The server had an error while processing the request.","type":"server_error",)"
      R"("param":null,"code":"internal_error"}})";
  const auto fails = [&](const Collected& answer) {
    CHECK(answer.head.status == 500);
    CHECK(answer.body == hidden);
  };
  for (const bool may_block : {true, false}) {
    fails(asked_chat(handler, chat_body("early"), may_block));
    fails(asked_chat(handler, chat_body("late"), may_block));
    fails(asked_chat(handler, chat_body("early", R"(,"stream":true)"), may_block));
    fails(asked(handler, post("/v1/embeddings", R"({"model":"early","input":"x"})"), may_block));
    const auto late = asked_chat(handler, chat_body("late", R"(,"stream":true)"), may_block);
    CHECK(late.head.status == 200);
    CHECK(events(late.body).back() == hidden);
  }
  CHECK(told == 10);
}

TEST_CASE("a handler that calls out of order is a 500, before or within the stream") {
  Server server;
  server.chat("m", [](const ChatRequest&, ChatWriter& out) { out.text("x"); });
  const auto all = asked_chat(server.handler(), chat_body("m"));
  CHECK(all.head.status == 500);
  CHECK(code_of(all) == "handler_misuse");
  const auto streamed = events(asked_chat(server.handler(), chat_body("m", R"(,"stream":true)")).body);
  REQUIRE(streamed.size() == 3);
  CHECK(read_error({}, streamed[2]).code == "handler_misuse");
}

TEST_CASE("what no handler could answer is refused before one is called, with the member's path") {
  Server server;
  server.chat("m", [](const ChatRequest& request, ChatWriter& out) {
    for (std::int64_t i = 0; i < request.n.value_or(1); ++i) {
      out.choice(i).text("x");
      out.choice(i).finish(FinishReason::stop);
    }
  });
  server.completion("m", [](const CompletionRequest& request, CompletionWriter& out) {
    for (std::int64_t i = 0; i < request.n.value_or(1); ++i) {
      out.text("x", i);
      out.finish(FinishReason::stop, i);
    }
  });
  server.chat_async("later", [](const Parsed<ChatRequest>&, ChatSink out, const Context&) {
    out.try_text("x");
    out.finish(FinishReason::stop);
  });
  const auto handler = server.handler();
  CHECK(code_of(asked_chat(handler, chat_body("later", R"(,"n":0)"))) == "integer_below_min_value");
  CHECK(asked_chat(handler, chat_body("later")).head.status == 200);
  const auto refused = [&](const char* path, std::string body) {
    const auto answer = asked(handler, post(path, std::move(body)));
    CHECK(answer.head.status == 400);
    const auto error = read_error({}, answer.body);
    return error.code + " " + error.param;
  };
  const auto chat = [&](const std::string& more) { return refused("/v1/chat/completions", chat_body("m", more)); };
  const auto legacy = [&](const std::string& more) {
    return refused("/v1/completions", R"({"model":"m","prompt":"p")" + more + "}");
  };
  const auto response = [&](const std::string& tools) {
    return refused("/v1/responses", R"({"model":"m","input":"i","tools":[)" + tools + "]}");
  };
  CHECK(chat(R"(,"n":0)") == "integer_below_min_value n");
  CHECK(chat(R"(,"n":-9223372036854775808,"stream":true)") == "integer_below_min_value n");
  CHECK(chat(R"(,"n":129)") == "integer_above_max_value n");
  CHECK(legacy(R"(,"n":0)") == "integer_below_min_value n");
  CHECK(legacy(R"(,"n":129)") == "integer_above_max_value n");
  CHECK(asked_chat(handler, chat_body("m", R"(,"n":128)")).head.status == 200);
  CHECK(chat(R"(,"tools":[{"type":"function","function":{"name":""}}])") == "empty_string tools[0].function.name");
  CHECK(chat(R"(,"tools":[{"type":"custom","custom":{"name":""}}])") == "empty_string tools[0].custom.name");
  CHECK(chat(R"(,"functions":[{"name":"f"},{"name":""}])") == "empty_string functions[1].name");
  CHECK(response(R"({"type":"function","name":"","parameters":{},"strict":false})") == "empty_string tools[0].name");
  CHECK(response(R"({"type":"custom","name":""})") == "empty_string tools[0].name");
  CHECK(response(R"({"type":"namespace","name":"n","description":"d","tools":[{"type":"function","name":""}]})") ==
        "empty_string tools[0].tools[0].name");
}

TEST_CASE("a handler learns that the caller has gone, by writing and by its stop") {
  std::promise<void> began, told;
  Server server;
  server.chat("m", [&](const ChatRequest&, ChatWriter& out) {
    out.text("x");
    const std::stop_callback gone{out.context().stop, [&] { told.set_value(); }};
    began.set_value();
    while (out.text("more")) {
    }
    CHECK(out.gone());
  });
  auto answer = server.handler()(post("/v1/chat/completions", chat_body("m", R"(,"stream":true)")));
  began.get_future().wait();
  answer.reset();
  told.get_future().wait();
}

TEST_CASE("a handler of a whole answer stops when the request's stop fires, on whichever thread it runs") {
  for (const bool may_block : {true, false}) {
    std::stop_source stop;
    Server server;
    server.chat("m", [&](const ChatRequest&, ChatWriter& out) {
      CHECK(out.text("x"));
      stop.request_stop();
      CHECK(!out.text("y"));
    });
    auto request = post("/v1/chat/completions", chat_body("m"));
    request.context.stop = stop.get_token();
    CHECK(asked(server.handler(), std::move(request), may_block).head.status >= 500);
  }
}

TEST_CASE("with all handlers busy the answer is a 503") {
  std::promise<void> began, release;
  Server server{{.max_handlers = 1}};
  server.chat("m", [&](const ChatRequest&, ChatWriter& out) {
    began.set_value();
    release.get_future().wait();
    out.finish(FinishReason::stop);
  });
  const auto body = chat_body("m", R"(,"stream":true)");
  auto first = server.handler()(post("/v1/chat/completions", body));
  began.get_future().wait();
  const auto second = asked_chat(server.handler(), body);
  CHECK(second.head.status == 503);
  CHECK(code_of(second) == "overloaded");
  release.set_value();
  CHECK(collect(std::move(first))->head.status == 200);
}
