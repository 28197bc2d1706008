// aimock speaks other providers' forms too: our client calls it in each.
// SPDX-License-Identifier: MIT
#include "servers.hpp"

#include <oaicompat/dialects/anthropic/call.hpp>
#include <oaicompat/dialects/azure/call.hpp>
#include <oaicompat/dialects/bedrock/call.hpp>
#include <oaicompat/dialects/gemini/call.hpp>
#include <oaicompat/dialects/ollama/call.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

struct Dialect {
  std::string name, path, model;
  Layer layer;
  bool ids_travel = true;    // whether its form has ids of calls
  bool says_why = true;      // whether aimock says in it why an answer ends
  bool bare_errors = false;  // whether aimock's errors are in another form, which is the message then
};

std::vector<Dialect> dialects() {
  const AwsCredentials key{.access_key_id = "AKIDEXAMPLE", .secret_access_key = "secret"};
  return {
      {"Anthropic", "/v1", "claude-sonnet-4-5", to_anthropic()},
      {"Gemini", "/v1beta", "gemini-2.5-pro", to_gemini()},
      {"Ollama", "", "llama3", to_ollama(), false, false},
      {"Azure, classic", "", "gpt-4o", to_azure({.style = AzureStyle::classic})},
      {"Bedrock", "", "anthropic.claude-3-5-sonnet-20240620-v1:0", to_bedrock({.sign = {.credentials = key}}), true,
       true, true},
  };
}

Client client_of(const Dialect& dialect) {
  return Client{{.base_url = aimock_origin() + dialect.path,
                 .api_key = std::string{"key"},
                 .max_retries = 0,
                 .inner_layers = {dialect.layer}}};
}

ChatRequest asking(const Dialect& dialect, Text text) {
  auto request = saying(std::move(text));
  request.model = dialect.model;
  return request;
}

ChatRequest using_tools(const Dialect& dialect) {
  auto request = asking(dialect, "Please use both tools.");
  request.tools = std::vector<Tool>{
      function_tool("get_weather", "The weather.", {R"({"type":"object","properties":{"city":{"type":"string"}}})"}),
      function_tool("get_time", "The time.", {R"({"type":"object","properties":{"zone":{"type":"string"}}})"}),
  };
  return request;
}

// The whole answer and the one put together from a stream.
std::vector<ChatCompletion> both_answers(const Dialect& dialect, const ChatRequest& request) {
  const auto client = client_of(dialect);
  std::vector<ChatCompletion> out;
  auto whole = client.chat(request);
  if (!whole) FAIL_CHECK("whole: " << whole.error().message);
  if (whole) out.push_back(*std::move(whole));
  auto streamed = client.chat_stream(request).collect();
  if (!streamed) FAIL_CHECK("streamed: " << streamed.error().message);
  if (streamed) out.push_back(*std::move(streamed));
  return out;
}

}  // namespace

TEST_CASE("aimock says the same in every form") {
  for (const auto& dialect : dialects()) {
    CAPTURE(dialect.name);
    for (const auto& answer : both_answers(dialect, asking(dialect, "say hello"))) {
      CHECK(answer.text() == greeting);
      CHECK(answer.choices.front().finish_reason == FinishReason::stop);
    }
    int pieces = 0;
    auto stream = client_of(dialect).chat_stream(asking(dialect, "say hello"));
    for (const auto& chunk : stream) pieces += !chunk.text().empty();
    CHECK(pieces == 6);
    CHECK(!stream.error());
  }
}

TEST_CASE("aimock's calls of two tools come in every form, and their results go back") {
  for (const auto& dialect : dialects()) {
    CAPTURE(dialect.name);
    for (const auto& answer : both_answers(dialect, using_tools(dialect))) {
      const auto& choice = answer.choices.front();
      CHECK(choice.finish_reason == FinishReason::tool_calls);
      REQUIRE(choice.message.tool_calls);
      const auto& calls = *choice.message.tool_calls;
      REQUIRE(calls.size() == 2);
      CHECK(calls[0].function->name == "get_weather");
      CHECK(calls[0].function->arguments == R"({"city":"Oslo"})");
      CHECK(calls[1].function->name == "get_time");
      CHECK(calls[1].function->arguments == R"({"zone":"CET"})");
      CHECK(calls[0].id != calls[1].id);
      if (dialect.ids_travel) CHECK(calls[0].id == "call_weather");

      auto request = using_tools(dialect);
      request.messages.push_back(to_message(choice.message));
      request.messages.push_back(tool_result(calls[0].id.str(), "sunny"));
      request.messages.push_back(tool_result(calls[1].id.str(), "12:00"));
      for (const auto& last : both_answers(dialect, request)) CHECK(last.text() == "It is sunny at noon.");
    }
  }
}

TEST_CASE("an answer of aimock's that stops early says so in every form") {
  for (const auto& dialect : dialects()) {
    CAPTURE(dialect.name);
    for (const auto& answer : both_answers(dialect, asking(dialect, "stop early"))) {
      CHECK(answer.text() == "Cut");
      CHECK(answer.choices.front().finish_reason == (dialect.says_why ? FinishReason::length : FinishReason::stop));
    }
  }
}

TEST_CASE("aimock's errors keep their status and message in every form") {
  const struct {
    Text text;
    int status;
    std::string message;
  } rows[] = {{"refuse", 400, "No."}, {"fail", 500, "Broken."}, {"limit me always", 429, "Slow down."}};
  for (const auto& dialect : dialects()) {
    for (const auto& row : rows) {
      CAPTURE(dialect.name);
      CAPTURE(row.text.str());
      const auto answer = client_of(dialect).chat(asking(dialect, row.text));
      REQUIRE(!answer);
      CHECK(answer.error().status == row.status);
      CHECK(answer.error().message.find(row.message) != std::string::npos);
      if (!dialect.bare_errors) CHECK(answer.error().message == row.message);
      auto stream = client_of(dialect).chat_stream(asking(dialect, row.text));
      CHECK(!stream.next());
      REQUIRE(stream.error());
      CHECK(stream.error()->status == row.status);
    }
  }
}

TEST_CASE("a stream that aimock cuts is lost in every form") {
  for (const auto& dialect : dialects()) {
    CAPTURE(dialect.name);
    CHECK(!client_of(dialect).chat_stream(asking(dialect, "hang up in the middle")).collect());
  }
}
