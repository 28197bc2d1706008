// What a typed proxy passes on is what it was given: nothing made up, nothing lost.
// SPDX-License-Identifier: MIT
#include "providers.hpp"
#include "same_json.hpp"

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/codec.hpp>
#include <oaicompat/resources/completions/accumulate.hpp>
#include <oaicompat/sse/decoder.hpp>
#include <oaicompat/transport/memory.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace laws;
using namespace oaicompat;

namespace {

Collected answer_of(const Handler& handler, std::string path, std::string body) {
  auto got = ask(handler, Request{.method = "POST", .path = std::move(path), .body = std::move(body)});
  REQUIRE(got.has_value());
  return *std::move(got);
}
Handler answers_with(const char* content_type, std::string body) {
  return [=](const Request&) { return ready_answer({.headers = {{"content-type", content_type}}}, body); };
}
std::string events_of(const std::vector<std::string>& chunks) {
  std::string out;
  for (auto each : chunks) {
    std::replace(each.begin(), each.end(), '\n', ' ');
    out += "data: " + each + "\n\n";
  }
  return out;
}
std::vector<std::string> sent_in(std::string_view body) {
  SseDecoder decoder;
  decoder.feed(body);
  decoder.finish();
  std::vector<std::string> out;
  for (SseEvent event; decoder.next(event) == Pull::some;) out.emplace_back(event.data);
  return out;
}
const std::string whole_request = R"({"model":"m","messages":[]})";
const std::string stream_request = R"({"model":"m","messages":[],"stream":true})";
const std::string usage_request =
    R"({"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":true}})";

}  // namespace

TEST_CASE("whole answers of every provider pass a typed proxy as they came") {
  for (const auto& provider : known_providers) {
    CAPTURE(provider.name);
    Handler proxy = serve(call(answers_with("application/json", provider.whole)));
    for (int i = 0; i < 2; ++i, proxy = serve(call(proxy))) {
      const auto got = answer_of(proxy, "/v1/chat/completions", whole_request);
      REQUIRE(got.head.status == 200);
      CHECK(difference(provider.whole, got.body) == "");
    }
  }
}

TEST_CASE("chunks of every provider pass a typed proxy as they came") {
  for (const auto& provider : known_providers) {
    CAPTURE(provider.name);
    const auto body = events_of(provider.chunks) + "data: [DONE]\n\n";
    Handler proxy = serve(call(answers_with("text/event-stream", body)));
    for (int i = 0; i < 2; ++i, proxy = serve(call(proxy))) {
      for (const auto& request : {stream_request, usage_request}) {
        const auto got = sent_in(answer_of(proxy, "/v1/chat/completions", request).body);
        REQUIRE(got.size() == provider.chunks.size() + 1);
        for (std::size_t at = 0; at < provider.chunks.size(); ++at)
          CHECK(difference(provider.chunks[at], got[at]) == "");
      }
    }
  }
}

TEST_CASE("answers of other operations pass a typed proxy as they came") {
  struct Row {
    const char* method;
    const char* path;
    const char* request;
    const char* answer;
  };
  const Row rows[] = {
      {"GET", "/v1/models", "",
       R"({"object":"list","data":[{"id":"m","object":"model","owned_by":"vllm","max_model_len":4096},{"id":"n"},
          {"id":"models/gemini-3","object":"model","created":"2026-01-01","owned_by":null,"permission":[{}]}],"models":[{"name":"m"}]})"},
      {"GET", "/v1/models", "",
       R"({"data":[{"id":"openai/gpt-5","name":"GPT-5","created":1.764e9,"pricing":{"prompt":"0.1"}}]})"},
      {"GET", "/v1/models/m", "",
       R"({"id":"m","type":"model","display_name":"M","created_at":"2026-01-01T00:00:00Z"})"},
      {"POST", "/v1/embeddings", R"({"model":"m","input":"x"})",
       R"({"data":[{"embedding":[0.25,-1],"index":0}],"model":"m","id":"e"})"},
      {"POST", "/v1/embeddings", R"({"model":"m","input":"x","encoding_format":"base64"})",
       R"({"object":"list","data":[{"object":"embedding","embedding":"AACAPg==","index":0}],"usage":{"prompt_tokens":1}})"},
      {"POST", "/v1/completions", R"({"model":"m","prompt":"x"})",
       R"({"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"text":"x","index":0,"logprobs":{"tokens":["x"],
          "token_logprobs":[null],"top_logprobs":null,"text_offset":[0]},"finish_reason":"eos","stop_reason":null,"prompt_logprobs":null}],
          "usage":{"prompt_tokens":1,"total_tokens":2}})"},
      {"POST", "/v1/moderations", R"({"model":"m","input":"x"})",
       R"({"id":"modr","model":"m","results":[{"flagged":false,"categories":{"hate":false,"dangerous":true},"category_scores":{"hate":1e-8}}]})"},
      {"POST", "/v1/images/generations", R"({"model":"m","prompt":"x"})",
       R"({"created":1,"data":[{"url":"https://a.example/i.png","width":64}],"usage":{"input_tokens":1,"total_tokens":2}})"},
      {"POST", "/v1/images/generations", R"({"model":"m","prompt":"x"})",
       R"({"data":[{"b64_json":"AA==","revised_prompt":null}],"seed":7})"},
      {"POST", "/v1/responses", R"({"model":"m","input":"x"})",
       R"({"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"m","output":[{"type":"reasoning","id":"rs","summary":[]},
          {"type":"message","id":"msg","role":"assistant","content":[{"type":"output_text","text":"4","annotations":[{"type":"url_citation",
          "url":"u"},{"type":"file_citation","file_id":"f"}]}]},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
          {"type":"web_search_call","id":"w","status":"completed"},{"type":"code_interpreter_call","id":"ci","code":"1"},{"type":"new_item"}],
          "usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3,"input_tokens_details":{"cached_tokens":0},
          "output_tokens_details":{"reasoning_tokens":1}},"error":null,"tools":[{"type":"code_interpreter"},{"type":"function","name":"f"}]})"},
      {"POST", "/v1/responses", R"({"model":"m","input":"x"})",
       R"({"id":"r","output":[{"type":"message","content":[{"type":"output_text","text":"4"}]}],"text":{"format":{"type":"text"},
          "verbosity":null},"reasoning":{"effort":null,"summary":null},"metadata":null,"usage":null,"temperature":"1"})"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.path);
    CAPTURE(row.answer);
    const auto proxy = serve(call(serve(call(answers_with("application/json", row.answer)))));
    auto got = ask(proxy, Request{.method = row.method, .path = row.path, .body = std::string{row.request}});
    REQUIRE(got.has_value());
    REQUIRE_MESSAGE(got->head.status == 200, got->body);
    CHECK(difference(row.answer, got->body) == "");
  }
}

