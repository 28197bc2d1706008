// SPDX-License-Identifier: MIT
#include "support/play.hpp"

using namespace play;

namespace {

struct Shape {
  const char* who;
  int status;
  const char *body, *message, *type, *param, *code;
};

const Shape shapes[] = {
    {"OpenAI", 404,
     R"({"error":{"message":"No such model.","type":"invalid_request_error","param":"model","code":"model_not_found"}})",
     "No such model.", "invalid_request_error", "model", "model_not_found"},
    {"vLLM", 400, R"({"error":{"message":"m","type":"BadRequestError","param":null,"code":400}})", "m",
     "BadRequestError", "", "400"},
    {"vLLM of old", 400, R"({"object":"error","message":"m","type":"BadRequestError","param":null,"code":400})", "m",
     "BadRequestError", "", "400"},
    {"vLLM without a key", 401, R"({"error":"Unauthorized"})", "Unauthorized", "authentication_error", "", ""},
    {"SGLang", 400, R"({"object":"error","message":"m","type":"BadRequest","param":"messages","code":400})", "m",
     "BadRequest", "messages", "400"},
    {"SGLang's transcriptions", 500, R"({"error":{"message":"m"}})", "m", "server_error", "", ""},
    {"llama.cpp", 400,
     R"({"error":{"code":400,"message":"m","type":"exceed_context_size_error","n_prompt_tokens":9,"n_ctx":8}})", "m",
     "exceed_context_size_error", "", "400"},
    {"llama.cpp while it loads", 503, R"({"error":{"code":503,"message":"Loading model","type":"unavailable_error"}})",
     "Loading model", "unavailable_error", "", "503"},
    {"Ollama", 404, R"({"error":{"message":"m","type":"not_found_error","param":null,"code":null}})", "m",
     "not_found_error", "", ""},
    {"Ollama's own API", 503, R"({"error":"server busy"})", "server busy", "server_error", "", ""},
    {"TGI", 422, R"({"error":"Template error","error_type":"template_error"})", "Template error", "template_error", "",
     ""},
    {"LocalAI", 500, R"({"error":{"code":500,"message":"m","type":"","param":null}})", "m", "server_error", "", "500"},
    {"Anthropic", 529, R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})", "Overloaded",
     "overloaded_error", "", ""},
    {"FastAPI", 404, R"({"detail":"Not Found"})", "Not Found", "invalid_request_error", "", ""},
    {"FastAPI's validation", 422, R"({"detail":[{"loc":["body"],"msg":"bad"}]})", R"([{"loc":["body"],"msg":"bad"}])",
     "invalid_request_error", "", ""},
    {"Gemini", 400, R"([{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}])", "m",
     "invalid_request_error", "", "400"},
    {"a flat message", 403, R"({"message":"m"})", "m", "permission_error", "", ""},
    {"a message that is an object", 400, R"({"error":{"message":{"a":1}}})", R"({"a":1})", "invalid_request_error", "",
     ""},
    {"a JSON string", 400, R"("m\n")", "m\n", "invalid_request_error", "", ""},
    {"plain text", 502, "  upstream is away\r\n", "upstream is away", "server_error", "", ""},
    {"HTML", 504, "<html><h1>Gateway time-out</h1></html>", "<html><h1>Gateway time-out</h1></html>", "server_error",
     "", ""},
    {"broken JSON", 500, R"({"error":{"message":)", R"({"error":{"message":)", "server_error", "", ""},
    {"an array of nothing", 500, "[]", "[]", "server_error", "", ""},
    {"an object of nothing", 500, "{}", "The server answered with status 500.", "server_error", "", ""},
    {"no error in the error", 500, R"({"error":null})", "The server answered with status 500.", "server_error", "", ""},
    {"nothing", 429, "", "The server answered with status 429.", "rate_limit_error", "", ""},
    {"blanks", 429, " \n", "The server answered with status 429.", "rate_limit_error", "", ""},
    {"a redirect", 301, "", "The server answered with status 301.", "invalid_request_error", "", ""},
    {"a list of errors", 400, R"({"errors":[{"message":"one","code":7,"param":"p"},{"detail":"two"}]})", "one; two",
     "invalid_request_error", "p", "7"},
    {"a list of texts", 400, R"({"errors":["one","two"]})", "one; two", "invalid_request_error", "", ""},
    {"errors by name", 422, R"({"errors":{"name":["is bad"]}})", R"({"name":["is bad"]})", "invalid_request_error", "",
     ""},
    {"msg", 400, R"({"code":"1301","msg":"m"})", "m", "invalid_request_error", "", "1301"},
    {"Message", 400, R"({"Message":"m","Code":"c"})", "m", "invalid_request_error", "", "c"},
    {"AWS", 400, R"({"__type":"ValidationException","message":"m"})", "m", "ValidationException", "", ""},
    {"errorMessage", 500, R"({"errorMessage":"m","errorCode":"c"})", "m", "server_error", "", "c"},
    {"error_msg", 400, R"({"error_code":110,"error_msg":"m"})", "m", "invalid_request_error", "", "110"},
    {"why beside what", 404, R"({"error":"Not Found","message":"why"})", "why", "invalid_request_error", "",
     "Not Found"},
    {"OAuth", 401, R"({"error":"invalid_token","error_description":"It has expired."})", "It has expired.",
     "authentication_error", "", "invalid_token"},
    {"a problem", 404, R"({"type":"about:blank","title":"Not Found","status":404,"detail":"why"})", "why",
     "about:blank", "", ""},
    {"a title", 404, R"({"title":"Not Found"})", "Not Found", "invalid_request_error", "", ""},
    {"a detail that is an object", 403, R"({"detail":{"error":{"message":"m","code":"c"}}})", "m", "permission_error",
     "", "c"},
    {"a detail of its own", 403, R"({"detail":{"a":1}})", R"({"a":1})", "permission_error", "", ""},
    {"a fault", 401, R"({"fault":{"faultstring":"m","detail":{"errorcode":"e"}}})", "m", "authentication_error", "",
     ""},
    {"base_resp", 500, R"({"base_resp":{"status_code":1013,"status_msg":"m"}})", "m", "server_error", "", "1013"},
    {"nothing that is known", 500, R"({"reason_id":7,"who":"x"})", R"({"reason_id":7,"who":"x"})", "server_error", "",
     ""},
    {"a code and no words", 500, R"({"error":{"code":"c"}})", R"({"error":{"code":"c"}})", "server_error", "", "c"},
    {"events", 429, "event: error\ndata: {\"error\":{\"message\":\"m\",\"code\":\"c\"}}\n\n", "m", "rate_limit_error",
     "", "c"},
    {"events without a name", 400, ": x\n\ndata: {\"message\":\"m\"}\n\ndata: [DONE]\n\n", "m", "invalid_request_error",
     "", ""},
    {"a byte order mark", 400, "\xEF\xBB\xBF{\"message\":\"m\"}", "m", "invalid_request_error", "", ""},
    {"bytes that are no text", 502, "\x1F\x8B\x08\x01z", R"(\x1f\x8b\x08\x01z)", "server_error", "", ""},
};

}  // namespace

