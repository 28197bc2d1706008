// A stream's chunks differ, as a rule, in their words alone; what is written and read once must never show.
// SPDX-License-Identifier: MIT
#include "support/play.hpp"

using namespace play;

namespace {

// Words that a form must carry unchanged, and words that might be taken for something else.
const std::vector<std::string> telling_words{"",
                                             " mountain",
                                             "a \"quoted\" word",
                                             "back\\slash",
                                             "line\nbreak",
                                             "\t",
                                             "\x01",
                                             "caf\xC3\xA9",
                                             "\xF0\x9F\x98\x80",
                                             "m",
                                             "c",
                                             "chat.completion.chunk",
                                             "content",
                                             ".",
                                             "other words",
                                             std::string(300, 'x'),
                                             "index"};

std::string quoted(std::string_view words) {
  Bytes out;
  write_quoted(out, words);
  return out;
}
std::string text_chunk_of(std::string_view words, std::string_view id = "c", int choice = 0) {
  return R"({"id":")" + std::string{id} +
         R"(","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":)" + std::to_string(choice) +
         R"(,"delta":{"content":)" + quoted(words) + R"(},"logprobs":null,"finish_reason":null}]})";
}
std::string arguments_chunk_of(std::string_view fragment) {
  return R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":)" +
         quoted(fragment) + R"(}}]},"logprobs":null,"finish_reason":null}]})";
}

// Waits after every so many chunks; never after 0.
std::vector<std::string> served(const std::vector<std::string>& chunks, std::size_t wait_after = 0) {
  std::vector<std::variant<ChatEvent, Wait, Error>> steps;
  for (const auto& json : chunks) {
    steps.push_back(chunk(json));
    if (wait_after > 0 && steps.size() % (wait_after + 1) == wait_after) steps.push_back(Wait{});
  }
  auto data = events(answer(serve(backend(chat(std::move(steps)))), ask_stream).body);
  REQUIRE(!data.empty());
  data.pop_back();  // [DONE]
  return data;
}

// What a caller is given of a stream of these events, written as JSON; the last one finishes.
std::vector<std::string> called(const std::vector<std::string>& data, std::optional<Error>* failure = nullptr) {
  std::string body;
  for (const auto& each : data) body += "data: " + each + "\n\n";
  body += "data: " + finish_chunk + "\n\ndata: [DONE]\n\n";
  const auto stream = call(answers({200, {{"content-type", "text/event-stream"}}}, body)).run<Chat>([] {
    ChatRequest request;
    request.stream = true;
    return request;
  }());
  std::vector<std::string> out;
  ChatEvent event;
  Pull got;
  while ((got = stream->pull(event)) == Pull::some) out.push_back(to_json(std::get<0>(event)));
  if (failure && got == Pull::fail) *failure = stream->error();
  if (got == Pull::end) out.pop_back();
  return out;
}

}  // namespace

TEST_CASE("every chunk of a stream is written as if it were the only one") {
  std::vector<std::string> chunks;
  for (int round = 0; round < 3; ++round) {
    for (const auto& words : telling_words) chunks.push_back(text_chunk_of(words));
    for (const auto& words : telling_words) chunks.push_back(arguments_chunk_of(words));
    for (const auto& words : telling_words) chunks.push_back(text_chunk_of(words, words == "m" ? "d" : "c"));
  }
  CHECK(served(chunks) == chunks);
}

TEST_CASE("a stream that waits between its chunks writes the same ones") {
  std::vector<std::string> chunks;
  for (int round = 0; round < 3; ++round) {
    for (const auto& words : telling_words) chunks.push_back(text_chunk_of(words));
    for (const auto& words : telling_words) chunks.push_back(arguments_chunk_of(words));
  }
  for (const std::size_t wait_after : {1, 2, 3, 4, 7}) CHECK(served(chunks, wait_after) == chunks);
}

TEST_CASE("chunks of several choices in turn are each written with their own index") {
  std::vector<std::string> chunks;
  for (int i = 0; i < 12; ++i) chunks.push_back(text_chunk_of("word " + std::to_string(i), "c", i % 3));
  CHECK(served(chunks) == chunks);
}

