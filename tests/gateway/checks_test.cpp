// SPDX-License-Identifier: MIT
#include "evaluated.hpp"

#include <oaicompat/gateway/checks.hpp>
#include <oaicompat/gateway/schema_check.hpp>
#include <oaicompat/gateway/whole_answer.hpp>
#include <oaicompat/json/any_json.hpp>

#include <optional>
#include <string>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace checks_test {

constexpr auto chat = "/v1/chat/completions";

const AnswerScore* find(const std::vector<AnswerScore>& all, std::string_view check) {
  for (const auto& each : all) {
    if (each.check == check) return &each;
  }
  return nullptr;
}
// `passed`, `failed` or, of a check that was not made, `none`.
std::string outcome(std::string_view check, std::string_view request, std::string_view answer, RouteChecks rules = {},
                    std::string_view path = chat) {
  const auto all = check_answer({.path = path, .request = request, .answer = answer, .time = 2s, .cost = 500}, rules);
  const auto* score = find(all, check);
  return !score ? "none" : score->passed.value_or(false) ? "passed" : "failed";
}
std::string finished(const std::string& message, const std::string& finish) {
  return R"({"choices":[{"message":)" + message + R"(,"finish_reason":")" + finish + "\"}]}";
}
std::string calling(const std::string& name, const std::string& arguments) {
  return finished(
      R"({"content":null,"tool_calls":[{"function":{"name":")" + name + R"(","arguments":)" + arguments + "}}]}",
      "tool_calls");
}
const std::string with_schema =
    R"({"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","properties":)"
    R"({"n":{"type":"integer"}},"required":["n"],"additionalProperties":false}}}})";
const std::string with_tool =
    R"({"tools":[{"type":"function","function":{"name":"add","parameters":{"type":"object","properties":)"
    R"({"a":{"type":"number"}},"required":["a"]}}}]})";

bool fits(std::string_view schema, std::string_view value) {
  return fits_schema(Json{Text{schema}}, Json{Text{value}});
}

