// The exact bytes of errors, and the headers of answers.
// SPDX-License-Identifier: MIT
#include "golden.hpp"

using namespace golden;

namespace {

Server failing(const Error& error, ServerOptions options = {}) {
  return server([error](const ChatRequest&, ChatWriter& out) { out.fail(error); }, std::move(options));
}
const std::string ask_m = R"({"model":"m","messages":[]})";
Request post_m(Headers headers = {}) { return post("/v1/chat/completions", ask_m, std::move(headers)); }

}  // namespace

TEST_CASE("wire: an error has all four keys, the empty ones null") {
  struct Row {
    int status;
    const char* type;
  };
  const Row rows[] = {{400, "invalid_request_error"}, {401, "authentication_error"},  {403, "permission_error"},
                      {404, "invalid_request_error"}, {409, "invalid_request_error"}, {413, "invalid_request_error"},
                      {422, "invalid_request_error"}, {429, "rate_limit_error"},      {500, "server_error"},
                      {501, "server_error"},          {503, "server_error"}};
  for (const auto& row : rows) {
    const auto bare = asked(failing(api_error(row.status, "Why.")), post_m());
    CHECK(bare.head.status == row.status);
    CHECK(bare.head.headers.get("content-type") == "application/json");
    CHECK(bare.body ==
          R"({"error":{"message":"Why.","type":")" + std::string{row.type} + R"(","param":null,"code":null}})");
    const auto full = asked(failing(api_error(row.status, "W\"hy\n", "c", "messages[0].content")), post_m());
    CHECK(full.body == R"({"error":{"message":"W\"hy\n","type":")" + std::string{row.type} +
                           R"(","param":"messages[0].content","code":"c"}})");
  }
}

TEST_CASE("wire: what is wrong with a request") {
  struct Row {
    const char *method, *path, *body;
    int status;
    const char* error;
  };
  const Row rows[] = {
      {"POST", "/v1/chat/completions", "{", 400,
       R"({"message":"The body is not valid JSON: a value, comma, colon or bracket is missing or misplaced.","type":"invalid_request_error","param":null,"code":"invalid_json"})"},
      {"POST", "/v1/chat/completions", R"({"model":"m"})", 400,
       R"({"message":"Missing required parameter: 'messages'.","type":"invalid_request_error","param":"messages","code":"missing_required_parameter"})"},
      {"POST", "/v1/chat/completions", R"({"model":"m","messages":[{"content":"x"}]})", 400,
       R"({"message":"Missing required parameter: 'messages[0].role'.","type":"invalid_request_error","param":"messages[0].role","code":"missing_required_parameter"})"},
      {"POST", "/v1/chat/completions", R"({"model":"m","messages":[],"temperature":"hot"})", 400,
       R"({"message":"Invalid type for 'temperature': expected a number, but got a string.","type":"invalid_request_error","param":"temperature","code":"invalid_type"})"},
      {"POST", "/v1/chat/completions", R"({"model":"x","messages":[]})", 404,
       R"({"message":"The model 'x' does not exist, or you may not use it.","type":"invalid_request_error","param":"model","code":"model_not_found"})"},
      {"GET", "/v1/models/x", "", 404,
       R"({"message":"The model 'x' does not exist, or you may not use it.","type":"invalid_request_error","param":"model","code":"model_not_found"})"},
      {"POST", "/v1/nothing", "{}", 404,
       R"({"message":"Unknown request URL: POST /v1/nothing.","type":"invalid_request_error","param":null,"code":"unknown_url"})"},
      {"PUT", "/v1/chat/completions", "{}", 405,
       R"({"message":"Not allowed to PUT on /v1/chat/completions.","type":"invalid_request_error","param":null,"code":"method_not_allowed"})"},
  };
  const auto made = server([](const ChatRequest&, ChatWriter&) {});
  for (const auto& row : rows) {
    CAPTURE(row.path);
    const auto got = asked(made, {.method = row.method, .path = row.path, .body = row.body});
    CHECK(got.head.status == row.status);
    CHECK(got.head.headers.get("content-type") == "application/json");
    CHECK(got.body == R"({"error":)" + std::string{row.error} + "}");
  }
}

