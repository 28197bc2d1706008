// SPDX-License-Identifier: MIT
#include "kit/scripted.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/kit/run_response_tools.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/server.hpp>

#include <doctest/doctest.h>

namespace run_response_tools_test {

using namespace kit_test;
using ResponseModel = Scripted<CreateResponse>;

struct Where {
  std::string city{};
};
constexpr auto describe(Type<Where>) { return object("Where", field("city", &Where::city)); }

Toolbox weather() {
  Toolbox tools;
  tools.add<Where>("weather", "The weather.", [](const Where& where) { return "sunny in " + where.city; });
  return tools;
}
ResponseItem function_call(const char* call_id, const char* name, const char* arguments) {
  FunctionCallItem call;
  call.call_id = call_id;
  call.name = name;
  call.arguments = arguments;
  return call;
}
Response response(std::vector<ResponseItem> output, OpenEnum<ResponseStatus> status = ResponseStatus::completed) {
  Response made;
  made.id = "r";
  made.status = std::move(status);
  made.output = std::move(output);
  auto& usage = made.usage.emplace();
  usage.input_tokens = 10, usage.output_tokens = 2, usage.total_tokens = 12;
  usage.output_tokens_details.reasoning_tokens = 1;
  return made;
}
Response says_so(const char* text) { return response({assistant_item(text)}); }
const char* const oslo = R"({"city":"Oslo"})";
const std::vector<ResponseItem>& input_of(const ResponseRequest& request) {
  return *request.input->get_if<std::vector<ResponseItem>>();
}
ResponseRequest question() { return {.model = "m", .input = "How is it?"}; }

TEST_CASE("responses call tools until one answers, and all items go back as input") {
  ReasoningItem thought;
  thought.encrypted_content = "...";
  ResponseModel model{.answers = {response({thought, function_call("a", "weather", oslo)}), says_so("Fine.")}};
  const auto run = run_tools(model.backend(), question(), weather());
  REQUIRE(run);
  CHECK(run.end == ToolRunEnd::finished);
  CHECK(run.text() == "Fine.");
  CHECK(run.usage == TokenTotals{.input = 20, .output = 4, .total = 24, .reasoning = 2});
  REQUIRE(run.items.size() == 5);
  CHECK(run.items[3] == function_output("a", "sunny in Oslo"));
  CHECK(input_of(model.requests[1]) == std::vector<ResponseItem>{run.items.begin(), run.items.end() - 1});
  CHECK(model.requests[0].tools->size() == 1);
  CHECK_FALSE(model.requests[0].include.has_value());
}

TEST_CASE(
    "a server that keeps nothing is asked for its reasoning, one that keeps the conversation gets results alone") {
  auto request = question();
  request.store = false;
  request.tool_choice = OpenEnum<ToolMode>{ToolMode::required};
  ResponseModel model{.answers = {response({function_call("a", "weather", oslo)}), says_so("Fine.")}};
  CHECK(run_tools(model.backend(), request, weather()));
  CHECK(model.requests[0].include->front() == ResponseInclude::encrypted_reasoning);
  CHECK_FALSE(model.requests[1].tool_choice.has_value());
  request = question();
  request.conversation = ConversationChoice{Text{"conv_1"}};
  ResponseModel keeper{.answers = {response({function_call("a", "weather", oslo)}), says_so("Fine.")}};
  const auto run = run_tools(keeper.backend(), request, weather());
  CHECK(run.items.size() == 4);
  CHECK(input_of(keeper.requests[1]) == std::vector{function_output("a", "sunny in Oslo")});
}

TEST_CASE("hostile calls of a response become outputs, each under an id of its own") {
  CustomCallItem custom;
  custom.call_id = "c";
  custom.name = "weather";
  custom.input = "rain?";
  ResponseModel model{.answers = {response({function_call("a", "", ""), function_call("a", "rm", "{"),
                                            function_call("", "weather", oslo), custom}),
                                  says_so("Sorry.")}};
  const auto run = run_tools(model.backend(), question(), weather());
  REQUIRE(run);
  REQUIRE(run.items.size() == 10);
  CHECK(run.calls[0].result.is_error);
  CHECK(run.calls[1].result.is_error);
  CHECK(run.calls[1].call.id != "a");
  CHECK(run.calls[2].result.text == "sunny in Oslo");
  CHECK(run.items[3].get_if<FunctionCallItem>()->call_id == Text{run.calls[2].call.id});
  CHECK(run.items[8].get_if<CustomOutputItem>() != nullptr);
  ResponseModel endless{.answers = {response({function_call("a", "weather", oslo)})}, .repeats = true};
  CHECK(run_tools(endless.backend(), question(), weather(), {.max_rounds = 2}).end == ToolRunEnd::max_rounds);
}

TEST_CASE("a failed response, one that is not whole and a failed request are errors that keep what came") {
  auto failing = response({}, ResponseStatus::failed);
  failing.error.emplace().message = "Broken.";
  failing.error->code = ResponseErrorCode::server_error;
  const struct {
    ResponseModel::Answer answer;
    const char* code;
  } cases[] = {{failing, "server_error"},
               {response({}, ResponseStatus::queued), "response_not_whole"},
               {api_error(429, "Too much.", "slow_down"), "slow_down"}};
  for (const auto& each : cases) {
    ResponseModel model{.answers = {response({function_call("a", "weather", oslo)}), each.answer}};
    const auto run = run_tools(model.backend(), question(), weather());
    CHECK_FALSE(run);
    CHECK(run.end == ToolRunEnd::failed);
    CHECK(run.error->code == each.code);
    CHECK(run.items.size() == 3);
  }
}

TEST_CASE("a client runs tools over responses against a server, whole and streamed") {
  Server server{{.clock = std::make_shared<ManualClock>()}};
  server.chat("m", [](const ChatRequest& request, ChatWriter& out) {
    const auto& last = request.messages.back();
    if (last.role == Role::tool) {
      out.text("It is " + last.text());
      return void(out.finish(FinishReason::stop));
    }
    out.tool_call("", "weather");
    out.arguments(oslo);
    out.finish(FinishReason::tool_calls);
  });
  const Client client{{.base_url = "http://test/v1", .transport = server.handler()}};
  for (const bool streamed : {false, true}) {
    std::string heard;
    const auto run = run_tools(client, question(), weather(),
                               {.streamed = streamed, .on_text = [&](std::string_view text) { heard += text; }});
    REQUIRE(run);
    CHECK(run.text() == "It is sunny in Oslo");
    CHECK(heard == run.text());
    CHECK(run.calls.size() == 1);
  }
}

}  // namespace run_response_tools_test
