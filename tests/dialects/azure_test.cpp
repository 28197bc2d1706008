// Azure OpenAI, served and called.
// SPDX-License-Identifier: MIT
#include "laws/chats.hpp"

#include <oaicompat/api/send.hpp>
#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/dialects/azure/call.hpp>
#include <oaicompat/dialects/azure/serve.hpp>
#include <oaicompat/http/multipart.hpp>
#include <oaicompat/kit/read_chat.hpp>
#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/codec.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

using namespace oaicompat;

namespace azure_tests {

// A transport that keeps what it was asked and answers the same.
struct Asked {
  std::vector<Request> requests{};
  std::string body =
      R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,)"
      R"("message":{"role":"assistant","content":"Hi","refusal":null},"logprobs":null,"finish_reason":"stop"}]})";
  std::string type = "application/json";
  Handler handler() {
    return [this](Request request) {
      requests.push_back(std::move(request));
      return ready_answer({200, {{"content-type", type}}}, body);
    };
  }
  Client client(CallAzureOptions options, std::string base = "https://r.openai.azure.com") {
    return Client{{.base_url = std::move(base),
                   .api_key = "secret",
                   .inner_layers = {to_azure(std::move(options))},
                   .transport = handler()}};
  }
};

inline std::string body_of(Request& request) { return request.body.str(); }

inline Backend echo(std::string& model) {
  Backend out;
  out.on<CreateChatCompletion>([&model](const Parsed<ChatRequest>& request, const Context&) {
    model = request->model.str();
    ChatCompletion made{.id = "c", .created = 1, .model = request->model};
    made.choices.push_back({.message = {.content = "Hi", .refusal = null}, .logprobs = null});
    return one_item(Event<CreateChatCompletion>{std::move(made)});
  });
  return out;
}

inline int status_of(const Handler& handler, Request request) {
  auto answer = handler(std::move(request));
  Part part;
  REQUIRE(answer->pull(part) == Pull::some);
  return std::get<Head>(part).status;
}

// Chunks as a deployment with an asynchronous filter sends them.
inline const std::string filtered_stream =
    R"(data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]})"
    "\n\n"
    R"(data: {"choices":[{"delta":{"content":"","role":"assistant"},"finish_reason":null,"index":0}],"created":7,"id":"chatcmpl-1","model":"gpt-4o","object":"chat.completion.chunk"})"
    "\n\n"
    R"(data: {"choices":[{"delta":{"content":"Color is"},"finish_reason":null,"index":0}],"created":7,"id":"chatcmpl-1","model":"gpt-4o","object":"chat.completion.chunk"})"
    "\n\n"
    R"(data: {"choices":[{"content_filter_offsets":{"check_offset":44,"start_offset":44,"end_offset":198},"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}},"finish_reason":null,"index":0}],"created":0,"id":"","model":"","object":"","usage":null})"
    "\n\n"
    R"(data: {"choices":[{"delta":{},"finish_reason":"stop","index":0}],"created":7,"id":"chatcmpl-1","model":"gpt-4o","object":"chat.completion.chunk"})"
    "\n\n"
    R"(data: {"choices":[{"content_filter_offsets":{"check_offset":506},"content_filter_results":{"hate":{"filtered":false,"severity":"low"}},"finish_reason":null,"index":0}],"created":0,"id":"","model":"","object":""})"
    "\n\n"
    "data: [DONE]\n\n";

