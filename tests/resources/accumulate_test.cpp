// SPDX-License-Identifier: MIT
#include "support/play.hpp"

using namespace play;

namespace {

// The completion made of chunks that hold these choices each: `{"index":0,"delta":{...}}`.
Result<ChatCompletion> made_of(const std::vector<std::string>& choices, AccumulateOptions options = {}) {
  ChatAccumulator all{options};
  for (const auto& choice : choices) {
    if (auto added = all.add(read<ChatChunk>(R"({"id":"c","created":1,"model":"m","choices":[)" + choice + "]}"));
        !added) {
      return added.error();
    }
  }
  return all.finish();
}
// The message of choice 0, whose deltas are these.
AssistantMessage message_of(const std::vector<std::string>& deltas) {
  std::vector<std::string> choices;
  for (const auto& delta : deltas) choices.push_back(R"({"index":0,"delta":)" + delta + "}");
  choices.push_back(R"({"index":0,"delta":{},"finish_reason":"stop"})");
  auto made = made_of(choices);
  REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().message));
  REQUIRE(made->choices.size() == 1);
  return made->choices[0].message;
}

}  // namespace

TEST_CASE("texts and refusals are joined, the role is taken once") {
  const auto message = message_of({R"({"role":"assistant","content":"","refusal":null})",
                                   R"({"role":"","content":"Hel"})", R"({"role":"assistant","content":"lo"})",
                                   R"({"content":null})", R"({"refusal":"N"})", R"({"refusal":"o."})"});
  CHECK(to_json(message) == R"({"role":"assistant","content":"Hello","refusal":"No."})");
}

TEST_CASE("what never came is null") {
  CHECK(to_json(message_of({R"({"role":"assistant","content":null})"})) ==
        R"({"role":"assistant","content":null,"refusal":null})");
  CHECK(to_json(message_of({"{}"})) == R"({"role":"assistant","content":null,"refusal":null})");
  CHECK(message_of({R"({"role":"critic"})"}).role.word() == "critic");
}

TEST_CASE("choices are merged by index, however they come, and given in order") {
  const auto made = made_of(
      {R"({"index":2,"delta":{"content":"c"}})", R"({"index":0,"delta":{"content":"a"},"finish_reason":"stop"})",
       R"({"index":2,"delta":{"content":"C"}},{"index":1,"delta":{"content":"b"},"finish_reason":"length"})",
       R"({"index":2,"delta":{},"finish_reason":"eos"})"});
  REQUIRE(made.has_value());
  REQUIRE(made->choices.size() == 3);
  CHECK(made->choices[0].message.content == Maybe<Text>{"a"});
  CHECK(made->choices[1].finish_reason == FinishReason::length);
  CHECK(made->choices[2].message.content == Maybe<Text>{"cC"});
  CHECK(made->choices[2].index == 2);
  CHECK(made->choices[2].finish_reason.word() == "eos");
}

TEST_CASE("an index may be sparse, or count from -1") {
  const auto sparse = made_of({R"({"index":127,"delta":{"content":"x"},"finish_reason":"stop"})"});
  REQUIRE(sparse.has_value());
  REQUIRE(sparse->choices.size() == 1);
  CHECK(sparse->choices[0].index == 127);
  const auto below = made_of({R"({"index":-1,"delta":{"content":"x"},"finish_reason":"stop"})"});
  REQUIRE(below.has_value());
  CHECK(below->choices[0].index == 0);
}

