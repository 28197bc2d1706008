// Chats as requests of Bedrock's Converse.
// SPDX-License-Identifier: MIT
#include "bedrock_cases.hpp"

namespace bedrock_tests {

TEST_SUITE("bedrock requests") {
  TEST_CASE("a chat is asked for with its model in the path, and answered as a completion") {
    Upstream upstream;
    const auto answer = upstream.client().chat(hello());
    REQUIRE(answer);
    CHECK(upstream.request.path == "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse");
    CHECK(upstream.request.headers.get("authorization") == "Bearer key");
    CHECK(upstream.body.view() == R"({"messages":[{"role":"user","content":[{"text":"Hello"}]}]})");
    CHECK(answer->text() == "Hi");
    CHECK(answer->id == "chatcmpl-r1");
    CHECK(answer->choices.front().finish_reason == FinishReason::stop);
    CHECK(answer->usage->total_tokens == 5);
    CHECK(answer->extra.find("metrics"));
  }

  TEST_CASE("a request is signed where there are credentials, with the base URL's path before the model's") {
    Upstream upstream;
    const auto backend = call_bedrock(
        upstream.handler(),
        {.sign = {.credentials = {.access_key_id = "A", .secret_access_key = "S"}}, .call = {.prefix = "/p"}});
    REQUIRE(detail::send<CreateChatCompletion>(backend, hello("arn:aws:bedrock:x/y"), {}));
    CHECK(upstream.request.path == "/p/model/arn%3Aaws%3Abedrock%3Ax%2Fy/converse");
    CHECK(upstream.request.headers.get("authorization").starts_with("AWS4-HMAC-SHA256 Credential=A/"));
  }

  TEST_CASE("without both the client's key is Bedrock's") {
    Upstream upstream;
    const Client client{{.base_url = bedrock_url("us-east-1"),
                         .api_key = "mine",
                         .inner_layers = {to_bedrock()},
                         .transport = upstream.handler()}};
    REQUIRE(client.chat(hello()));
    CHECK(upstream.request.headers.get("authorization") == "Bearer mine");
  }

  TEST_CASE("instructions, turns and results of tools find their places") {
    const auto got = sent(with_model(R"("messages":[
      {"role":"system","content":"Be brief."},{"role":"developer","content":[{"type":"text","text":"Really.","cache_control":{"type":"ephemeral","ttl":"1h"}}]},
      {"role":"user","content":"a"},{"role":"user","content":[{"type":"text","text":" "},{"type":"text","text":"b"}]},
      {"role":"assistant","content":"","tool_calls":[{"id":"c.1","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":""}}]},
      {"role":"tool","tool_call_id":"c.1","content":"{\"y\":2}"},{"role":"tool","tool_call_id":"c2","content":"bad","is_error":true}],
      "tools":[{"type":"function","function":{"name":"f","description":"","parameters":{"type":"object"}}},{"type":"function","function":{"name":"g"},"cache_control":{"type":"ephemeral"}}])"));
    CHECK_FALSE(got.error);
    CHECK(got.lost.empty());
    CHECK(got.body.at("system").view() ==
          R"([{"text":"Be brief."},{"text":"Really."},{"cachePoint":{"type":"default","ttl":"1h"}}])");
    const auto turns = got.body.at("messages").elements();
    REQUIRE(turns.size() == 3);
    CHECK(turns[0].view() == R"({"role":"user","content":[{"text":"a"},{"text":"b"}]})");
    const auto id = turns[1].at("content").at(std::size_t{0}).at("toolUse").at("toolUseId").as_string();
    REQUIRE(id);
    CHECK(id->find('.') == id->npos);
    CHECK(turns[1].at("content").at(std::size_t{1}).view() ==
          R"({"toolUse":{"toolUseId":"c2","name":"g","input":{}}})");
    CHECK(
        turns[2].view() ==
        R"({"role":"user","content":[{"toolResult":{"toolUseId":")" + *id +
            R"(","content":[{"text":"{\"y\":2}"}]}},{"toolResult":{"toolUseId":"c2","content":[{"text":"bad"}],"status":"error"}}]})");
    CHECK(
        got.body.at("toolConfig").view() ==
        R"({"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}},)"
        R"({"toolSpec":{"name":"g","inputSchema":{"json":{"type":"object","properties":{}}}}},{"cachePoint":{"type":"default"}}]})");
  }

  TEST_CASE("a history with calls has its tools even where the request has none") {
    const auto got = sent(with_model(
        R"("messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"nonsense"}}]},
      {"role":"tool","tool_call_id":"c","content":""}])"));
    CHECK(got.body.at("toolConfig").at("tools").size() == 1);
    CHECK(got.body.at("messages")
              .at(std::size_t{0})
              .at("content")
              .at(std::size_t{0})
              .at("toolUse")
              .at("input")
              .at("arguments")
              .as_string() == "nonsense");
    CHECK(got.lost.header() == "approximated messages[0].tool_calls[0].function.arguments; emulated tools");
  }

  TEST_CASE("choices of tools") {
    const auto choice = [](std::string word) {
      return sent(
                 with_model(
                     R"("messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}],"tool_choice":)" +
                     word))
          .body.at("toolConfig");
    };
    CHECK(choice(R"("auto")").at("toolChoice").view() == R"({"auto":{}})");
    CHECK(choice(R"("required")").at("toolChoice").view() == R"({"any":{}})");
    CHECK(choice(R"({"type":"function","function":{"name":"f"}})").at("toolChoice").view() ==
          R"({"tool":{"name":"f"}})");
    CHECK(choice(R"("none")").is_null());
    const auto allowed = choice(
        R"({"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"g"}}]}})");
    CHECK(allowed.at("tools").size() == 1);
    CHECK(allowed.at("toolChoice").view() == R"({"any":{}})");
  }

  TEST_CASE("images come as bytes, and as nothing else") {
    const auto image = [](std::string url) {
      return sent(with_model(R"("messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":")" + url +
                             R"(","detail":"low"}}]}])"));
    };
    const auto got = image("data:image/png;base64,AAAA");
    CHECK(got.body.at("messages").at(std::size_t{0}).at("content").view() ==
          R"([{"image":{"format":"png","source":{"bytes":"AAAA"}}}])");
    CHECK(got.lost.header() == "dropped messages[0].content[0].image_url.detail");
    const auto http = image("https://example.com/a.png");
    REQUIRE(http.error);
    CHECK(http.error->status == 400);
    CHECK(http.error->param == "messages[0].content[0].image_url.url");
    CHECK(image("data:image/tiff;base64,AAAA").error);
    CHECK(image("s3://bucket/a.jpg").body.at("messages").at(std::size_t{0}).at("content").view() ==
          R"([{"image":{"format":"jpeg","source":{"s3Location":{"uri":"s3://bucket/a.jpg"}}}}])");
  }

  TEST_CASE("documents have names that Bedrock takes, each once") {
    const auto got = sent(with_model(R"("messages":[{"role":"user","content":[
      {"type":"file","file":{"filename":"a_b.pdf","file_data":"data:application/pdf;base64,AA=="}},
      {"type":"file","file":{"filename":"a b.pdf","file_data":"data:application/pdf;base64,AA=="}},
      {"type":"file","file":{"filename":"t.md","file_data":"data:application/octet-stream;base64,AA=="}}]}])"));
    const auto blocks = got.body.at("messages").at(std::size_t{0}).at("content").elements();
    REQUIRE(blocks.size() == 3);
    CHECK(blocks[0].view() == R"({"document":{"format":"pdf","name":"a b","source":{"bytes":"AA=="}}})");
    CHECK(blocks[1].at("document").at("name").as_string() == "a b 2");
    CHECK(blocks[2].at("document").at("format").as_string() == "md");
    CHECK(sent(with_model(R"("messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}])")).error);
  }

  TEST_CASE("reasoning goes back with its signature, and without one not at all") {
    const auto got = sent(
        with_model(R"("messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","reasoning_details":[
      {"type":"reasoning.text","text":"th","format":"anthropic-claude-v1","index":0},{"type":"reasoning.text","text":"ink","signature":"sig","index":0},
      {"type":"reasoning.encrypted","data":"xx","index":1},{"type":"reasoning.text","text":"lost","index":2},
      {"type":"reasoning.text","text":"g","signature":"s","format":"google-gemini-v1","index":3}]},
      {"role":"user","content":"c"},{"role":"assistant","content":"d","reasoning_content":"plain"},{"role":"user","content":"e"}])"));
    const auto turns = got.body.at("messages").elements();
    CHECK(
        turns[1].at("content").view() ==
        R"([{"reasoningContent":{"reasoningText":{"text":"think","signature":"sig"}}},{"reasoningContent":{"redactedContent":"xx"}},{"text":"b"}])");
    CHECK(turns[3].at("content").view() == R"([{"text":"d"}])");
    CHECK(got.lost.header() == "dropped messages[1].reasoning_details; dropped messages[3].reasoning_content");
  }

  TEST_CASE("the way an answer is made is clamped and told") {
    const auto got = sent(with_model(
        R"("messages":[{"role":"user","content":"a"}],"max_completion_tokens":9,"temperature":1.5,"top_p":0.5,"stop":["x"," "],
      "n":2,"seed":1,"logprobs":true,"user":"u","metadata":{"k":"v"},"service_tier":"flex","top_k":4,"guardrailConfig":{"a":1},"odd":true)"));
    CHECK(got.body.at("inferenceConfig").view() ==
          R"({"maxTokens":9,"temperature":1,"topP":0.5,"stopSequences":["x"]})");
    CHECK(got.body.at("requestMetadata").view() == R"({"k":"v","user":"u"})");
    CHECK(got.body.at("additionalModelRequestFields").view() == R"({"top_k":4})");
    CHECK(got.body.at("guardrailConfig").view() == R"({"a":1})");
    CHECK(got.body.at("serviceTier").view() == R"({"type":"flex"})");
    CHECK(got.lost.header() ==
          "clamped temperature; dropped stop; dropped odd; dropped n; dropped seed; dropped logprobs; emulated user");
  }

  TEST_CASE("a request that would lose something is refused where that is asked for") {
    const auto got =
        sent(with_model(R"("messages":[{"role":"user","content":"a"}],"seed":1)"), {.losses = Losses::refused});
    REQUIRE(got.error);
    CHECK(got.error->status == 400);
    CHECK(got.error->param == "seed");
    CHECK(got.body.text.empty());
  }

  TEST_CASE("reasoning is asked for as the model takes it") {
    const auto ask = [](std::string model, std::string rest) {
      return sent(R"({"model":")" + model + R"(","reasoning_effort":"low",)" + rest +
                  R"("messages":[{"role":"user","content":"a"}]})");
    };
    const auto old = ask(claude, R"("temperature":0.2,"max_tokens":1500,)");
    CHECK(old.body.at("additionalModelRequestFields").view() ==
          R"({"thinking":{"type":"enabled","budget_tokens":1499}})");
    CHECK(old.lost.header() == "emulated reasoning_effort; dropped temperature");
    CHECK(ask(claude, R"("max_tokens":100,)").lost.header() == "dropped reasoning_effort");
    const auto newer = ask("anthropic.claude-opus-4-7", "");
    CHECK(newer.body.at("outputConfig").view() == R"({"effort":"low"})");
    CHECK(newer.body.at("additionalModelRequestFields").view() == R"({"thinking":{"type":"adaptive"}})");
    CHECK(ask("openai.gpt-oss-120b-1:0", "").body.at("additionalModelRequestFields").view() ==
          R"({"reasoning_effort":"low"})");
    CHECK(ask("amazon.nova-pro-v1:0", "").lost.header() == "dropped reasoning_effort");
  }

  TEST_CASE("what a Claude model takes stands in a table that a host can change") {
    const auto ask = [](const std::string& model, std::vector<AnthropicModelRules> models = anthropic_model_rules()) {
      return sent(
          R"({"model":")" + model +
              R"(","temperature":0.5,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"It is "}]})",
          {.models = std::move(models)});
    };
    const auto begins = [](const Sent& got) { return got.body.at("messages").elements().size() == 2; };
    for (const auto* model : {"anthropic.claude-sonnet-4-5-20250929-v1:0", "us.anthropic.claude-opus-4-5-20251101-v1:0",
                              "anthropic.claude-3-haiku-20240307-v1:0", "amazon.nova-pro-v1:0"}) {
      CHECK(begins(ask(model)));
      CHECK(ask(model).body.at("messages").at(std::size_t{1}).at("content").view() == R"([{"text":"It is"}])");
      CHECK(ask(model).body.at("inferenceConfig").at("temperature").view() == "0.5");
    }
    for (const auto* model :
         {"us.anthropic.claude-opus-4-6-v1", "anthropic.claude-sonnet-4-6", "anthropic.claude-opus-4-7",
          "global.anthropic.claude-sonnet-5", "anthropic.claude-haiku-5-5"}) {
      const auto got = ask(model);
      CHECK_FALSE(begins(got));
      CHECK(got.body.at("messages").elements().back().at("role").as_string() == "user");
      CHECK(got.lost.header().find("emulated messages[1]") != std::string::npos);
    }
    CHECK(ask("anthropic.claude-opus-4-7").body.at("inferenceConfig").is_null());
    CHECK(ask("anthropic.claude-opus-4-7").lost.header().find("dropped temperature") != std::string::npos);
    CHECK(begins(ask("anthropic.claude-opus-4-7", {{.name = "opus-4-7"}})));
  }

  TEST_CASE("a model does not reason on over calls whose reasoning is gone") {
    const auto got = sent(with_model(
        R"("reasoning_effort":"high","messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,
      "tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"x"}],
      "tools":[{"type":"function","function":{"name":"f"}}])"));
    CHECK(got.body.at("additionalModelRequestFields").is_null());
    CHECK(got.lost.header() == "dropped reasoning_effort");
  }

  TEST_CASE("a form of the answer is asked for natively, or by a tool whose arguments are the content") {
    const auto json = with_model(
        R"("messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"name":"city","schema":{"type":"object"}}})");
    CHECK(
        sent(json).body.at("outputConfig").view() ==
        R"({"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{\"type\":\"object\"}","name":"city"}}}})");
    Upstream upstream;
    upstream.pieces = {
        R"({"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"city","input":{"a":1}}}]}},"stopReason":"tool_use"})"};
    const auto answer = upstream.client({.format = BedrockFormat::tool}).chat(*parse_owned<ChatRequest>(json));
    REQUIRE(answer);
    CHECK(upstream.body.at("toolConfig").at("toolChoice").view() == R"({"tool":{"name":"city"}})");
    CHECK(answer->text() == R"({"a":1})");
    CHECK_FALSE(answer->choices.front().message.tool_calls);
    CHECK(answer->choices.front().finish_reason == FinishReason::stop);
  }

  TEST_CASE("the caller is told of losses in the answer's head") {
    Upstream upstream;
    auto request = hello();
    request.seed = 1;
    Head head;
    RequestOptions options;
    auto answer = upstream.client().chat(std::move(request), options);
    REQUIRE(answer);
    const auto handler = serve(call_bedrock(upstream.handler(), upstream.options()));
    auto served = handler({.method = "POST",
                           .path = "/v1/chat/completions",
                           .headers = {{"content-type", "application/json"}},
                           .body = R"({"model":"m","seed":1,"messages":[{"role":"user","content":"a"}]})"});
    Part part;
    while (served->pull(part) == Pull::wait) {
    }
    CHECK(std::get<Head>(part).headers.get(loss_header) == "dropped seed");
    CHECK(std::get<Head>(part).headers.get("x-upstream-request-id") == "r1");
  }
}

}  // namespace bedrock_tests
