// Responses through a server and a client, and behind proxies.
// SPDX-License-Identifier: MIT
#include "derived.hpp"
#include "map_store.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/server.hpp>

using namespace derived;

namespace {

Server chatting(ServerOptions options = {}) {
  Server server{std::move(options)};
  server.chat("m", [](const ChatRequest& asked, ChatWriter& out) {
    out.text("You said ");
    out.text(asked.messages.back().text());
    out.finish(FinishReason::stop);
  });
  return server;
}
Client client_of(Handler transport) {
  return Client{{.base_url = "http://test/v1", .max_retries = 0, .transport = std::move(transport)}};
}
ResponseRequest hello(const char* model = "m") { return {.model = model, .input = Text{"Hi"}}; }

std::vector<std::string> as_json(const play::Outcome<CreateResponse>& got) {
  REQUIRE_FALSE(got.error.has_value());
  std::vector<std::string> out;
  for (const auto& each : got.events) {
    out.push_back(std::visit([](const auto& event) { return to_json(event); }, each));
  }
  return out;
}

}  // namespace

TEST_CASE("a host that answers chats answers responses too") {
  const auto client = client_of(chatting({.store = std::make_shared<MapStore>()}).handler());
  const auto whole = client.response(hello());
  REQUIRE(whole);
  CHECK(whole.status() == 200);
  CHECK(whole->output_text() == "You said Hi");
  CHECK(client.send<RetrieveResponse>({.response_id = whole->id})->output_text() == "You said Hi");

  auto stream = client.response_stream(hello());
  std::string text;
  for (const auto& event : stream) text += text_of(event);
  CHECK(text == "You said Hi");
  CHECK_FALSE(stream.error());

  auto next = hello();
  next.previous_response_id = whole->id;
  CHECK(client.response(next));
  auto again = client.stream<RetrieveResponse>({.response_id = whole->id});
  CHECK(again.collect()->output_text() == "You said Hi");
  CHECK(client.send<ListInputItems>({.response_id = whole->id})->data.size() == 1);
  CHECK(client.send<CountInputTokens>({.model = Text{"m"}, .input = ResponseInput{Text{"Hi"}}})->input_tokens > 0);
  CHECK(client.send<CompactResponse>({.model = Text{"m"}, .input = ResponseInput{Text{"Hi"}}})->output.size() == 1);
  CHECK(client.send<CancelResponse>({.response_id = whole->id}).error().status == 400);
  CHECK(client.send<DeleteResponse>({.response_id = whole->id})->deleted);
  CHECK(client.send<RetrieveResponse>({.response_id = whole->id}).error().status == 404);
  CHECK(client.response(hello("unknown")).error().code == "model_not_found");
}

TEST_CASE("a response in the background is followed through a client, from any place") {
  const auto client = client_of(chatting({.store = std::make_shared<MapStore>()}).handler());
  auto asked = hello();
  asked.background = true;
  const auto queued = client.response(asked);
  REQUIRE(queued);
  CHECK(queued->status == ResponseStatus::queued);
  auto rest = client.stream<RetrieveResponse>({.response_id = queued->id, .starting_after = 0});
  const auto* first = rest.next();
  REQUIRE(first);
  CHECK(first->tag() == "response.queued");
  CHECK(client.stream<RetrieveResponse>({.response_id = queued->id}).collect()->status == ResponseStatus::completed);
}

TEST_CASE("all handlers of a server know what is made in the background") {
  auto server = chatting({.store = std::make_shared<MapStore>()});
  auto asked = hello();
  asked.background = true;
  const auto queued = client_of(server.handler()).response(asked);
  CHECK(client_of(server.handler()).stream<RetrieveResponse>({.response_id = queued->id}).collect()->output_text() ==
        "You said Hi");
}

TEST_CASE("a backend's own responses are served as they are") {
  auto server = chatting();
  Backend own;
  own.on<CreateResponse>([](const Parsed<ResponseRequest>&, const Context&) {
    return failed<Event<CreateResponse>>(api_error(418, "My own."));
  });
  server.backend(own);
  CHECK(client_of(server.handler()).response(hello()).status() == 418);
}

TEST_CASE("responses are not offered where the host says so") {
  auto server = chatting({.responses = ServerOptions::Responses::as_given});
  CHECK(client_of(server.handler()).response(hello()).error().code == "unknown_url");
}

TEST_CASE("derived responses are the same behind proxies") {
  for (const bool streamed : {false, true}) {
    const auto made = [&] { return with_responses(play::backend(calls_weather()), counted()); };
    const auto plain = as_json(play::run<CreateResponse>(made(), request("", streamed)));
    const auto proxied = as_json(play::run<CreateResponse>(call(serve(call(serve(made())))), request("", streamed)));
    CHECK(plain == proxied);
  }
}

