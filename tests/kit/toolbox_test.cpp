// SPDX-License-Identifier: MIT
#include <oaicompat/kit/toolbox.hpp>
#include <oaicompat/resources/responses/types.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace toolbox_test {

using namespace oaicompat;

struct Where {
  std::string city{};
  std::optional<std::string> country{};
};
constexpr auto describe(Type<Where>) {
  return object("Where", field("city", &Where::city, "A city."), field("country", &Where::country));
}
struct Trip {
  Where from{};
  std::vector<Where> stops{};
};
constexpr auto describe(Type<Trip>) { return object("Trip", field("from", &Trip::from), field("stops", &Trip::stops)); }
struct Nothing {};
constexpr auto describe(Type<Nothing>) { return object("Nothing"); }
struct Weather {
  double celsius = 0;
};
constexpr auto describe(Type<Weather>) { return object("Weather", field("celsius", &Weather::celsius)); }

TEST_CASE("a tool's result is text, JSON, a described struct, a list of them or nothing") {
  Toolbox tools;
  tools.add<Where>("text", "", [](const Where& q) { return "in " + q.city; });
  tools.add<Where>("view", "", [](const Where&) { return "a literal"; });
  tools.add<Where>("short", "", [](const Where& q) -> Result<Text> { return Text{q.city}; });
  tools.add<Where>("json", "", [](const Where&) { return Json{Text{"[1]"}}; });
  tools.add<Where>("made", "", [](const Where&) -> Result<Weather> { return Weather{21.5}; });
  tools.add<Where>("list", "", [](const Where&) { return std::vector<Weather>{{1}, {2}}; });
  tools.add<Where>("none", "", [](const Where&) {});
  tools.add<Where>("done", "", [](const Where&) -> Result<void> { return {}; });
  const auto run = [&](const char* name) { return tools.run(name, R"({"city":"Oslo","country":null})"); };
  CHECK(run("text") == ToolResult{"in Oslo"});
  CHECK(run("view") == ToolResult{"a literal"});
  CHECK(run("short") == ToolResult{"Oslo"});
  CHECK(run("json") == ToolResult{"[1]"});
  CHECK(run("made") == ToolResult{R"({"celsius":21.5})"});
  CHECK(run("list") == ToolResult{R"([{"celsius":1},{"celsius":2}])"});
  CHECK(run("none") == ToolResult{"Done."});
  CHECK(run("done") == ToolResult{"Done."});
}

TEST_CASE("what is wrong with a call becomes a text that names the member") {
  Toolbox tools{{.max_arguments = 1000}};
  tools.add<Trip>("trip", "", [](const Trip&) { return "fine"; });
  const struct {
    const char* name;
    std::string arguments;
    const char* says;
  } cases[] = {
      {"trip", R"({"from":{"city":"a"},"stops":[{"city":"b"},{"city":7}]})", "stops[1].city"},
      {"trip", R"({"from":{},"stops":[]})", "from.city"},
      {"trip", R"({"from":{"city":"a")", "The arguments are not valid JSON"},
      {"trip", "rain", "JSON"},
      {"trip", "[1,2]", "object"},
      {"trip", "", "Missing required parameter: 'from'"},
      {"trip", "\xff\xfe", "JSON"},
      {"trip", std::string(1001, ' '), "longer than 1000 bytes"},
      {"trap", "{}", "There is no tool 'trap'. There are: trip"},
      {"", "{}", "names no tool"},
  };
  for (const auto& each : cases) {
    const auto result = tools.run(each.name, each.arguments);
    CAPTURE(result.text);
    CHECK(result.is_error);
    CHECK(result.text.starts_with("error: "));
    CHECK(result.text.find(each.says) != std::string::npos);
  }
  CHECK(tools.run(std::string(5000, 'x'), "{}").text.size() < 200);
  CHECK(tools.run("trip", std::string(900, '[')).is_error);
  tools.add({.name = "idle"}, {});
  CHECK(tools.run("idle", "{}").text == "error: The tool cannot be called.");
  CHECK(Toolbox{}.run("x", "{}").text == "error: There is no tool 'x'. There are none.");
}

