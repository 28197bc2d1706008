// SPDX-License-Identifier: MIT
#include "gemini_cases.hpp"

#include <doctest/doctest.h>

namespace gemini_refused {

using namespace gemini_cases;

TEST_SUITE("serve Gemini") {
  TEST_CASE("hostile bodies are refused in form") {
    const auto handler = serve_gemini(backend_of(chat_of()));
    const std::string deep(100'000, '[');
    for (const auto& body :
         {std::string{}, std::string{"{"}, std::string{"[]"}, std::string{"{}"}, deep, "{\"a_b\":" + deep,
          R"({"contents":)" + deep,
          std::string{R"({"contents":[{"parts":[{"functionCall":{"name":"f","args":7}}],"role":"model"}]})"},
          std::string{R"({"contents":[{"parts":[{"text":7}]}]})"},
          std::string{"{\"contents\":[{\"parts\":[{\"text\":\"\xFF\"}]}]}"},
          R"({"generationConfig":{"temperature":"hot"},)" + hi + "}", R"({"generationConfig":[],)" + hi + "}",
          R"({"generationConfig":{"stopSequences":[7]},)" + hi + "}",
          R"({"tools":[{"functionDeclarations":[{"description":"none"}]}],)" + hi + "}",
          std::string{R"({"x_y":"unterminated)"}}) {
      const auto came = came_of(handler, post("/v1beta/models/m:generateContent", body));
      CAPTURE(body.substr(0, 150));
      CHECK(came.head.status == 400);
      CHECK(came.json().at("error").at("status").as_string() == "INVALID_ARGUMENT");
      for (const char* verb : {"countTokens", "embedContent", "batchEmbedContents", "streamGenerateContent"})
        CHECK(came_of(handler, post("/v1beta/models/m:" + std::string{verb}, body)).head.status < 500);
    }
  }

  TEST_CASE("contents that no chat can be made of are refused by their path") {
    const std::pair<std::string, std::string> bodies[] = {
        {R"({"contents":[{"role":"robot","parts":[{"text":"a"}]}]})", "contents[0].role"},
        {R"({"contents":[{"parts":[{"text":"a","inlineData":{"mimeType":"image/png","data":"aa"}}]}]})",
         "contents[0].parts[0]"},
        {R"({"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"!!"}}]}]})",
         "contents[0].parts[0].inlineData.data"},
        {R"({"contents":[{"parts":[{}]}]})", "contents"},
        {R"({"generationConfig":{"maxOutputTokens":-5},)" + hi + "}", "generationConfig.maxOutputTokens"}};
    for (const auto& [body, path] : bodies) {
      const auto came = generate(chat_of(), body);
      CHECK(came.head.status == 400);
      CHECK(came.json().at("error").at("message").as_string().value_or("").find("'" + path + "'") != std::string::npos);
    }
  }
}

}  // namespace gemini_refused
