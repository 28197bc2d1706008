// SPDX-License-Identifier: MIT
#include "accepted.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

const Json city{R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})"};

CustomTool custom(Text name, std::optional<CustomToolFormat> format) {
  return {.custom = {.name = std::move(name), .description = "Free text.", .format = std::move(format)}};
}

GrammarFormat grammar(Text definition, GrammarSyntax syntax) {
  return {.grammar = {.definition = std::move(definition), .syntax = syntax}};
}

std::vector<Tool> tools() {
  FunctionTool strict{.function = {.name = "strict", .parameters = city, .strict = true}};
  FunctionTool loose{.function = {.name = "loose", .strict = null}};
  return {
      function_tool("weather", "The weather in a city.", city),
      strict,
      loose,
      custom("plain", std::nullopt),
      custom("text", TextFormat{}),
      custom("lark", grammar("start: \"a\"+", GrammarSyntax::lark)),
      custom("regex", grammar("a+", GrammarSyntax::regex)),
  };
}

AllowedToolsChoice allowed(AllowedToolsMode mode) {
  const Json function{R"({"type":"function","function":{"name":"weather"}})"};
  const Json other{R"({"type":"custom","custom":{"name":"plain"}})"};
  return {.allowed_tools = {.mode = mode, .tools = {function, other}}};
}

}  // namespace

TEST_CASE("stdy accepts every kind of tool") {
  auto request = saying("Hi");
  request.tools = tools();
  for (const bool parallel : {true, false}) {
    request.parallel_tool_calls = parallel;
    check_accepted(parallel ? "in parallel" : "one by one", request);
  }
}

TEST_CASE("stdy accepts every choice of tools") {
  const struct {
    std::string what;
    ToolChoice choice;
  } rows[] = {
      {"none", OpenEnum{ToolMode::none}},
      {"auto", OpenEnum{ToolMode::auto_}},
      {"required", OpenEnum{ToolMode::required}},
      {"a function", call_function("weather")},
      {"a custom tool", NamedToolChoice{CustomChoice{.custom = {.name = "plain"}}}},
      {"some of them", NamedToolChoice{allowed(AllowedToolsMode::auto_)}},
      {"one of some", NamedToolChoice{allowed(AllowedToolsMode::required)}},
  };
  for (const auto& row : rows) {
    auto request = saying("Hi");
    request.tools = tools();
    request.tool_choice = row.choice;
    check_accepted(row.what, request);
  }
}

TEST_CASE("stdy accepts functions as old clients offer them") {
  const struct {
    std::string what;
    FunctionCallChoice choice;
  } rows[] = {
      {"none", OpenEnum{FunctionCallMode::none}},
      {"auto", OpenEnum{FunctionCallMode::auto_}},
      {"by name", ToolName{.name = "weather"}},
  };
  for (const auto& row : rows) {
    auto request = saying("Hi");
    request.functions = std::vector<LegacyFunction>{
        {.name = "weather", .description = "The weather in a city.", .parameters = city},
        {.name = "time"},
    };
    request.function_call = row.choice;
    check_accepted(row.what, request);
  }
}

TEST_CASE("stdy accepts every form of answer") {
  JsonSchemaFormat described{.json_schema = {.name = "city", .description = "A city.", .schema = city, .strict = null}};
  const struct {
    std::string what;
    ResponseFormat format;
  } rows[] = {
      {"text", TextFormat{}},
      {"an object", JsonObjectFormat{}},
      {"a schema", json_schema_format("city", city)},
      {"a schema with a description", described},
      {"a name alone", JsonSchemaFormat{.json_schema = {.name = "city"}}},
  };
  for (const auto& row : rows) {
    auto request = saying("Hi");
    request.response_format = row.format;
    check_accepted(row.what, request);
  }
}
