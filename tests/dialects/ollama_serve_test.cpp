// SPDX-License-Identifier: MIT
#include "exchange.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/dialects/ollama/serve.hpp>
#include <oaicompat/server.hpp>

#include <doctest/doctest.h>

namespace ollama_serve {

using namespace oaicompat;
using namespace exchange;

std::shared_ptr<Chat> chat_of(std::vector<Event<CreateChatCompletion>> events = hello()) {
  return std::make_shared<Chat>(Chat{.events = std::move(events)});
}
Came chat(const std::shared_ptr<Chat>& from, std::string body) {
  return came_of(serve_ollama(backend_of(from)), post("/api/chat", std::move(body)));
}
const std::string hi = R"("model":"m","messages":[{"role":"user","content":"Hi"}])";

TEST_SUITE("serve Ollama") {
  TEST_CASE("the root, its HEAD and the version tell what this is") {
    const auto handler = serve_ollama({});
    const auto root = came_of(handler, get("/"));
    CHECK(root.head.status == 200);
    CHECK(root.body == "Ollama is running");
    auto head = get("/");
    head.method = "HEAD";
    CHECK(came_of(handler, std::move(head)).head.status == 200);
    CHECK(came_of(handler, get("/api/version")).json().at("version").as_string() == "0.30.0");
    CHECK(came_of(serve_ollama({}, {.version = "1.2.3"}), get("/api/version")).body == R"({"version":"1.2.3"})");
  }

  TEST_CASE("a client that probes /api/version finds Ollama's API where it is served, and nowhere else") {
    const auto probe = [](const Server& server) { return came_of(server.handler(), get("/api/version")); };
    Server plain{{.port = 0}};
    CHECK(probe(plain).head.status == 404);
    Server ollama{{.port = 0}};
    ollama.dialect(ollama_dialect());
    const auto came = probe(ollama);
    CHECK(came.head.status == 200);
    CHECK(came.head.headers.get("content-type").starts_with("application/json"));
    CHECK(came_of(ollama.handler(), get("/v1/api/version")).head.status == 404);
  }

  TEST_CASE("a chat streams unless it is told not to, a line a piece, and the last line says done") {
    const auto from = chat_of();
    const auto came = chat(from, "{" + hi + "}");
    CHECK(came.head.headers.get("content-type") == "application/x-ndjson");
    const auto lines = came.lines();
    REQUIRE(lines.size() == 3);
    const auto first = Json::checked(lines[0]).value();
    CHECK(first.at("message").at("content").as_string() == "Hel");
    CHECK(first.at("message").at("role").as_string() == "assistant");
    CHECK(first.at("done").as_bool() == false);
    CHECK(first.at("created_at").as_string() == "2023-11-14T22:13:20Z");
    const auto last = Json::checked(lines[2]).value();
    CHECK(last.at("done").as_bool() == true);
    CHECK(last.at("done_reason").as_string() == "stop");
    CHECK(last.at("message").at("content").as_string() == "");
    CHECK(last.at("prompt_eval_count").as_integer() == 3);
    CHECK(last.at("eval_count").as_integer() == 2);
    for (const char* name : {"total_duration", "load_duration", "prompt_eval_duration", "eval_duration"})
      CHECK(last.at(name).as_integer().value_or(0) > 0);
    CHECK(from->asked.stream == true);
  }

  TEST_CASE("a whole answer is one object") {
    const auto came = chat(chat_of(), R"({"stream":false,)" + hi + "}");
    CHECK(came.head.headers.get("content-type") == "application/json");
    const auto json = came.json();
    CHECK(json.at("message").at("content").as_string() == "Hello");
    CHECK(json.at("done").as_bool() == true);
    CHECK(json.at("eval_count").as_integer() == 2);
  }

  TEST_CASE("no line is blank, and no byte stands between the lines") {
    for (const auto& line : chat(chat_of(), "{" + hi + "}").lines()) CHECK(Json::checked(line).has_value());
  }

  TEST_CASE("calls of tools end with the reason stop, whole and in one line before the last") {
    const auto from = chat_of(
        {chunk(R"({"role":"assistant","content":null})"),
         chunk(
             R"({"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\""}}]})"),
         chunk(
             R"({"tool_calls":[{"index":0,"function":{"arguments":":1}"}},{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]})"),
         chunk("{}", "\"tool_calls\""), usage_chunk(1, 1)});
    const auto lines = chat(from, "{" + hi + "}").lines();
    REQUIRE(lines.size() == 2);
    const auto calls = Json::checked(lines[0]).value().at("message").at("tool_calls");
    CHECK(calls.size() == 2);
    CHECK(calls.at(0).at("function").at("arguments").view() == R"({"x":1})");
    CHECK(calls.at(0).at("function").at("index").as_integer() == 0);
    CHECK(calls.at(1).at("function").at("index").as_integer() == 1);
    CHECK(calls.at(1).at("id").as_string() == "b");
    CHECK(Json::checked(lines[1]).value().at("done_reason").as_string() == "stop");
  }

  TEST_CASE("arguments that are no object are handed on as a text in one") {
    const auto from = chat_of(
        {chunk(
             R"({"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{oops"}}]})"),
         chunk("{}", "\"tool_calls\"")});
    const auto line = Json::checked(chat(from, "{" + hi + "}").lines().at(0)).value();
    CHECK(line.at("message").at("tool_calls").at(0).at("function").at("arguments").at("arguments").as_string() ==
          "{oops");
  }

  TEST_CASE("reasoning stands under thinking, before the content") {
    const auto from =
        chat_of({chunk(R"({"reasoning_content":"Hm."})"), chunk(R"({"content":"A"})"), chunk("{}", "\"length\"")});
    const auto lines = chat(from, "{" + hi + "}").lines();
    REQUIRE(lines.size() == 3);
    CHECK(Json::checked(lines[0]).value().at("message").at("thinking").as_string() == "Hm.");
    CHECK(Json::checked(lines[2]).value().at("done_reason").as_string() == "length");
  }

  TEST_CASE("think is handed on: false as no effort, a level as an effort, true as a medium one and as it is") {
    const auto asked = [](std::string_view think) {
      const auto from = chat_of();
      chat(from, R"({"think":)" + std::string{think} + "," + hi + "}");
      return from->asked;
    };
    CHECK(*asked("false").reasoning_effort == ReasoningEffort::none);
    CHECK(*asked("\"high\"").reasoning_effort == ReasoningEffort::high);
    CHECK(*asked("\"max\"").reasoning_effort == ReasoningEffort::max);
    CHECK(*asked("true").reasoning_effort == ReasoningEffort::medium);
    CHECK(asked("true").extra.find("think")->view() == "true");
    CHECK_FALSE(asked("null").reasoning_effort);
  }

  TEST_CASE("options reach the backend: known ones as the chat's, the others under their names") {
    const auto from = chat_of();
    chat(from, R"({"options":{"temperature":0.5,"top_p":0.9,"num_predict":7,"seed":3,"stop":["a","b"],"num_ctx":4096,)"
               R"("top_k":40,"repeat_penalty":1.1,"frequency_penalty":0.25,"tfs_z":1},"keep_alive":"5m",)" +
                   hi + "}");
    const auto& asked = from->asked;
    CHECK(*asked.temperature == 0.5);
    CHECK(*asked.top_p == 0.9);
    CHECK(*asked.max_completion_tokens == 7);
    CHECK(*asked.seed == 3);
    CHECK(asked.stop->get_if<std::vector<Text>>()->size() == 2);
    CHECK(*asked.frequency_penalty == 0.25);  // on its own scale
    CHECK(asked.extra.get(ExtraKey<std::int64_t>{"num_ctx"}) == 4096);
    CHECK(asked.extra.get(ext::top_k) == 40);
    CHECK(asked.extra.get(ext::repeat_penalty) == 1.1);
    CHECK(asked.extra.find("options")->view() == R"({"tfs_z":1})");
    CHECK(asked.extra.find("keep_alive")->view() == "\"5m\"");
  }

  TEST_CASE("a bound below zero is none") {
    const auto from = chat_of();
    chat(from, R"({"options":{"num_predict":-1,"seed":-1},)" + hi + "}");
    CHECK_FALSE(from->asked.max_completion_tokens);
    CHECK_FALSE(from->asked.seed);
  }

  TEST_CASE("results find their calls by name first, then in order, where clients drop the ids") {
    const auto from = chat_of();
    const auto came = chat(from, R"({"model":"m","messages":[{"role":"user","content":"?"},
      {"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{}}},{"function":{"name":"g","arguments":{"a":1}}},{"function":{"name":"f","arguments":{}}}]},
      {"role":"tool","tool_name":"g","content":"G"},{"role":"tool","content":"F1"},{"role":"TOOL","content":"F2"}]})");
    REQUIRE(came.head.status == 200);
    const auto& messages = from->asked.messages;
    REQUIRE(messages.size() == 5);
    const auto& calls = *messages[1].tool_calls;
    CHECK(messages[1].content.is_null());
    CHECK(messages[2].tool_call_id == calls[1].id);
    CHECK(messages[3].tool_call_id == calls[0].id);
    CHECK(messages[4].tool_call_id == calls[2].id);
    CHECK(calls[0].id != calls[2].id);
    CHECK(messages[4].role == Role::tool);
  }

  TEST_CASE("arguments are taken as an object and as a string of one") {
    const auto from = chat_of();
    chat(from, R"({"model":"m","messages":[{"role":"assistant","tool_calls":[
      {"function":{"name":"f","arguments":"{\"a\":1}"}},{"function":{"name":"f","arguments":{"a":1}}}]}]})");
    for (const auto& call : *from->asked.messages.at(0).tool_calls) CHECK(call.function->arguments == R"({"a":1})");
  }

  TEST_CASE("ids that clients keep are kept, and made ones are none of theirs") {
    const auto from = chat_of();
    chat(from, R"({"model":"m","messages":[
      {"role":"assistant","tool_calls":[{"id":"call_0","function":{"name":"f","arguments":"{}"}}]},
      {"role":"tool","tool_call_id":"call_0","content":"1"},
      {"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{}}}]},{"role":"tool","content":"2"}]})");
    const auto& messages = from->asked.messages;
    REQUIRE(messages.size() == 4);
    CHECK(messages[0].tool_calls->front().id == "call_0");
    CHECK(messages[0].tool_calls->front().function->arguments == "{}");  // arguments as a string
    CHECK(messages[2].tool_calls->front().id != "call_0");
    CHECK(messages[3].tool_call_id == messages[2].tool_calls->front().id);
  }

  TEST_CASE("images are data URLs of what their bytes are, with a prefix or without") {
    const auto from = chat_of();
    chat(
        from,
        R"({"model":"m","messages":[{"role":"user","content":"Look","images":["iVBORw0KGgoAAAAN","/9j/4AAQSkZJRg==","data:image/webp;base64,AAAA","UklGRiQAAABXQVZFZm10IA=="]}]})");
    const auto& parts = *from->asked.messages[0].content->get_if<std::vector<ContentPart>>();
    REQUIRE(parts.size() == 5);
    CHECK(parts[0].get_if<TextPart>()->text == "Look");
    CHECK(parts[1].get_if<ImagePart>()->image_url.url == "data:image/png;base64,iVBORw0KGgoAAAAN");
    CHECK(parts[2].get_if<ImagePart>()->image_url.url == "data:image/jpeg;base64,/9j/4AAQSkZJRg==");
    CHECK(parts[3].get_if<ImagePart>()->image_url.url == "data:image/webp;base64,AAAA");
    CHECK(parts[4].get_if<AudioPart>()->input_audio.format == InputAudioFormat::wav);
  }

  TEST_CASE("an image that is no base64 is refused by its path") {
    for (const char* image : {"http://x.example/a.png", "!!!"}) {
      const std::string images = R"("images":[")" + std::string{image} + "\"]";
      const auto came = chat(chat_of(), R"({"model":"m","messages":[{"role":"user","content":"x",)" + images + "}]}");
      CHECK(came.head.status == 400);
      CHECK(came.body.find("messages[0].images[0]") != std::string::npos);
      const auto generated = came_of(serve_ollama(backend_of(chat_of())),
                                     post("/api/generate", R"({"model":"m","prompt":"x",)" + images + "}"));
      CHECK(generated.head.status == 400);
    }
  }

  TEST_CASE("content may be null or missing") {
    const auto from = chat_of();
    CHECK(chat(from, R"({"model":"m","messages":[{"role":"user","content":null},{"role":"assistant"}]})").head.status ==
          200);
    CHECK(from->asked.messages.size() == 2);
  }

  TEST_CASE("a format is JSON, a schema, or none") {
    const auto asked = [](std::string_view format) {
      const auto from = chat_of();
      const auto came = chat(from, R"({"format":)" + std::string{format} + "," + hi + "}");
      return std::pair{came.head.status, from->asked.response_format};
    };
    CHECK(asked("\"json\"").second->get_if<JsonObjectFormat>());
    CHECK(asked(R"({"type":"object"})").second->get_if<JsonSchemaFormat>()->json_schema.schema->view() ==
          R"({"type":"object"})");
    CHECK_FALSE(asked("\"\"").second);
    CHECK(asked("\"yaml\"").first == 400);
    CHECK(asked("7").first == 400);
  }

  TEST_CASE("tools keep all of their schemas") {
    const auto from = chat_of();
    chat(
        from,
        R"({"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","additionalProperties":false}}},{"function":{"name":"g"}}],)" +
            hi + "}");
    REQUIRE(from->asked.tools);
    CHECK(from->asked.tools->at(0).get_if<FunctionTool>()->function.parameters->view() ==
          R"({"type":"object","additionalProperties":false})");
    CHECK(from->asked.tools->at(1).get_if<FunctionTool>()->function.name == "g");
  }

  TEST_CASE("no message, or no prompt, loads or unloads a model without a run") {
    const auto from = chat_of();
    const auto loaded = chat(from, R"({"model":"m","messages":[]})");
    CHECK(loaded.json().at("done_reason").as_string() == "load");
    CHECK(loaded.json().at("message").at("content").as_string() == "");
    const auto gone = came_of(serve_ollama(backend_of(from)), post("/api/generate", R"({"model":"m","keep_alive":0})"));
    CHECK(gone.json().at("done_reason").as_string() == "unload");
    CHECK(from->runs == 0);
  }

  TEST_CASE("a text is generated of system and prompt, under its own members") {
    const auto from = chat_of();
    const auto came = came_of(
        serve_ollama(backend_of(from)),
        post("/api/generate", R"({"model":"m:latest","prompt":"P","system":"S","stream":false,"context":[1,2]})"));
    CHECK(came.json().at("response").as_string() == "Hello");
    CHECK(came.json().at("model").as_string() == "m:latest");
    CHECK_FALSE(came.json().find("message"));
    CHECK(came.head.headers.get("x-oaicompat-loss") == "dropped context");
    REQUIRE(from->asked.messages.size() == 2);
    CHECK(from->asked.model == "m");
    CHECK(from->asked.messages[0].role == Role::system);
    CHECK(from->asked.messages[1].text() == "P");
  }

  TEST_CASE("a loss can be refused") {
    const auto from = chat_of();
    const auto came = came_of(serve_ollama(backend_of(from), {.losses = Losses::refused}),
                              post("/api/generate", R"({"model":"m","prompt":"P","context":[1]})"));
    CHECK(came.head.status == 400);
    CHECK(came.json().at("error").as_string().value_or("").find("'context'") != std::string::npos);
    CHECK(from->runs == 0);
  }

  TEST_CASE("the host and the log are told what was lost") {
    const auto from = chat_of();
    auto request = post("/api/generate", R"({"model":"m","prompt":"P","context":[1]})");
    request.context.losses = std::make_shared<LossReport>();
    request.context.notes = std::make_shared<RequestNotes>();
    const auto losses = request.context.losses;
    const auto notes = request.context.notes;
    came_of(serve_ollama(backend_of(from)), std::move(request));
    REQUIRE(losses->losses().size() == 1);
    CHECK(losses->losses()[0].path == "context");
    CHECK(notes->facts().more.at(0) == std::pair<std::string, std::string>{"loss", "dropped context"});
    CHECK(notes->facts().model == "m");
    CHECK(notes->facts().completion_tokens == 2);
  }

  TEST_CASE("an early error has its status, and its text under error") {
    const auto from = chat_of({});
    from->error = api_error(404, "model 'x' not found", "model_not_found");
    const auto came = chat(from, "{" + hi + "}");
    CHECK(came.head.status == 404);
    CHECK(came.body == R"({"error":"model 'x' not found"})");
    from->error = api_error(429, "Too much.");
    from->error->retry_after = std::chrono::seconds{7};
    const auto limited = chat(from, "{" + hi + "}");
    CHECK(limited.head.status == 429);
    CHECK(limited.head.headers.get("retry-after") == "7");
  }

  TEST_CASE("a late error is a last line, and no line says done") {
    auto events = hello();
    events.resize(2);
    const auto from = chat_of(std::move(events));
    from->error = api_error(500, "Broke.");
    const auto came = chat(from, "{" + hi + "}");
    CHECK(came.head.status == 200);
    CHECK(came.lines().back() == R"({"error":"Broke."})");
    CHECK(came.body.find(R"("done":true)") == std::string::npos);
  }

  TEST_CASE("a stream without a finish reason ends with an error, not as if whole") {
    auto events = hello();
    events.resize(3);
    const auto came = chat(chat_of(std::move(events)), "{" + hi + "}");
    CHECK(came.body.find(R"("done":true)") == std::string::npos);
    CHECK(Json::checked(came.lines().back()).value().find("error").has_value());
  }

  TEST_CASE("a whole answer to a streamed request is split into lines") {
    ChatCompletion whole;
    whole.model = "m";
    whole.created = 1700000000;
    auto& choice = whole.choices.emplace_back();
    choice.message.content = "Hello";
    choice.finish_reason = FinishReason::stop;
    const auto lines = chat(chat_of({whole}), "{" + hi + "}").lines();
    REQUIRE(lines.size() == 2);
    CHECK(Json::checked(lines[0]).value().at("message").at("content").as_string() == "Hello");
  }

  TEST_CASE("other paths are no pages, and other methods are not allowed") {
    const auto handler = serve_ollama({});
    CHECK(came_of(handler, get("/api/nothing")).body == "404 page not found");
    const auto wrong = came_of(handler, get("/api/chat"));
    CHECK(wrong.head.status == 405);
    CHECK(wrong.head.headers.get("allow") == "POST");
    CHECK(came_of(handler, post("/api/chat", "{" + hi + "}")).head.status == 404);  // a backend without chat
  }

  TEST_CASE("hostile bodies are refused in form") {
    const auto handler = serve_ollama(backend_of(chat_of()));
    const std::string deep(100'000, '[');
    for (
        const auto& body :
        {std::string{}, std::string{"{"}, std::string{"[]"}, std::string{"{}"}, deep,
         R"({"model":"m","messages":)" + deep, std::string{R"({"model":7,"messages":[]})"},
         std::string{R"({"model":"m","messages":[{"role":"user","content":["x"]}]})"},
         std::string{R"({"model":"m","messages":[{"role":"user","content":"x"}],"options":[]})"},
         std::string{R"({"model":"m","messages":[{"role":"user","content":"x"}],"think":7})"},
         std::string{R"({"model":"m","messages":[{"role":"user","content":"x"}],"top_logprobs":21})"},
         std::string{R"({"model":"m","messages":[{"role":"user","content":"x"}],"tools":[7]})"},
         std::string{
             R"({"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"no"}}]}]})"},
         std::string{"{\"model\":\"\xFF\"}"}}) {
      for (const char* path : {"/api/chat", "/api/show", "/api/embed", "/api/embeddings"}) {
        const auto came = came_of(handler, post(path, body));
        CAPTURE(body.substr(0, 200));
        CAPTURE(path);
        CHECK(came.head.status < 600);
        if (std::string_view{path} == "/api/chat") CHECK(came.head.status == 400);
        CHECK(Json::checked(came.body).has_value());
      }
    }
  }

  TEST_CASE("as a dialect it has its paths, errors in form and no comments") {
    const auto dialect = ollama_dialect();
    CHECK(dialect.speaks(get("/api/chat")));
    CHECK(dialect.speaks(get("/")));
    CHECK_FALSE(dialect.speaks(get("/v1/chat/completions")));
    CHECK(came_of([&](const Request&) { return dialect.error(api_error(401, "No.")); }, get("/")).body ==
          R"({"error":"No."})");
    CHECK(dialect.late_error(api_error(500, "Late.")) == "{\"error\":\"Late.\"}\n");
    CHECK(dialect.comments == AnswerForm::Comments::none);
  }
}

}  // namespace ollama_serve