TEST_CASE("events of responses pass a typed proxy as they came") {
  const std::vector<std::string> events{
      R"({"type":"response.created","response":{"id":"r","object":"response","created_at":1,"status":"in_progress","model":"m","output":[]}})",
      R"({"type":"keepalive","sequence_number":466})",
      R"({"type":"response.output_item.added","output_index":0,"item":{"id":"m","type":"message","role":"assistant","content":[]}})",
      R"({"type":"response.content_part.added","item_id":"m","output_index":0,"part":{"type":"output_text","text":""}})",
      R"({"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"Hi"})",
      R"({"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":" you"})",
      R"({"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"!"})",
      R"({"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":".","sequence_number":9,"logprobs":[]})",
      R"({"type":"response.reasoning.delta","item_id":"rs","output_index":1,"delta":"think"})",
      R"({"type":"response.output_text.annotation.added","item_id":"m","output_index":0,"annotation":{"type":"url_citation","url":"u"}})",
      R"({"type":"response.output_item.done","output_index":2,"item":{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}})",
      R"({"type":"response.completed","response":{"id":"r","status":"completed","output":[{"type":"message","role":"assistant",
          "content":[{"type":"output_text","text":"Hi"}]}],"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}})"};
  const auto body = events_of(events);
  for (const auto& proxy : {serve(call(answers_with("text/event-stream", body))),
                            serve(call(serve(call(answers_with("text/event-stream", body)))))}) {
    const auto got = sent_in(answer_of(proxy, "/v1/responses", R"({"model":"m","input":"x","stream":true})").body);
    REQUIRE(got.size() == events.size());
    for (std::size_t at = 0; at < events.size(); ++at) CHECK(difference(events[at], got[at]) == "");
  }
}

TEST_CASE("what is filled in for strict clients is what a strict reader takes") {
  for (const auto& provider : known_providers) {
    CAPTURE(provider.name);
    const ServeOptions filled{.answers = Writing::as_described};
    const auto whole = answer_of(serve(call(answers_with("application/json", provider.whole)), filled),
                                 "/v1/chat/completions", whole_request);
    CHECK(parse_owned<ChatCompletion>(whole.body).has_value());
    const auto body = events_of(provider.chunks) + "data: [DONE]\n\n";
    const auto got = sent_in(
        answer_of(serve(call(answers_with("text/event-stream", body)), filled), "/v1/chat/completions", stream_request)
            .body);
    for (std::size_t at = 0; at + 1 < got.size(); ++at) {
      CAPTURE(got[at]);
      CHECK(parse_owned<ChatChunk>(got[at]).has_value());
    }
  }
}

TEST_CASE("what accumulates, written as described, a strict reader takes; as it came a lenient one") {
  std::vector<std::vector<std::string>> streams;
  for (const auto& provider : known_providers) streams.push_back(provider.chunks);
  streams.push_back(
      {R"({"choices":[{"delta":{"annotations":[{"type":"url_citation","url_citation":""}]},"finish_reason":"s"}]})"});
  streams.push_back(
      {R"({"choices":[{"delta":{"annotations":"odd","audio":{"id":7},"refusal":[]},"finish_reason":"s"}]})"});
  streams.push_back(
      {R"({"choices":[{"delta":{"role":{},"function_call":{"name":[]}},"finish_reason":{},"logprobs":{"content":[{}]}}]})"});
  streams.push_back(
      {R"({"choices":[{"delta":{"tool_calls":[{"function":{"name":"f"}},{"custom":{"name":"g","input":1}}]},"finish_reason":"s"}],
                         "usage":{"prompt_tokens":[]},"moderation":7,"metadata":{"a":1}})"});
  for (const auto& chunks : streams) {
    CAPTURE(chunks.front());
    ChatAccumulator all;
    for (const auto& each : chunks) {
      const auto chunk = parse_owned<ChatChunk>(each, {.reading = Reading::lenient});
      REQUIRE(chunk.has_value());
      REQUIRE(all.add(*chunk).has_value());
    }
    const auto whole = all.complete() ? *all.finish() : *all.so_far();
    const auto described = to_json(whole, Writing::as_described);
    const auto strict = parse_owned<ChatCompletion>(described);
    REQUIRE_MESSAGE(strict.has_value(), described);
    CHECK(to_json(*strict, Writing::as_described) == described);
    const auto lenient = parse_owned<ChatCompletion>(to_json(whole), {.reading = Reading::lenient});
    REQUIRE(lenient.has_value());
    CHECK(one_form(to_json(*lenient)) == one_form(to_json(whole)));
  }
}
