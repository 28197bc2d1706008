// SPDX-License-Identifier: MIT
#include "dialects/anthropic_cases.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/server.hpp>

#include <random>

namespace anthropic_answer_test {
using namespace anthropic_cases;

const std::string head_json =
    R"({"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"m","choices":[{"index":0,"message":)";
std::string completion(const std::string& message, const std::string& finish, const std::string& more = "") {
  return head_json + message + R"(,"logprobs":null,"finish_reason":")" + finish + "\"" + more +
         R"(}],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13,"prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":2},"completion_tokens_details":{"reasoning_tokens":1}}})";
}
ChatRequest hello(bool streamed = false) {
  auto request = read<ChatRequest>(R"({"model":"m","messages":[{"role":"user","content":"Hi"}]})");
  if (streamed) {
    request.stream = true;
    request.stream_options.emplace().include_usage = true;
  }
  return request;
}
const std::vector<std::string>& canonical_answers() {
  static const std::vector<std::string> all{
      completion(R"({"role":"assistant","content":"Hi","refusal":null})", "stop"),
      completion(R"({"role":"assistant","content":"Hi","refusal":null})", "length"),
      completion(R"({"role":"assistant","content":"Hi","refusal":null})", "stop", R"(,"stop_reason":"END")"),
      completion(
          R"({"role":"assistant","content":null,"refusal":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\": 1.0}"}},{"id":"d","type":"function","function":{"name":"g","arguments":"{}"}}]})",
          "tool_calls"),
      completion(
          R"({"role":"assistant","content":"a","refusal":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}],"reasoning_content":"tu","reasoning_details":[{"type":"reasoning.text","text":"t","signature":"s","format":"anthropic-claude-v1","index":0},{"type":"reasoning.text","text":"u","signature":"v","format":"anthropic-claude-v1","index":2}]})",
          "tool_calls"),
      completion(
          R"({"role":"assistant","content":"a","refusal":null,"reasoning_details":[{"type":"reasoning.encrypted","data":"d","format":"anthropic-claude-v1","index":0}]})",
          "stop")};
  return all;
}

TEST_CASE("a whole answer that goes there and back is the same") {
  for (const auto& json : canonical_answers()) {
    const auto whole = read<ChatCompletion>(json);
    CHECK(to_json(run_whole(call_anthropic(serve_anthropic(gives_whole(whole)), at_noon()), hello()),
                  Writing::as_described) == to_json(whole, Writing::as_described));
  }
}

TEST_CASE("an answer that goes there and back as a stream says the same, wherever its chunks are cut") {
  for (const auto& json : canonical_answers()) {
    const auto whole = read<ChatCompletion>(json);
    const auto ran = run_stream(call_anthropic(serve_anthropic(gives_whole(whole)), at_noon()), hello(true));
    CHECK(ran.last == Pull::end);
    const auto got = ran.whole();
    CHECK(got.text() == whole.text());
    CHECK(got.reasoning() == whole.reasoning());
    CHECK(got.choices[0].finish_reason == whole.choices[0].finish_reason);
    CHECK(got.choices[0].message.tool_calls == whole.choices[0].message.tool_calls);
    CHECK(got.usage == whole.usage);
    const auto *one = got.choices[0].message.extra.find("reasoning_details"),
               *two = whole.choices[0].message.extra.find("reasoning_details");
    REQUIRE((one != nullptr) == (two != nullptr));
    for (std::size_t i = 0; one && i < two->elements().size(); ++i) {
      for (const auto* member : {"type", "text", "signature", "data"})
        CHECK(one->at(i).at(member) == two->at(i).at(member));
    }
  }
}

TEST_CASE("tokens of a cache are counted once, both ways") {
  const auto served = read<AnthropicMessage>(
      posted(serve_anthropic(gives_whole(read<ChatCompletion>(canonical_answers()[0]))), asking()).body);
  CHECK(served.usage.input_tokens == 4);
  CHECK(served.usage.cache_read_input_tokens == Maybe<std::int64_t>{3});
  CHECK(served.usage.cache_creation_input_tokens == Maybe<std::int64_t>{2});
  CHECK(served.usage.output_tokens == 4);
}

