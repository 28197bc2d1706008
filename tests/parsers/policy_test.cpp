// What a request asks of the parser, and what becomes of text that breaks its format.
// SPDX-License-Identifier: MIT
#include "vectors.hpp"

#include <doctest/doctest.h>

namespace {

using namespace oaicompat;

constexpr const char* two_calls =
    "a <tool_call>\n{\"name\": \"w\", \"arguments\": "
    "{}}\n</tool_call>\n<tool_call>{\"name\":\"x\",\"arguments\":{}}</tool_call> b";

std::string read(const char* format, std::string_view text, ParserOptions options = {},
                 TextEnd end = TextEnd::stopped) {
  if (!options.make_id) options.make_id = [n = 0]() mutable { return "#" + std::to_string(++n); };
  std::string whole;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{3}}) {
    auto copy = options;
    copy.make_id = [n = 0]() mutable { return "#" + std::to_string(++n); };
    Parser parser{*find_format(format), std::move(copy)};
    vectors::Summary summary;
    if (size == 0) {
      summary.add(parser.feed(text));
    } else {
      for (std::size_t at = 0; at < text.size(); at += size) summary.add(parser.feed(text.substr(at, size)));
    }
    summary.add(parser.finish(end));
    const auto events = summary.whole();
    if (whole.empty()) whole = events;
    CHECK(events == whole);
  }
  return whole;
}

}  // namespace