TEST_CASE("a handler's error and its exception become a text, bounded and cut between characters") {
  Toolbox tools;
  tools.add<Nothing>("fails", "", [](const Nothing&) -> Result<std::string> {
    return api_error(404, "No such city.", "no_city", "city");
  });
  tools.add<Nothing>("throws", "", [](const Nothing&) -> std::string { throw std::runtime_error{"no network"}; });
  tools.add<Nothing>("value", "", [](const Nothing&) { return Result<Weather>{api_error(503, "Busy.")}.value(); });
  tools.add<Nothing>("odd", "", [](const Nothing&) -> std::string { throw 7; });
  tools.add<Nothing>("long", "", [](const Nothing&) -> Result<std::string> {
    std::string message = "x";
    for (int i = 0; i < 5000; ++i) message += "\xc3\xa9";
    return api_error(500, message);
  });
  CHECK(tools.run("fails", "{}") == ToolResult{"error: No such city. (at 'city')", true});
  CHECK(tools.run("throws", "") == ToolResult{"error: The tool failed: no network", true});
  CHECK(tools.run("value", " ").text.find("Busy.") != std::string::npos);
  CHECK(tools.run("odd", "{}") == ToolResult{"error: The tool failed.", true});
  const auto cut = tools.run("long", "{}").text;
  CHECK(cut.size() < 2100);
  CHECK(cut.ends_with("\xc3\xa9..."));
}

TEST_CASE("arguments of a megabyte are read") {
  Toolbox tools;
  tools.add<Where>("size", "", [](const Where& q) { return std::to_string(q.city.size()); });
  CHECK(tools.run("size", R"({"city":")" + std::string(1'000'000, 'a') + "\"}").text == "1000000");
}

TEST_CASE("a handler is told the call's id and whether anybody waits") {
  Toolbox tools;
  tools.add<Nothing>("who", "", [](const Nothing&, const ToolContext& context) {
    return std::string{context.call_id} + (context.stop.stop_requested() ? " stopped" : " waits");
  });
  std::stop_source stop;
  CHECK(tools.run("who", "{}", {.call_id = "c1", .stop = stop.get_token()}).text == "c1 waits");
  stop.request_stop();
  CHECK(tools.run("who", "{}", {.call_id = "c2", .stop = stop.get_token()}).text == "c2 stopped");
}

TEST_CASE("a toolbox defines its tools for chats and responses, in order, and one of a known name takes its place") {
  Toolbox tools;
  tools.add<Where>("first", "old", [](const Where&) { return ""; });
  tools.add(
      {.name = "second", .description = "", .parameters = Json{Text{R"({"type":"object"})"}}, .strict = false},
      [](std::string_view arguments, const ToolContext&) -> Result<std::string> { return std::string{arguments}; });
  tools.add<Where>("first", "The first.", [](const Where&) { return "new"; });
  CHECK(tools.size() == 2);
  CHECK(tools.contains("second"));
  CHECK_FALSE(tools.contains("third"));
  const auto chat = tools.chat_tools();
  REQUIRE(chat.size() == 2);
  const auto& first = chat[0].get_if<FunctionTool>()->function;
  CHECK(first.name == "first");
  CHECK(first.description == Text{"The first."});
  CHECK(*first.parameters == schema<Where>());
  CHECK(*first.strict);
  const auto& second = chat[1].get_if<FunctionTool>()->function;
  CHECK_FALSE(second.strict.has_value());
  CHECK_FALSE(second.description.has_value());
  const auto responses = tools.response_tools();
  REQUIRE(responses.size() == 2);
  CHECK(responses[0].get_if<ResponseFunctionTool>()->name == "first");
  CHECK(*responses[0].get_if<ResponseFunctionTool>()->strict);
  CHECK_FALSE(*responses[1].get_if<ResponseFunctionTool>()->strict);
  CHECK(tools.run("second", "as it is").text == "as it is");
  CHECK(tools.run("first", R"({"city":""})").text == "new");
}

TEST_CASE("a toolbox is used from many threads at once") {
  Toolbox tools;
  tools.add<Where>("echo", "", [](const Where& q) { return q.city; });
  std::vector<std::string> got(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < got.size(); ++i) {
      threads.emplace_back([&, i] { got[i] = tools.run("echo", R"({"city":")" + std::to_string(i) + "\"}").text; });
    }
  }
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == std::to_string(i));
}

}  // namespace toolbox_test