TEST_CASE("what engines add to their answers does not get into a message") {
  auto json = canonical_answers()[0];
  json.insert(1, R"("timings":{"a":1},"system_fingerprint":"fp",)");
  CHECK(
      posted(serve_anthropic(gives_whole(read<ChatCompletion>(json))), asking()).body ==
      R"({"id":"msg_chatcmpl-1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","stop_sequence":null,"stop_details":null,"usage":{"input_tokens":4,"cache_creation_input_tokens":2,"cache_read_input_tokens":3,"output_tokens":4,"output_tokens_details":{"thinking_tokens":1},"service_tier":null,"cache_creation":null,"inference_geo":null,"server_tool_use":null,"speed":null},"container":null,"diagnostics":null})");
}

TEST_CASE("ids of messages are in form, lead back to the completion's, and a provider's own stay as they are") {
  const std::pair<const char*, const char*> ids[] = {{"chatcmpl-1", "msg_chatcmpl-1"},
                                                     {"msg_01XFDUDYJgAACzvnptvVoYEL", "msg_01XFDUDYJgAACzvnptvVoYEL"},
                                                     {"msg_bdrk_01abc", "msg_bdrk_01abc"},
                                                     {"gen-1", "msg_gen-1"}};
  for (const auto& [completion_id, message_id] : ids) {
    auto whole = read<ChatCompletion>(canonical_answers()[0]);
    whole.id = Text{completion_id};
    const auto served = serve_anthropic(gives_whole(whole));
    CHECK(read<AnthropicMessage>(posted(served, asking()).body).id == message_id);
    CHECK(events_of(posted(served, streaming()).body)[0].at("message").at("id").as_string() == message_id);
    const auto called = call_anthropic(served, at_noon());
    CHECK(posted(serve_anthropic(called), asking()).body == posted(served, asking()).body);
    const std::string_view back = std::string_view{completion_id} == "gen-1" ? message_id : completion_id;
    CHECK(run_whole(called, hello()).id == back);
    CHECK(run_stream(called, hello(true)).whole().id == back);
  }
  auto nameless = read<ChatCompletion>(canonical_answers()[0]);
  nameless.id = Text{};
  CHECK(read<AnthropicMessage>(posted(serve_anthropic(gives_whole(nameless)), asking()).body)
            .id.view()
            .starts_with("msg_"));
}

TEST_CASE("errors are in form both ways, with their retry and their words") {
  for (const auto& [status, type] : std::vector<std::pair<int, std::string>>{{400, "invalid_request_error"},
                                                                             {401, "authentication_error"},
                                                                             {402, "billing_error"},
                                                                             {403, "permission_error"},
                                                                             {404, "not_found_error"},
                                                                             {409, "conflict_error"},
                                                                             {413, "request_too_large"},
                                                                             {429, "rate_limit_error"},
                                                                             {500, "api_error"},
                                                                             {504, "timeout_error"},
                                                                             {529, "overloaded_error"}}) {
    auto error = api_error(status, "Why.", "a_code", "a.param");
    const auto answer = posted(serve_anthropic(gives({}, {}, error)), asking());
    CHECK(answer.head.status == status);
    CHECK(Json{Text{answer.body}}.at("error").at("type").as_string() == type);
    const auto ran = run_stream(call_anthropic(serve_anthropic(gives({}, {}, error)), at_noon()), hello());
    CHECK(ran.error.status == (status == 529 ? 503 : status));
    CHECK(ran.error.message == "Why.");
    CHECK(ran.error.code == "a_code");
    CHECK(ran.error.param == "a.param");
    CHECK(ran.error.type == (status == 409 ? "conflict_error" : error_type(status)));
  }
  auto slow = api_error(429, "Slow down.");
  slow.retry_after = std::chrono::seconds{3};
  const auto answer = posted(serve_anthropic(gives({}, {}, slow)), asking());
  CHECK(answer.head.headers.get("retry-after") == "3");
  CHECK(run_stream(call_anthropic(serve_anthropic(gives({}, {}, slow)), at_noon()), hello()).error.retry_after ==
        std::chrono::milliseconds{3000});
  const auto full =
      api_error(400, "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
                "context_length_exceeded");
  CHECK(posted(serve_anthropic(gives({}, {}, full)), asking())
            .body.find("prompt is too long: 5000 tokens > 4096 maximum") != std::string::npos);
  CHECK(
      run_stream(
          call_anthropic(
              answers(
                  R"({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 5 tokens > 4 maximum"},"request_id":"req_9"})",
                  {}, 400),
              at_noon()),
          hello())
          .error.code == "context_length_exceeded");
}

