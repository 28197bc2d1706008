// SPDX-License-Identifier: MIT
#include "kit/scripted.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/kit/run_tools.hpp>
#include <oaicompat/server.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <latch>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

namespace run_tools_test {

using namespace kit_test;

struct Where {
  std::string city{};
};
constexpr auto describe(Type<Where>) { return object("Where", field("city", &Where::city)); }

Toolbox weather() {
  Toolbox tools;
  tools.add<Where>("weather", "The weather.", [](const Where& where) { return "sunny in " + where.city; });
  return tools;
}
ChatRequest question() { return {.model = "m", .messages = {user("How is it?")}}; }
const std::string oslo = R"({"city":"Oslo"})", rome = R"({"city":"Rome"})";

TEST_CASE("a model calls tools until it answers, and sees each result") {
  ChatModel model{.answers = {calls({{"a", "weather", oslo}}), calls({{"b", "weather", rome}}), says("Fine.")}};
  const auto run = run_tools(model.backend(), question(), weather());
  REQUIRE(run);
  CHECK(run.end == ToolRunEnd::finished);
  CHECK(run.text() == "Fine.");
  CHECK(run.rounds == 3);
  CHECK(run.pending.empty());
  CHECK(run.usage == TokenTotals{.input = 30, .output = 6, .total = 36, .cached = 12});
  REQUIRE(run.calls.size() == 2);
  CHECK(run.calls[1].call == RequestedCall{"b", "weather", rome});
  CHECK(run.calls[1].result == ToolResult{"sunny in Rome"});
  CHECK(run.calls[1].round == 2);
  REQUIRE(run.messages.size() == 6);
  CHECK(run.messages[2] == tool_result("a", "sunny in Oslo"));
  CHECK(run.messages[5].text() == "Fine.");
  CHECK(model.requests[2].messages == std::vector<ChatMessage>{run.messages.begin(), run.messages.end() - 1});
  REQUIRE(model.requests[0].tools);
  CHECK(*model.requests[0].tools == weather().chat_tools());
}

TEST_CASE("the calls of one answer are performed at once, and their results stand in the order of the calls") {
  std::latch both{2};
  Toolbox tools;
  tools.add<Where>("meet", "", [&](const Where& where) {
    both.arrive_and_wait();
    return where.city;
  });
  ChatModel model{.answers = {calls({{"a", "meet", oslo}, {"b", "meet", rome}}), says("Done.")}};
  std::vector<std::string> told;
  const auto run = run_tools(model.backend(), question(), tools,
                             {.on_call = [&](const RequestedCall& call) { told.push_back("call " + call.id); },
                              .on_result = [&](const PerformedCall& each) { told.push_back(each.result.text); }});
  REQUIRE(run);
  CHECK(told == std::vector<std::string>{"call a", "call b", "Oslo", "Rome"});
  CHECK(run.messages[2].text() == "Oslo");
  CHECK(run.messages[3].text() == "Rome");
}

TEST_CASE("no more threads perform calls than are allowed, and none where calls are not parallel") {
  std::mutex mutex;
  std::set<std::thread::id> threads;
  Toolbox tools;
  tools.add<Where>("note", "", [&](const Where&) {
    std::lock_guard lock{mutex};
    threads.insert(std::this_thread::get_id());
  });
  std::vector<Asked> many;
  for (int i = 0; i < 50; ++i) many.push_back({std::to_string(i), "note", oslo});
  ChatModel model{.answers = {calls(many), says("Done.")}};
  auto run = run_tools(model.backend(), question(), tools, {.max_threads = 3});
  CHECK(run.calls.size() == 50);
  CHECK(threads.size() <= 3);
  CHECK(threads.count(std::this_thread::get_id()) == 0);
  threads.clear();
  ChatModel again{.answers = {calls(many), says("Done.")}};
  run = run_tools(again.backend(), question(), tools, {.parallel = false});
  CHECK(run.calls.size() == 50);
  CHECK(threads == std::set{std::this_thread::get_id()});
}

TEST_CASE("a model that never stops calling is stopped after its most rounds, with its last calls unperformed") {
  ChatModel model{.answers = {calls({{"a", "weather", oslo}})}, .repeats = true};
  const auto run = run_tools(model.backend(), question(), weather(), {.max_rounds = 3});
  CHECK(run);
  CHECK(run.end == ToolRunEnd::max_rounds);
  CHECK(model.requests.size() == 3);
  CHECK(run.calls.size() == 2);
  REQUIRE(run.pending.size() == 1);
  CHECK(run.pending[0].name == "weather");
  CHECK(run_tools(model.backend(), question(), weather(), {.max_rounds = 0}).rounds == 0);
}

TEST_CASE("the caller's predicate ends the run before calls are performed") {
  ChatModel model{.answers = {calls({{"a", "weather", oslo}}), calls({{"b", "buy", "{}"}})}};
  const auto run =
      run_tools(model.backend(), question(), weather(),
                {.stop_when = [](const ToolProgress& so_far) { return so_far.pending.front().name == "buy"; }});
  CHECK(run);
  CHECK(run.end == ToolRunEnd::predicate);
  CHECK(run.calls.size() == 1);
  CHECK(run.pending == std::vector{RequestedCall{"b", "buy", "{}"}});
  CHECK(run.messages.back().tool_calls);
}

TEST_CASE("an error keeps what came before it") {
  ChatModel model{.answers = {calls({{"a", "weather", oslo}}), api_error(429, "Too much.", "slow_down")}};
  const auto run = run_tools(model.backend(), question(), weather());
  CHECK_FALSE(run);
  CHECK(run.end == ToolRunEnd::failed);
  CHECK(run.error->code == "slow_down");
  CHECK(run.calls.size() == 1);
  CHECK(run.messages.size() == 3);
  CHECK(run.usage.total == 12);
  const auto none = run_tools(Backend{}, question(), weather());
  CHECK(none.error->code == "unknown_url");
  ChatCompletion empty;
  ChatModel silent{.answers = {empty}};
  CHECK(run_tools(silent.backend(), question(), weather()).error->code == "no_choices");
}

TEST_CASE("a stop ends the run between calls, and the handler that runs is told") {
  for (const bool parallel : {false, true}) {
    std::stop_source stop;
    Toolbox tools;
    tools.add<Where>("stop", "", [&](const Where&, const ToolContext& context) {
      stop.request_stop();
      return context.stop.stop_requested() ? "told" : "not told";
    });
    ChatModel model{.answers = {calls({{"a", "stop", oslo}, {"b", "stop", oslo}, {"c", "stop", oslo}})},
                    .repeats = true};
    // One thread of two would perform two at once: the first call alone is sure to be performed.
    const auto run = run_tools(model.backend(), question(), tools,
                               {.parallel = parallel, .max_threads = 2, .options = {.stop = stop.get_token()}});
    CHECK_FALSE(run);
    CHECK(run.end == ToolRunEnd::cancelled);
    CHECK(run.error->kind == ErrorKind::cancelled);
    CHECK(model.requests.size() == 1);
    REQUIRE_FALSE(run.calls.empty());
    CHECK(run.calls[0].result.text == "told");
    CHECK(run.calls.size() + run.pending.size() == 3);
    if (!parallel) CHECK(run.pending.size() == 2);
  }
  std::stop_source before;
  before.request_stop();
  ChatModel model{.answers = {says("x")}};
  CHECK(run_tools(model.backend(), question(), weather(), {.options = {.stop = before.get_token()}}).end ==
        ToolRunEnd::cancelled);
  CHECK(model.requests.empty());
}

TEST_CASE("hostile calls become results: no name, no such tool, one id twice, no id, a megabyte, another kind") {
  auto odd = calls({{"x", "", "{}"},
                    {"x", "rm", "{}"},
                    {"", "weather", oslo},
                    {"y", "weather", R"({"city":")" + std::string(1'000'000, 'a') + "\"}"},
                    {"z", "weather", std::string(2'000'000, '[')},
                    {"w", "weather", "\xff{"}});
  auto& made = *odd.choices[0].message.tool_calls;
  made.emplace_back().id = "nothing";
  made.emplace_back().custom.emplace().name = "weather";
  ChatModel model{.answers = {odd, says("Sorry.")}};
  const auto run = run_tools(model.backend(), question(), weather());
  REQUIRE(run);
  REQUIRE(run.calls.size() == 8);
  std::set<std::string> ids;
  for (std::size_t i = 0; i < 8; ++i) {
    ids.insert(run.calls[i].call.id);
    CHECK(run.calls[i].result.is_error == (i != 2 && i != 3));
    CHECK(run.messages[2 + i].tool_call_id == Text{run.calls[i].call.id});
    CHECK((*run.messages[1].tool_calls)[i].id == run.calls[i].call.id);
  }
  CHECK(ids.size() == 8);
  CHECK(ids.count("") == 0);
  CHECK(run.calls[3].result.text.size() > 1'000'000);
  CHECK(run.calls[4].result.text.size() < 100);
}

