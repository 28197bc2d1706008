// SPDX-License-Identifier: MIT
#include "kit/scripted.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/kit/structured.hpp>
#include <oaicompat/server.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace structured_test {

using namespace kit_test;

enum class Sky { clear, cloudy };
constexpr auto describe(Type<Sky>) {
  return std::array<Word<Sky>, 2>{{{"clear", Sky::clear}, {"cloudy", Sky::cloudy}}};
}
struct Day {
  std::string name{};
  double celsius = -1;
  bool operator==(const Day&) const = default;
};
constexpr auto describe(Type<Day>) { return object("Day", field("name", &Day::name), field("celsius", &Day::celsius)); }
struct Forecast {
  std::string city{};
  Sky sky = Sky::clear;
  std::vector<Day> days{};
  std::optional<std::string> remark{};
  bool operator==(const Forecast&) const = default;
};
constexpr auto describe(Type<Forecast>) {
  return object("Forecast of days", field("city", &Forecast::city), field("sky", &Forecast::sky),
                field("days", &Forecast::days), field("remark", &Forecast::remark));
}

const std::string oslo =
    R"({"city":"Oslo","sky":"cloudy","days":[{"name":"Monday","celsius":12.5},{"name":"Tuesday","celsius":9}],"remark":null})";
const Forecast forecast{"Oslo", Sky::cloudy, {{"Monday", 12.5}, {"Tuesday", 9}}, {}};
ChatRequest question() { return {.model = "m", .messages = {user("How is it?")}}; }

TEST_CASE("an answer is read into the struct whose schema was sent") {
  ChatModel model{.answers = {says(oslo), says("```json\n" + oslo + "\n```\n"), says("```" + oslo + "```"),
                              says("```json " + oslo + " ```")}};
  const auto reply = chat_as<Forecast>(model.backend(), question());
  REQUIRE(reply);
  CHECK(*reply == forecast);
  CHECK(reply.completion()->usage->total_tokens == 12);
  const auto* format = model.requests[0].response_format->get_if<JsonSchemaFormat>();
  REQUIRE(format);
  CHECK(format->json_schema.name == "Forecast_of_days");
  CHECK(*format->json_schema.schema == schema<Forecast>());
  CHECK(*format->json_schema.strict);
  const auto fenced = chat_as<Forecast>(model.backend(), question(), {.name = std::string(100, '!')});
  REQUIRE(fenced);
  CHECK(*fenced == forecast);
  for (int i = 0; i < 2; ++i) CHECK(chat_as<Forecast>(model.backend(), question()).value() == forecast);
  CHECK(model.requests[1].response_format->get_if<JsonSchemaFormat>()->json_schema.name == std::string(64, '_'));
}

TEST_CASE("an answer that is no such struct is an error that says why, and the completion stays") {
  AssistantMessage refusing;
  refusing.refusal = Text{"I would rather not."};
  AssistantMessage silent;
  ChatCompletion empty;
  const struct {
    ChatModel::Answer answer;
    const char *code, *param, *message;
  } cases[] = {
      {answer(refusing, FinishReason::stop), "refusal", "", "I would rather not."},
      {says(oslo.substr(0, 30), FinishReason::length), "length", "", "most tokens"},
      {says("", FinishReason::content_filter), "content_filter", "", "filter"},
      {answer(silent, FinishReason::tool_calls), "invalid_output", "", "no text"},
      {says("It is fine."), "invalid_output", "", "The answer is not valid JSON"},
      {says(R"({"city":"Oslo","sky":"green","days":[]})"), "invalid_output", "sky", "green"},
      {says(R"({"city":"Oslo","sky":"clear","days":[{"name":"x"}]})"), "invalid_output", "days[0].celsius", "days[0]"},
      {says("```"), "invalid_output", "", ""},
      {says(std::string(2000, '[')), "invalid_output", "", ""},
      {empty, "no_choices", "", ""},
      {api_error(400, "No.", "bad"), "bad", "", "No."},
  };
  for (const bool streamed : {false, true}) {
    for (const auto& each : cases) {
      ChatModel model{.answers = {each.answer}};
      const auto reply = streamed ? chat_as_stream<Forecast>(model.backend(), question())
                                  : chat_as<Forecast>(model.backend(), question());
      CAPTURE(each.code);
      CAPTURE(streamed);
      REQUIRE_FALSE(reply);
      if (streamed && each.answer.index() == 0 && std::get<0>(each.answer).choices.empty()) continue;
      CHECK(reply.error().code == each.code);
      CHECK(reply.error().param == each.param);
      CHECK(reply.error().message.find(each.message) != std::string::npos);
      CHECK(reply.completion().has_value() == (each.answer.index() == 0));
    }
  }
}

