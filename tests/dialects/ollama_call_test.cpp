// SPDX-License-Identifier: MIT
#include "exchange.hpp"

#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/dialects/ollama/call.hpp>
#include <oaicompat/dialects/ollama/serve.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <doctest/doctest.h>

namespace ollama_call {

using namespace oaicompat;
using namespace exchange;

const std::string whole_answer =
    R"({"model":"m","created_at":"2023-11-14T22:13:20.5Z","message":{"role":"assistant","content":"Hello"},"done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":2})";
Json sent(ChatRequest request, CallOllamaOptions options = {}) {
  const auto up = upstream(whole_answer);
  run(call_ollama(handler_of(up), std::move(options)), std::move(request));
  return Json::checked(up->asked.body.view()).value_or(Json{});
}
std::string line(std::string_view message, std::string_view rest = R"("done":false)") {
  return R"({"model":"m","created_at":"2023-11-14T22:13:20Z","message":)" + std::string{message} + "," +
         std::string{rest} + "}\n";
}
ChatRequest streamed() {
  auto out = asking("Hi");
  out.stream = true;
  return out;
}

TEST_SUITE("call Ollama") {
  TEST_CASE("a whole answer becomes a completion") {
    const auto up = upstream(whole_answer);
    const auto got = run(call_ollama(handler_of(up)), asking("Hi"));
    REQUIRE(got.whole);
    CHECK(got.whole->text() == "Hello");
    CHECK(got.whole->created == 1700000000);
    CHECK(got.whole->usage->total_tokens == 5);
    CHECK(got.whole->choices[0].finish_reason == FinishReason::stop);
    CHECK(up->asked.path == "/api/chat");
    CHECK(up->asked.method == "POST");
    CHECK(Json::checked(up->asked.body.view())->at("stream").as_bool() == false);  // always said
  }

  TEST_CASE("a stream becomes chunks, however its bytes are cut, and the last of them has the usage") {
    const auto text =
        line(R"({"role":"assistant","content":"","thinking":"Hm."})") +
        line(R"({"role":"assistant","content":"Hel"})") + line(R"({"role":"assistant","content":"lo"})") +
        line(R"({"role":"assistant","content":""})", R"("done":true,"done_reason":"length","eval_count":4)");
    for (const std::size_t piece : {1, 2, 7, 64, 100000}) {
      const auto up = upstream(text, "application/x-ndjson");
      up->piece = piece;
      const auto got = run(call_ollama(handler_of(up)), streamed());
      REQUIRE(got.whole);
      CHECK(got.whole->text() == "Hello");
      CHECK(got.whole->reasoning() == "Hm.");
      CHECK(got.whole->choices[0].finish_reason == FinishReason::length);
      CHECK(got.whole->usage->prompt_tokens == 0);  // counts may be absent
      CHECK(got.whole->usage->completion_tokens == 4);
    }
  }

  TEST_CASE("calls finish with tool_calls though the reason is stop, and are told apart though all have index 0") {
    const std::string calls =
        R"({"role":"assistant","content":"","tool_calls":[{"function":{"index":0,"name":"f","arguments":{"b":1,"a":2}}},{"id":"x","function":{"index":0,"name":"g","arguments":"{}"}}]})";
    for (const bool stream : {false, true}) {
      const auto up = stream ? upstream(line(calls) + line(R"({"role":"assistant","content":""})",
                                                           R"("done":true,"done_reason":"stop")"),
                                        "application/x-ndjson")
                             : upstream(line(calls, R"("done":true,"done_reason":"stop")"));
      const auto got = run(call_ollama(handler_of(up)), stream ? streamed() : asking("Hi"));
      REQUIRE(got.whole);
      const auto& choice = got.whole->choices[0];
      CHECK(choice.finish_reason == FinishReason::tool_calls);
      REQUIRE(choice.message.tool_calls);
      REQUIRE(choice.message.tool_calls->size() == 2);
      const auto& first = choice.message.tool_calls->at(0);
      CHECK(first.id.view().starts_with("call_"));
      CHECK(first.function->arguments == R"({"b":1,"a":2})");
      CHECK(choice.message.tool_calls->at(1).id == "x");
      CHECK(choice.message.tool_calls->at(1).function->arguments == "{}");
    }
  }

  TEST_CASE("counts that are absent are zero") {
    const auto got = run(call_ollama(handler_of(upstream(
                             line(R"({"role":"assistant","content":"Hi"})", R"("done":true,"done_reason":"stop")")))),
                         asking("Hi"));
    REQUIRE(got.whole);
    REQUIRE(got.whole->usage);
    CHECK(got.whole->usage->prompt_tokens == 0);
    CHECK(got.whole->usage->completion_tokens == 0);
    CHECK(got.whole->usage->total_tokens == 0);
  }

  TEST_CASE("a call that comes beside a thought, or after nothing but thoughts, is a call") {
    const std::string call = R"("tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}])";
    const auto last = line(R"({"role":"assistant","content":""})", R"("done":true,"done_reason":"stop")");
    const auto beside = R"({"role":"assistant","content":"","thinking":"I call f.",)" + call + "}";
    const auto apart = line(R"({"role":"assistant","content":"","thinking":"I call f."})") +
                       line(R"({"role":"assistant","content":"",)" + call + "}") + last;
    for (const auto& body : {line(beside) + last, apart, line(beside, R"("done":true,"done_reason":"stop")")}) {
      const auto got = run(call_ollama(handler_of(upstream(body, "application/x-ndjson"))), streamed());
      REQUIRE(got.whole);
      const auto& choice = got.whole->choices[0];
      CHECK(choice.finish_reason == FinishReason::tool_calls);
      CHECK(got.whole->reasoning() == "I call f.");
      REQUIRE(choice.message.tool_calls);
      CHECK(choice.message.tool_calls->at(0).function->arguments == R"({"a":1})");
    }
  }

  TEST_CASE("as Anthropic's, thoughts alone and then a call are two blocks, numbered 0 and 1") {
    const auto body =
        line(R"({"role":"assistant","content":"","thinking":"Hm."})") +
        line(R"({"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{}}}]})") +
        line(R"({"role":"assistant","content":""})", R"("done":true,"done_reason":"stop")");
    const auto served = serve_anthropic(call_ollama(handler_of(upstream(body, "application/x-ndjson"))));
    const auto came = came_of(
        served, post("/v1/messages",
                     R"({"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]})"));
    const auto at = [&](std::string_view type, std::string_view index) {
      return came.body.find(R"({"type":"content_block_start","index":)" + std::string{index} +
                            R"(,"content_block":{"type":")" + std::string{type});
    };
    CHECK(at("thinking", "0") < at("tool_use", "1"));
    CHECK(at("tool_use", "1") != came.body.npos);
    CHECK(came.body.find("\"index\":2") == came.body.npos);
    CHECK(came.body.find(R"("stop_reason":"tool_use")") != came.body.npos);
  }

  TEST_CASE("a stream that ends without its last line is cut off") {
    const auto text = line(R"({"role":"assistant","content":"Hel"})");
    for (const auto& body : {text, text + R"({"model":"m","mess)", std::string{}, std::string{"\n\n"}}) {
      const auto got = run(call_ollama(handler_of(upstream(body, "application/x-ndjson"))), streamed());
      REQUIRE(got.error);
      CHECK(got.error->code == "stream_cut_off");
      CHECK(got.error->kind == ErrorKind::protocol);
    }
    const auto up = upstream(text, "application/x-ndjson");
    up->cut = local_error(ErrorKind::connection, "lost");
    const auto lost = run(call_ollama(handler_of(up)), streamed());
    REQUIRE(lost.error);
    CHECK(lost.error->kind == ErrorKind::connection);
  }

  TEST_CASE("a last line without its end is whole all the same") {
    auto text =
        line(R"({"role":"assistant","content":"A"})") + line(R"({"role":"assistant","content":""})", R"("done":true)");
    text.pop_back();
    CHECK(run(call_ollama(handler_of(upstream(text, "application/x-ndjson"))), streamed()).whole->text() == "A");
    CHECK(run(call_ollama(handler_of(upstream(text + "\r\n\r\n", "application/x-ndjson"))), streamed()).whole);
    CHECK(run(call_ollama(handler_of(upstream("data: " + text, "application/x-ndjson"))), streamed()).whole);
  }

  TEST_CASE("an error line fails the stream after what came before it") {
    const auto got = run(call_ollama(handler_of(upstream(line(R"({"role":"assistant","content":"A"})") +
                                                             R"({"error":"model runner stopped"})" + "\n",
                                                         "application/x-ndjson"))),
                         streamed());
    REQUIRE(got.error);
    CHECK(got.error->message == "model runner stopped");
    CHECK_FALSE(got.events.empty());
  }

  TEST_CASE("errors have their status and text") {
    const auto missing = run(
        call_ollama(handler_of(upstream(R"({"error":"model 'x' not found"})", "application/json", 404))), asking("Hi"));
    REQUIRE(missing.error);
    CHECK(missing.error->status == 404);
    CHECK(missing.error->message == "model 'x' not found");
    CHECK(missing.error->code == "model_not_found");
    const auto up = upstream(R"({"error":"server busy, please try again. maximum pending requests exceeded"})",
                             "application/json", 503);
    up->headers.set("retry-after", "2");
    const auto busy = run(call_ollama(handler_of(up)), streamed());
    REQUIRE(busy.error);
    CHECK(is_retryable(*busy.error));
    CHECK(busy.error->retry_after == std::chrono::seconds{2});
  }

  TEST_CASE("hostile answers fail, and never crash") {
    const std::string deep(100'000, '[');
    for (const auto& body :
         {std::string{"no"}, std::string{"[]"}, std::string{"{}"}, std::string{"7"}, std::string{"<html>"}, deep,
          std::string{R"({"message":7,"done":7})"}, std::string{R"({"message":{"tool_calls":[7]}})"},
          std::string{"{\"message\":{\"content\":\"\xFF\"}}"}}) {
      for (const bool stream : {false, true}) {
        const auto got = run(call_ollama(handler_of(upstream(body))), stream ? streamed() : asking("Hi"));
        CAPTURE(body.substr(0, 100));
        CHECK(got.error.has_value());
      }
    }
    CallOllamaOptions small;
    small.call.max_event_bytes = 100;
    small.call.max_answer_bytes = 100;
    const auto big = line(R"({"role":"assistant","content":")" + std::string(500, 'x') + "\"}");
    CHECK(run(call_ollama(handler_of(upstream(big, "application/x-ndjson")), small), streamed()).error->code ==
          "answer_too_large");
    CHECK(run(call_ollama(handler_of(upstream(big)), small), asking("Hi")).error->code == "answer_too_large");
  }

  TEST_CASE("options are Ollama's, and nothing stands there that was not asked for") {
    CHECK_FALSE(sent(asking("Hi")).find("options"));
    const auto options =
        sent(
            chat_request(
                R"({"model":"m","messages":[],"temperature":0.5,"max_tokens":7,"stop":"x","seed":1,"frequency_penalty":0.5,"num_ctx":8192,"top_k":3,"options":{"tfs_z":1}})"))
            .at("options");
    CHECK(options.at("temperature").as_number() == 0.5);
    CHECK(options.at("num_predict").as_integer() == 7);
    CHECK(options.at("stop").view() == R"(["x"])");
    CHECK(options.at("frequency_penalty").as_number() == 0.5);
    CHECK_FALSE(options.find("repeat_penalty"));
    CHECK(options.at("num_ctx").as_integer() == 8192);
    CHECK(options.at("tfs_z").as_integer() == 1);
  }

  TEST_CASE("an effort is what think takes") {
    const auto think = [](std::string_view effort) {
      auto request = asking("Hi");
      request.reasoning_effort = OpenEnum<ReasoningEffort>{effort};
      return sent(std::move(request)).at("think").text.str();
    };
    CHECK(think("none") == "false");
    CHECK(think("minimal") == "\"low\"");
    CHECK(think("medium") == "\"medium\"");
    CHECK(think("xhigh") == "\"max\"");
    CHECK(sent(chat_request(R"({"model":"m","messages":[],"think":true})")).at("think").view() == "true");
    CHECK_FALSE(sent(asking("Hi")).find("think"));
  }

  TEST_CASE("messages keep their reasoning, calls and results; the name of a result's function is looked up") {
    const auto json = sent(chat_request(
        R"({"model":"m","messages":[{"role":"developer","content":"D"},{"role":"user","content":[{"type":"text","text":"A"},{"type":"text","text":"B"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO"}}]},
      {"role":"assistant","content":null,"reasoning_content":"R","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"d","type":"function","function":{"name":"g","arguments":""}}]},{"role":"tool","tool_call_id":"d","content":"T"}]})"));
    const auto messages = json.at("messages");
    CHECK(messages.at(0).at("role").as_string() == "system");
    CHECK(messages.at(1).at("content").as_string() == "AB");
    CHECK(messages.at(1).at("images").at(0).as_string() == "iVBO");
    CHECK(messages.at(2).at("content").as_string() == "");
    CHECK(messages.at(2).at("thinking").as_string() == "R");
    CHECK(messages.at(2).at("tool_calls").at(0).at("function").at("arguments").view() == R"({"a":1})");
    CHECK(messages.at(2).at("tool_calls").at(1).at("function").at("arguments").view() == "{}");
    CHECK(messages.at(2).at("tool_calls").at(1).at("function").at("index").as_integer() == 1);
    CHECK(messages.at(3).at("tool_name").as_string() == "g");
    CHECK(messages.at(3).at("tool_call_id").as_string() == "d");
  }

  TEST_CASE("what cannot be sent is refused by its name") {
    const auto refused = [](std::string_view json) {
      const auto up = upstream(whole_answer);
      const auto got = run(call_ollama(handler_of(up)), chat_request(json));
      CHECK(up->asks == 0);
      return got.error ? got.error->param : std::string{};
    };
    CHECK(
        refused(
            R"({"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/a.png"}}]}]})") ==
        "messages[0].content[0].image_url.url");
    CHECK(
        refused(
            R"({"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{oops"}}]}]})") ==
        "messages[0].tool_calls[0].function.arguments");
    CHECK(refused(R"({"model":"m","messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}]})") ==
          "messages[0].content[0]");
  }

  TEST_CASE("tools go along without strict; none drops them") {
    const std::string tools =
        R"("tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object"}}}])";
    const auto json = sent(chat_request(R"({"model":"m","messages":[],)" + tools + "}"));
    CHECK(json.at("tools").at(0).view() ==
          R"({"type":"function","function":{"name":"f","parameters":{"type":"object"}}})");
    CHECK_FALSE(sent(chat_request(R"({"model":"m","messages":[],"tool_choice":"none",)" + tools + "}")).find("tools"));
  }

  TEST_CASE("a loss is told, or refused") {
    const auto up = upstream(whole_answer);
    Context context;
    context.losses = std::make_shared<LossReport>();
    Headers passed;
    context.on_passed = [&](Headers fields) { passed = std::move(fields); };
    const auto losses = context.losses;
    const auto request = chat_request(
        R"({"model":"m","messages":[],"n":2,"logit_bias":{"1":2},"parallel_tool_calls":false,"reasoning_effort":"minimal","user":"u"})");
    CHECK(run(call_ollama(handler_of(up)), request, std::move(context)).whole);
    std::string paths;
    for (const auto& loss : losses->losses()) paths += loss.path + " ";
    CHECK(paths == "reasoning_effort n logit_bias parallel_tool_calls user ");
    CHECK(passed.get("x-oaicompat-loss").starts_with("approximated reasoning_effort; dropped n"));
    const auto refused = run(call_ollama(handler_of(up), {.losses = Losses::refused}), request);
    REQUIRE(refused.error);
    CHECK(refused.error->status == 400);
    CHECK(refused.error->code == "unsupported_parameter");
    CHECK(up->asks == 1);
  }

  TEST_CASE("the key is the options', else that of the request; the prefix stands before the path") {
    const auto up = upstream(whole_answer);
    run(call_ollama(handler_of(up), {.api_key = "k", .call = {.prefix = "/proxy/api/"}}), asking("Hi"));
    CHECK(up->asked.headers.get("authorization") == "Bearer k");
    CHECK(up->asked.path == "/proxy/api/chat");
    Context context;
    context.headers = std::make_shared<const Headers>(Headers{{"Authorization", "Bearer own"}});
    run(call_ollama(handler_of(up)), asking("Hi"), std::move(context));
    CHECK(up->asked.headers.get("authorization") == "Bearer own");
    run(call_ollama(handler_of(up)), asking("Hi"));
    CHECK_FALSE(up->asked.headers.has("authorization"));
  }

  TEST_CASE("as a client's layer it takes the API's paths below any prefix") {
    const auto up = upstream(
        line(R"({"role":"assistant","content":"A"})") + line(R"({"role":"assistant","content":""})", R"("done":true)"),
        "application/x-ndjson");
    const auto handler = to_ollama({})(handler_of(up));
    const auto came =
        came_of(handler, post("/deep/v1/chat/completions",
                              R"({"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"}]})",
                              {{"authorization", "Bearer k"}}));
    CHECK(up->asked.path == "/deep/api/chat");
    CHECK(up->asked.headers.get("authorization") == "Bearer k");
    CHECK(came.body.ends_with("data: [DONE]\n\n"));
    up->body =
        R"({"models":[{"name":"a:latest","model":"a:latest","modified_at":"2023-11-14T22:13:20+01:00","size":5}]})";
    const auto list = came_of(handler, get("/models")).json().at("data");
    CHECK(list.at(0).at("id").as_string() == "a:latest");
    CHECK(list.at(0).at("created").as_integer() == 1700000000 - 3600);
    CHECK(came_of(handler, get("/v1/models/a")).json().at("id").as_string() == "a:latest");
    CHECK(came_of(handler, get("/v1/models/b")).head.status == 404);
  }

  TEST_CASE("embeddings are asked for as texts, and come in the form that was asked for") {
    const auto up = upstream(R"({"model":"m","embeddings":[[1,0],[0,1]],"prompt_eval_count":4})");
    const auto handler = to_ollama({})(handler_of(up));
    const auto came =
        came_of(handler, post("/embeddings", R"({"model":"m","input":["a","b"],"encoding_format":"base64"})")).json();
    CHECK(came.at("data").at(1).at("embedding").as_string() == "AAAAAAAAgD8=");
    CHECK(came.at("usage").at("prompt_tokens").as_integer() == 4);
    CHECK(came_of(handler, post("/embeddings", R"({"model":"m","input":[1,2]})")).head.status == 400);
  }
}

}  // namespace ollama_call
