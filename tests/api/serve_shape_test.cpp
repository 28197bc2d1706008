// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <algorithm>

using namespace play;

namespace {

const std::string ask_usage = R"({"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":true}})";

std::vector<std::string> asked(const std::string& body, std::shared_ptr<ChatScript> script) {
  return events(answer(serve(backend(std::move(script))), body).body);
}
std::shared_ptr<ChatScript> with_usage() { return chat({chunk(role_chunk), chunk(finish_chunk), chunk(usage_chunk)}); }
// The same chunk with `,"usage":null` in it.
std::string usage_null(std::string chunk) { return chunk.insert(chunk.size() - 1, R"(,"usage":null)"); }

}  // namespace

TEST_CASE("usage is left out of a stream that did not ask for it") {
  const std::vector<std::string> plain{role_chunk, finish_chunk, "[DONE]"};
  CHECK(asked(ask_stream, with_usage()) == plain);
  auto merged = read<ChatChunk>(finish_chunk);
  merged.usage = Usage{.prompt_tokens = 1};
  CHECK(asked(ask_stream, chat({chunk(role_chunk), ChatEvent{merged}})) == plain);
  CHECK(asked(R"({"model":"m","messages":[],"stream":true,"stream_options":{"include_usage":false}})", with_usage()) ==
        plain);
  CHECK(asked(R"({"model":"m","messages":[],"stream":true,"stream_options":null})", with_usage()) == plain);
}

TEST_CASE("usage that was asked for stands in the last chunk, and is null in the others") {
  CHECK(asked(ask_usage, with_usage()) ==
        std::vector<std::string>{usage_null(role_chunk), usage_null(finish_chunk), usage_chunk, "[DONE]"});
}

TEST_CASE("a whole answer's usage becomes the last chunk where it was asked for") {
  auto completion = read<ChatCompletion>(whole_hi);
  completion.usage = Usage{.prompt_tokens = 3, .completion_tokens = 2, .total_tokens = 5};
  const auto script = [&] { return chat({ChatEvent{completion}}); };
  CHECK(asked(ask_usage, script()) == std::vector<std::string>{usage_null(role_chunk), usage_null(text_chunk),
                                                               usage_null(finish_chunk), usage_chunk, "[DONE]"});
  CHECK(asked(ask_stream, script()) == std::vector<std::string>{role_chunk, text_chunk, finish_chunk, "[DONE]"});
}

TEST_CASE("a whole answer carries its usage unasked") {
  const auto got = answer(serve(backend(with_usage())), ask_whole);
  CHECK(got.body.find(R"("usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5})") != got.body.npos);
}

TEST_CASE("a first chunk that is left out leaves the head to the next one") {
  const auto got = answer(serve(backend(chat({chunk(usage_chunk), chunk(finish_chunk)}))), ask_stream);
  CHECK(got.head.status == 200);
  CHECK(events(got.body) == std::vector<std::string>{finish_chunk, "[DONE]"});
  // With nothing after it there is no answer.
  CHECK(answer(serve(backend(chat({chunk(usage_chunk)}))), ask_stream).head.status == 500);
}

TEST_CASE("line breaks between the tokens of an extra do not break the event") {
  const auto made = read<ChatChunk>(
      "{\"choices\":[{\"index\":0,\"delta\":{\"x\": {\r\n \"a\":\n[1,\r2]\n}},\"finish_reason\":\"stop\"}]}");
  const auto got = answer(serve(backend(chat({ChatEvent{made}}))), ask_stream);
  const auto data = events(got.body);
  REQUIRE(data.size() == 2);
  CHECK(data[0].find(R"("x":{   "a": [1, 2] })") != std::string::npos);
  CHECK(std::count(got.body.begin(), got.body.end(), '\n') == 4);
}