TEST_CASE("a response that failed before its first event has the chat's status on the wire") {
  const auto backend =
      with_responses(play::backend(play::chat({api_error(429, "Slow down.", "slow", "messages")})), counted());
  for (const char* body : {R"({"model":"m","input":"Hi"})", R"({"model":"m","input":"Hi","stream":true})"}) {
    const auto got = play::answer(serve(backend), play::post("/v1/responses", body));
    CHECK(got.head.status == 429);
    CHECK(got.body.find(R"("param":"input")") != std::string::npos);
  }
}

TEST_CASE("who asks for a WebSocket where there is none is sent to POST") {
  struct Row {
    std::string method, path;
    Headers headers;
    int status;
  };
  const Headers upgrade{{"Connection", "keep-alive, Upgrade"}, {"Upgrade", "websocket"}};
  const std::vector<Row> rows{
      {"GET", "/v1/responses", upgrade, 426},
      {"GET", "/responses", {{"upgrade", "WebSocket"}}, 426},
      {"GET", "/v1/responses", {{"connection", "Upgrade"}, {"upgrade", "h2c"}}, 405},
      {"GET", "/v1/responses", {}, 405},
      {"GET", "/v1/chat/completions", upgrade, 405},
      {"GET", "/v1/nothing", upgrade, 404},
      {"GET", "/v1/responses/resp_1", upgrade, 404},
      {"PUT", "/v1/responses", upgrade, 405},
  };
  const auto handler = serve(with_responses(play::backend(says_hi()), counted()));
  for (const auto& row : rows) {
    CAPTURE(row.path);
    const auto got = play::answer(handler, Request{.method = row.method, .path = row.path, .headers = row.headers});
    CHECK(got.head.status == row.status);
    CHECK(got.head.headers.get("upgrade") == (row.status == 426 ? "websocket" : ""));
    CHECK(got.body.starts_with(R"({"error":{"message":)"));
  }
  const auto none = serve(play::backend(says_hi()));  // no responses: no hint at them
  CHECK(play::answer(none, Request{.method = "GET", .path = "/v1/responses", .headers = upgrade}).head.status == 404);
}

TEST_CASE("without a body nothing is asked for, where nothing must be") {
  const auto server = chatting();
  const auto status = [&](const std::string& path, const std::string& body) {
    const auto got = play::answer(server.handler(), play::post("/v1" + path, body));
    return std::to_string(got.head.status) + (got.head.status == 200 ? "" : " " + got.body);
  };
  for (const char* body : {"", " \n", "{}"}) {
    for (const char* path : {"/conversations", "/responses/input_tokens", "/responses/compact"})
      CHECK(status(path, body) == "200");
  }
  CHECK(status("/chat/completions", "").starts_with("400 "));
  CHECK(status("/responses", "").find(R"("param":"model")") != std::string::npos);
}

TEST_CASE("tokens are counted of what is there") {
  const auto client = client_of(chatting().handler());
  CHECK(client.send<CountInputTokens>({})->input_tokens == 0);
  CHECK(client.send<CountInputTokens>({.instructions = Text{"Be brief."}})->input_tokens > 0);
  const FunctionCallItem call{.call_id = "c1", .name = "f", .arguments = "{}"};
  CHECK(client.send<CountInputTokens>({.input = ResponseInput{std::vector<ResponseItem>{call}}})->input_tokens > 0);
  CHECK(
      client.send<CountInputTokens>({.input = ResponseInput{std::vector{function_output("c1", "42")}}})->input_tokens >
      0);
}

TEST_CASE("a server refuses or leaves out tools of unknown types, as its host says") {
  const std::string body = R"({"model":"m","input":"Hi","tools":[{"type":"new_tool"}]})";
  for (const auto& [unknown, expected] : {std::pair{UnknownTools::skip, 200}, std::pair{UnknownTools::refuse, 400}}) {
    const auto server = chatting({.unknown_tools = unknown});
    const auto got = play::answer(server.handler(), play::post("/v1/responses", body));
    CHECK(got.head.status == expected);
    CHECK(got.body.find(expected == 200 ? R"("tools":[])" : R"("param":"tools[0].type")") != std::string::npos);
  }
}

TEST_CASE("a streamed response has named events and no [DONE]") {
  const auto backend = with_responses(play::backend(says_hi()), counted());
  const auto got =
      play::answer(serve(backend), play::post("/v1/responses", R"({"model":"m","input":"Hi","stream":true})"));
  CHECK(got.body.starts_with("event: response.created\ndata: {"));
  CHECK(got.body.find("[DONE]") == std::string::npos);
}
