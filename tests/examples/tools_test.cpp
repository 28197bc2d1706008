// SPDX-License-Identifier: MIT
#include "asking.hpp"

#include <doctest/doctest.h>

namespace {

using namespace asking;

constexpr std::string_view tools =
    R"("tools":[{"type":"function","function":{"name":"get","parameters":{"type":"object",)"
    R"("properties":{"n":{"type":"integer"}},"required":["n"]}}},)"
    R"({"type":"function","function":{"name":"get_time"}},)"
    R"({"type":"custom","custom":{"name":"note"}}])";

std::string with_tools(std::string_view members) { return std::string{tools} + "," + std::string{members}; }

// The calls as `get({"n": 1}) note(text)`, or the text.
std::string told(const ChatRequest& request) {
  const auto whole = ask(request).whole();
  const auto& message = whole.choices.front().message;
  if (!message.tool_calls) return message.content->str();
  CHECK(whole.choices.front().finish_reason == FinishReason::tool_calls);
  std::string calls;
  for (const auto& call : *message.tool_calls) {
    calls += calls.empty() ? "" : " ";
    if (call.function) calls += call.function->name.str() + "(" + call.function->arguments.str() + ")";
    if (call.custom) calls += call.custom->name.str() + "(" + call.custom->input.str() + ")";
  }
  return calls;
}
std::string said(std::string_view text, std::string_view members = R"("n":1)") {
  return told(say(text, with_tools(members)));
}

TEST_CASE("the tools that the user names are called, in that order") {
  CHECK(said("use get") == R"(get({"n": 1}))");
  CHECK(said("first get_time, then get!") == R"(get_time({}) get({"n": 1}))");
  CHECK(said("use note") == "note(You said: use note)");
  CHECK(said("use get_times, forget it, get-it") == "You said: use get_times, forget it, get-it");
}

TEST_CASE("a tool is called for what its name is about, where none is named") {
  CHECK(said("What is the Time?") == "get_time({})");
  CHECK(said("get, whatever the time") == R"(get({"n": 1}))");
  CHECK(said("sometimes") == "You said: sometimes");
}

TEST_CASE("tool_choice has its way") {
  CHECK(said("get", R"("tool_choice":"none")") == "You said: get");
  CHECK(said("hello", R"("tool_choice":"auto")") == "You said: hello");
  CHECK(said("hello", R"("tool_choice":"required")") == R"(get({"n": 1}))");
  CHECK(said("get_time", R"("tool_choice":"required")") == "get_time({})");
  CHECK(said("get", R"("tool_choice":{"type":"function","function":{"name":"get_time"}})") == "get_time({})");
  CHECK(said("hello", R"("tool_choice":{"type":"custom","custom":{"name":"note"}})") == "note(You said: hello)");
  const auto allowed = [](std::string_view mode) {
    return R"("tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":")" + std::string{mode} +
           R"(","tools":[{"type":"function","function":{"name":"get_time"}}]}})";
  };
  CHECK(said("hello", allowed("required")) == "get_time({})");
  CHECK(said("get", allowed("auto")) == "You said: get");
  CHECK(said("get get_time", R"("parallel_tool_calls":false)") == R"(get({"n": 1}))");
}

TEST_CASE("tool_choice cannot ask for what is not there") {
  const auto wrong = [](const ChatRequest& request) { return ask(request).error->param; };
  CHECK(wrong(say("x", with_tools(R"("tool_choice":{"type":"function","function":{"name":"put"}})"))) == "tool_choice");
  CHECK(wrong(say("x", R"("tool_choice":"required")")) == "tool_choice");
}