TEST_CASE("what changes beside the words is written when it changes") {
  const auto with = [](std::string_view words, std::string_view more) {
    auto json = text_chunk_of(words);
    return json.insert(json.size() - 1, more);
  };
  const std::vector<std::string> chunks{text_chunk_of("a"),
                                        text_chunk_of("b"),
                                        with("c", R"(,"x":1)"),
                                        with("d", R"(,"x":1)"),
                                        with("e", R"(,"x":2)"),
                                        text_chunk_of("f"),
                                        text_chunk_of("g"),
                                        role_chunk,
                                        text_chunk_of("h"),
                                        text_chunk_of("i", "z"),
                                        text_chunk_of("j", "z"),
                                        with("k", R"(,"y":"content\":\"\"")"),
                                        with("l", R"(,"y":"content\":\"\"")"),
                                        with("m", R"(,"y":"content\":\"\"")")};
  CHECK(served(chunks) == chunks);
}

TEST_CASE("every chunk of a stream is read as if it were the only one") {
  std::vector<std::string> chunks;
  for (int round = 0; round < 3; ++round) {
    for (const auto& words : telling_words) chunks.push_back(text_chunk_of(words));
    for (const auto& words : telling_words) chunks.push_back(arguments_chunk_of(words));
    for (int i = 0; i < 20; ++i)
      chunks.push_back(text_chunk_of("word " + std::to_string(i), i % 5 == 0 ? "d" : "c", i % 2));
  }
  CHECK(called(chunks) == chunks);
}

TEST_CASE("a chunk that begins and ends like the others, but is another between, is read as what it is") {
  const std::vector<std::string> known{text_chunk_of("some"), text_chunk_of("words"), text_chunk_of("more")};
  const auto after_known = [&](std::string_view inside) {
    auto data = known;
    auto json = text_chunk_of("HERE");
    data.push_back(json.replace(json.find("HERE"), 4, inside));
    return data;
  };
  SUBCASE("another member hides in the words") {
    const auto got = called(after_known(R"(a","refusal":"b)"));
    REQUIRE(got.size() == 4);
    CHECK(read<ChatChunk>(got[3]).choices[0].delta.refusal == Maybe<Text>{"b"});
    CHECK(read<ChatChunk>(got[3]).text() == "a");
  }
  SUBCASE("an escape") { CHECK(read<ChatChunk>(called(after_known(R"(\u00e9\n)"))[3]).text() == "\xC3\xA9\n"); }
  SUBCASE("half a surrogate pair") {
    CHECK(read<ChatChunk>(called(after_known(R"(\ud800)"))[3]).text() == "\xEF\xBF\xBD");
  }
  SUBCASE("a control character") {
    std::optional<Error> failure;
    CHECK(called(after_known("a\x01"), &failure).size() == 3);
    REQUIRE(failure);
    CHECK(failure->kind == ErrorKind::parse);
  }
  SUBCASE("bytes that are not UTF-8") {
    std::optional<Error> failure;
    CHECK(called(after_known("a\xC3"), &failure).size() == 3);
    REQUIRE(failure);
    CHECK(failure->kind == ErrorKind::parse);
  }
  SUBCASE("a quote too many") {
    std::optional<Error> failure;
    CHECK(called(after_known("a\"b"), &failure).size() == 3);
    CHECK(failure);
  }
}

TEST_CASE("a caller may do with a chunk what it likes before it pulls the next") {
  std::string body;
  for (int i = 0; i < 6; ++i) body += "data: " + text_chunk_of("word") + "\n\n";
  body += "data: " + finish_chunk + "\n\n";
  ChatRequest request;
  request.stream = true;
  const auto stream = call(answers({200, {{"content-type", "text/event-stream"}}}, body)).run<Chat>(request);
  ChatEvent event;
  for (int i = 0; i < 6; ++i) {
    REQUIRE(stream->pull(event) == Pull::some);
    CHECK(to_json(std::get<0>(event)) == text_chunk_of("word"));
    auto& chunk = std::get<0>(event);
    switch (i) {
      case 0: chunk = ChatChunk{}; break;
      case 1: chunk.choices[0].delta.content.reset(); break;
      case 2: chunk.choices.clear(); break;
      case 3: chunk.id = "other"; break;
      case 4: event = ChatEvent{std::in_place_index<1>}; break;
      default: break;
    }
  }
}

TEST_CASE("chunks of completions pass a typed proxy as they came") {
  const auto chunk_of = [](const std::string& text) {
    return R"({"id":"c","object":"text_completion","created":1,"model":"m","choices":[{)" + text +
           R"("index":0,"logprobs":null,"finish_reason":null}]})";
  };
  std::vector<std::string> chunks;
  for (int round = 0; round < 3; ++round) {
    for (const std::string_view words : telling_words) chunks.push_back(chunk_of(R"("text":)" + quoted(words) + ","));
    for (int i = 0; i < 3; ++i) chunks.push_back(chunk_of(""));
    for (int i = 0; i < 3; ++i) chunks.push_back(chunk_of(R"("text":7,)"));
    for (int i = 0; i < 3; ++i) chunks.push_back(chunk_of(R"("text":null,)"));
  }
  chunks.push_back(R"({"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"text":"",)"
                   R"("index":0,"logprobs":null,"finish_reason":"stop"}]})");
  std::string body;
  for (const auto& each : chunks) body += "data: " + each + "\n\n";
  const auto upstream = answers({200, {{"content-type", "text/event-stream"}}}, body + "data: [DONE]\n\n");
  const auto request = post("/v1/completions", R"({"model":"m","prompt":"x","stream":true})");
  auto got = events(answer(serve(call(upstream)), request).body);
  REQUIRE(!got.empty());
  got.pop_back();  // [DONE]
  CHECK(got == chunks);
}
