// SPDX-License-Identifier: MIT
#include "support/play.hpp"

using namespace play;

namespace {

// The tool calls made of these pieces, a chunk each, as JSON; or the error's code.
std::string calls_of(const std::vector<std::string>& pieces) {
  ChatAccumulator all;
  for (const auto& piece : pieces) {
    const auto chunk =
        R"({"choices":[{"index":0,"delta":{"tool_calls":[)" + piece + R"(]},"finish_reason":"tool_calls"}]})";
    if (auto added = all.add(read<ChatChunk>(chunk)); !added) return added.error().code;
  }
  const auto made = all.finish();
  if (!made) return made.error().code;
  std::string out;
  for (const auto& call : made->choices[0].message.tool_calls.value_or(std::vector<ToolCall>{})) {
    out += (out.empty() ? "" : ",") + to_json(call);
  }
  return out;
}
std::string call(const std::string& id, const std::string& name, const std::string& arguments) {
  return R"({"id":")" + id + R"(","type":"function","function":{"name":")" + name + R"(","arguments":")" + arguments +
         "\"}}";
}
std::string opening(int index, const std::string& id, const std::string& name) {
  return R"({"index":)" + std::to_string(index) + R"(,"id":")" + id + R"(","type":"function","function":{"name":")" +
         name + R"(","arguments":""}})";
}
std::string more(int index, const std::string& arguments) {
  return R"({"index":)" + std::to_string(index) + R"(,"function":{"arguments":")" + arguments + "\"}}";
}

}  // namespace

TEST_CASE("a call's arguments are joined, and parallel calls kept apart by index") {
  CHECK(calls_of({opening(0, "a", "f"), more(0, "{"), more(0, "}")}) == call("a", "f", "{}"));
  CHECK(calls_of({opening(0, "a", "f"), more(0, "1"), opening(1, "b", "g"), more(1, "3"), more(0, "2")}) ==
        call("a", "f", "12") + "," + call("b", "g", "3"));
}

namespace {

struct CallForm {
  const char* what;
  std::vector<std::string> pieces;
  std::string calls;
};
const std::string whole_a = R"({"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"1"}})";
const std::string whole_b = R"({"index":0,"id":"b","type":"function","function":{"name":"f","arguments":"2"}})";
const CallForm call_forms[] = {
    {"whole in one piece", {whole_a}, call("a", "f", "1")},
    {"several whole ones, all numbered 0", {whole_a, whole_b}, call("a", "f", "1") + "," + call("b", "f", "2")},
    {"the same in one chunk", {whole_a + "," + whole_b}, call("a", "f", "1") + "," + call("b", "f", "2")},
    {"numbered from 1",
     {opening(1, "a", "f"), more(1, "1"), opening(2, "b", "g")},
     call("a", "f", "1") + "," + call("b", "g", "")},
    {"numbered far apart",
     {opening(90, "b", "g"), opening(5, "a", "f")},
     call("b", "g", "") + "," + call("a", "f", "")},
    {"numbered -1", {opening(-1, "a", "f"), more(-1, "1")}, call("a", "f", "1")},
    {"the number is missing", {R"({"id":"a","function":{"name":"f","arguments":"1"}})"}, call("a", "f", "1")},
    {"the id repeated",
     {opening(0, "a", "f"), R"({"index":0,"id":"a","function":{"arguments":"1"}})"},
     call("a", "f", "1")},
    {"the id empty later",
     {opening(0, "a", "f"), R"({"index":0,"id":"","function":{"arguments":"1"}})"},
     call("a", "f", "1")},
    {"the id later",
     {opening(0, "", "f"), R"({"index":0,"id":"a","function":{"arguments":"1"}})"},
     call("a", "f", "1")},
    {"another id in each piece, the name in the first",
     {opening(0, "a", "f"), R"({"index":0,"id":"x","function":{"arguments":"1"}})",
      R"({"index":0,"id":"y","function":{"arguments":"2"}})"},
     call("a", "f", "12")},
    {"the name repeated", {opening(0, "a", "f"), opening(0, "a", "f"), more(0, "1")}, call("a", "f", "1")},
    {"the name late",
     {R"({"index":0,"id":"a","function":{"arguments":""}})", R"({"index":0,"function":{"name":"f","arguments":"1"}})"},
     call("a", "f", "1")},
    {"the name in two halves",
     {opening(0, "a", "get_"), R"({"index":0,"function":{"name":"it"}})"},
     call("a", "get_it", "")},
    {"the name empty later",
     {opening(0, "a", "f"), R"({"index":0,"function":{"name":"","arguments":"1"}})"},
     call("a", "f", "1")},
    {"the type missing", {R"({"index":0,"id":"a","function":{"name":"f","arguments":"1"}})"}, call("a", "f", "1")},
    {"the type null or empty",
     {R"({"index":0,"id":"a","type":null,"function":{"name":"f"}})", R"({"index":0,"type":""})"},
     call("a", "f", "")},
    {"arguments null",
     {R"({"index":0,"id":"a","function":{"name":"f","arguments":null}})", more(0, "1")},
     call("a", "f", "1")},
    {"arguments an object",
     {R"({"index":0,"id":"a","function":{"name":"f","arguments":{"x":1}}})"},
     call("a", "f", R"({\"x\":1})")},
    {"an empty piece after the end",
     {whole_a, R"({"index":0})", R"({"index":0,"id":"","type":"function","function":{"name":"","arguments":""}})"},
     call("a", "f", "1")},
    {"no function in a later piece", {opening(0, "a", "f"), R"({"index":0,"function":null})"}, call("a", "f", "")},
    {"no numbers, in one chunk",
     {R"({"id":"a","function":{"name":"f","arguments":"1"}},{"id":"b","function":{"name":"g","arguments":"2"}})"},
     call("a", "f", "1") + "," + call("b", "g", "2")},
    {"no numbers, a chunk each",
     {R"({"id":"a","function":{"name":"f","arguments":"{}"}})",
      R"({"id":"b","function":{"name":"g","arguments":"{}"}})"},
     call("a", "f", "{}") + "," + call("b", "g", "{}")},
    {"no numbers, in pieces",
     {R"({"id":"a","function":{"name":"f","arguments":""}})", R"({"function":{"arguments":"{"}})",
      R"({"function":{"arguments":"}"}})", R"({"id":"b","function":{"name":"g","arguments":"{"}})",
      R"({"function":{"arguments":"}"}})", R"({"id":"a","function":{"arguments":" "}})"},
     call("a", "f", "{} ") + "," + call("b", "g", "{}")},
    {"numbers null",
     {R"({"index":null,"id":"a","function":{"name":"f","arguments":"1"}},{"index":null,"id":"b","function":{"name":"g","arguments":"2"}})"},
     call("a", "f", "1") + "," + call("b", "g", "2")},
    {"no numbers, several continued at once",
     {R"({"id":"a","function":{"name":"f"}},{"id":"b","function":{"name":"g"}})",
      R"({"function":{"arguments":"1"}},{"function":{"arguments":"2"}})"},
     call("a", "f", "1") + "," + call("b", "g", "2")},
};

}  // namespace