TEST_CASE("a struct grows while its stream comes, and is read strictly at the end") {
  std::vector<Event<CreateChatCompletion>> pieces;
  for (const char c : oslo) pieces.push_back(piece({&c, 1}));
  pieces.push_back(piece("", OpenEnum{FinishReason::stop}));
  ChatModel model{.answers = {pieces}};
  std::vector<Forecast> seen;
  const auto reply = chat_as_stream<Forecast>(
      model.backend(), question(),
      {.on_partial = [&](const Forecast& so_far) { seen.push_back(so_far); }, .partial_every = 1});
  REQUIRE(reply);
  CHECK(*reply == forecast);
  REQUIRE(seen.size() > 10);
  CHECK(seen.front() == Forecast{});
  CHECK(seen[2].city == "O");
  CHECK(seen.back() == forecast);
  std::size_t days = 0;
  for (const auto& each : seen) {
    CHECK(forecast.city.starts_with(each.city));
    CHECK(each.days.size() >= days);
    days = each.days.size();
    for (const auto& day : each.days) CHECK((day.celsius == -1 || day.celsius == 12.5 || day.celsius == 9));
  }
}

TEST_CASE("a long answer in small pieces is read a number of times that grows slowly") {
  std::vector<Event<CreateChatCompletion>> pieces{piece(R"({"city":")")};
  for (int i = 0; i < 50'000; ++i) pieces.push_back(piece("abcd"));
  pieces.push_back(piece(R"(","sky":"clear","days":[],"remark":null})", OpenEnum{FinishReason::stop}));
  ChatModel model{.answers = {pieces}};
  int reads = 0;
  const auto reply = chat_as_stream<Forecast>(model.backend(), question(),
                                              {.on_partial = [&](const Forecast&) { ++reads; }, .partial_every = 1});
  REQUIRE(reply);
  CHECK(reply->city.size() == 200'000);
  CHECK(reads < 300);
  CHECK(reads > 50);
}

TEST_CASE("a stream that breaks off, or is no JSON, gives no struct but keeps what came") {
  ChatModel model{.answers = {std::vector{piece(R"({"city":"Os)")},
                              std::vector{piece("[[[[{]"), piece("}", OpenEnum{FinishReason::stop})}}};
  std::string city;
  const auto reply = chat_as_stream<Forecast>(model.backend(), question(),
                                              {.on_partial = [&](const Forecast& so_far) { city = so_far.city; }});
  REQUIRE_FALSE(reply);
  CHECK(reply.error().code != "invalid_output");
  CHECK(city == "Os");
  CHECK(reply.completion()->text() == R"({"city":"Os)");
  CHECK(chat_as_stream<Forecast>(model.backend(), question(), {.on_partial = [](const Forecast&) {}}).error().code ==
        "invalid_output");
}

TEST_CASE("a client asks a server for a struct, and has the answer's head") {
  Server server{{}};
  server.chat("m", [](const ChatRequest& request, ChatWriter& out) {
    CHECK(request.response_format.has_value());
    out.text(oslo);
    out.finish(FinishReason::stop);
  });
  const Client client{{.base_url = "http://test/v1", .transport = server.handler()}};
  const auto whole = chat_as<Forecast>(client, question());
  REQUIRE(whole);
  CHECK(whole.status() == 200);
  const auto streamed = chat_as_stream<Forecast>(client, question());
  REQUIRE(streamed);
  CHECK(*streamed == *whole);
  CHECK(streamed.status() == 200);
}

}  // namespace structured_test
