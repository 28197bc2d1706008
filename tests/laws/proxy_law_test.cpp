// What the library does not know travels through a typed proxy, unharmed.
// SPDX-License-Identifier: MIT
#include "backends.hpp"
#include "json_equal.hpp"
#include "requests.hpp"

#include <oaicompat/sse/decoder.hpp>
#include <oaicompat/transport/memory.hpp>

using namespace laws;

namespace {

Request post(std::string body) { return {.method = "POST", .path = "/v1/chat/completions", .body = std::move(body)}; }
Collected asked(const Handler& handler, std::string body) {
  auto got = ask(handler, post(std::move(body)));
  REQUIRE(got.has_value());
  return *std::move(got);
}
std::vector<std::string> data_of(std::string_view body) {
  SseDecoder decoder;
  decoder.feed(body);
  decoder.finish();
  std::vector<std::string> out;
  for (SseEvent event; decoder.next(event) == Pull::some;) out.push_back(one_form(event.data));
  return out;
}
// An upstream that notes what it is asked, and answers so; and a proxy before it.
struct Proxied {
  std::string request{};
  Handler proxy(Head head, std::string body, std::size_t proxies) {
    const Handler upstream = [this, head, body](const Request& asked) {
      request = asked.body.str();
      return ready_answer(head, body);
    };
    auto made = serve(call(upstream));
    while (--proxies > 0) made = serve(call(made));
    return made;
  }
};
std::string as_events(const std::vector<std::string>& chunks) {
  std::string out;
  for (const auto& each : chunks) out += "data: " + each + "\n\n";
  return out + "data: [DONE]\n\n";
}
const Head json_head{.headers = {{"content-type", "application/json"}}};
const Head stream_head{.headers = {{"content-type", "text/event-stream"}}};

}  // namespace

TEST_CASE("requests pass a proxy with all that nobody knows, at every level") {
  for (std::uint64_t seed = 0; seed < cases; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    const bool streamed = r.chance(50);
    const auto sent = Requests{r}.chat(streamed);
    REQUIRE(!one_form(sent).empty());
    const auto script = script_of<Chat>({Event<Chat>{std::in_place_index<1>, completion(r)}});
    const auto got = asked(serve(stacked(script, 1 + r.below(3))), sent);
    REQUIRE_MESSAGE(got.head.status == 200, got.body);
    CHECK(one_form(script->request) == one_form(sent));
  }
}

TEST_CASE("answers pass a proxy with all that nobody knows, at every level") {
  for (std::uint64_t seed = 0; seed < cases; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    Proxied upstream;
    const auto whole = to_json(completion(r));
    const auto got = asked(upstream.proxy(json_head, whole, 1 + r.below(3)), R"({"model":"m","messages":[]})");
    CHECK(one_form(got.body) == one_form(whole));

    std::vector<std::string> chunks, expected;
    for (auto n = 1 + r.below(5); n > 0; --n) chunks.push_back(to_json(chunk(r, 2, false)));
    for (const auto& each : chunks) expected.push_back(one_form(each));
    expected.emplace_back("[DONE]");
    const auto streamed = asked(upstream.proxy(stream_head, as_events(chunks), 1 + r.below(3)),
                                R"({"model":"m","messages":[],"stream":true})");
    auto passed = data_of(streamed.body);
    REQUIRE(!passed.empty());
    passed.back() = "[DONE]";
    CHECK(passed == expected);
  }
}

TEST_CASE("what engines are asked beyond the specification reaches them") {
  const char* const requests[] = {
      R"({"model":"m","messages":[{"role":"user","content":"x","prefix":true,"cache_control":{"type":"ephemeral"}}],"top_k":40,"min_p":0.05,
          "repetition_penalty":1.10,"chat_template_kwargs":{"enable_thinking":false},"guided_json":{"type":"object"},"stop_token_ids":[1,2],
          "structured_outputs":{"regex":"a+"},"priority":-1,"cache_salt":"s","kv_transfer_params":{"x":[null]},"vllm_xargs":{"a":1.0}})",
      R"({"model":"base:adapter","messages":[{"role":"latest_reminder","content":"x","tools":[{"type":"function"}]}],"regex":"a+","ebnf":"root ::= x",
          "separate_reasoning":true,"reasoning":{"effort":"high","enabled":true},"session_params":{"id":"s"},"rid":"r","lora_path":["a",null]})",
      R"({"model":"m","messages":[{"role":"user","content":[{"type":"video_url","video_url":{"url":"u"}},{"type":"thinking","thinking":"t"},
          {"type":"image_url","image_url":{"url":"u","max_dynamic_patch":6},"modalities":"multi"}]}],"mirostat":2,"dry_multiplier":0.80,
          "grammar":"root ::= x","lora":[{"id":0,"scale":0.5}],"cache_prompt":true,"n_predict":-1,"samplers":["top_k"],"timings_per_token":true,
          "response_format":{"type":"structural_tag","structures":[{"begin":"<f>"}],"triggers":["<f"]}})",
      R"({"model":"m","messages":[{"role":"assistant","content":null,"reasoning_content":"why","tool_calls":[{"id":"a","type":"function",
          "function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"sig"}}}]},{"role":"tool","tool_call_id":"a",
          "content":[{"type":"text","text":"x"}]}],"thinking":{"type":"enabled"},"enable_thinking":true,"provider":{"order":["x"]},"transforms":[],
          "models":["a","b"],"prompt_cache_key":"k","safety_identifier":"u","options":{"num_ctx":8192},"keep_alive":"5m","think":true,
          "stream":true,"stream_options":{"include_usage":true,"continuous_usage_stats":true},"tools":[{"type":"function","function":{"name":"f",
          "parameters":{"type":"object"}},"defer_loading":true},{"type":"retrieval"}]})",
  };
  for (const std::string sent : requests) {
    CAPTURE(sent);
    Proxied upstream;
    asked(upstream.proxy(json_head, "{}", 2), sent);
    CHECK(!one_form(sent).empty());
    CHECK(one_form(upstream.request) == one_form(sent));
  }
}

TEST_CASE("what engines answer beyond the specification reaches the caller") {
  const std::string head = R"({"id":"c","object":"chat.completion","created":1,"model":"m",)";
  const std::string answers[] = {
      head +
          R"("choices":[{"index":0,"message":{"role":"assistant","content":"x","refusal":null,"reasoning":"why","audio":null},"logprobs":null,
          "finish_reason":"abort","stop_reason":128001,"token_ids":[1,2]}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,
          "prompt_tokens_details":{"cached_tokens":1,"video_tokens":0},"reasoning_tokens":7,"cost":0.10},"prompt_logprobs":[null,{"5":{"logprob":-0.50,
          "rank":1}}],"kv_transfer_params":null})",
      head +
          R"("choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":null,"reasoning_content":"r","tool_calls":[{"id":"a",
          "type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"s"}}}],"annotations":[{"type":"new"}]},
          "logprobs":null,"finish_reason":"tool_calls","matched_stop":null,"hidden_states":null}],"timings":{"prompt_ms":1.0e-3,"n":12345678901234567890},
          "sglext":{"x":1},"provider":"p","x_groq":{"id":"r"},"citations":["u"],"prompt_filter_results":[{"prompt_index":0}]})",
  };
  for (const auto& answer : answers) {
    CAPTURE(answer);
    Proxied upstream;
    const auto got = asked(upstream.proxy(json_head, answer, 2), R"({"model":"m","messages":[]})");
    CHECK(!one_form(answer).empty());
    CHECK(one_form(got.body) == one_form(answer));
  }
}