TEST_CASE("calls come in every form that servers give them") {
  for (const auto& row : call_forms) {
    CAPTURE(row.what);
    CHECK(calls_of(row.pieces) == row.calls);
  }
}

TEST_CASE("calls that never get an id are given one each") {
  ChatAccumulator all;
  const auto chunk = R"({"choices":[{"index":0,"delta":{"tool_calls":[)" + opening(0, "", "f") + "," +
                     opening(1, "", "f") + R"(]},"finish_reason":"tool_calls"}]})";
  REQUIRE(all.add(read<ChatChunk>(chunk)).has_value());
  const auto made = all.finish();
  REQUIRE(made.has_value());
  const auto& calls = *made->choices[0].message.tool_calls;
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].id.view().starts_with("call_"));
  CHECK(calls[0].id != calls[1].id);
}

TEST_CASE("a name after a name and whole arguments begins a new call") {
  // The names and arguments of the calls made of pieces that bring no id.
  const auto made_of = [](const std::vector<std::string>& pieces) {
    std::string out;
    ChatAccumulator all;
    for (const auto& piece : pieces) {
      const auto chunk = R"({"choices":[{"index":0,"delta":{"tool_calls":[)" + piece + R"(]},"finish_reason":"s"}]})";
      REQUIRE(all.add(read<ChatChunk>(chunk)).has_value());
    }
    const auto whole = all.finish();
    REQUIRE(whole.has_value());
    for (const auto& call : *whole->choices[0].message.tool_calls)
      out += call.function->name.str() + call.function->arguments.str() + " ";
    return out;
  };
  const auto piece = [](const std::string& name, const std::string& arguments) {
    return R"({"index":0,"id":"","function":{"name":")" + name + R"(","arguments":")" + arguments + "\"}}";
  };
  CHECK(made_of({piece("f", R"({\"a\":\"}\"})"), piece("g", "{}")}) == R"(f{"a":"}"} g{} )");
  CHECK(made_of({piece("f", "{}"), piece("f", "{}")}) == "f{} f{} ");
  CHECK(made_of({piece("f", "{}") + "," + piece("f", "{}")}) == "f{} f{} ");
  CHECK(made_of({piece("f", "{"), piece("f", "}"), piece("f", "")}) == "f{} ");
  CHECK(made_of({piece("f", ""), piece("f", "{}"), piece("f", "")}) == "f{} ");
  CHECK(made_of({piece("f", R"({\"a\":)"), piece("", "1}"), piece("g", R"([\"\\\"]\"])")}) == R"(f{"a":1} g["\"]"] )");
}

