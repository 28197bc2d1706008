// SPDX-License-Identifier: MIT
#include "written.hpp"

using namespace play;

TEST_CASE("text is a role, its pieces and a finish chunk") {
  CHECK(written([](ChatWriter& out) {
          CHECK(out.text("Hel"));
          CHECK(out.text("lo"));
          CHECK(out.finish(FinishReason::stop));
        }) == std::vector{role(), delta(R"({"content":"Hel"})"), delta(R"({"content":"lo"})"), finish("stop")});
}

TEST_CASE("every chunk of an answer has its id, time and model") {
  std::vector<ChatChunk> chunks;
  ChatWriter out{[&](ChatChunk chunk) { return chunks.push_back(std::move(chunk)), true; }, "my-model", 1234};
  out.text("x");
  out.finish(FinishReason::stop);
  out.usage(1, 2);
  CHECK(!out.close());
  REQUIRE(chunks.size() == 4);
  for (const auto& chunk : chunks) {
    CHECK(chunk.id == chunks[0].id);
    CHECK(chunk.id.view().starts_with("chatcmpl-"));
    CHECK(chunk.created == 1234);
    CHECK(chunk.model == "my-model");
  }
}

TEST_CASE("an answer that says nothing opens and ends all the same") {
  CHECK(written([](ChatWriter& out) { out.finish(FinishReason::length); }) == std::vector{role(), finish("length")});
  CHECK(written([](ChatWriter& out) {
          CHECK(out.text(""));
          out.finish(FinishReason::stop);
        }) == std::vector{role(), finish("stop")});
}

TEST_CASE("a refusal has no content") {
  CHECK(written([](ChatWriter& out) {
          out.refusal("N");
          out.refusal("o.");
          out.finish(FinishReason::stop);
        }) ==
        std::vector{role("null", "\"\""), delta(R"({"refusal":"N"})"), delta(R"({"refusal":"o."})"), finish("stop")});
}

TEST_CASE("reasoning goes before the text, under the name that most engines use") {
  CHECK(written([](ChatWriter& out) {
          out.reasoning("why\n");
          out.text("so");
          out.finish(FinishReason::stop);
        }) == std::vector{role("null"), delta(R"({"reasoning_content":"why\n"})"), delta(R"({"content":"so"})"),
                          finish("stop")});
}

TEST_CASE("a tool call says its id, type and name once; then its arguments alone") {
  CHECK(written([](ChatWriter& out) {
          CHECK(out.tool_call("call_1", "f"));
          CHECK(out.arguments("{\"a\":"));
          CHECK(out.arguments("1}"));
          CHECK(out.tool_call("call_2", "g"));
          out.finish(FinishReason::tool_calls);
        }) == std::vector{role("null"), opening(0, "call_1", "f"), arguments(0, R"({\"a\":)"), arguments(0, "1}"),
                          opening(1, "call_2", "g"), finish("tool_calls")});
}

TEST_CASE("text, reasoning, refusals and calls may follow each other in any order") {
  CHECK(written([](ChatWriter& out) {
          out.text("a");
          out.tool_call("call_1", "f");
          out.arguments("{}");
          out.text("b");
          out.reasoning("c");
          out.tool_call("call_2", "g");
          out.refusal("d");
          out.arguments("[]");
          out.finish(FinishReason::tool_calls);
        }) == std::vector{role(), delta(R"({"content":"a"})"), opening(0, "call_1", "f"), arguments(0, "{}"),
                          delta(R"({"content":"b"})"), delta(R"({"reasoning_content":"c"})"), opening(1, "call_2", "g"),
                          delta(R"({"refusal":"d"})"), arguments(1, "[]"), finish("tool_calls")});
}

TEST_CASE("a call without an id is given one") {
  const auto chunks = written([](ChatWriter& out) {
    out.tool_call("", "f");
    out.custom_tool_call("", "t", "x");
    out.finish(FinishReason::tool_calls);
  });
  REQUIRE(chunks.size() == 4);
  const auto id = [&](std::size_t i) { return read<ChunkChoice>(chunks[i]).delta.tool_calls->front().id->str(); };
  CHECK(id(1).starts_with("call_"));
  CHECK(id(1).size() > 20);
  CHECK(id(1) != id(2));
}

TEST_CASE("a custom tool's call goes whole") {
  CHECK(
      written([](ChatWriter& out) {
        out.custom_tool_call("call_1", "t", "print(\"x\")\n");
        out.finish(FinishReason::tool_calls);
      }) ==
      std::vector{
          role("null"),
          delta(
              R"({"tool_calls":[{"index":0,"id":"call_1","type":"custom","custom":{"name":"t","input":"print(\"x\")\n"}}]})"),
          finish("tool_calls")});
}

