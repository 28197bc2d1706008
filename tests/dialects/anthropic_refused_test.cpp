// SPDX-License-Identifier: MIT
#include "dialects/anthropic_cases.hpp"

namespace anthropic_refused_test {
using namespace anthropic_cases;

TEST_CASE("hostile bodies are refused in form") {
  const auto handler = serve_anthropic(gives({}));
  for (const std::string& body :
       {std::string{""}, std::string{"[]"}, std::string{"null"}, std::string{"{\"model\":1}"}, asking(R"(,"tools":{})"),
        asking("", "[]"), asking("", R"([{"role":"robot","content":"x"}])"), asking("", R"([{"role":"user"}])"),
        asking("", R"([{"content":"x"}])"), asking("", R"([{"role":"user","content":[{"type":1}]}])"),
        asking("", "[" + std::string(200, '[') + std::string(200, ']') + "]"), asking(R"(,"max_tokens":-1)"),
        asking(R"(,"x":tru)"),
        std::string{"{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\xff\"}]}"}}) {
    const auto answer = posted(handler, body);
    CHECK_MESSAGE(answer.head.status == 400, body);
    const auto json = Json::checked(answer.body);
    REQUIRE(json.has_value());
    CHECK(json->at("error").at("type").as_string() == "invalid_request_error");
  }
}

TEST_CASE("what cannot be is refused by its path") {
  const auto handler = serve_anthropic(gives({}));
  const std::pair<std::string, const char*> bodies[] = {
      {asking(
           "",
           R"([{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":"x"}]}])"),
       "messages[1].content[0].input"},
      {asking(
           "",
           R"([{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"!!"}}]}])"),
       "messages[0].content[0].source.data"},
      {asking(R"(,"system":"s")", "[]"), "messages"}};
  for (const auto& [body, param] : bodies) {
    const auto answer = posted(handler, body);
    CHECK(answer.head.status == 400);
    CHECK(Json{Text{answer.body}}.at("error").at("details").at("param").as_string() == param);
  }
}

}  // namespace anthropic_refused_test