TEST_CASE("a typed proxy numbers the calls of a server that does not") {
  const std::string bodies[] = {
      R"(data: {"choices":[{"index":0,"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}},)"
      R"({"id":"b","function":{"name":"g","arguments":"{}"}}]},"finish_reason":"tool_calls"}]})"
      "\n\n",
      R"(data: {"choices":[{"index":0,"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{"}}]}}]})"
      "\n\n"
      R"(data: {"choices":[{"index":0,"delta":{"tool_calls":[{"function":{"arguments":"}"}}]}}]})"
      "\n\n"
      R"(data: {"choices":[{"index":0,"delta":{"tool_calls":[{"id":"b","function":{"name":"g","arguments":"{}"}}]},"finish_reason":"stop"}]})"
      "\n\n"};
  for (const auto& body : bodies) {
    const auto sent = answer(serve(call(streams(body))), ask_stream).body;
    std::string indices;
    for (auto at = sent.find("\"index\":"); at != sent.npos; at = sent.find("\"index\":", at + 1)) {
      if (sent.compare(at - 2, 2, "[{") != 0 || sent.compare(at, 17, "\"index\":0,\"delta\"") != 0)
        indices += sent[at + 8];
    }
    CHECK(indices == (&body == &bodies[0] ? "01" : "001"));
    const auto made = accumulated(call_chat(streams(body)));
    REQUIRE(made.has_value());
    CHECK(made->choices[0].message.tool_calls->size() == 2);
  }
}

TEST_CASE("a call whose name never comes is an error") {
  CHECK(calls_of({R"({"index":0,"id":"a","function":{"arguments":"1"}})"}) == "no_tool_name");
  CHECK(calls_of({R"({"index":0,"id":"a","type":"function"})"}) == "no_tool_name");
  CHECK(calls_of({R"({"index":0,"id":"a","type":"custom","custom":{"input":"1"}})"}) == "no_tool_name");
}

TEST_CASE("a custom tool's call comes whole or in pieces") {
  const std::string expected = R"({"id":"a","type":"custom","custom":{"name":"t","input":"xy\n"}})";
  CHECK(calls_of({R"({"index":0,"id":"a","type":"custom","custom":{"name":"t","input":"xy\n"}})"}) == expected);
  CHECK(calls_of({R"({"index":0,"id":"a","type":"custom","custom":{"name":"t","input":""}})",
                  R"({"index":0,"custom":{"input":"xy"}})", R"({"index":0,"custom":{"input":"\n"}})"}) == expected);
  CHECK(
      calls_of({R"({"index":0,"id":"a","type":"custom","custom":{"name":"t","input":"1"}})",
                R"({"index":0,"id":"b","type":"custom","custom":{"name":"t","input":"2"}})"}) ==
      R"({"id":"a","type":"custom","custom":{"name":"t","input":"1"}},{"id":"b","type":"custom","custom":{"name":"t","input":"2"}})");
}

TEST_CASE("a tool of an unknown type keeps its word and its fields") {
  CHECK(calls_of({R"({"index":0,"id":"a","type":"computer","screen":{"x":1}})"}) ==
        R"({"id":"a","type":"computer","screen":{"x":1}})");
  CHECK(calls_of({R"({"index":0,"id":"a","type":"odd","custom":7})"}) == R"({"id":"a","type":"odd","custom":7})");
}

TEST_CASE("what engines add to a call is kept") {
  CHECK(
      calls_of(
          {R"({"index":0,"id":"a","type":"function","extra_content":{"google":{"thought_signature":"s"}},"function":{"name":"f","x":1}})",
           R"({"index":0,"function":{"arguments":"1"}})"}) ==
      R"({"id":"a","type":"function","function":{"name":"f","arguments":"1","x":1},"extra_content":{"google":{"thought_signature":"s"}}})");
}

TEST_CASE("a function call of old is joined") {
  ChatAccumulator all;
  for (const char* delta :
       {R"({"role":"assistant","content":null,"function_call":{"name":"f","arguments":"","x":1}})",
        R"({"function_call":{"arguments":"{"}})", R"({"function_call":{"name":"f","arguments":"}"}})"}) {
    const auto chunk =
        R"({"choices":[{"index":0,"delta":)" + std::string{delta} + R"(,"finish_reason":"function_call"}]})";
    CHECK(all.add(read<ChatChunk>(chunk)).has_value());
  }
  const auto made = all.finish();
  REQUIRE(made.has_value());
  CHECK(to_json(made->choices[0].message) ==
        R"({"role":"assistant","content":null,"refusal":null,"function_call":{"name":"f","arguments":"{}","x":1}})");
}

TEST_CASE("arguments of any length are joined in a time that grows with their length") {
  ChatAccumulator all;
  auto chunk = read<ChatChunk>(R"({"choices":[{"index":0,"delta":{"tool_calls":[)" + opening(0, "a", "f") + "]}}]}");
  for (int i = 0; i < 100'000; ++i) {
    REQUIRE(all.add(chunk).has_value());
    chunk.choices[0].delta.tool_calls->front().function->arguments = Text{"0123456789"};
  }
  chunk.choices[0].finish_reason = OpenEnum<FinishReason>{FinishReason::tool_calls};
  REQUIRE(all.add(chunk).has_value());
  const auto made = all.finish();
  REQUIRE(made.has_value());
  CHECK(made->choices[0].message.tool_calls->front().function->arguments.size() == 1'000'000);
}