TEST_CASE("choices may be written in turns; each appears first in ascending order") {
  CHECK(written([](ChatWriter& out) {
          out.choice(2).text("c");
          out.choice(0).text("a");
          out.choice(1).refusal("b");
          out.choice(0).finish(FinishReason::stop);
          out.choice(2).finish(FinishReason::stop);
          out.choice(1).finish(FinishReason::length);
        }) == std::vector{role("\"\"", "null", 0), role("\"\"", "null", 1), role("\"\"", "null", 2),
                          delta(R"({"content":"c"})", 2), delta(R"({"content":"a"})", 0),
                          delta(R"({"refusal":"b"})", 1), finish("stop", 0), finish("stop", 2), finish("length", 1)});
}

TEST_CASE("log probabilities stand beside the next piece of text or refusal") {
  const auto tokens = [](const char* token) {
    Logprobs values;
    values.content.emplace().emplace_back().token = token;
    return values;
  };
  const auto with = [](const std::string& chunk, const std::string& list) {
    auto out = chunk;
    out.replace(out.find("\"logprobs\":null"), 15, "\"logprobs\":{\"content\":[" + list + "],\"refusal\":null}");
    return out;
  };
  const auto token = [](const std::string& t) {
    return R"({"token":")" + t + R"(","logprob":0,"bytes":null,"top_logprobs":[]})";
  };
  CHECK(written([&](ChatWriter& out) {
          CHECK(out.logprobs(tokens("a")));
          out.text("a");
          out.logprobs(tokens("b"));
          out.reasoning("why");
          out.text("b");
          out.text("c");
          // Tokens that are halves of a character come together with it; the last one gave no text at all.
          out.logprobs(tokens("d"));
          out.text("\xC3");
          out.logprobs(tokens("e"));
          out.text("\xA9");
          out.logprobs(tokens("end"));
          out.finish(FinishReason::stop);
        }) == std::vector{role(), with(delta(R"({"content":"a"})"), token("a")),
                          delta(R"({"reasoning_content":"why"})"), with(delta(R"({"content":"b"})"), token("b")),
                          delta(R"({"content":"c"})"), with(delta(R"({"content":"é"})"), token("d") + "," + token("e")),
                          with(delta("{}"), token("end")), finish("stop")});
}

TEST_CASE("usage is the last chunk, wherever it was said, and the last word counts") {
  const std::string expected = R"("choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7})";
  for (const int when : {0, 1, 2}) {
    std::vector<std::string> chunks;
    ChatWriter out{[&](const ChatChunk& chunk) { return chunks.push_back(to_json(chunk)), true; }, "m", 1};
    if (when == 0) CHECK(out.usage(3, 4));
    out.text("x");
    if (when == 1) CHECK((out.usage(1, 1) && out.usage(3, 4)));
    out.finish(FinishReason::stop);
    if (when == 2) CHECK(out.usage(3, 4));
    CHECK(!out.close());
    REQUIRE(chunks.size() == 4);
    CHECK(chunks[3].find(expected) != std::string::npos);
    CHECK(chunks[2].find("usage") == std::string::npos);
  }
}

TEST_CASE("a character cut between pieces is joined again") {
  const std::string words = "aé€😀b";  // of one to four bytes
  const std::string parts[] = {words, words + words};
  for (const auto& all : parts) {
    for (std::size_t size = 1; size <= 5; ++size) {
      std::string joined, refused, reasoned, argued;
      const auto chunks = written([&](ChatWriter& out) {
        const auto pieces = [&](auto write) {
          for (std::size_t at = 0; at < all.size(); at += size) CHECK(write(std::string_view{all}.substr(at, size)));
        };
        pieces([&](auto piece) { return out.text(piece); });
        pieces([&](auto piece) { return out.refusal(piece); });
        pieces([&](auto piece) { return out.reasoning(piece); });
        out.tool_call("c", "f");
        pieces([&](auto piece) { return out.arguments(piece); });
        out.finish(FinishReason::stop);
      });
      for (const auto& each : chunks) {
        const auto made = read<ChunkChoice>(each).delta;
        joined += made.content.value_or({}).view();
        refused += made.refusal.value_or({}).view();
        reasoned += reasoning_of(made.extra).value_or("");
        if (made.tool_calls) argued += made.tool_calls->front().function->arguments->view();
      }
      CHECK(joined == all);
      CHECK(refused == all);
      CHECK(reasoned == all);
      CHECK(argued == all);
    }
  }
}

TEST_CASE("half a character stays with what it began in, and is made good before something else") {
  const std::string bad = "\xEF\xBF\xBD";  // U+FFFD
  CHECK(written([](ChatWriter& out) {
          out.text("a\xC3");
          out.reasoning("\xA9");
          out.tool_call("c", "f");
          out.arguments("\xF0\x9F");
          out.text("\x98\x80");
          out.arguments("\xE2\x82");
          out.finish(FinishReason::stop);
        }) == std::vector{role(), delta(R"({"content":"a"})"), delta(R"({"content":")" + bad + "\"}"),
                          delta(R"({"reasoning_content":")" + bad + "\"}"), opening(0, "c", "f"),
                          arguments(0, bad + bad), delta(R"({"content":")" + bad + bad + "\"}"),
                          arguments(0, bad + bad), finish("stop")});
}
