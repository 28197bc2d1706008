// SPDX-License-Identifier: MIT
#include "gemini_calls.hpp"

#include <doctest/doctest.h>

namespace gemini_call {

using namespace gemini_calls;

TEST_SUITE("call Gemini") {
  TEST_CASE("a whole answer becomes a completion, under the key and the path") {
    const auto up = upstream(answer(
        R"([{"text":"T","thought":true},{"text":"Hel"},{"text":"lo"}])", R"("finishReason":"STOP","index":0)",
        R"({"promptTokenCount":10,"toolUsePromptTokenCount":2,"cachedContentTokenCount":4,"candidatesTokenCount":3,"thoughtsTokenCount":5,"totalTokenCount":20})"));
    auto request = asking("Hi");
    request.model = "gemini-3-pro";
    const auto got = run(call_gemini(handler_of(up), {.api_key = "k"}), request);
    REQUIRE(got.whole);
    CHECK(got.whole->text() == "Hello");
    CHECK(got.whole->reasoning() == "T");
    CHECK(got.whole->id == "r1");
    CHECK(got.whole->model == "gemini-3-pro-001");
    CHECK(got.whole->usage->prompt_tokens == 12);
    CHECK(got.whole->usage->completion_tokens == 8);  // thoughts counted in
    CHECK(got.whole->usage->total_tokens == 20);
    CHECK(got.whole->usage->completion_tokens_details->reasoning_tokens == 5);
    CHECK(got.whole->usage->prompt_tokens_details->cached_tokens == 4);
    CHECK(up->asked.path == "/v1beta/models/gemini-3-pro:generateContent");
    CHECK(up->asked.headers.get("x-goog-api-key") == "k");
    CHECK_FALSE(up->asked.headers.has("authorization"));
  }

  TEST_CASE("a stream becomes chunks however its bytes are cut, and the last usage counts") {
    const auto text = event(answer(R"([{"text":"Hm.","thought":true}])", R"("index":0)",
                                   R"({"promptTokenCount":3,"totalTokenCount":3})")) +
                      event(answer(R"([{"text":"Hel"}])", R"("index":0)",
                                   R"({"promptTokenCount":3,"candidatesTokenCount":1,"totalTokenCount":4})")) +
                      event(answer(R"([{"text":"lo"}])", R"("finishReason":"MAX_TOKENS")",
                                   R"({"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5})"));
    for (const std::size_t piece : {1, 3, 50, 100000}) {
      const auto got = streamed(text, "text/event-stream", piece);
      REQUIRE(got.whole);
      CHECK(got.whole->text() == "Hello");
      CHECK(got.whole->reasoning() == "Hm.");
      CHECK(got.whole->choices[0].finish_reason == FinishReason::length);
      CHECK(got.whole->usage->total_tokens == 5);
    }
    const auto array =
        "[" + answer(R"([{"text":"Hel"}])", R"("index":0)") + ",\r\n" + answer(R"([{"text":"lo"}])") + "]";
    CHECK(streamed(array, "application/json; charset=UTF-8").whole->text() == "Hello");
    CHECK(streamed(answer(R"([{"text":"One"}])"), "application/json").whole->text() == "One");
  }

  TEST_CASE("calls finish with tool_calls, each with an id of its own") {
    const auto body = answer(
        R"([{"functionCall":{"name":"f","args":{"b":1,"a":2}},"thoughtSignature":"c2ln"},{"functionCall":{"id":"x","name":"g"}}])");
    std::string before;
    for (int round = 0; round < 2; ++round) {
      for (const auto& got : {whole(body), streamed(event(body))}) {
        REQUIRE(got.whole);
        const auto& choice = got.whole->choices[0];
        CHECK(choice.finish_reason == FinishReason::tool_calls);
        REQUIRE(choice.message.tool_calls->size() == 2);
        const auto& first = choice.message.tool_calls->at(0);
        CHECK(first.id.view().starts_with("call_"));
        CHECK(first.id != before);
        before = first.id.str();
        CHECK(first.function->arguments == R"({"b":1,"a":2})");
        CHECK(first.extra.find("extra_content")->view() == R"({"google":{"thought_signature":"c2ln"}})");
        CHECK_FALSE(choice.message.tool_calls->at(1).extra.find("extra_content"));
        CHECK(choice.message.tool_calls->at(1).id == "x");
        CHECK(choice.message.tool_calls->at(1).function->arguments == "{}");
      }
    }
  }

  TEST_CASE("signatures come through a turn to the part that they came in") {
    const auto got = streamed(
        event(answer(R"([{"text":"T","thought":true,"thoughtSignature":"dA=="}])", R"("index":0)")) +
        event(answer(
            R"([{"functionCall":{"id":"a","name":"f"},"thoughtSignature":"c2ln"},{"functionCall":{"id":"b","name":"g"}}])",
            R"("index":0)")) +
        event(answer(R"([{"text":"","thoughtSignature":"ZW5k"}])")));
    REQUIRE(got.whole);
    auto request = asking("Hi");
    request.model = "gemini-3-pro";
    request.messages.push_back(to_message(got.whole->choices[0].message));
    request.messages.push_back(tool_result("a", "A"));
    request.messages.push_back(tool_result("b", "{\"n\":1}"));
    const auto contents = sent(request).at("contents");
    CHECK(
        contents.at(1).at("parts").view() ==
        R"([{"text":"T","thought":true,"thoughtSignature":"dA=="},{"thoughtSignature":"c2ln","functionCall":{"id":"a","name":"f","args":{}}},{"functionCall":{"id":"b","name":"g","args":{}}},{"text":"","thoughtSignature":"ZW5k"}])");
    // Results stand together, and a text is wrapped.
    CHECK(contents.size() == 3);
    CHECK(contents.at(2).at("role").as_string() == "user");
    CHECK(
        contents.at(2).at("parts").view() ==
        R"([{"functionResponse":{"id":"a","name":"f","response":{"output":"A"}}},{"functionResponse":{"id":"b","name":"g","response":{"n":1}}}])");
  }

  TEST_CASE("a call of another model's history has the sentinel for a signature, where one is needed") {
    const auto call = [](std::string_view model, std::string_view then, CallGeminiOptions options = {}) {
      return sent(
                 R"({"model":")" + std::string{model} +
                     R"(","messages":[{"role":"user","content":"?"},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"A"})" +
                     std::string{then} + "]}",
                 std::move(options))
          .at("contents")
          .at(1)
          .at("parts");
    };
    CHECK(call("gemini-3-pro", "").at(std::size_t{0}).at("thoughtSignature").as_string() ==
          "skip_thought_signature_validator");
    CHECK_FALSE(call("gemini-3-pro", "").at(1).find("thoughtSignature"));
    CHECK_FALSE(call("gemini-2.5-flash", "").at(std::size_t{0}).find("thoughtSignature"));
    CHECK_FALSE(
        call("gemini-3-pro", R"(,{"role":"user","content":"next"})").at(std::size_t{0}).find("thoughtSignature"));
    CHECK_FALSE(call("gemini-3-pro", "", {.missing_signatures = CallGeminiOptions::MissingSignatures::none})
                    .at(std::size_t{0})
                    .find("thoughtSignature"));
    CHECK_FALSE(call("gemini-3-pro", "", {.call_ids = CallGeminiOptions::CallIds::left_out})
                    .at(std::size_t{0})
                    .at("functionCall")
                    .find("id"));
    const auto in_id =
        sent(
            R"({"model":"gemini-3-pro","messages":[{"role":"user","content":"?"},{"role":"assistant","tool_calls":[{"id":"a__thought__c2ln","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a__thought__c2ln","content":"A"}]})")
            .at("contents");
    CHECK(in_id.at(1).at("parts").at(std::size_t{0}).at("thoughtSignature").as_string() == "c2ln");
    CHECK(in_id.at(2).at("parts").at(std::size_t{0}).at("functionResponse").at("id").as_string() == "a");
  }

  TEST_CASE("results of a turn stand together behind their calls, and what is no object is wrapped in one") {
    const auto contents =
        sent(
            R"({"model":"m","messages":[{"role":"user","content":"?"},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":""}},{"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]},{"role":"tool","tool_call_id":"b","content":"[1]"},{"role":"tool","tool_call_id":"a","content":"{\"n\":1}"},{"role":"user","content":"so?"}]})")
            .at("contents");
    const auto results = contents.at(2).at("parts");
    CHECK(results.at(std::size_t{0}).view() ==
          R"({"functionResponse":{"id":"b","name":"g","response":{"output":"[1]"}}})");
    CHECK(results.at(1).view() == R"({"functionResponse":{"id":"a","name":"f","response":{"n":1}}})");
  }

  TEST_CASE("a result whose call is not known is refused by its name") {
    const auto up = upstream(answer("[]"));
    const auto got =
        run(call_gemini(handler_of(up)),
            chat_request(R"({"model":"m","messages":[{"role":"tool","tool_call_id":"x","content":"A"}]})"));
    REQUIRE(got.error);
    CHECK(got.error->status == 400);
    CHECK(got.error->param == "messages[0].tool_call_id");
    CHECK(up->asks == 0);
  }

  TEST_CASE("schemas go as JSON Schemas, or in the subset of old servers") {
    const std::string tools =
        R"({"model":"m","messages":[{"role":"user","content":"?"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","additionalProperties":false,"$defs":{"P":{"type":["string","null"],"const":"x"}},"properties":{"p":{"$ref":"#/$defs/P"},"q":{"oneOf":[{"type":"integer"}]}}}}},{"type":"function","function":{"name":"g","parameters":{"type":"object","properties":{}}}}],
      "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{}}}}})";
    const auto json = sent(tools);
    CHECK(json.at("tools")
              .at(std::size_t{0})
              .at("functionDeclarations")
              .at(std::size_t{0})
              .at("parametersJsonSchema")
              .at("additionalProperties")
              .as_bool() == false);
    CHECK(json.at("generationConfig").view() ==
          R"({"responseMimeType":"application/json","responseJsonSchema":{"type":"object","properties":{}}})");
    const auto old = sent(tools, {.schemas = CallGeminiOptions::Schemas::subset});
    const auto functions = old.at("tools").at(std::size_t{0}).at("functionDeclarations");
    CHECK(
        functions.at(std::size_t{0}).at("parameters").view() ==
        R"({"type":"OBJECT","properties":{"p":{"nullable":true,"type":"STRING","enum":["x"]},"q":{"anyOf":[{"type":"INTEGER"}]}}})");
    CHECK_FALSE(functions.at(1).find("parameters"));
    CHECK(old.at("generationConfig").find("responseSchema"));
    const Json circle{Text{
        R"({"$defs":{"A":{"type":"object","properties":{"a":{"$ref":"#/$defs/A"},"b":{"$ref":"#/$defs/A"}}}},"$ref":"#/$defs/A"})"}};
    CHECK(detail::gemini::to_subset(circle).text.size() < 1'000'000);
  }

  TEST_CASE("options, efforts, tools and extensions have their members") {
    const auto json = sent(
        R"({"model":"gemini-3-flash","messages":[{"role":"system","content":"S"},{"role":"developer","content":"D"},{"role":"user","content":"?"}],"temperature":0.5,"top_p":0.25,"max_tokens":7,"n":2,"seed":1,"stop":"x","logprobs":true,"top_logprobs":3,"reasoning_effort":"low",
      "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"f"}},"safety_settings":[{"category":"C"}],"top_k":3,"extra_body":{"google":{"cached_content":"c"}},"google_tools":[{"codeExecution":{}}],"service_tier":"flex"})");
    CHECK(json.at("systemInstruction").at("parts").view() == R"([{"text":"S"},{"text":"D"}])");
    CHECK(
        json.at("generationConfig").view() ==
        R"({"temperature":0.5,"topP":0.25,"maxOutputTokens":7,"candidateCount":2,"seed":1,"responseLogprobs":true,"logprobs":3,"stopSequences":["x"],"thinkingConfig":{"includeThoughts":true,"thinkingLevel":"LOW"},"topK":3})");
    CHECK(json.at("tools").at(1).view() == R"({"codeExecution":{}})");
    CHECK(json.at("toolConfig").view() == R"({"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}})");
    CHECK(json.at("safetySettings").view() == R"([{"category":"C"}])");
    CHECK(json.at("cachedContent").as_string() == "c");
    CHECK(json.at("serviceTier").as_string() == "flex");
    CHECK(sent(R"({"model":"gemini-2.5-pro","messages":[{"role":"user","content":"?"}],"reasoning_effort":"none"})")
              .at("generationConfig")
              .view() == R"({"thinkingConfig":{"includeThoughts":false,"thinkingBudget":0}})");
    CHECK(
        sent(
            R"({"model":"m","messages":[{"role":"user","content":"?"}],"extra_body":{"google":{"thinking_config":{"include_thoughts":true,"thinking_budget":5}}}})")
            .at("generationConfig")
            .view() == R"({"thinkingConfig":{"includeThoughts":true,"thinkingBudget":5}})");
  }

  TEST_CASE("a loss is told, or refused") {
    const auto up = upstream(answer(R"([{"text":"A"}])"));
    Context context;
    context.losses = std::make_shared<LossReport>();
    const auto losses = context.losses;
    const auto request = chat_request(
        R"({"model":"m","messages":[{"role":"user","content":"?"},{"role":"assistant","content":"A","reasoning_content":"R"}],"logit_bias":{"1":2},"parallel_tool_calls":false,"stop":["1","2","3","4","5","6"],"min_p":0.5})");
    CHECK(run(call_gemini(handler_of(up)), request, std::move(context)).whole);
    std::string told;
    for (const auto& loss : losses->losses()) told += std::string{word_of(loss.kind)} + " " + loss.path + "; ";
    CHECK(told ==
          "dropped messages[1].reasoning_content; clamped stop; dropped min_p; dropped logit_bias; dropped "
          "parallel_tool_calls; ");
    const auto refused = run(call_gemini(handler_of(up), {.losses = Losses::refused}), request);
    CHECK(refused.error->code == "unsupported_parameter");
    CHECK(up->asks == 1);
  }

  TEST_CASE("parts and facts that a chat has no member for come through a turn") {
    const auto body = answer(R"([{"executableCode":{"language":"PYTHON","code":"1"}},{"text":"A"}])",
                             R"("finishReason":"STOP","groundingMetadata":{"webSearchQueries":["q"]})");
    for (const auto& got : {whole(body), streamed(event(body))}) {
      REQUIRE(got.whole);
      CHECK(got.whole->choices[0].extra.find("grounding_metadata")->view() == R"({"webSearchQueries":["q"]})");
      auto request = asking("Hi");
      request.messages.push_back(to_message(got.whole->choices[0].message));
      CHECK(sent(request).at("contents").at(1).at("parts").view() ==
            R"([{"executableCode":{"language":"PYTHON","code":"1"}},{"text":"A"}])");
    }
  }

  TEST_CASE("pages that segments of the text rest on are annotations, counted in characters") {
    const auto body = answer(
        R"([{"text":"Gr\u00fc\u00df dich. "},{"text":"B."}])",
        R"("finishReason":"STOP","groundingMetadata":{"groundingChunks":[{"web":{"uri":"u","title":"t"}},{"other":{}},{"web":{"uri":"v"}}],"groundingSupports":[{"segment":{"endIndex":6},"groundingChunkIndices":[0,1]},{"segment":{"startIndex":13,"endIndex":99,"text":"B."},"groundingChunkIndices":[2,9,-1]}]})");
    for (const auto& got : {whole(body), streamed(event(body))}) {
      REQUIRE(got.whole);
      CHECK(got.whole->text() == "Gr\u00fc\u00df dich. B.");
      const auto& notes = got.whole->choices[0].message.annotations;
      REQUIRE(notes.has_value());
      REQUIRE(notes->size() == 2);
      CHECK(to_json((*notes)[0]) ==
            R"({"type":"url_citation","url_citation":{"end_index":4,"start_index":0,"url":"u","title":"t"}})");
      CHECK(to_json((*notes)[1]) ==
            R"({"type":"url_citation","url_citation":{"end_index":13,"start_index":11,"url":"v","title":""}})");
    }
  }

  TEST_CASE("several candidates are choices, and logprobs go along") {
    const auto got = whole(
        R"({"candidates":[{"content":{"parts":[{"text":"A"}]},"finishReason":"STOP","logprobsResult":{"chosenCandidates":[{"token":"A","logProbability":-0.5}],"topCandidates":[{"candidates":[{"token":"B","logProbability":-1}]}]}},{"content":{"parts":[{"text":"B"}]},"finishReason":"STOP","index":1}]})");
    REQUIRE(got.whole);
    REQUIRE(got.whole->choices.size() == 2);
    CHECK(got.whole->choices[1].message.content->view() == "B");
    const auto& token = got.whole->choices[0].logprobs->content->at(0);
    CHECK(token.logprob == -0.5);
    CHECK(token.top_logprobs.at(0).token == "B");
  }

  TEST_CASE("arguments that come as a text are taken as they stand") {
    const auto got =
        whole(answer(R"([{"functionCall":{"name":"f","args":"{\"a\":1}"}},{"functionCall":{"name":"g"}}])"));
    REQUIRE(got.whole);
    CHECK(got.whole->choices[0].message.tool_calls->at(0).function->arguments == R"({"a":1})");
    CHECK(got.whole->choices[0].message.tool_calls->at(1).function->arguments == "{}");
  }

  TEST_CASE("as a client's layer it takes the API's paths, and the prefix's version") {
    const auto up = upstream(event(answer(R"([{"text":"A"}])")), "text/event-stream");
    const auto handler = to_gemini({})(handler_of(up));
    const std::string body = R"({"model":"gemini-3-pro","stream":true,"messages":[{"role":"user","content":"Hi"}]})";
    const auto came = came_of(handler, post("/v1/chat/completions", body, {{"authorization", "Bearer k"}}));
    CHECK(up->asked.path == "/v1/models/gemini-3-pro:streamGenerateContent");
    CHECK(up->asked.query == "alt=sse");
    CHECK(up->asked.headers.get("x-goog-api-key") == "k");
    CHECK(came.body.ends_with("data: [DONE]\n\n"));
    came_of(handler, post("/chat/completions", body));
    CHECK(up->asked.path == "/v1beta/models/gemini-3-pro:streamGenerateContent");
    up->type = "application/json";
    up->body = R"({"models":[{"name":"models/a","inputTokenLimit":5}]})";
    CHECK(came_of(handler, get("/v1beta/models")).json().at("data").at(std::size_t{0}).at("id").as_string() == "a");
    up->body = R"({"embeddings":[{"values":[0,1]}]})";
    const auto vectors =
        came_of(handler, post("/v1beta/embeddings", R"({"model":"e","input":"a","dimensions":2})")).json();
    CHECK(vectors.at("data").at(std::size_t{0}).at("embedding").view() == "[0,1]");
    CHECK(up->asked.path == "/v1beta/models/e:batchEmbedContents");
    CHECK(Json::checked(up->asked.body.view())->view() ==
          R"({"requests":[{"model":"models/e","content":{"parts":[{"text":"a"}]},"outputDimensionality":2}]})");
  }
}

}  // namespace gemini_call