TEST_CASE("what is hostile is refused") {
  const auto code = [](const Result<ChatCompletion>& got) { return got ? "" : got.error().code; };
  CHECK(code(made_of({R"({"index":128,"delta":{}})"})) == "index_out_of_bounds");
  CHECK(code(made_of({R"({"index":-2,"delta":{}})"})) == "index_out_of_bounds");
  CHECK(code(made_of({R"({"index":2,"delta":{}})"}, {.max_choices = 2})) == "index_out_of_bounds");
  CHECK(code(made_of({R"({"index":0,"delta":{"tool_calls":[{"index":128}]}})"})) == "index_out_of_bounds");
  CHECK(code(made_of({R"({"index":0,"delta":{"tool_calls":[{"index":-2}]}})"})) == "index_out_of_bounds");
  const AccumulateOptions small{.max_bytes = 10};
  CHECK(code(made_of({R"({"index":0,"delta":{"content":"12345678"}})", R"({"index":0,"delta":{"content":"901"}})"},
                     small)) == "answer_too_large");
  CHECK(code(made_of({R"({"index":0,"delta":{"reasoning":"12345678901"}})"}, small)) == "answer_too_large");
  CHECK(code(made_of({R"({"index":0,"delta":{"x":"12345678901"}})"}, small)) == "answer_too_large");
  CHECK(code(made_of({R"({"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"12345678901"}}]}})"},
                     small)) == "answer_too_large");
  const std::string token = R"({"token":"x","logprob":0,"bytes":null,"top_logprobs":[]})";
  CHECK(code(made_of({R"({"index":0,"delta":{},"logprobs":{"content":[)" + token + "]}}"}, small)) ==
        "answer_too_large");
  std::string fields;
  for (int i = 0; i < 1100; ++i) fields += (i ? ",\"" : "\"") + std::to_string(i) + "\":0";
  CHECK(code(made_of({R"({"index":0,"delta":{)" + fields + "}}"})) == "answer_too_large");
}

TEST_CASE("new calls under one index are bounded too") {
  std::vector<std::string> deltas;
  for (int i = 0; i < 129; ++i) {
    deltas.push_back(R"({"index":0,"delta":{"tool_calls":[{"index":0,"id":"id)" + std::to_string(i) +
                     R"(","function":{"name":"f"}}]}})");
  }
  const auto made = made_of(deltas);
  REQUIRE(!made);
  CHECK(made.error().code == "index_out_of_bounds");
}

TEST_CASE("a completion is complete once every choice has a finish reason that says something") {
  ChatAccumulator all;
  CHECK(!all.complete());
  const auto add = [&](const char* choice) {
    CHECK(all.add(read<ChatChunk>(R"({"choices":[)" + std::string{choice} + "]}")).has_value());
  };
  add("");
  CHECK(!all.complete());
  add(R"({"index":0,"delta":{},"finish_reason":""})");
  CHECK(!all.complete());
  add(R"({"index":0,"delta":{},"finish_reason":"stop"})");
  CHECK(all.complete());
  add(R"({"index":0,"delta":{},"finish_reason":""})");
  CHECK(all.complete());
  add(R"({"index":1,"delta":{}})");
  CHECK(!all.complete());
  const auto made = all.finish();
  REQUIRE(!made);
  CHECK(made.error().code == "no_finish_reason");
}

TEST_CASE("no chunk at all is no completion; one without choices is") {
  ChatAccumulator none;
  REQUIRE(!none.finish());
  CHECK(ChatAccumulator{}.finish().error().code == "no_answer");
  CHECK(made_of({""}).has_value());
}

TEST_CASE("log probabilities are joined on both sides") {
  const std::string a = R"({"token":"a","logprob":-1,"bytes":[97],"top_logprobs":[]})";
  const std::string b =
      R"({"token":"b","logprob":-2,"bytes":null,"top_logprobs":[{"token":"c","logprob":-3,"bytes":null}]})";
  const auto piece = [](const std::string& content, const std::string& refusal) {
    return R"({"index":0,"delta":{},"logprobs":{"content":)" + content + R"(,"refusal":)" + refusal +
           R"(,"x":1},"finish_reason":"stop"})";
  };
  const auto made = made_of(
      {piece("[" + a + "]", "null"), R"({"index":0,"delta":{},"logprobs":null})", piece("[" + b + "]", "[" + a + "]")});
  REQUIRE(made.has_value());
  CHECK(to_json(*made->choices[0].logprobs) == "{\"content\":[" + a + "," + b + "],\"refusal\":[" + a + "],\"x\":1}");
}