TEST_CASE("more calls in one answer than are allowed get an error each") {
  std::vector<Asked> many;
  for (int i = 0; i < 20'000; ++i) many.push_back({std::to_string(i), "weather", oslo});
  ChatModel model{.answers = {calls(many), says("Done.")}};
  const auto run = run_tools(model.backend(), question(), weather(), {.max_calls = 10});
  REQUIRE(run.calls.size() == 20'000);
  CHECK_FALSE(run.calls[9].result.is_error);
  CHECK(run.calls[10].result.is_error);
  CHECK(run.messages.size() == 20'003);
}

TEST_CASE("a choice that forces a call holds for the first answer alone, and the request's own tools stay") {
  for (const auto& choice : {ToolChoice{OpenEnum<ToolMode>{ToolMode::required}}, call_function("weather")}) {
    ChatModel model{.answers = {calls({{"a", "weather", oslo}}), says("Done.")}};
    auto request = question();
    request.tool_choice = choice;
    request.tools = {function_tool("mine", "", {})};
    CHECK(run_tools(model.backend(), request, weather()));
    CHECK(model.requests[0].tool_choice == choice);
    CHECK_FALSE(model.requests[1].tool_choice.has_value());
    CHECK(model.requests[1].tools->size() == 2);
  }
}

TEST_CASE("a streamed run gives its text as it comes, and asks for the usage") {
  ChatModel model{.answers = {calls({{"a", "weather", oslo}}),
                              std::vector{piece("It is "), piece("fine."), piece("", OpenEnum{FinishReason::stop})}}};
  std::vector<std::string> heard;
  const auto run = run_tools(model.backend(), question(), weather(),
                             {.streamed = true, .on_text = [&](std::string_view text) { heard.emplace_back(text); }});
  REQUIRE(run);
  CHECK(heard == std::vector<std::string>{"It is ", "fine."});
  CHECK(run.text() == "It is fine.");
  CHECK(run.calls.size() == 1);
  CHECK(*model.requests[0].stream_options->include_usage);
}

TEST_CASE("a stream that breaks off keeps the text that came") {
  ChatModel model{.answers = {std::vector{piece("It is ")}}};
  const auto run = run_tools(model.backend(), question(), weather(), {.streamed = true});
  CHECK_FALSE(run);
  CHECK(run.text() == "It is ");
  CHECK(run.messages.size() == 1);
}

TEST_CASE("what the caller's function throws ends the run once the calls are over") {
  ChatModel model{.answers = {calls({{"a", "weather", oslo}, {"b", "weather", oslo}, {"c", "weather", oslo}})}};
  const RunToolsOptions options{.on_result = [](const PerformedCall&) { throw std::runtime_error{"enough"}; }};
  CHECK_THROWS_AS(run_tools(model.backend(), question(), weather(), options), std::runtime_error);
}

TEST_CASE("durations are measured by the clock that is passed in") {
  const auto clock = std::make_shared<ManualClock>();
  Toolbox tools;
  tools.add<Where>("slow", "", [&](const Where&) { clock->advance(std::chrono::milliseconds{3}); });
  ChatModel model{.answers = {calls({{"a", "slow", oslo}}), says("Done.")}};
  const auto run = run_tools(model.backend(), question(), tools, {.clock = clock});
  CHECK(run.calls[0].duration == std::chrono::milliseconds{3});
}

TEST_CASE("a client runs tools against a server, whole and streamed") {
  Server server{{.clock = std::make_shared<ManualClock>()}};
  server.chat("m", [](const ChatRequest& request, ChatWriter& out) {
    const auto& last = request.messages.back();
    if (last.role == Role::tool) {
      out.text("It is " + last.text());
      out.usage(5, 1);
      return void(out.finish(FinishReason::stop));
    }
    for (const char* city : {R"({"city":"Oslo"})", R"({"city":"Rome"})"}) {
      out.tool_call("", "weather");
      out.arguments(city);
    }
    out.usage(3, 2);
    out.finish(FinishReason::tool_calls);
  });
  const Client client{{.base_url = "http://test/v1", .transport = server.handler()}};
  for (const bool streamed : {false, true}) {
    std::string heard;
    const auto run = run_tools(client, question(), weather(),
                               {.streamed = streamed, .on_text = [&](std::string_view text) { heard += text; }});
    REQUIRE(run);
    CHECK(run.text() == "It is sunny in Rome");
    CHECK(heard == run.text());
    CHECK(run.calls.size() == 2);
    CHECK(run.usage == TokenTotals{.input = 8, .output = 3, .total = 11});
  }
}

}  // namespace run_tools_test
