// SPDX-License-Identifier: MIT
#include "support/play.hpp"

using namespace play;

namespace {

Result<Completion> completion_of(const std::vector<std::string>& choices, AccumulateOptions options = {}) {
  CompletionAccumulator all{options};
  for (const auto& choice : choices) {
    if (auto added = all.add(read<Completion>(R"({"id":"c","created":1,"model":"m","choices":[)" + choice + "]}"));
        !added) {
      return added.error();
    }
  }
  return all.finish();
}
std::string code(const Result<Completion>& got) { return got ? "" : got.error().code; }

}  // namespace

TEST_CASE("the texts of a legacy completion are joined by index") {
  const auto made = completion_of({R"({"index":1,"text":"b"})", R"({"index":0,"text":"a","finish_reason":"length"})",
                                   R"({"index":1,"text":"B","finish_reason":"","x":1})",
                                   R"({"index":1,"text":"","finish_reason":"stop","x":2})"});
  REQUIRE(made.has_value());
  CHECK(to_json(*made) == R"({"id":"c","object":"text_completion","created":1,"model":"m","choices":[)"
                          R"({"text":"a","index":0,"logprobs":null,"finish_reason":"length"},)"
                          R"({"text":"bB","index":1,"logprobs":null,"finish_reason":"stop","x":2}]})");
}

TEST_CASE("a legacy completion's log probabilities go in step") {
  const auto made = completion_of(
      {R"({"index":0,"text":"a","logprobs":{"tokens":["a"],"token_logprobs":[null],"text_offset":[0],"top_logprobs":[null]}})",
       R"({"index":0,"text":"b","logprobs":null})",
       R"({"index":0,"text":"c","logprobs":{"tokens":["c"],"token_logprobs":[-1],"text_offset":[2],"top_logprobs":[{"c":-1}],"x":1},"finish_reason":"stop"})"});
  REQUIRE(made.has_value());
  CHECK(to_json(*made).find(R"("logprobs":{"text_offset":[0,2],"token_logprobs":[null,-1],"tokens":["a","c"],)"
                            R"("top_logprobs":[null,{"c":-1}],"x":1})") != std::string::npos);
}

TEST_CASE("a legacy completion's usage and extras are taken, the last ones") {
  CompletionAccumulator all;
  for (
      const char* json :
      {R"({"id":"c","usage":null,"a":1,"choices":[{"index":0,"text":"x","finish_reason":"stop"}]})",
       R"({"id":"d","usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},"a":2,"system_fingerprint":"fp"})"}) {
    CHECK(all.add(read<Completion>(json)).has_value());
    CHECK(all.complete());
  }
  const auto made = all.finish();
  REQUIRE(made.has_value());
  CHECK(made->id == "c");
  CHECK(made->usage->total_tokens == 3);
  CHECK(made->system_fingerprint == Text{"fp"});
  CHECK(made->extra.find("a")->view() == "2");
}

TEST_CASE("what is hostile or unfinished in a legacy stream is refused") {
  CHECK(code(completion_of({R"({"index":128,"text":""})"})) == "index_out_of_bounds");
  CHECK(code(completion_of({R"({"index":-2,"text":""})"})) == "index_out_of_bounds");
  CHECK(code(completion_of({R"({"index":0,"text":"12345678901"})"}, {.max_bytes = 10})) == "answer_too_large");
  CHECK(code(completion_of({R"({"index":0,"text":"a"})"})) == "no_finish_reason");
  CHECK(code(completion_of({})) == "no_answer");
  CHECK(!CompletionAccumulator{}.complete());
}