TEST_SUITE("azure") {
  TEST_CASE(
      "the classic form puts the deployment into the path, the version into the query, and the key into api-key") {
    Asked asked;
    const auto client = asked.client({.style = AzureStyle::classic,
                                      .deployment = [](std::string_view model) { return "my " + std::string{model}; }});
    REQUIRE(client.chat({.model = "gpt-4o", .messages = {user("Hello")}}));
    auto& sent = asked.requests.front();
    CHECK(sent.path == "/openai/deployments/my%20gpt-4o/chat/completions");
    CHECK(sent.query == "api-version=2024-10-21");
    CHECK(sent.headers.get("api-key") == "secret");
    CHECK_FALSE(sent.headers.has("authorization"));
    CHECK(body_of(sent).find(R"("model":"gpt-4o")") != std::string::npos);
  }

  TEST_CASE("the key of the options goes before any that a request shows") {
    for (const Headers& shown : {Headers{{"api-key", "callers"}}, Headers{{"authorization", "Bearer eyJhbGciOi.x.y"}},
                                 Headers{{"api-key", "callers"}, {"authorization", "Bearer callers"}}}) {
      Request sent;
      const auto handler = to_azure({.key = "host's"})([&](Request request) {
        sent = std::move(request);
        return ready_answer({.status = 200}, {});
      });
      Request request{.method = "GET", .path = "/models"};
      request.headers = shown;
      handler(std::move(request));
      CHECK(sent.headers.get("api-key") == "host's");
      CHECK_FALSE(sent.headers.has("authorization"));
    }
  }

  TEST_CASE("paths without a deployment have none in the classic form") {
    Asked asked;
    asked.body = R"({"object":"list","data":[]})";
    const auto client = asked.client({.style = AzureStyle::classic, .api_version = "2025-04-01-preview"});
    REQUIRE(client.models());
    CHECK(asked.requests.front().path == "/openai/models");
    CHECK(asked.requests.front().query == "api-version=2025-04-01-preview");
  }

  TEST_CASE("the v1 form names no version, and the deployment is the model") {
    for (const auto* base : {"https://r.openai.azure.com", "https://r.openai.azure.com/openai/v1",
                             "https://r.openai.azure.com/openai", "https://r.openai.azure.com/v1"}) {
      Asked asked;
      const auto client = asked.client({.deployment = [](std::string_view) { return "\"mine\""; }}, base);
      REQUIRE(client.chat({.model = "gpt-4o", .messages = {user("\"model\":\"x\"")}}));
      auto& sent = asked.requests.front();
      CHECK(sent.path == "/openai/v1/chat/completions");
      CHECK(sent.query.empty());
      CHECK(body_of(sent).starts_with(R"({"model":"\"mine\"",)"));
    }
  }

  TEST_CASE("what a base URL has before Azure's path stays") {
    Asked asked;
    REQUIRE(asked.client({}, "https://gateway/team/openai/v1").chat({.model = "m", .messages = {user("Hi")}}));
    CHECK(asked.requests.front().path == "/team/openai/v1/chat/completions");
  }

  TEST_CASE("a request without a model is refused in the classic form") {
    Asked asked;
    const auto handler = to_azure({.style = AzureStyle::classic})(asked.handler());
    CHECK(status_of(handler, {.method = "POST", .path = "/v1/chat/completions", .body = "{}"}) == 400);
    CHECK(asked.requests.empty());
  }

  TEST_CASE("a token goes before keys, is asked once, and again before it expires") {
    Asked asked;
    const auto clock = std::make_shared<ManualClock>();
    int times = 0;
    const auto client =
        asked.client({.key = "k",
                      .token =
                          [&] {
                            ++times;
                            return one_item(AccessToken{"t" + std::to_string(times), clock->unix_time() + 3600});
                          },
                      .clock = clock});
    for (int i = 0; i < 3; ++i) REQUIRE(client.chat({.model = "m", .messages = {user("Hi")}}));
    CHECK(times == 1);
    CHECK(asked.requests.back().headers.get("authorization") == "Bearer t1");
    CHECK_FALSE(asked.requests.back().headers.has("api-key"));
    clock->advance(std::chrono::seconds{3400});
    REQUIRE(client.chat({.model = "m", .messages = {user("Hi")}}));
    CHECK(times == 2);
    CHECK(asked.requests.back().headers.get("authorization") == "Bearer t2");
  }

  TEST_CASE("a token that fails is the request's failure; one that is still good is used on") {
    Asked asked;
    const auto clock = std::make_shared<ManualClock>();
    bool fails = false;
    const auto handler = to_azure({.token = [&]() -> StreamPtr<AccessToken> {
                                     if (fails)
                                       return failed<AccessToken>(local_error(ErrorKind::connection, "No identity."));
                                     return one_item(AccessToken{"t", clock->unix_time() + 400});
                                   },
                                   .clock = clock})(asked.handler());
    const Request request{.method = "POST", .path = "/v1/chat/completions", .body = R"({"model":"m"})"};
    CHECK(status_of(handler, request) == 200);
    fails = true;
    clock->advance(std::chrono::seconds{200});
    CHECK(status_of(handler, request) == 200);
    clock->advance(std::chrono::seconds{300});
    Part part;
    auto answer = handler(request);
    CHECK(answer->pull(part) == Pull::fail);
    CHECK(answer->error().message == "No identity.");
  }

  TEST_CASE("requests that wait for a token are all woken, and a cancelled one stops waiting") {
    struct Slow final : Stream<AccessToken> {
      explicit Slow(Wake& w, bool& t) : wake{w}, there{t} {}
      Pull pull(AccessToken& out) override {
        if (!there) return Pull::wait;
        out = {"late", {}};
        return Pull::some;
      }
      void when_ready(Wake w) override { wake = std::move(w); }
      Wake& wake;
      bool& there;
    };
    Asked asked;
    Wake wake;
    bool there = false;
    const auto handler = to_azure({.token = [&] { return std::make_unique<Slow>(wake, there); }})(asked.handler());
    std::stop_source stop;
    Request request{.method = "POST", .path = "/v1/chat/completions", .body = R"({"model":"m"})"};
    auto first = handler(request), second = handler(request);
    request.context.stop = stop.get_token();
    auto third = handler(request);
    int woken = 0;
    Part part;
    for (auto* each : {&first, &second, &third}) {
      CHECK((*each)->pull(part) == Pull::wait);
      (*each)->when_ready([&] { ++woken; });
    }
    stop.request_stop();
    CHECK(woken == 1);
    CHECK(third->pull(part) == Pull::fail);
    CHECK(third->error().kind == ErrorKind::cancelled);
    first.reset();  // it drove the source
    there = true;
    wake();
    CHECK(woken >= 2);
    CHECK(second->pull(part) == Pull::some);
    CHECK(asked.requests.front().headers.get("authorization") == "Bearer late");
  }

  TEST_CASE("the classic paths, those without a deployment and those of v1 reach the same handlers") {
    std::string model;
    const auto handler = serve_azure(echo(model));
    const auto ask = [&](std::string path) {
      model.clear();
      return status_of(handler, {.method = "POST",
                                 .path = std::move(path),
                                 .query = "api-version=2024-10-21",
                                 .headers = {{"content-type", "application/json"}},
                                 .body = R"({"messages":[{"role":"user","content":"Hi"}],"model":"body"})"});
    };
    CHECK(ask("/openai/deployments/my%20deployment/chat/completions") == 200);
    CHECK(model == "my deployment");
    CHECK(ask("/openai/v1/chat/completions") == 200);
    CHECK(model == "body");
    CHECK(ask("/openai/chat/completions") == 200);
    CHECK(ask("/openai/deployments/d/nonsense") == 404);
    CHECK(ask("/openai/deployments") == 404);
    CHECK(ask("/openai/deployments/d") == 404);
  }

  TEST_CASE("the dialect is told by its paths, takes keys in api-key, and names answers as Azure does") {
    const auto dialect = azure_dialect();
    CHECK(dialect.speaks({.path = "/openai/v1/models"}));
    CHECK_FALSE(dialect.speaks({.path = "/openaix/models"}));
    CHECK_FALSE(dialect.speaks({.path = "/v1/models"}));
    Request request{.headers = {{"api-key", "k"}}};
    dialect.normalize(request);
    CHECK(request.headers.get("authorization") == "Bearer k");
    Head head{.headers = {{"x-request-id", "r"}}};
    dialect.finish_head(head);
    CHECK(head.headers.get("apim-request-id") == "r");
  }

  TEST_CASE("a form's model is the deployment, whether it had one or not, and whatever stands around it") {
    for (const bool has_model : {true, false}) {
      Bytes form;
      append_part(form, "b", {.name = "file", .filename = "a.wav"}, "RIFF");
      if (has_model) append_part(form, "b", {.name = "model"}, "other");
      append_multipart_end(form, "b");
      std::string model, file;
      Backend backend;
      backend.on<CreateTranscription>([&](const Parsed<TranscriptionRequest>& request, const Context&) {
        model = request->model.str();
        return failed<Event<CreateTranscription>>(api_error(418, "seen"));
      });
      const Request request{.method = "POST",
                            .path = "/openai/deployments/whisper/audio/transcriptions",
                            .headers = {{"content-type", "multipart/form-data; boundary=b"}},
                            .body = form};
      CHECK(status_of(serve_azure(backend), request) == 418);
      CHECK(model == "whisper");
      Asked asked;
      auto called = request;
      called.path = "/v1/audio/transcriptions";
      status_of(to_azure({.style = AzureStyle::classic})(asked.handler()), called);
      CHECK(asked.requests.size() == (has_model ? 1 : 0));
      if (has_model) CHECK(asked.requests.front().path == "/openai/deployments/other/audio/transcriptions");
    }
  }

  TEST_CASE("chunks of an asynchronous filter, without a delta and after the finish, break nothing") {
    Asked asked;
    asked.type = "text/event-stream";
    asked.body = filtered_stream;
    const auto client = asked.client({});
    const ChatRequest request{.model = "m", .messages = {user("Hi")}};
    std::string text;
    auto stream = client.chat_stream(request);
    int chunks = 0;
    for (const auto& chunk : stream) text += chunk.text(), ++chunks;
    CHECK_FALSE(stream.error());
    CHECK(chunks == 6);
    CHECK(text == "Color is");
    const auto whole = client.chat_stream(request).collect();
    REQUIRE(whole);
    CHECK(whole->id == "chatcmpl-1");
    CHECK(whole->model == "gpt-4o");
    CHECK(whole->created == 7);
    CHECK(whole->text() == "Color is");
    CHECK(whole->choices.size() == 1);
    CHECK(whole->choices.front().finish_reason == FinishReason::stop);
    CHECK(whole->extra.find("prompt_filter_results"));
    CHECK(whole->choices.front().extra.get(ext::content_filter_results)->at("hate").at("severity").as_string() ==
          "low");
    const auto read = read_chat(client.chat_stream(request), {});
    REQUIRE(read);
    CHECK(read->text() == "Color is");
  }

  TEST_CASE("such a stream keeps its chunks behind a server of ours") {
    Asked asked;
    asked.type = "text/event-stream";
    asked.body = filtered_stream;
    const auto served = serve_azure(asked.client({}).backend());
    auto answer = served({.method = "POST",
                          .path = "/openai/deployments/d/chat/completions",
                          .headers = {{"content-type", "application/json"}},
                          .body = R"({"stream":true,"messages":[{"role":"user","content":"Hi"}]})"});
    std::string out;
    Part part;
    while (answer->pull(part) == Pull::some) {
      if (const auto* bytes = std::get_if<Bytes>(&part)) out += *bytes;
    }
    CHECK(out.find(R"("content_filter_offsets":{"check_offset":506})") != out.npos);
    CHECK(out.find(R"("prompt_filter_results")") != out.npos);
    CHECK(out.ends_with("data: [DONE]\n\n"));
  }

  TEST_CASE("a blocked prompt is an error with Azure's code") {
    Asked asked;
    const Handler blocked = [](const Request&) {
      return json_answer(
          400, R"({"error":{"message":"blocked","type":null,"param":"prompt","code":"content_filter","status":400,)"
               R"("innererror":{"code":"ResponsibleAIPolicyViolation"}}})");
    };
    const auto answer =
        detail::send<CreateChatCompletion>(call_azure(blocked), {.model = "m", .messages = {user("Hi")}}, {});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == "content_filter");
    CHECK(answer.error().status == 400);
  }

  TEST_CASE("calling what is served in Azure's form is the backend itself") {
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
      CAPTURE(seed);
      laws::Random r{seed};
      const auto whole = laws::completion(r);
      Backend backend;
      backend.on<CreateChatCompletion>([&](const Parsed<ChatRequest>&, const Context&) {
        return one_item(Event<CreateChatCompletion>{std::in_place_index<1>, whole});
      });
      const auto style = r.chance(50) ? AzureStyle::classic : AzureStyle::v1;
      const auto name = "d/" + r.text();
      const auto called =
          call_azure(serve_azure(backend), {.style = style, .deployment = [&](std::string_view) { return name; }});
      const auto got = called.run<CreateChatCompletion>(Parsed<ChatRequest>{{.model = "m", .messages = {user("Hi")}}});
      Event<CreateChatCompletion> event;
      REQUIRE(got->pull(event) == Pull::some);
      CHECK(std::get<1>(event) == whole);
    }
  }
}

}  // namespace azure_tests
