// SPDX-License-Identifier: MIT
#include "asking.hpp"
#include "demo/plan.hpp"

#include <oaicompat/base/blocking.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <set>
#include <stop_token>
#include <thread>

namespace {

using namespace asking;

TEST_CASE("an answer says back what the user said last") {
  CHECK(answer(say("one two")) == "You said: one two");
  CHECK(answer(say("")) == "You said: ");
  CHECK(answer(request(R"("messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}])")) ==
        "You said: a");
}

TEST_CASE("parts that are no text are named") {
  const auto parts = R"("messages":[{"role":"user","content":[{"type":"text","text":"look"},)"
                     R"({"type":"image_url","image_url":{"url":"https://example.com/a.png"}},{"type":"hologram"}]}])";
  CHECK(answer(request(parts)) == "You said: look [image] [hologram]");
}

TEST_CASE("a hundred choices all differ") {
  const auto whole = ask(say("x", R"("n":100,"seed":7)")).whole();
  std::set<std::string> different;
  for (const auto& choice : whole.choices) different.insert(choice.message.content->str());
  CHECK(different.size() == 100);
}

TEST_CASE("choices appear in order and are told in turn") {
  std::vector<std::int64_t> order;
  for (const auto& chunk : ask(say("one two", R"("n":2)")).chunks) {
    for (const auto& choice : chunk.choices) {
      if (choice.delta.content && !choice.delta.content->empty()) order.push_back(choice.index);
    }
  }
  CHECK(order == std::vector<std::int64_t>{0, 1, 0, 1, 0, 1, 0, 1});
}

TEST_CASE("an answer stops before the first of its stop texts, or at its limit, whichever comes first") {
  struct Case {
    std::string_view members, text;
    FinishReason reason;
    std::int64_t words;
  };
  const Case cases[] = {
      {R"("stop":"two")", "You said: one ", FinishReason::stop, 4},
      {R"("stop":["nowhere","e t"])", "You said: on", FinishReason::stop, 3},
      {R"("stop":["three","two"])", "You said: one ", FinishReason::stop, 4},
      {R"("stop":"You")", "", FinishReason::stop, 0},
      {R"("max_completion_tokens":3)", "You said: one", FinishReason::length, 3},
      {R"("max_tokens":1,"max_completion_tokens":9)", "You", FinishReason::length, 1},
      {R"("max_tokens":5)", "You said: one two three", FinishReason::stop, 5},
      {R"("max_tokens":3,"stop":"one two")", "You said: one", FinishReason::length, 3},
      {R"("max_tokens":4,"stop":"one two")", "You said: ", FinishReason::stop, 3},
  };
  for (const auto& each : cases) {
    CAPTURE(each.members);
    const auto whole = ask(say("one two three", each.members)).whole();
    CHECK(whole.text() == each.text);
    CHECK(whole.choices[0].finish_reason == each.reason);
    CHECK(whole.usage->completion_tokens == each.words);
  }
}

TEST_CASE("log probabilities come word by word, as many as asked for") {
  const auto whole = ask(say("one", R"("logprobs":true,"top_logprobs":20)")).whole();
  std::string joined;
  for (const auto& token : *whole.choices[0].logprobs->content) {
    joined += token.token.view();
    CHECK(token.top_logprobs.size() == 20);
    CHECK(token.top_logprobs[0].logprob == token.logprob);
  }
  CHECK(joined == whole.text());
}

TEST_CASE("reasoning comes first and counts") {
  const auto whole = ask(say("one", R"("reasoning_effort":"high")")).whole();
  CHECK(whole.text() == "You said: one");
  const auto thought = whole.usage->completion_tokens - 3;
  CHECK(whole.usage->completion_tokens_details->reasoning_tokens == thought);
  CHECK(thought == demo::count_words(demo::Choice{{{demo::Passage::Kind::text, *whole.reasoning()}}}));
  CHECK(ask(say("one", R"("reasoning_effort":"high","max_completion_tokens":2)")).whole().text().empty());
  CHECK_FALSE(ask(say("one", R"("reasoning_effort":"none")")).whole().reasoning());
}

TEST_CASE("JSON is answered where JSON is asked for") {
  CHECK(answer(say("a \"b\"", R"("response_format":{"type":"json_object"})")) == R"({"answer": "You said: a \"b\""})");
  const auto format = R"("response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"const":[1,2]}}})";
  CHECK(answer(say("x", format)) == "[1,2]");
  const auto bad = R"("response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"not":{}}}})";
  CHECK(ask(say("x", bad)).error->param == "response_format.json_schema.schema");
}

TEST_CASE("what is out of range is named") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"("temperature":2.1)", "temperature"},
      {R"("temperature":-1)", "temperature"},
      {R"("top_p":1.5)", "top_p"},
      {R"("n":0)", "n"},
      {R"("n":129)", "n"},
      {R"("max_tokens":0)", "max_tokens"},
      {R"("top_logprobs":2)", "top_logprobs"},
      {R"("logprobs":true,"top_logprobs":21)", "top_logprobs"},
      {R"("stop":["a","b","c","d","e"])", "stop"},
      {R"("stop":"")", "stop"},
      {R"("presence_penalty":-3)", "presence_penalty"},
      {R"("logit_bias":{"1":101})", "logit_bias"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.first);
    const auto error = ask(say("x", each.first)).error;
    REQUIRE(error);
    CHECK(error->status == 400);
    CHECK(error->param == each.second);
  }
  CHECK(ask(request(R"("messages":[])")).error->param == "messages");
}

