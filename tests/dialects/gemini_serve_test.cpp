// SPDX-License-Identifier: MIT
#include "gemini_cases.hpp"

#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <doctest/doctest.h>

namespace gemini_serve {

using namespace gemini_cases;

ChatRequest asked(std::string_view body) {
  const auto from = chat_of();
  const auto came = generate(from, std::string{body});
  CHECK(came.head.status == 200);
  return from->asked;
}
Backend with_models() {
  Backend out;
  out.on<ListModels>([](const Parsed<ListModelsRequest>&, const Context&) {
    ModelList list;
    for (const char* id : {"a", "b", "org/c"}) list.data.push_back(Model{.id = id});
    return one_item(std::move(list));
  });
  return out;
}

TEST_SUITE("serve Gemini") {
  TEST_CASE("a whole answer has a candidate, its reason and the usage") {
    for (const char* path :
         {"/v1beta/models/m:generateContent", "/v1/models/m%3AgenerateContent", "/v1alpha/models/m:generateContent",
          "/v1beta1/projects/p/locations/l/publishers/google/models/m:generateContent"}) {
      const auto from = chat_of();
      const auto json = generate(from, "{" + hi + "}", path).json();
      const auto candidate = json.at("candidates").at(std::size_t{0});
      CHECK(candidate.at("content").at("parts").view() == R"([{"text":"Hello"}])");
      CHECK(candidate.at("content").at("role").as_string() == "model");
      CHECK(candidate.at("finishReason").as_string() == "STOP");
      CHECK(json.at("usageMetadata").view() ==
            R"({"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5})");
      CHECK(json.at("modelVersion").as_string() == "m");
      CHECK(json.at("responseId").as_string() == "c1");
      CHECK(from->asked.model == "m");
      CHECK(from->asked.messages[0].text() == "Hi");
    }
  }

  TEST_CASE("a stream is one line of data an event, and nothing else") {
    const auto came = stream(chat_of(), "{" + hi + "}");
    CHECK(came.head.headers.get("content-type").starts_with("text/event-stream"));
    for (std::size_t at = 0; at < came.body.size();) {
      const auto end = came.body.find("\r\n\r\n", at);
      REQUIRE(end != std::string::npos);
      const auto event = came.body.substr(at, end - at);
      CHECK(event.starts_with("data: {"));
      CHECK(event.find('\n') == std::string::npos);
      at = end + 4;
    }
    const auto events = events_of(came);
    REQUIRE(events.size() == 3);
    CHECK(events[0].at("candidates").at(std::size_t{0}).at("content").at("parts").view() == R"([{"text":"Hel"}])");
    CHECK_FALSE(events[1].at("candidates").at(std::size_t{0}).find("finishReason"));
    CHECK(events[2].at("candidates").at(std::size_t{0}).at("finishReason").as_string() == "STOP");
    // Clients forget a streamed turn of which one piece has no part.
    CHECK(events[2].at("candidates").at(std::size_t{0}).at("content").at("parts").view() == R"([{"text":""}])");
    CHECK(events[2].at("usageMetadata").at("totalTokenCount").as_integer() == 5);
  }

  TEST_CASE("without alt=sse a stream is one array") {
    const auto came = generate(chat_of(), "{" + hi + "}", "/v1beta/models/m:streamGenerateContent");
    CHECK(came.head.headers.get("content-type") == "application/json");
    CHECK(came.json().size() == 3);
  }

