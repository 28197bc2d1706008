// What engines add survives a round trip, and is there to read.
// SPDX-License-Identifier: MIT
#include "engines.hpp"

#include "round_trip.hpp"

#include <doctest/doctest.h>

using namespace oaicompat;

namespace {

template <class T, std::size_t N>
void check(const Fixture (&fixtures)[N], Reading reading) {
  for (const auto& fixture : fixtures) {
    INFO(fixture.engine);
    CHECK(joined(round_trip<T>(fixture.json, reading)) == fixture.differences);
  }
}

template <class T>
T lenient(const char* json) {
  return *parse_owned<T>(json, {.reading = Reading::lenient});
}

}  // namespace

TEST_CASE("requests for every engine come back as they were") {
  check<ChatRequest>(chat_requests, Reading::strict);
  check<ChatRequest>(chat_requests, Reading::lenient);
}

TEST_CASE("answers of every engine come back as they were") {
  check<ChatCompletion>(chat_completions, Reading::lenient);
  check<ChatChunk>(chat_chunks, Reading::lenient);
  check<Model>(models, Reading::lenient);
  check<ErrorBody>(errors, Reading::lenient);
}

TEST_CASE("what engines add is read typed") {
  const auto request = *parse_owned<ChatRequest>(chat_requests[0].json);
  CHECK(request.extra.get(ext::top_k) == 40);
  CHECK(request.extra.get(ext::min_p) == 0.05);
  CHECK(request.extra.get(ext::ignore_eos) == false);
  CHECK(request.extra.get(ext::cache_salt) == "salt");
  CHECK(request.extra.get(ext::chat_template_kwargs)->text == R"({"enable_thinking":false,"budget":1e3})");
  CHECK(request.extra.get(ext::repeat_penalty) == std::nullopt);
  CHECK(request.stream_options->extra.get(ext::continuous_usage_stats) == true);
  CHECK(request.messages[1].extra.get(ext::reasoning) == "Greet.");
  CHECK(request.response_format->tag() == "structural_tag");
  CHECK(*request.reasoning_effort == ReasoningEffort::xhigh);

  const auto answer = lenient<ChatCompletion>(chat_completions[2].json);
  CHECK(answer.choices[0].finish_reason.word() == "abort");
  CHECK(answer.choices[0].finish_reason.known() == std::nullopt);
  CHECK(answer.choices[0].extra.get(ext::matched_stop)->text == R"("<end>")");
  CHECK(answer.usage->extra.get(ext::reasoning_tokens) == 7);
  CHECK(answer.reasoning() == "because");
}

TEST_CASE("what engines take is set typed") {
  ChatRequest request{.model = "m", .messages = {user("hi")}};
  request.extra.set(ext::top_k, 40);
  request.extra.set(ext::min_p, 0.05);
  request.extra.set(ext::chat_template_kwargs, Json{R"({"enable_thinking":false})"});
  request.extra.set(ext::cache_salt, "salt");
  CHECK(to_json(request) == R"({"model":"m","messages":[{"role":"user","content":"hi"}],"top_k":40,"min_p":0.05,)"
                            R"("chat_template_kwargs":{"enable_thinking":false},"cache_salt":"salt"})");
}

TEST_CASE("reasoning is read under either name") {
  const auto reasoning = [](const char* delta) {
    const auto json =
        R"({"choices":[{"index":1,"delta":{"reasoning":"other"}},{"index":0,"delta":)" + std::string{delta} + "}]}";
    return lenient<ChatChunk>(json.c_str()).reasoning();
  };
  CHECK(reasoning(R"({"reasoning_content":"a\nb"})") == "a\nb");
  CHECK(reasoning(R"({"reasoning":"a"})") == "a");
  CHECK(reasoning(R"({"reasoning":"b","reasoning_content":"a"})") == "a");
  CHECK(reasoning(R"({"reasoning":"b","reasoning_content":null})") == "b");
  CHECK(reasoning(R"({"reasoning":""})") == "");
  CHECK(reasoning(R"({"reasoning":{"effort":"low"}})") == std::nullopt);
  CHECK(reasoning("{}") == std::nullopt);
  CHECK(ChatChunk{}.reasoning() == std::nullopt);
}

TEST_CASE("reasoning is set where it stands already") {
  Extras extra;
  set_reasoning(extra, "a");
  CHECK(extra.get(ext::reasoning_content) == "a");
  CHECK(extra.size() == 1);
  set_reasoning(extra, "b");
  CHECK(extra.get(ext::reasoning_content) == "b");
  CHECK(extra.size() == 1);
  Extras other;
  other.set(ext::reasoning, "a");
  set_reasoning(other, "b");
  CHECK(other.get(ext::reasoning) == "b");
  CHECK(other.size() == 1);
}