TEST_CASE("an error is read from every shape that servers give it") {
  for (const auto& shape : shapes) {
    CAPTURE(shape.who);
    const Error expected{.kind = ErrorKind::api,
                         .status = shape.status,
                         .message = shape.message,
                         .type = shape.type,
                         .param = shape.param,
                         .code = shape.code,
                         .request_id = "req_1"};
    const Head head{.status = shape.status, .headers = {{"X-Request-Id", "req_1"}}};
    CHECK(read_error(head, shape.body) == expected);
    for (const bool streamed : {false, true}) {
      const auto got = call_chat(answers(head, shape.body, 3), streamed);
      CHECK(got.events.empty());
      REQUIRE(got.error);
      CHECK(*got.error == expected);
    }
  }
}

TEST_CASE("an error status wins over the type of the body") {
  const Head head{.status = 500, .headers = {{"content-type", "text/event-stream"}}};
  const auto got = call_chat(answers(head, R"({"error":{"message":"m"}})"));
  REQUIRE(got.error);
  CHECK(got.error->message == "m");
}

TEST_CASE("a page in place of an answer is cut to what tells most") {
  const auto error = read_error({.status = 502}, std::string(100'000, 'x'));
  CHECK(error.message == std::string(1024, 'x'));
  // Not in the middle of a character.
  CHECK(read_error({.status = 502}, std::string(1023, 'x') + "\xC3\xA9").message == std::string(1023, 'x'));
  const auto unknown = R"({"a":")" + std::string(2000, 'x') + "\"}";
  CHECK(read_error({.status = 502}, unknown).message == unknown.substr(0, 1024));
}

TEST_CASE("a redirect's error says where it leads, without a password") {
  const auto told = [](std::string location) {
    return read_error({.status = 308, .headers = {{"Location", std::move(location)}}}, "<html>Moved</html>");
  };
  CHECK(told("https://other/v1").message == "The server answered with status 308, which leads to https://other/v1.");
  CHECK(told("/v2/models").message == "The server answered with status 308, which leads to /v2/models.");
  CHECK(told("https://u:secret@other/v1").message.find("secret") == std::string::npos);
}

TEST_CASE("an error inside a success has the status that it names") {
  struct Row {
    const char* body;
    int status;
  };
  const Row rows[] = {
      {R"({"error":{"message":"m","code":401}})", 401},
      {R"({"error":{"message":"m","code":"429"}})", 429},
      {R"({"error":{"message":"m","status":403}})", 403},
      {R"({"error":{"message":"m","type":"invalid_request_error"}})", 400},
      {R"({"error":{"message":"m","type":"invalid_request_error","code":"invalid_api_key"}})", 401},
      {R"({"error":{"message":"m","type":"invalid_request_error","code":"model_not_found"}})", 404},
      {R"({"error":{"message":"m","type":"requests","code":"rate_limit_exceeded"}})", 429},
      {R"({"error":{"message":"m","type":"insufficient_quota"}})", 429},
      {R"({"type":"error","error":{"type":"overloaded_error","message":"m"}})", 503},
      {R"({"error":{"code":7,"message":"m","status":"RESOURCE_EXHAUSTED"}})", 429},
      {R"({"error":{"message":"m","type":"BadRequestError"}})", 400},
      {R"({"error":{"message":"m","type":"new_kind","code":"1234"}})", 0},
      {R"({"error":{"message":"m"}})", 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.body);
    const auto error = read_error({}, row.body);
    CHECK(error.status == row.status);
    CHECK(error.message == "m");
    if (row.status != 0) {
      for (const auto& body : {ask_whole, ask_stream})
        CHECK(answer(serve(call(answers({}, row.body))), body).head.status == row.status);
    }
  }
}

TEST_CASE("a success that holds an error is one") {
  for (const bool streamed : {false, true}) {
    for (const char* body :
         {R"({"error":{"message":"m","code":"c"}})", R"({"object":"error","message":"m","code":"c"})"}) {
      const auto got = call_chat(answers({.headers = {{"x-request-id", "req_2"}}}, body), streamed);
      CHECK(got.events.empty());
      REQUIRE(got.error);
      CHECK(got.error->kind == ErrorKind::api);
      CHECK(got.error->status == 0);
      CHECK(got.error->message == "m");
      CHECK(got.error->code == "c");
      CHECK(got.error->request_id == "req_2");
    }
  }
}

TEST_CASE("a success that cannot be read is an error of its own kind") {
  for (const char* body : {"", "hello", "[]", "{\"choices\":", "7"}) {
    CAPTURE(body);
    const auto got = call_chat(answers({}, body), false);
    REQUIRE(got.error);
    CHECK(got.error->kind == ErrorKind::parse);
    CHECK(got.error->status == 200);
    CHECK(got.error->code == "unreadable_answer");
  }
}

TEST_CASE("what an upstream said passes through a proxy") {
  const auto proxy =
      serve(call(answers({.status = 429}, R"({"error":{"message":"m","type":"t","param":"p","code":"c"}})")));
  for (const auto& body : {ask_whole, ask_stream}) {
    const auto got = answer(proxy, body);
    CHECK(got.head.status == 429);
    CHECK(got.body == R"({"error":{"message":"m","type":"t","param":"p","code":"c"}})");
  }
  // An answer that cannot be read is a bad gateway, not a bad request.
  CHECK(answer(serve(call(answers({}, "hello"))), ask_whole).head.status == 502);
}