TEST_CASE("the text of a legacy completion is streamed and accumulated like a chat's") {
  using Legacy = CreateCompletion;
  const auto piece = [](const char* text, const char* reason) {
    Completion made;
    made.id = "c";
    made.model = "m";
    made.created = 1;
    auto& choice = made.choices.emplace_back();
    choice.text = text;
    choice.finish_reason.set_null();
    if (reason) choice.finish_reason = OpenEnum<FinishReason>{reason};
    return Event<Legacy>{std::in_place_index<0>, made};
  };
  const auto script = [&] {
    Completion usage;
    usage.usage = Usage{.prompt_tokens = 1, .completion_tokens = 2, .total_tokens = 3};
    return std::make_shared<Script<Legacy>>(Script<Legacy>{
        .steps = {piece("a", nullptr), piece("b", "stop"), Event<Legacy>{std::in_place_index<0>, usage}}});
  };
  const std::string prompt = R"({"model":"m","prompt":"x")";
  const auto all = answer(serve(backend(script())), post("/v1/completions", prompt + "}"));
  CHECK(
      all.body ==
      R"({"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"text":"ab","index":0,"logprobs":null,)"
      R"("finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}})");
  const auto plain =
      events(answer(serve(backend(script())), post("/v1/completions", prompt + R"(,"stream":true})")).body);
  REQUIRE(plain.size() == 3);
  CHECK(plain[0] == R"({"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"text":"a","index":0,)"
                    R"("logprobs":null,"finish_reason":null}]})");
  const auto asked_usage = prompt + R"(,"stream":true,"stream_options":{"include_usage":true}})";
  const auto full = events(answer(serve(backend(script())), post("/v1/completions", asked_usage)).body);
  REQUIRE(full.size() == 4);
  CHECK(full[0].ends_with(R"(],"usage":null})"));
  CHECK(full[2].ends_with(R"("choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}})"));
}

TEST_CASE("reasoning is written under the members that are asked for, and nothing is made up") {
  using Members = ReasoningMembers;
  struct Row {
    Members members;
    const char* given;
    const char* written;
  };
  const Row rows[] = {
      {Members::as_given, R"("reasoning":"a")", R"("reasoning":"a")"},
      {Members::both, R"("reasoning":"a\n")", R"("reasoning":"a\n","reasoning_content":"a\n")"},
      {Members::both, R"("reasoning_content":"a","x":1)", R"("reasoning_content":"a","x":1,"reasoning":"a")"},
      {Members::both, R"("reasoning":"","reasoning_content":"a")", R"("reasoning":"a","reasoning_content":"a")"},
      {Members::both, R"("reasoning_content":"","reasoning":"a")", R"("reasoning_content":"a","reasoning":"a")"},
      {Members::both, R"("reasoning":null)", R"("reasoning":null)"},
      {Members::both, R"("reasoning":{"effort":1})", R"("reasoning":{"effort":1})"},
      {Members::reasoning, R"("reasoning_content":"a")", R"("reasoning":"a")"},
      {Members::reasoning_content, R"("reasoning":"a","reasoning_content":"a")", R"("reasoning_content":"a")"},
      {Members::reasoning_content, R"("reasoning":{"a":1},"reasoning_content":"a")",
       R"("reasoning":{"a":1},"reasoning_content":"a")"},
      {Members::both, R"("x":1)", R"("x":1)"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.given);
    const std::string
        opening =
            R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{)",
        ending = R"(},"logprobs":null,"finish_reason":"stop"}]})";
    const auto script = chat({chunk(opening + row.given + ending)});
    const auto got = answer(serve(backend(script), {.reasoning = row.members}), ask_stream);
    CHECK(events(got.body) == std::vector<std::string>{opening + row.written + ending, "[DONE]"});
    auto whole = read<ChatCompletion>(whole_hi);
    whole.choices[0].message.extra = read<Delta>("{" + std::string{row.given} + "}").extra;
    const auto body = answer(serve(backend(chat({ChatEvent{whole}})), {.reasoning = row.members}), ask_whole).body;
    CHECK(body.find("," + std::string{row.written} + "}") != body.npos);
  }
}