TEST_CASE("wire: the headers of an answer") {
  const auto made =
      server([](const ChatRequest&, ChatWriter& out) { out.finish(FinishReason::stop); }, {.cors = std::nullopt});
  const Headers mine{{"x-request-id", "req_mine"}};
  CHECK(asked(made, post_m(mine)).head ==
        Head{.status = 200,
             .headers = {
                 {"content-type", "application/json"}, {"x-request-id", "req_mine"}, {"openai-processing-ms", "0"}}});
  CHECK(asked(made, post("/v1/chat/completions", R"({"model":"m","messages":[],"stream":true})", mine)).head ==
        Head{.status = 200,
             .headers = {{"content-type", "text/event-stream; charset=utf-8"},
                         {"cache-control", "no-cache"},
                         {"x-accel-buffering", "no"},
                         {"x-request-id", "req_mine"},
                         {"openai-processing-ms", "0"}}});
  CHECK(asked(made, {.method = "DELETE", .path = "/v1/models", .headers = mine}).head ==
        Head{.status = 405,
             .headers = {{"content-type", "application/json"},
                         {"allow", "GET, HEAD, OPTIONS"},
                         {"x-request-id", "req_mine"},
                         {"openai-processing-ms", "0"}}});
}

TEST_CASE("wire: models and embeddings") {
  auto made = server([](const ChatRequest&, ChatWriter&) {});
  made.embedding("e", [](const EmbeddingRequest&, const Context&) {
    EmbeddingList list;
    list.model = "e";
    list.data.emplace_back().embedding = std::vector<float>{0.1F, -1.0F};
    list.data.emplace_back(list.data.front()).index = 1;
    list.usage = {.prompt_tokens = 4, .total_tokens = 4};
    return list;
  });
  const std::string m = R"({"id":"m","object":"model","created":1700000000,"owned_by":"oaicompat"})";
  const std::string e = R"({"id":"e","object":"model","created":1700000000,"owned_by":"oaicompat"})";
  CHECK(asked(made, {.path = "/v1/models"}).body == R"({"object":"list","data":[)" + m + "," + e + "]}");
  CHECK(asked(made, {.path = "/v1/models/m"}).body == m);
  const auto vectors = [&](const std::string& encoding) {
    return asked(made, post("/v1/embeddings", R"({"model":"e","input":["x","y"])" + encoding + "}")).body;
  };
  const auto list = [](const std::string& vector) {
    return R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":)" + vector +
           R"(},{"object":"embedding","index":1,"embedding":)" + vector +
           R"(}],"model":"e","usage":{"prompt_tokens":4,"total_tokens":4}})";
  };
  CHECK(vectors("") == list("[0.1,-1]"));
  CHECK(vectors(R"(,"encoding_format":"float")") == list("[0.1,-1]"));
  CHECK(vectors(R"(,"encoding_format":"base64")") == list("\"zczMPQAAgL8=\""));
}

TEST_CASE("wire: a legacy stream") {
  auto made = server([](const ChatRequest&, ChatWriter&) {});
  made.completion("m", [](const CompletionRequest&, CompletionWriter& out) {
    out.text("Once");
    out.finish(FinishReason::length);
    out.usage(1, 1);
  });
  const auto stream = [&](const std::string& more) {
    auto body = asked(made, post("/v1/completions", R"({"model":"m","prompt":"x","stream":true)" + more + "}")).body;
    const auto id = body.substr(body.find("cmpl-"), 29);
    for (auto at = body.find(id); at != body.npos; at = body.find(id, at)) body.replace(at, id.size(), "ID");
    return body;
  };
  const auto event = [](const std::string& choices, const std::string& usage) {
    return R"(data: {"id":"ID","object":"text_completion","created":1700000000,"model":"m","choices":[)" + choices +
           "]" + usage + "}\n\n";
  };
  const std::string once = R"({"text":"Once","index":0,"logprobs":null,"finish_reason":null})";
  const std::string end = R"({"text":"","index":0,"logprobs":null,"finish_reason":"length"})";
  const std::string usage = R"(,"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2})";
  CHECK(stream("") == event(once, "") + event(end, "") + "data: [DONE]\n\n");
  CHECK(stream(R"(,"stream_options":{"include_usage":true})") ==
        event(once, R"(,"usage":null)") + event(end, R"(,"usage":null)") + event("", usage) + "data: [DONE]\n\n");
}