TEST_CASE("the engine stops when nobody listens any more") {
  demo::Engine engine;
  int left = 3;
  ChatWriter out{[&](const ChatChunk&) { return --left > 0; }, "demo", 1};
  engine.chat(say("one two three four"), out);
  CHECK(left == 0);
  CHECK(engine.stats().json() == R"({"requests":1,"active":0,"cancelled":1,"completed":0})");
}

TEST_CASE("the engine stops within a pause when the caller goes") {
  demo::Engine engine{std::chrono::hours{1}};
  std::stop_source caller;
  ChatWriter out{[](const ChatChunk&) { return true; }, "demo", 1, {.stop = caller.get_token()}};
  const std::jthread leaves{[&] { caller.request_stop(); }};
  engine.chat(say("one"), out);
  CHECK(engine.stats().json() == R"({"requests":1,"active":0,"cancelled":1,"completed":0})");
}

// What the engine's own thread tells.
asking::Told told_async(demo::Engine& engine, const ChatRequest& asked) {
  auto ends = chat_sink(asked, 1);
  engine.chat_async(asked, std::move(ends.sink));
  asking::Told told;
  Waiter waiter;
  Event<CreateChatCompletion> event;
  Pull got;
  while ((got = waiter.pull(*ends.stream, event)) == Pull::some) told.chunks.push_back(std::get<0>(event));
  if (got == Pull::fail) told.error = ends.stream->error();
  return told;
}

TEST_CASE("the engine's own thread tells the same answers as a handler") {
  demo::Engine engine{std::chrono::milliseconds{1}};
  for (const char* members : {R"("n":1)", R"("n":3)", R"("logprobs":true,"top_logprobs":2)"}) {
    auto one = told_async(engine, say("one two three", members)).whole(),
         other = ask(say("one two three", members)).whole();
    one.id = other.id;
    CHECK(one == other);
  }
  CHECK(told_async(engine, request(R"("messages":[])")).error->param == "messages");
}

TEST_CASE("the engine's own thread drops an answer when the caller goes, however long a word takes") {
  demo::Engine engine{std::chrono::hours{1}};
  auto ends = chat_sink(say("one"), 1);
  engine.chat_async(say("one"), std::move(ends.sink));
  ends.stream.reset();
  while (engine.stats().json() != R"({"requests":1,"active":0,"cancelled":1,"completed":0})") std::this_thread::yield();
}

// What a legacy completion with these members gives.
Result<Completion> completed(std::string_view members) {
  demo::Engine engine;
  CompletionAccumulator all;
  CompletionWriter out{[&](const Completion& chunk) { return all.add(chunk).has_value(); }, "demo", 1};
  engine.complete(*parse_owned<CompletionRequest>("{\"model\":\"demo\"," + std::string{members} + "}"), out);
  if (auto error = out.close()) return *error;
  return all.finish();
}

TEST_CASE("a legacy completion goes on from each prompt, n times, in the order of the prompts") {
  const auto whole = completed(R"("prompt":["a b","c"],"n":2,"echo":true,"max_tokens":3,"logprobs":1)").value();
  REQUIRE(whole.choices.size() == 4);
  CHECK(whole.choices[0].text == "a b You said: a");
  CHECK(whole.choices[0].finish_reason == OpenEnum<FinishReason>{FinishReason::length});
  CHECK(whole.choices[2].text == "c You said: c");
  CHECK(whole.choices[2].finish_reason == OpenEnum<FinishReason>{FinishReason::stop});
  CHECK(whole.usage->prompt_tokens == 3);
  CHECK(whole.usage->completion_tokens == 12);
  const auto& logprobs = *whole.choices[2].logprobs;
  CHECK(*logprobs.text_offset == std::vector<std::int64_t>{0, 1, 5, 11});
  for (const auto& each : *logprobs.token_logprobs) CHECK(each);
  for (const auto& each : *logprobs.top_logprobs) CHECK(each);
  const auto tokens = completed(R"("prompt":[[3,1],[2],[3,1]],"max_tokens":9)").value();
  CHECK(tokens.choices[0].text == " You said: 3 1");
  CHECK(tokens.choices[1].text == " You said: 2");
  CHECK(tokens.choices[2].text == " You said: 3 1");
}

TEST_CASE("best_of is n at least, or 0 for as many as n") {
  CHECK(completed(R"("prompt":"a","best_of":0)")->choices.size() == 1);
  CHECK(completed(R"("prompt":"a","best_of":0,"n":3)")->choices.size() == 3);
  CHECK(completed(R"("prompt":"a","best_of":3,"n":2)")->choices.size() == 2);
  CHECK(completed(R"("prompt":"a","best_of":1,"n":2)").error().param == "best_of");
  CHECK(completed(R"("prompt":"a","best_of":-1)").error().param == "best_of");
  CHECK(completed(R"("prompt":"a","best_of":21)").error().param == "best_of");
}

}  // namespace