TEST_CASE("when the results are there, they are told") {
  const std::string asked = R"({"role":"user","content":"use get and get_time"})";
  const std::string calls =
      R"({"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"get","arguments":"{}"}},)"
      R"({"id":"2","type":"function","function":{"name":"get_time","arguments":"{}"}}]})";
  const auto result = [](std::string_view id, std::string_view text) {
    return to_json(tool_result(Text{id}, Text{text}));
  };
  const auto messages = [&](std::vector<std::string> all, std::string_view more = R"("n":1)") {
    std::string joined;
    for (const auto& each : all) joined += (joined.empty() ? "" : ",") + each;
    return told(request("\"messages\":[" + joined + "]," + with_tools(more)));
  };
  CHECK(messages({asked, calls, result("1", "21"), result("2", "noon")}) == "The tools said: 21; noon");
  CHECK(messages({asked, calls, result("2", "noon")}) == R"(get({"n": 1}))");
  // Where a call is required there is one: of a tool without a result, else of the first.
  CHECK(messages({asked, calls, result("1", "21"), result("2", "noon")}, R"("tool_choice":"required")") ==
        "note(The tools said: 21; noon)");
  CHECK(messages({asked, calls, result("1", "21")}, R"("tool_choice":"required")") == "get_time({})");
  CHECK(messages({asked, result("lost", "21")}, R"("tool_choice":"required")") == R"(get({"n": 1}))");
  CHECK(messages({asked, calls, result("1", "21")}, R"("tool_choice":{"type":"function","function":{"name":"get"}})") ==
        R"(get({"n": 1}))");
  CHECK(messages({asked, result("lost", "21")}) == "The tools said: 21");
  CHECK(messages({asked, calls, result("1", "21"), R"({"role":"user","content":"thanks"})"}) == "You said: thanks");
}

TEST_CASE("a limit cuts calls too") {
  const auto cut = ask(say("use get", with_tools(R"("max_completion_tokens":2)"))).whole();
  CHECK(cut.choices[0].finish_reason == FinishReason::length);
  CHECK(cut.choices[0].message.tool_calls->front().function->arguments == R"({"n":)");
  CHECK(cut.usage->completion_tokens == 2);
}

TEST_CASE("a custom tool's regular expression is obeyed, other grammars are refused once it is called") {
  const auto with_grammar = [](std::string_view syntax, std::string_view definition) {
    return R"("tools":[{"type":"custom","custom":{"name":"note","format":{"type":"grammar","grammar":{"syntax":")" +
           std::string{syntax} + R"(","definition":)" + std::string{Json::string(definition).view()} + "}}}}]";
  };
  CHECK(told(say("use note", with_grammar("regex", "^[A-Z]{2}-\\d{3}$"))) == "note(AA-000)");
  CHECK(told(say("hello", with_grammar("lark", "start: \"a\""))) == "You said: hello");
  const std::pair<std::string, std::string> refused[] = {
      {with_grammar("lark", "start: \"a\""), "tools[0].custom.format.grammar.syntax"},
      {with_grammar("gbnf", "root ::= \"a\""), "tools[0].custom.format.grammar.syntax"},
      {with_grammar("regex", "(?=a)a"), "tools[0].custom.format.grammar.definition"},
  };
  for (const auto& [tools_of, param] : refused) {
    const auto error = ask(say("use note", tools_of)).error;
    REQUIRE(error);
    CHECK(error->status == 400);
    CHECK(error->param == param);
  }
  CHECK(ask(say("use note", refused[2].first)).error->message.find("a lookahead") != std::string::npos);
  const auto text = R"("tools":[{"type":"custom","custom":{"name":"note","format":{"type":"text"}}}])";
  CHECK(told(say("use note", text)) == "note(You said: use note)");
}

TEST_CASE("arguments that cannot be made are a bad request") {
  const auto wrong =
      R"("tools":[{"type":"function","function":{"name":"get","parameters":{"type":"object","required":["a"],)"
      R"("additionalProperties":false}}}])";
  CHECK(ask(say("use get", wrong)).error->param == "tools[0].function.parameters");
  CHECK_FALSE(ask(say("hello", wrong)).error);
}

}  // namespace
