// Presets of providers, and what they do to requests.
// SPDX-License-Identifier: MIT
#include <oaicompat/base/loss.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/providers.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

using namespace oaicompat;

namespace provider_tests {

// What a client with this preset sends for a body.
inline Json sent(const Provider& provider, std::string body, LossReport* lost = nullptr) {
  std::string out;
  const auto layer = provider_quirks(provider.quirks);
  const auto handler = layer([&](Request request) {
    out = request.body.take();
    return json_answer(200, "{}");
  });
  auto losses = std::make_shared<LossReport>();
  handler({.method = "POST", .path = "/v1/chat/completions", .body = std::move(body), .context = {.losses = losses}});
  if (lost) *lost = *losses;
  REQUIRE(Json::checked(out));
  return {Text{out}};
}

TEST_SUITE("providers") {
  TEST_CASE("a preset gives the base URL and its own key, and OpenAI's is not shown to others") {
    setenv("OPENAI_API_KEY", "openai's", 1);
    setenv("GROQ_API_KEY", "groq's", 1);
    std::vector<Request> requests;
    const Handler transport = [&](Request request) {
      requests.push_back(std::move(request));
      return json_answer(200, R"({"object":"list","data":[]})");
    };
    REQUIRE(Client{{.provider = providers::groq(), .transport = transport}}.models());
    REQUIRE(Client{{.provider = providers::ollama(), .transport = transport}}.models());
    REQUIRE(Client{{.api_key = "mine", .provider = providers::groq(), .transport = transport}}.models());
    REQUIRE(Client{{.base_url = "http://h/v9", .transport = transport}}.models());
    unsetenv("OPENAI_API_KEY");
    unsetenv("GROQ_API_KEY");
    CHECK(requests[0].path == "/openai/v1/models");
    CHECK(requests[0].headers.get("authorization") == "Bearer groq's");
    CHECK_FALSE(requests[1].headers.has("authorization"));
    CHECK(requests[2].headers.get("authorization") == "Bearer mine");
    CHECK(requests[3].headers.get("authorization") == "Bearer openai's");
  }

  TEST_CASE("refused members are dropped, and told where they ask for something") {
    LossReport lost;
    const auto body = sent(providers::groq(),
                           R"({"model":"m","n":1,"logprobs":true,"top_logprobs":0,"logit_bias":{"1":2},"messages":[)"
                           R"({"role":"user","name":"ann","content":"Hi"}],"big":123456789012345678901})",
                           &lost);
    CHECK(body.view() == R"({"model":"m","messages":[{"role":"user","content":"Hi"}],"big":123456789012345678901})");
    CHECK(lost.header() == "dropped logprobs; dropped logit_bias; dropped messages[0].name");
  }

  TEST_CASE("members are renamed where a provider has another word for them") {
    const auto body = sent(providers::mistral(), R"({"model":"m","max_completion_tokens":5,"seed":7,"store":false,)"
                                                 R"("stream_options":{"include_usage":true},"messages":[]})");
    CHECK(body.at("max_tokens").as_integer() == 5);
    CHECK(body.at("random_seed").as_integer() == 7);
    for (const auto* name : {"max_completion_tokens", "seed", "store", "stream_options"}) CHECK_FALSE(body.find(name));
  }

  TEST_CASE("earlier reasoning goes back under the provider's name, or not at all") {
    const std::string with_content =
        R"({"messages":[{"role":"assistant","content":"a","reasoning_content":"why"},{"role":"user","content":"\"reasoning\""}]})";
    CHECK(sent(providers::vllm(), with_content).at("messages").at(std::size_t{0}).at("reasoning").as_string() == "why");
    CHECK(sent(providers::deepseek(), R"({"messages":[{"role":"assistant","reasoning":"why"}]})")
              .at("messages")
              .at(std::size_t{0})
              .at("reasoning_content")
              .as_string() == "why");
    CHECK(sent(providers::sglang(), with_content).view() == with_content);
    LossReport lost;
    const auto none = sent(providers::mistral(), with_content, &lost);
    CHECK(none.at("messages").at(std::size_t{0}).view() == R"({"role":"assistant","content":"a"})");
    CHECK(lost.header() == "dropped messages[0].reasoning_content");
  }

  TEST_CASE("bodies that are no JSON, and other requests, pass as they are") {
    const auto handler = provider_quirks(providers::mistral().quirks)([](Request request) {
      CHECK(request.body.str() == "{\"store\":");
      return json_answer(200, "{}");
    });
    handler({.method = "POST", .path = "/v1/embeddings", .body = "{\"store\":"});
    handler({.method = "POST", .path = "/v1/chat/completions", .body = "{\"store\":"});
  }
}

}  // namespace provider_tests