TEST_CASE("reasoning is joined under each name that it comes under") {
  const auto of = [](const AssistantMessage& message) { return to_json(message); };
  CHECK(of(message_of({R"({"reasoning_content":"a"})", R"({"reasoning_content":"b"})"})) ==
        R"({"role":"assistant","content":null,"refusal":null,"reasoning_content":"ab"})");
  CHECK(of(message_of(
            {R"({"reasoning":"a","reasoning_content":"a"})", R"({"reasoning":"b","reasoning_content":"b"})"})) ==
        R"({"role":"assistant","content":null,"refusal":null,"reasoning":"ab","reasoning_content":"ab"})");
  const auto half = message_of({R"({"reasoning":"","reasoning_content":"think"})"});
  CHECK(of(half) == R"({"role":"assistant","content":null,"refusal":null,"reasoning":"","reasoning_content":"think"})");
  CHECK(reasoning_of(half.extra) == "think");
  CHECK(reasoning_of(message_of({R"({"reasoning_content":"","reasoning":"think"})"}).extra) == "think");
  // Null stands where there is none, before, between and after.
  CHECK(of(message_of({R"({"reasoning_content":null})", R"({"reasoning_content":"a"})",
                       R"({"content":"x","reasoning_content":null})"})) ==
        R"({"role":"assistant","content":"x","refusal":null,"reasoning_content":"a"})");
}

TEST_CASE("audio comes in fragments, the last of which may hold its end alone") {
  const auto message = message_of({R"({"role":"assistant","audio":{"id":"audio_1","transcript":"Hel"}})",
                                   R"({"audio":{"data":"QUJD"}})", R"({"audio":{"transcript":"lo","data":"REVG"}})",
                                   R"({"audio":null})", R"({"audio":{"expires_at":99,"x":1}})"});
  CHECK(to_json(message) ==
        R"({"role":"assistant","content":null,"refusal":null,"audio":{"id":"audio_1","expires_at":99,)"
        R"("data":"QUJDREVG","transcript":"Hello","x":1}})");
}

TEST_CASE("annotations are gathered; one that is none is kept as it came") {
  const std::string cited =
      R"({"type":"url_citation","url_citation":{"end_index":2,"start_index":1,"url":"u","title":"t"}})";
  CHECK(to_json(message_of({R"({"annotations":[)" + cited + "]}", R"({"annotations":null})",
                            R"({"annotations":[{"type":"new"}]})"})) ==
        R"({"role":"assistant","content":null,"refusal":null,"annotations":[)" + cited + R"(,{"type":"new"}]})");
  CHECK(to_json(message_of({R"({"annotations":"odd","audio":7})"})) ==
        R"({"role":"assistant","content":null,"refusal":null,"annotations":"odd","audio":7})");
}

TEST_CASE("of other members and extras the last one counts") {
  ChatAccumulator all;
  for (
      const char* json :
      {R"({"id":"c","created":1,"model":"m","service_tier":"flex","a":1,"choices":[{"index":0,"delta":{"b":1},"c":1}]})",
       R"({"id":"d","created":2,"model":"n","system_fingerprint":"fp","service_tier":null,"a":2,"obfuscation":"xx",
                               "choices":[{"index":0,"delta":{"b":[2]},"c":2,"finish_reason":"stop"}]})",
       R"({"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"cost":0.5},"metadata":{"k":"v"}})"}) {
    CHECK(all.add(read<ChatChunk>(json)).has_value());
  }
  const auto made = all.finish();
  REQUIRE(made.has_value());
  CHECK(
      to_json(*made) ==
      R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",)"
      R"("content":null,"refusal":null,"b":[2]},"logprobs":null,"finish_reason":"stop","c":2}],"usage":{"prompt_tokens":1,)"
      R"("completion_tokens":2,"total_tokens":3,"cost":0.5},"service_tier":"flex","system_fingerprint":"fp","metadata":{"k":"v"},"a":2})");
}
