// SPDX-License-Identifier: MIT
#include "kit/scripted.hpp"

#include <oaicompat/kit/chat_session.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

namespace chat_session_test {

using namespace kit_test;

struct Nothing {};
constexpr auto describe(Type<Nothing>) { return object("Nothing"); }

ChatMessage asks(std::vector<const char*> ids) {
  ChatMessage made;
  made.role = Role::assistant;
  made.tool_calls.emplace();
  for (const char* id : ids) made.tool_calls->emplace_back().id = id;
  return made;
}
/// Messages in a word each: `u1` is the user's, `c:a` a call with the id a, `r:a` its result.
std::vector<std::string> words(const std::vector<ChatMessage>& messages) {
  std::vector<std::string> out;
  for (const auto& each : messages) {
    std::string word = each.text();
    if (each.tool_calls) word = "c:" + each.tool_calls->front().id.str();
    if (each.tool_call_id) word = "r:" + each.tool_call_id->str();
    out.push_back(std::move(word));
  }
  return out;
}
using Words = std::vector<std::string>;

const std::vector<ChatMessage> history{oaicompat::system("s"),
                                       user("u1"),
                                       asks({"a"}),
                                       tool_result("a", "x"),
                                       assistant("a1"),
                                       user("u2"),
                                       asks({"b"}),
                                       tool_result("b", "x"),
                                       asks({"c"}),
                                       tool_result("c", "x")};

TEST_CASE("a history is trimmed by turns, and within the last turn by answers with their results") {
  const auto trimmed = [](std::size_t most) { return words(trim_messages(history, {.max_messages = most})); };
  CHECK(trimmed(0) == words(history));
  CHECK(trimmed(9) == words(history));
  const Words last_turn{"s", "u2", "c:b", "r:b", "c:c", "r:c"}, shortest{"s", "u2", "c:c", "r:c"};
  CHECK(trimmed(8) == last_turn);
  CHECK(trimmed(5) == last_turn);
  CHECK(trimmed(4) == shortest);
  CHECK(trimmed(1) == shortest);
  const TrimOptions tokens{.max_tokens = 11, .count_tokens = [](const ChatMessage& each) -> std::size_t {
                             return each.role == Role::system ? 5 : 1;
                           }};
  CHECK(words(trim_messages(history, tokens)) == last_turn);
  CHECK(words(trim_messages(history, {.max_tokens = 23})) == shortest);
  CHECK(trim_messages({}, {.max_messages = 1}).empty());
  CHECK(words(trim_messages({oaicompat::system("s")}, {.max_tokens = 1})) == Words{"s"});
}

TEST_CASE("whatever is trimmed, each result has its call and each call its result") {
  for (std::size_t most = 1; most < 12; ++most) {
    std::set<std::string> calls, results;
    for (const auto& each : trim_messages(history, {.max_messages = most})) {
      if (each.tool_calls) calls.insert(each.tool_calls->front().id.str());
      if (each.tool_call_id) results.insert(each.tool_call_id->str());
    }
    CHECK(calls == results);
  }
}

TEST_CASE("a session sends its history with what is said next") {
  ChatModel model{.answers = {says("Hello."), says("Still here.")}};
  ChatSession session{model.backend(), {.model = "m", .system = "Be brief.", .request = {.temperature = 0.5}}};
  CHECK_FALSE(session.last().has_value());
  CHECK(session.say("Hi").value() == "Hello.");
  std::string heard;
  CHECK(session.stream("And now?", [&](std::string_view text) { heard += text; }).value() == "Still here.");
  CHECK(heard == "Still here.");
  CHECK(words(model.requests[1].messages) == Words{"Be brief.", "Hi", "Hello.", "And now?"});
  CHECK(model.requests[1].temperature == Maybe<double>{0.5});
  CHECK(model.requests[1].model == "m");
  CHECK(session.messages().size() == 5);
  CHECK(session.last()->text() == "Still here.");
  session.clear();
  CHECK(words(session.messages()) == Words{"Be brief."});
  session.restore({user("old")});
  CHECK(words(session.messages()) == Words{"Be brief.", "old"});
  session.restore({oaicompat::system("Be long."), user("older")});
  CHECK(words(session.messages()) == Words{"Be long.", "older"});
  session.restore({});
  CHECK(words(session.messages()) == Words{"Be brief."});
}

TEST_CASE("an error leaves the history as it was") {
  ChatModel model{.answers = {says("Hello."), api_error(429, "Too much.", "slow_down"), ChatCompletion{},
                              calls({{"a", "x", "{}"}}), std::vector{piece("half")}}};
  ChatSession session{model.backend(), {.model = "m"}};
  CHECK(session.say("Hi"));
  CHECK(session.say("1").error().code == "slow_down");
  CHECK(session.say("2").error().code == "no_choices");
  CHECK(session.say("3").error().code == "tool_calls");
  CHECK_FALSE(session.stream("4", {}));
  CHECK(words(session.messages()) == Words{"Hi", "Hello."});
  CHECK(session.last()->text() == "Hello.");
}

TEST_CASE("a session's history stays within its bounds, and a refusal is an answer") {
  AssistantMessage refusing;
  refusing.refusal = Text{"No."};
  ChatModel model{.answers = {answer(refusing, FinishReason::stop)}, .repeats = true};
  ChatSession session{model.backend(), {.model = "m", .system = "s", .max_messages = 5}};
  for (int i = 0; i < 10; ++i) CHECK(session.say(std::to_string(i)).value() == "No.");
  CHECK(model.requests.back().messages.size() == 6);
  CHECK(model.requests.back().messages[0].text() == "s");
  CHECK(model.requests.back().messages[1].text() == "7");
}

TEST_CASE("a session lets the model call tools, and takes what was finished") {
  Toolbox tools;
  tools.add<Nothing>("time", "", [](const Nothing&) { return "noon"; });
  ChatModel model{.answers = {calls({{"a", "time", ""}}), says("It is noon."), calls({{"b", "time", ""}})},
                  .repeats = true};
  ChatSession session{model.backend(), {.model = "m"}};
  CHECK(session.run("What time is it?", tools).text() == "It is noon.");
  CHECK(words(session.messages()) == Words{"What time is it?", "c:a", "r:a", "It is noon."});
  CHECK(session.run("And now?", tools, {.max_rounds = 2}).end == ToolRunEnd::max_rounds);
  CHECK(session.messages().size() == 4);
}

}  // namespace chat_session_test