TEST_CASE("without tools, and with tool_choice none, markers of calls are text, and reasoning is still apart") {
  CHECK(read("hermes", "<think>h</think>a <tool_call>{\"name\":\"w\"}</tool_call>",
             {.calls = ParserOptions::Calls::text}) == R"(R"h" T"a <tool_call>{\"name\":\"w\"}</tool_call>")");
  CHECK(read("pythonic", "[w(city='A')]", {.calls = ParserOptions::Calls::text}) == R"(T"[w(city='A')]")");
  CHECK(read("llama3_json", "{\"name\":\"w\",\"parameters\":{}}", {.calls = ParserOptions::Calls::text}) ==
        R"(T"{\"name\":\"w\",\"parameters\":{}}")");
}

TEST_CASE("where one call is allowed later ones are dropped") {
  CHECK(read("hermes", two_calls, {.parallel = ParserOptions::Parallel::first}) == R"(T"a" C#1 w{} T" b")");
}

TEST_CASE("the call of an unknown tool is a call, text or nothing, and its siblings stay") {
  const std::vector<ParserTool> tools{{"w", "{}"}};
  using Unknown = ParserOptions::UnknownTool;
  CHECK(read("hermes", two_calls, {.tools = tools}) == R"(T"a" C#1 w{} C#2 x{} T" b")");
  CHECK(read("hermes", two_calls, {.tools = tools, .unknown_tool = Unknown::drop}) == R"(T"a" C#1 w{} T" b")");
  CHECK(read("hermes", two_calls, {.tools = tools, .unknown_tool = Unknown::text}) ==
        R"(T"a" C#1 w{} T"<tool_call>{\"name\":\"x\",\"arguments\":{}} b")");
}

TEST_CASE("reasoning may be given as text, with its markers") {
  CHECK(read("hermes", "<think>h</think>a", {.reasoning = ParserOptions::Reasoning::text}) ==
        R"(T"<think>h</think>a")");
}

TEST_CASE("reasoning that was never closed stays, or is text where nothing else was said") {
  CHECK(read("hermes", "<think>only this") == R"(R"only this")");
  CHECK(read("hermes", "<think>only this", {.unclosed = ParserOptions::Unclosed::text}) ==
        R"(R"only this" T"only this")");
}

TEST_CASE("a stop text ends the answer, wherever it is cut, and is no part of it") {
  CHECK(read("hermes", "one STOP two", {.stops = {"STOP"}}) == R"(T"one ")");
  CHECK(read("hermes", "one STO two", {.stops = {"STOP"}}) == R"(T"one STO two")");
  Parser parser{*find_format("hermes"), {.stops = {"END"}}};
  parser.feed("a EN");
  CHECK(!parser.stopped());
  parser.feed("D b");
  CHECK(parser.stopped());
}

TEST_CASE("what the prompt began is not said again") {
  CHECK(read("hermes", "more</think>Hi", {.prefix = "<think>\n"}) == R"(R"more" T"Hi")");
  CHECK(read("hermes", "Hi", {.prefix = "<think>\n\n</think>\n\n"}) == R"(T"Hi")");
}

TEST_CASE("bytes that are no UTF-8 become one replacement for each broken part, however they are cut") {
  CHECK(read("hermes",
             "a\xFF"
             "b\xE2\x82"
             "c\xE2\x82\xAC\xF0\x9F\x98") ==
        "T\"a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD"
        "c\xE2\x82\xAC\xEF\xBF\xBD\"");
}

TEST_CASE("a call without arguments has an empty object") {
  for (const char* call : {R"({"name":"z"})", R"({"name":"z","arguments":null})", R"({"name":"z","arguments":""})",
                           R"({"arguments":{},"name":"z"})", R"({"name":"z","arguments":"{}"})"}) {
    CAPTURE(call);
    CHECK(read("hermes", "<tool_call>" + std::string{call} + "</tool_call>") == "C#1 z{}");
  }
}

TEST_CASE("text that breaks its format is text, or ends its call, and what follows still counts") {
  struct Case {
    const char *format, *text, *events;
  };
  for (const auto& one : std::initializer_list<Case>{
           {"hermes", "<tool_call>nonsense</tool_call> and <tool_call>{\"name\":\"z\"}</tool_call>",
            R"(T"<tool_call>nonsense and" C#1 z{})"},
           {"hermes", "<tool_call></tool_call>later", R"(T"later")"},
           {"hermes",
            "<tool_call>{\"name\":\"w\",\"arguments\":{\"a\":tru}}</tool_call>x<tool_call>{\"name\":\"z\"}</tool_call>",
            R"(C?#1 w{"a":tru T"x" C#2 z{})"},
           {"hermes", "a</think>b</tool_call>c", R"(T"abc")"},
           {"hermes", "<tool_call>{\"name\":\"w\",\"arguments\":\"{\\\"city\\\":\\\"A\\\"}\"}</tool_call>",
            R"(C#1 w{"city":"A"})"},
           {"hermes",
            "<tool_call>{\"name\":\"w\",\"arguments\":{\"n\":12345678901234567890,\"s\":\"\\u00e5\"}}</tool_call>",
            R"(C#1 w{"n":12345678901234567890,"s":"\u00e5"})"},
           {"pythonic", "[w(1)]", R"(C?#1 w T")]")"},
           {"pythonic", "[w(city='a' \"b\", n=0x1F)]", R"(C#1 w{"city":"ab","n":31})"},
           {"gemma4", "<|tool_call>call:w{city:]<tool_call|>", R"(C?#1 w{"city":)"},
           {"qwen3_coder", "<tool_call>\n<function=w>\nprose\n</function>\n</tool_call>\nafter", R"(C?#1 w T"after")"},
           {"glm45", "see <tool_call> tags", R"(T"see <tool_call> tags")"},
           {"harmony", "Plain words.", R"(T"Plain words.")"},
       }) {
    CAPTURE(one.text);
    CHECK(read(one.format, one.text) == one.events);
  }
}

TEST_CASE("ids are as the format's models expect them") {
  Parser mistral{*find_format("mistral_v11"), {}};
  const auto events = mistral.feed("[TOOL_CALLS]w[ARGS]{}");
  REQUIRE(!events.empty());
  CHECK(events[0].id.size() == 9);
  Parser hermes{*find_format("hermes"), {}};
  const auto others = hermes.feed("<tool_call>{\"name\":\"w\",\"arguments\":{}}");
  REQUIRE(!others.empty());
  CHECK(others[0].id.starts_with("call_"));
  CHECK(others[0].id.size() == 29);
}

TEST_CASE("every event says where in the text it stands") {
  Parser parser{*find_format("hermes"), {}};
  const std::string text = "<think>abc</think>Hello";
  std::vector<std::string> said;
  for (const auto& event : parser.feed(text)) said.push_back(text.substr(event.begin, event.past - event.begin));
  CHECK(said == std::vector<std::string>{"abc", "Hello"});
}

TEST_CASE("a model's format is found by its name, else by its template") {
  const auto name = [](std::string_view model, std::string_view chat = {}) {
    const auto* format = format_for(model, chat);
    return format ? std::string{format->name} : std::string{};
  };
  CHECK(name("Qwen/Qwen3-8B") == "hermes");
  CHECK(name("Qwen/Qwen3-Coder-30B") == "qwen3_coder");
  CHECK(name("deepseek-ai/DeepSeek-R1-0528") == "deepseek_r1");
  CHECK(name("deepseek-ai/DeepSeek-V3.2-Exp") == "deepseek_v31");
  CHECK(name("deepseek-ai/DeepSeek-V3.2") == "deepseek_dsml");
  CHECK(name("openai/gpt-oss-20b") == "harmony");
  CHECK(name("meta-llama/Llama-3.3-70B-Instruct") == "llama3_json");
  CHECK(name("zai-org/GLM-4.7") == "glm47");
  CHECK(name("of-my-own", "... <tool_call> ...") == "hermes");
  CHECK(name("of-my-own", "{{ '<arg_key>' }} <tool_call>") == "glm45");
  CHECK(name("of-my-own").empty());
}