TEST_CASE("tokens are counted here, by the host's count or an estimate") {
  const auto count = [](ServeAnthropicOptions options) {
    return posted(
        serve_anthropic(gives({}), std::move(options)),
        R"({"model":"m","messages":[{"role":"user","content":"foo"}],"tools":[{"name":"f","input_schema":{}}]})",
        "/v1/messages/count_tokens");
  };
  CHECK(count({}).head.status == 200);
  CHECK(Json{Text{count({}).body}}.at("input_tokens").as_integer().value_or(0) > 0);
  CHECK(count({.count_tokens = [](const ChatRequest&, const Context&) -> Result<std::int64_t> { return 42; }}).body ==
        R"({"input_tokens":42})");
  auto asked = std::make_shared<Request>();
  auto counted = count_anthropic_tokens(answers(R"({"input_tokens":7})", asked), hello(), at_noon());
  std::int64_t tokens = 0;
  CHECK(counted->pull(tokens) == Pull::some);
  CHECK(tokens == 7);
  CHECK(asked->path == "/v1/messages/count_tokens");
}

TEST_CASE("a call has its key, version and path where the provider looks for them") {
  auto asked = std::make_shared<Request>();
  const auto handler = answers(
      R"({"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"ok"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}})",
      asked);
  Client client{{.base_url = "https://api.example/base/v1",
                 .api_key = "sk-1",
                 .headers = {{"x-mine", "1"}},
                 .max_retries = 0,
                 .inner_layers = {to_anthropic()},
                 .transport = handler}};
  const auto reply = client.chat(hello());
  REQUIRE_MESSAGE(reply.has_value(), reply.error().message);
  CHECK(reply->text() == "ok");
  CHECK(asked->path == "/base/v1/messages");
  CHECK(asked->headers.get("x-api-key") == "sk-1");
  CHECK_FALSE(asked->headers.has("authorization"));
  CHECK(asked->headers.get("anthropic-version") == "2023-06-01");
  CHECK(asked->headers.get("x-mine") == "1");
  const auto missing = Client{
      {.base_url = "https://api.example/v1",
       .api_key = "sk-1",
       .max_retries = 0,
       .inner_layers = {to_anthropic()},
       .transport =
           answers(R"({"type":"error","error":{"type":"not_found_error","message":"model: x"}})", {},
                   404)}}.chat(hello());
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().status == 404);
  CHECK(missing.error().message == "model: x");
}

Server demo(ServerOptions options = {}) {
  Server server{std::move(options)};
  server.chat("my-model", [](const ChatRequest& request, ChatWriter& out) {
    out.text("Hello, ");
    out.text(request.messages.back().text());
    out.finish(FinishReason::stop);
    out.usage(3, 2);
  });
  server.dialect(anthropic_dialect());
  return server;
}
Request keyed(Request request, Headers headers) {
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  request.context.may_block = true;
  return request;
}