  TEST_CASE("calls are whole, in the last piece, with their ids and the reason STOP") {
    const auto from = chat_of(
        {chunk(
             R"({"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":"},"extra_content":{"google":{"thought_signature":"c2ln"}}}]})"),
         chunk(
             R"({"tool_calls":[{"index":0,"function":{"arguments":"1}"}},{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}]})"),
         chunk("{}", "\"tool_calls\"")});
    const auto events = events_of(stream(from, "{" + hi + "}"));
    REQUIRE(events.size() == 1);
    const auto candidate = events[0].at("candidates").at(std::size_t{0});
    CHECK(candidate.at("finishReason").as_string() == "STOP");
    const auto parts = candidate.at("content").at("parts");
    CHECK(parts.at(std::size_t{0}).view() ==
          R"({"functionCall":{"id":"a","name":"f","args":{"x":1}},"thoughtSignature":"c2ln"})");
    CHECK(parts.at(1).view() == R"({"functionCall":{"id":"b","name":"g","args":{}}})");  // not on the others
  }

  TEST_CASE("thoughts are shown where they are asked for") {
    const auto from =
        chat_of({chunk(R"({"reasoning_content":"Hm."})"), chunk(R"({"content":"A"})"), chunk("{}", "\"stop\"")});
    const auto shown =
        generate(from, R"({"generationConfig":{"thinkingConfig":{"includeThoughts":true}},)" + hi + "}").json();
    CHECK(shown.at("candidates").at(std::size_t{0}).at("content").at("parts").view() ==
          R"([{"text":"Hm.","thought":true},{"text":"A"}])");
    const auto hidden = generate(from, "{" + hi + "}").json();
    CHECK(hidden.at("candidates").at(std::size_t{0}).at("content").at("parts").view() == R"([{"text":"A"}])");
  }

  TEST_CASE("thoughts are no part of the candidates' count") {
    auto last = usage_chunk(10, 7);
    last.usage->completion_tokens_details.emplace().reasoning_tokens = 5;
    last.usage->prompt_tokens_details.emplace().cached_tokens = 4;
    const auto json = generate(chat_of({chunk(R"({"content":"A"})", "\"length\""), last}), "{" + hi + "}").json();
    CHECK(
        json.at("usageMetadata").view() ==
        R"({"promptTokenCount":10,"cachedContentTokenCount":4,"candidatesTokenCount":2,"thoughtsTokenCount":5,"totalTokenCount":17})");
    CHECK(json.at("candidates").at(std::size_t{0}).at("finishReason").as_string() == "MAX_TOKENS");
  }

  TEST_CASE("members are read in both spellings, and data is left as it is") {
    const auto camel = asked(
        R"({"systemInstruction":{"role":"user","parts":[{"text":"S"}]},"generationConfig":{"maxOutputTokens":5,"topK":3.0,"stopSequences":["x"],"responseMimeType":"application/json","responseJsonSchema":{"type":"object","properties":{"a_b":{"type":"string"}}}},
      "tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":{"type":"object","properties":{"snake_case":{}}}}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},)" +
        hi + "}");
    const auto snake = asked(
        R"({"system_instruction":{"parts":[{"text":"S"}]},"generation_config":{"max_output_tokens":5,"top_k":3.0,"stop_sequences":["x"],"response_mime_type":"application/json","response_json_schema":{"type":"object","properties":{"a_b":{"type":"string"}}}},
      "tools":[{"function_declarations":[{"name":"f","parameters_json_schema":{"type":"object","properties":{"snake_case":{}}}}]}],"tool_config":{"function_calling_config":{"mode":"any","allowed_function_names":["f"]}},)" +
        hi + "}");
    CHECK(to_json(camel) == to_json(snake));
    CHECK(camel.messages[0].role == Role::system);
    CHECK(*camel.max_completion_tokens == 5);
    CHECK(camel.extra.get(ext::top_k) == 3);
    CHECK(camel.tools->at(0).get_if<FunctionTool>()->function.parameters->view() ==
          R"({"type":"object","properties":{"snake_case":{}}})");
    CHECK(camel.tool_choice->get_if<NamedToolChoice>()->get_if<FunctionChoice>()->function.name == "f");
    CHECK(camel.response_format->get_if<JsonSchemaFormat>()->json_schema.schema->at("properties").find("a_b"));
    const auto call = asked(
        R"({"contents":[{"role":"model","parts":[{"function_call":{"name":"f","args":{"snake_case":1}},"thought_signature":"c2ln"}]},{"parts":[{"function_response":{"name":"f","response":{"out_put":2}}}]}]})");
    CHECK(call.messages[0].tool_calls->front().function->arguments == R"({"snake_case":1})");
    CHECK(call.messages[1].text() == R"({"out_put":2})");
  }

  TEST_CASE("schemas of the subset become JSON Schemas") {
    const auto request = asked(
        R"({"generationConfig":{"responseSchema":{"type":"OBJECT","nullable":true,"propertyOrdering":["a"],"properties":{"a":{"type":"ARRAY","items":{"type":"STRING"},"minItems":"1"},"b":{"any_of":[{"type":"NUMBER"}]}}}},)" +
        hi + "}");
    CHECK(
        request.response_format->get_if<JsonSchemaFormat>()->json_schema.schema->view() ==
        R"({"type":["object","null"],"properties":{"a":{"type":"array","items":{"type":"string"},"minItems":1},"b":{"anyOf":[{"type":"number"}]}}})");
  }

  TEST_CASE("bytes are read in both alphabets of base64, with padding or without") {
    const auto request = asked(
        R"({"contents":[{"parts":[{"text":"Look"},{"inline_data":{"mime_type":"image/png","data":"AP_--w"}},{"inlineData":{"mimeType":"audio/wav","data":"AAAA"}},{"inlineData":{"mimeType":"application/pdf","data":"JVBE"}},{"fileData":{"fileUri":"https://x/a.png","mimeType":"image/png"}}]}]})");
    const auto& parts = *request.messages[0].content->get_if<std::vector<ContentPart>>();
    REQUIRE(parts.size() == 5);
    CHECK(parts[1].get_if<ImagePart>()->image_url.url == "data:image/png;base64,AP/++w==");
    CHECK(parts[2].get_if<AudioPart>()->input_audio.format == InputAudioFormat::wav);
    CHECK(*parts[3].get_if<FilePart>()->file.file_data == "data:application/pdf;base64,JVBE");
    CHECK(parts[4].get_if<ImagePart>()->image_url.url == "https://x/a.png");
  }

  TEST_CASE("calls without ids are told apart, and results find them by name, then in order") {
    const auto request = asked(
        R"({"contents":[{"role":"user","parts":[{"text":"?"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}},{"functionCall":{"name":"g"}},{"functionCall":{"name":"f"}}]},
      {"role":"function","parts":[{"functionResponse":{"name":"g","response":{"output":"G"}}},{"functionResponse":{"name":"f","response":{"a":1}}},{"functionResponse":{"name":"f"}},{"text":"more"}]}]})");
    REQUIRE(request.messages.size() == 6);
    const auto& calls = *request.messages[1].tool_calls;
    CHECK(request.messages[2].tool_call_id == calls[1].id);
    CHECK(request.messages[2].text() == "G");
    CHECK(request.messages[3].tool_call_id == calls[0].id);
    CHECK(request.messages[4].tool_call_id == calls[2].id);
    CHECK(request.messages[5].text() == "more");
    CHECK(request.messages[5].role == Role::user);
  }

  TEST_CASE("signatures keep their place: on the first call alone, and on an empty text") {
    const auto request = asked(
        R"({"contents":[{"role":"model","parts":[{"text":"T","thought":true,"thoughtSignature":"dA=="},{"functionCall":{"name":"f"},"thoughtSignature":"c2ln"},{"functionCall":{"name":"g"}}]},{"role":"model","parts":[{"text":"A"},{"text":"","thoughtSignature":"ZW5k"}]}]})");
    REQUIRE(request.messages.size() == 1);
    const auto& first = request.messages[0];
    CHECK(first.tool_calls->at(0).extra.find("extra_content")->view() == R"({"google":{"thought_signature":"c2ln"}})");
    CHECK_FALSE(first.tool_calls->at(1).extra.find("extra_content"));
    CHECK(
        first.extra.find("reasoning_details")->view() ==
        R"([{"type":"reasoning.text","text":"T","signature":"dA==","format":"google-gemini-v1","index":0},{"type":"reasoning.encrypted","data":"ZW5k","format":"google-gemini-v1","index":4}])");
  }

  TEST_CASE("the pieces of a stream that a client kept are one message") {
    const auto request = asked(
        R"({"contents":[{"parts":[{"text":"?"}]},{"role":"model","parts":[{"text":"T","thought":true}]},{"role":"model","parts":[{"text":"Hel"}]},{"role":"model","parts":[{"text":"lo"},{"functionCall":{"name":"f"}}]},{"parts":[{"functionResponse":{"name":"f"}}]}]})");
    REQUIRE(request.messages.size() == 3);
    CHECK(request.messages[1].text() == "Hello");
    CHECK(reasoning_of(request.messages[1].extra) == "T");
    CHECK(request.messages[2].tool_call_id == request.messages[1].tool_calls->at(0).id);
  }

  TEST_CASE("a signature of another provider's goes out wrapped, and comes back as it was") {
    const std::string detail =
        R"({"type":"reasoning.text","text":"Hm.","signature":"not base64!","format":"anthropic-claude-v1","index":0})";
    const auto from = chat_of({chunk(R"({"reasoning_content":"Hm.","reasoning_details":[)" + detail + "]}"),
                               chunk(R"({"content":"A"})", "\"stop\"")});
    const auto parts = generate(from, R"({"generationConfig":{"thinkingConfig":{"includeThoughts":true}},)" + hi + "}")
                           .json()
                           .at("candidates")
                           .at(std::size_t{0})
                           .at("content")
                           .at("parts");
    REQUIRE(parts.size() == 2);
    CHECK(parts.at(std::size_t{0}).at("text").as_string() == "Hm.");
    const auto back = asked(R"({"contents":[{"role":"model","parts":)" + parts.text.str() + "}]}");
    CHECK(back.messages[0].extra.find("reasoning_details")->view() == "[" + detail + "]");
  }

  TEST_CASE("levels are efforts, budgets are near to one, and safety settings go along") {
    CHECK(*asked(R"({"generationConfig":{"thinkingConfig":{"thinkingLevel":"HIGH"}},)" + hi + "}").reasoning_effort ==
          ReasoningEffort::high);
    const auto budget = asked(
        R"({"generationConfig":{"thinkingConfig":{"thinkingBudget":8192}},"safetySettings":[{"category":"C","threshold":"OFF"}],"cachedContent":"c",)" +
        hi + "}");
    CHECK(*budget.reasoning_effort == ReasoningEffort::medium);
    CHECK(budget.extra.find("thinking_config")->view() == R"({"thinkingBudget":8192})");
    CHECK(budget.extra.find("safety_settings")->view() == R"([{"category":"C","threshold":"OFF"}])");
    CHECK(budget.extra.find("cached_content")->view() == "\"c\"");
    CHECK(*asked(R"({"generationConfig":{"thinkingConfig":{"thinkingBudget":0}},)" + hi + "}").reasoning_effort ==
          ReasoningEffort::none);
  }

  TEST_CASE("errors are in Google's envelope, with the status word and when to ask again") {
    const auto from = chat_of({});
    from->error = api_error(429, "Too much.");
    from->error->retry_after = std::chrono::milliseconds{2500};
    const auto came = generate(from, "{" + hi + "}");
    CHECK(came.head.status == 429);
    CHECK(
        came.body ==
        R"({"error":{"code":429,"message":"Too much.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"3s"}]}})");
    CHECK(generate(from, "{" + hi + "}", "/v1beta/models/m:streamGenerateContent").json().is_array());
    CHECK(generate(from, "{" + hi + "}", "/v1beta/models/m:predict").json().at("error").at("status").as_string() ==
          "NOT_FOUND");
    for (const auto& [status, word] : {std::pair{400, "INVALID_ARGUMENT"},
                                       {401, "UNAUTHENTICATED"},
                                       {403, "PERMISSION_DENIED"},
                                       {404, "NOT_FOUND"},
                                       {500, "INTERNAL"},
                                       {503, "UNAVAILABLE"},
                                       {504, "DEADLINE_EXCEEDED"}}) {
      from->error = api_error(status, "E");
      CHECK(generate(from, "{" + hi + "}").json().at("error").at("status").as_string() == word);
    }
  }

  TEST_CASE("a late error is an event, and no finish reason comes") {
    for (const bool fails : {true, false}) {
      auto events = hello();
      events.resize(2);
      const auto from = chat_of(std::move(events));
      if (fails) from->error = api_error(500, "Broke.");
      const auto came = stream(from, "{" + hi + "}");
      CHECK(came.head.status == 200);
      CHECK(events_of(came).back().find("error"));
      CHECK(came.body.find("finishReason") == std::string::npos);
      const auto array = generate(from, "{" + hi + "}", "/v1beta/models/m:streamGenerateContent").json();
      CHECK(array.is_array());
      CHECK(array.elements().back().find("error"));
    }
  }

  TEST_CASE("models come in pages, and the last one names no other") {
    const auto handler = serve_gemini(with_models());
    const auto first = came_of(handler, get("/v1beta/models?pageSize=2")).json();
    CHECK(first.at("models").size() == 2);
    CHECK(first.at("nextPageToken").as_string() == "2");
    const auto last = came_of(handler, post("/v1beta/models?pageSize=2&pageToken=2", "")).head.status;
    CHECK(last == 404);  // another method
    const auto second = came_of(handler, get("/v1beta/models?pageSize=2&pageToken=2")).json();
    CHECK(second.at("models").at(std::size_t{0}).at("name").as_string() == "models/org/c");
    CHECK_FALSE(second.find("nextPageToken"));
    CHECK(came_of(handler, get("/v1/models/a")).json().at("supportedGenerationMethods").size() == 4);
    CHECK(came_of(handler, get("/v1/models/org/c")).head.status == 200);
    CHECK(came_of(handler, get("/v1/models/x")).json().at("error").at("code").as_integer() == 404);
    CHECK(came_of(handler, get("/v1beta/models?pageSize=-1&pageToken=99999999999999999999")).head.status == 200);
  }

  TEST_CASE("tokens are counted by the host, else estimated") {
    const std::string body = R"({"contents":[{"parts":[{"text":"12345678"}]}]})";
    CHECK(came_of(serve_gemini({}), post("/v1/models/m:countTokens", body)).json().at("totalTokens").as_integer() == 6);
    CHECK(came_of(serve_gemini({}), post("/v1/models/m:countTokens", R"({"generateContentRequest":)" + body + "}"))
              .json()
              .at("totalTokens")
              .as_integer() == 6);
    ServeGeminiOptions options;
    options.count_tokens = [](const ChatRequest& request) -> Result<std::int64_t> {
      return static_cast<std::int64_t>(request.messages.size()) + 40;
    };
    CHECK(came_of(serve_gemini({}, options), post("/v1/models/m:countTokens", body)).body == R"({"totalTokens":41})");
  }

  TEST_CASE("embeddings are of one content, or of a batch") {
    Backend backend;
    EmbeddingRequest asked_for;
    backend.on<CreateEmbedding>([&](const Parsed<EmbeddingRequest>& request, const Context&) {
      asked_for = *request;
      EmbeddingList list;
      const auto* several = request->input.get_if<std::vector<PromptItem>>();
      for (std::size_t i = 0; i < (several ? several->size() : 1); ++i)
        list.data.emplace_back().embedding = std::vector<float>{1, 2};
      return one_item(std::move(list));
    });
    const auto handler = serve_gemini(backend);
    CHECK(came_of(handler, post("/v1beta/models/m:embedContent",
                                R"({"content":{"parts":[{"text":"a"}]},"output_dimensionality":2})"))
              .body == R"({"embedding":{"values":[1,2]}})");
    CHECK(asked_for.dimensions == 2);
    const auto batch = came_of(
        handler,
        post(
            "/v1beta/models/m:batchEmbedContents",
            R"({"requests":[{"model":"models/m","content":{"parts":[{"text":"a"}]},"taskType":"T"},{"content":{"parts":[{"text":"b"}]}}]})"));
    CHECK(batch.body == R"({"embeddings":[{"values":[1,2]},{"values":[1,2]}]})");
    CHECK(asked_for.extra.find("task_type"));
    CHECK(came_of(handler, post("/v1beta/models/m:batchEmbedContents", "{}")).head.status == 400);
  }

  TEST_CASE("what a chat cannot say is told, whatever stands in it") {
    const std::pair<const char*, const char*> members[] = {
        {R"("toolConfig":{"functionCallingConfig":{"mode":"ANY"}})", "toolConfig.functionCallingConfig"},
        {R"("tools":[{"functionDeclarations":[{"name":"f"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ODD"}})",
         "toolConfig.functionCallingConfig.mode"},
        {R"("generationConfig":{"responseMimeType":"text/x.odd"})", "generationConfig.responseMimeType"},
        {R"("systemInstruction":{"parts":[{"fileData":{"fileUri":"u"}}]})", "systemInstruction.parts[0]"}};
    for (const auto& [member, path] : members) {
      const auto came = generate(chat_of(), "{" + std::string{member} + "," + hi + "}");
      CHECK(came.head.status == 200);
      CHECK(std::string{came.head.headers.get("x-oaicompat-loss")}.find(path) != std::string::npos);
    }
  }

  TEST_CASE("as a dialect it is told from the API's own paths, and takes the key to its place") {
    const auto dialect = gemini_dialect();
    CHECK(dialect.speaks(post("/v1/models/m:generateContent", "")));
    CHECK(dialect.speaks(get("/v1beta/models")));
    CHECK(dialect.speaks(post("/v1beta/files", "")));
    CHECK_FALSE(dialect.speaks(post("/v1beta/openai/chat/completions", "")));
    CHECK_FALSE(dialect.speaks(post("/v1beta", "")));
    const auto other = came_of(dialect.serve(backend_of(chat_of())), post("/v1beta/cachedContents", "{}"));
    CHECK(other.head.status == 404);
    CHECK(other.json().at("error").at("status").as_string() == "NOT_FOUND");
    CHECK_FALSE(dialect.speaks(get("/v1/models")));
    CHECK(dialect.speaks(get("/v1/models", {{"x-goog-api-key", "k"}})));
    CHECK(dialect.speaks(get("/v1/models?key=k")));
    for (const char* path : {"/v1/chat/completions", "/v1beta/openai/models", "/v1beta/openai/chat/completions",
                             "/v2/models", "/", "/api/tags"})
      CHECK_FALSE(dialect.speaks(get(path)));
    auto head = get("/v1beta/models?key=k%2B1&pageSize=2", {{"x-goog-api-key", ""}});
    dialect.normalize(head);
    CHECK(head.headers.get("authorization") == "Bearer k+1");
    CHECK(head.query == "pageSize=2");
    auto by_header = get("/v1beta/models", {{"x-goog-api-key", "h"}});
    dialect.normalize(by_header);
    CHECK(by_header.headers.get("authorization") == "Bearer h");
    CHECK_FALSE(by_header.headers.has("x-goog-api-key"));
    CHECK(dialect.comments == AnswerForm::Comments::none);
    CHECK(dialect.late_error(api_error(500, "Late.")).starts_with("data: {\"error\":{\"code\":500"));
  }
}

}  // namespace gemini_serve