TEST_CASE("an answer that says nothing and calls nothing is empty") {
  CHECK(outcome("non_empty", "{}", finished(R"({"content":"Hi"})", "stop")) == "passed");
  CHECK(outcome("non_empty", "{}", finished(R"({"content":" \n"})", "stop")) == "failed");
  CHECK(outcome("non_empty", with_tool, calling("add", R"("{\"a\":1}")")) == "passed");
  CHECK(outcome("non_empty", "{}", "cut off {") == "failed");
  CHECK(outcome("non_empty", "{}", "{}", {.non_empty = false}) == "none");
}

TEST_CASE("an answer is held against the schema that was asked for, and only then") {
  const auto text = [](const std::string& json) { return evaluated::said(Json::string(json).text.str()); };
  CHECK(outcome("schema", with_schema, text(R"({"n":1})")) == "passed");
  CHECK(outcome("schema", with_schema, text(R"({"n":"1"})")) == "failed");
  CHECK(outcome("schema", with_schema, text(R"({"n":1,"more":2})")) == "failed");
  CHECK(outcome("schema", with_schema, text("no JSON")) == "failed");
  CHECK(outcome("schema", "{}", text("no JSON")) == "none");
  const auto* any = R"({"response_format":{"type":"json_object"}})";
  CHECK(outcome("schema", any, text(R"({"x":[]})")) == "passed");
  CHECK(outcome("schema", any, text("{")) == "failed");
}

TEST_CASE("a response's schema stands in its text's format") {
  const auto* request = R"({"text":{"format":{"type":"json_schema","name":"x","schema":{"type":"array"}}}})";
  const auto answer = [](const std::string& text) {
    return R"({"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":")" + text +
           "\"}]}]}";
  };
  CHECK(outcome("schema", request, answer("[1]"), {}, "/v1/responses") == "passed");
  CHECK(outcome("schema", request, answer("7"), {}, "/v1/responses") == "failed");
  CHECK(outcome("finish", request, answer("[1]"), {}, "/v1/responses") == "passed");
}

TEST_CASE("a called tool must have been offered, and its arguments must fit") {
  CHECK(outcome("tools", with_tool, calling("add", R"("{\"a\":1}")")) == "passed");
  CHECK(outcome("tools", with_tool, calling("sub", R"("{\"a\":1}")")) == "failed");
  CHECK(outcome("tools", with_tool, calling("add", R"("{}")")) == "failed");
  CHECK(outcome("tools", with_tool, calling("add", R"("{\"a\":")")) == "failed");
  CHECK(outcome("tools", with_tool, finished(R"({"content":"Hi"})", "stop")) == "none");
}

TEST_CASE("only an answer that ended by itself has a good reason to end") {
  for (const auto* fine : {"stop", "tool_calls"}) CHECK(outcome("finish", "{}", finished("{}", fine)) == "passed");
  for (const auto* bad : {"length", "content_filter", "made-up"}) {
    CHECK(outcome("finish", "{}", finished("{}", bad)) == "failed");
  }
}

TEST_CASE("a refusal is known by how it begins, or by its mark") {
  const auto says = [](const std::string& text) { return outcome("refusal", "{}", evaluated::said('"' + text + '"')); };
  CHECK(says("I'm sorry, but I can't do that.") == "failed");
  CHECK(says("I\xE2\x80\x99m sorry, but I can\xE2\x80\x99t do that.") == "failed");
  CHECK(says("They said: I'm sorry, but I can't.") == "passed");
  CHECK(outcome("refusal", "{}", finished(R"({"content":null,"refusal":"No."})", "stop")) == "failed");
  CHECK(outcome("refusal", "{}", evaluated::said("\"Nope.\""), {.refusals = {"nope"}}) == "failed");
}

TEST_CASE("lengths, times and costs have bounds where the rules name them") {
  const auto hello = evaluated::said("\"Hello\"");
  CHECK(outcome("length", "{}", hello, {.min_text = 5, .max_text = 5}) == "passed");
  CHECK(outcome("length", "{}", hello, {.min_text = 6}) == "failed");
  CHECK(outcome("length", "{}", hello, {.max_text = 4}) == "failed");
  CHECK(outcome("length", "{}", hello) == "none");
  CHECK(outcome("time", "{}", hello, {.max_time = 2s}) == "passed");
  CHECK(outcome("time", "{}", hello, {.max_time = 1999ms}) == "failed");
  CHECK(outcome("cost", "{}", hello, {.max_cost = 500}) == "passed");
  CHECK(outcome("cost", "{}", hello, {.max_cost = 499}) == "failed");
}

TEST_CASE("an answer that goes in circles repeats its runs of words") {
  std::string circles, plain;
  for (int i = 0; i < 50; ++i) {
    circles += "and so on and on ";
    plain += "word" + std::to_string(i) + " ";
  }
  CHECK(outcome("repetition", "{}", evaluated::said('"' + circles + '"')) == "failed");
  CHECK(outcome("repetition", "{}", evaluated::said('"' + plain + '"')) == "passed");
}

TEST_CASE("an answer in another script than the rule names, or than was asked in, is told") {
  const std::string russian = "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82";
  const auto asking = [](const std::string& text) {
    return R"({"messages":[{"role":"user","content":"Hello"},{"role":"user","content":[{"type":"text","text":")" +
           text + R"("}]}]})";
  };
  const RouteChecks as_asked{.script = "request"}, latin{.script = "latin"};
  CHECK(outcome("script", asking(russian), evaluated::said('"' + russian + '"'), as_asked) == "passed");
  CHECK(outcome("script", asking(russian), evaluated::said(R"("Hello, hello")"), as_asked) == "failed");
  CHECK(outcome("script", asking("Bonjour"), evaluated::said(R"("Good day")"), as_asked) == "passed");
  CHECK(outcome("script", R"({"input":")" + russian + "\"}", evaluated::said(R"("Good day")"), as_asked) == "failed");
  CHECK(outcome("script", asking(russian), evaluated::said(R"("Good day")"), latin) == "passed");
  CHECK(outcome("script", asking("?"), evaluated::said(R"("Good day")"), as_asked) == "none");
  CHECK(outcome("script", asking(russian), evaluated::said(R"("42")"), as_asked) == "none");
  CHECK(outcome("script", with_schema, evaluated::said('"' + russian + '"'), latin) == "none");
  CHECK(outcome("script", asking(russian), evaluated::said(R"("Good day")")) == "none");
}

TEST_CASE("an answer is told how alike it is to a text, where there is one") {
  const auto answer = evaluated::said(R"("The sky is blue.")");
  const auto alike = [&](std::string_view reference, const RouteChecks& rules = {}) -> std::optional<double> {
    const auto all = check_answer({.path = chat, .request = "{}", .answer = answer, .reference = reference}, rules);
    const auto* found = find(all, "similarity");
    return found && !found->passed ? found->score : std::nullopt;
  };
  CHECK(alike("The sky is blue.") == 1.0);
  CHECK(alike("The sky is grey.").value_or(0) == doctest::Approx(26.0 / 32));
  CHECK_FALSE(alike(""));
  CHECK_FALSE(alike("The sky is blue.", {.similarity = false}));
}

TEST_CASE("an answer without text is checked for time and cost alone") {
  const auto all = check_answer({.path = "/v1/embeddings", .request = "{}", .answer = "{}", .time = 1s, .cost = 1},
                                {.max_time = 2s, .max_cost = 5});
  REQUIRE(all.size() == 2);
  CHECK(all[0].check == "time");
  CHECK(all[1].check == "cost");
}

TEST_CASE("scores are written as JSON") {
  CHECK(scores_json({}).empty());
  CHECK(scores_json({{.check = "a", .passed = false, .score = 0.5, .note = "why"}, {.check = "b", .score = 4}}) ==
        R"([{"check":"a","passed":false,"score":0.5,"note":"why"},{"check":"b","score":4}])");
}

TEST_CASE("a schema's keywords are looked at as far as structured answers use them") {
  CHECK(fits(R"({"type":["string","null"]})", "null"));
  CHECK_FALSE(fits(R"({"type":["string","null"]})", "1"));
  CHECK(fits(R"({"type":"integer"})", "2.0"));
  CHECK_FALSE(fits(R"({"type":"integer"})", "2.5"));
  CHECK(fits(R"({"enum":["a",1]})", "1.0"));
  CHECK_FALSE(fits(R"({"const":"a"})", R"("b")"));
  CHECK(fits(R"({"items":{"type":"number"}})", "[1,2]"));
  CHECK_FALSE(fits(R"({"items":{"type":"number"}})", R"([1,"2"])"));
  CHECK(fits(R"({"anyOf":[{"type":"null"},{"type":"object"}]})", "{}"));
  CHECK_FALSE(fits(R"({"oneOf":[{"type":"object"},{"required":[]}]})", "{}"));
  CHECK_FALSE(fits(R"({"allOf":[{"type":"object"},{"required":["a"]}]})", "{}"));
  CHECK(fits("true", "1"));
  CHECK_FALSE(fits("false", "1"));
}

TEST_CASE("a schema may refer to itself, and one that does so for ever comes to an end") {
  const auto* tree =
      R"({"$ref":"#/$defs/t","$defs":{"t":{"type":"object","properties":{"of":{"items":{"$ref":"#/$defs/t"}}}}}})";
  CHECK(fits(tree, R"({"of":[{"of":[]}]})"));
  CHECK_FALSE(fits(tree, R"({"of":[{"of":[7]}]})"));
  CHECK(fits(R"({"anyOf":[{"$ref":"#"},{"$ref":"#"}],"allOf":[{"$ref":"#"},{"$ref":"#"}]})", "1"));
}

}  // namespace checks_test