TEST_CASE("a server speaks both forms over the same handlers, told apart by path and head") {
  const auto handler = demo({.api_keys = {{.key = "sk-1"}}}).handler();
  const std::string body = R"({"model":"my-model","max_tokens":9,"messages":[{"role":"user","content":"you"}]})";
  for (const Headers& headers : {Headers{{"x-api-key", "sk-1"}, {"anthropic-version", "2023-06-01"}},
                                 Headers{{"authorization", "Bearer sk-1"},
                                         {"anthropic-version", "2026-10-21"},
                                         {"anthropic-beta", "brand-new-2027"}},
                                 Headers{{"x-api-key", "sk-1"}, {"authorization", "Bearer other"}}}) {
    const auto answer = got(handler, keyed(post("/v1/messages", body), headers));
    CHECK(answer.head.status == 200);
    CHECK(read<AnthropicMessage>(answer.body).content[0].get_if<AnthropicText>()->text == "Hello, you");
    CHECK(answer.head.headers.get("request-id").starts_with("req_"));
  }
  const auto none = got(handler, keyed(post("/v1/messages", body), {}));
  CHECK(none.head.status == 401);
  CHECK(Json{Text{none.body}}.at("error").at("type").as_string() == "authentication_error");
  CHECK(Json{Text{none.body}}.at("request_id").as_string() == std::string{none.head.headers.get("request-id")});
  const auto models =
      got(handler, keyed({.path = "/v1/models"}, {{"x-api-key", "sk-1"}, {"anthropic-version", "2023-06-01"}}));
  CHECK(
      models.body.starts_with(R"({"data":[{"type":"model","id":"my-model","display_name":"my-model","created_at":")"));
  CHECK(models.body.ends_with(R"("has_more":false,"first_id":"my-model","last_id":"my-model"})"));
  CHECK(got(handler, keyed({.path = "/v1/models"}, {{"authorization", "Bearer sk-1"}}))
            .body.starts_with(R"({"object":"list")"));
  CHECK(got(handler, keyed({.method = "HEAD", .path = "/api/hello"}, {})).head.status == 200);
  const auto unknown = got(
      handler, keyed(post("/v1/messages", R"({"model":"x","max_tokens":9,"messages":[{"role":"user","content":"a"}]})"),
                     {{"x-api-key", "sk-1"}}));
  CHECK(unknown.head.status == 404);
  CHECK(Json{Text{unknown.body}}.at("error").at("type").as_string() == "not_found_error");
  const auto look = [&](const char* path) {
    return got(handler, keyed({.path = path}, {{"x-api-key", "sk-1"}, {"anthropic-version", "x"}})).body;
  };
  for (const char* path : {"/v1/files", "/v1/messages/batches"}) CHECK(look(path).starts_with(R"({"data":[])"));
  for (const char* path : {"/v1/skills", "/v1/messages/other"})
    CHECK(Json{Text{look(path)}}.at("type").as_string() == "error");
}

TEST_CASE("limits of the rate stand in Anthropic's fields, those of a provider as it said them") {
  Head head{.headers = {{"x-request-id", "req_1"},
                        {"x-ratelimit-limit-requests", "100"},
                        {"x-ratelimit-remaining-tokens", "7"},
                        {"x-ratelimit-reset-tokens", "6m0s"},
                        {"anthropic-ratelimit-requests-limit", "99"}}};
  anthropic_dialect().finish_head(head);
  CHECK(head.headers.get("request-id") == "req_1");
  CHECK(head.headers.get("anthropic-ratelimit-requests-limit") == "99");
  CHECK(head.headers.get("anthropic-ratelimit-tokens-remaining") == "7");
  CHECK(head.headers.get("anthropic-ratelimit-tokens-reset").ends_with("Z"));
  const Handler limited = [](const Request&) {
    return ready_answer({.status = 429,
                         .headers = {{"content-type", "application/json"},
                                     {"retry-after", "2"},
                                     {"anthropic-ratelimit-input-tokens-remaining", "0"}}},
                        R"({"type":"error","error":{"type":"rate_limit_error","message":"Slow."}})");
  };
  const auto answer = posted(serve_anthropic(call_anthropic(limited, at_noon())), asking());
  CHECK(answer.head.status == 429);
  CHECK(answer.head.headers.get("retry-after") == "2");
  CHECK(answer.head.headers.get("anthropic-ratelimit-input-tokens-remaining") == "0");
}

TEST_CASE("models are listed by page") {
  Backend many;
  many.on<ListModels>([](const Parsed<ListModelsRequest>&, const Context&) {
    ModelList list;
    for (int i = 0; i < 25; ++i) list.data.push_back({.id = Text{"m" + std::to_string(i)}, .created = 1'770'076'800});
    return one_item<ModelList>(std::move(list));
  });
  const auto page = [&](std::string query) {
    return read<AnthropicModelList>(got(serve_anthropic(many), {.path = "/v1/models", .query = std::move(query)}).body);
  };
  CHECK(page("").data.size() == 20);
  CHECK(page("").has_more);
  CHECK(page("").data[0].created_at == "2026-02-03T00:00:00Z");
  CHECK(page("after_id=m19&limit=3").data[0].id == "m20");
  CHECK(page("before_id=m5&limit=2").data[0].id == "m3");
  CHECK(page("limit=1000").data.size() == 25);
  const auto listed =
      call_anthropic(serve_anthropic(many), at_noon()).run<ListModels>(Parsed<ListModelsRequest>{ListModelsRequest{}});
  ModelList list;
  REQUIRE(listed->pull(list) == Pull::some);
  CHECK(list.data.size() == 25);
  CHECK(list.data[0].created == 1'770'076'800);
}

}  // namespace anthropic_answer_test
