// What engines are told of a format, so that they hold a model to it.
// SPDX-License-Identifier: MIT
#include "vectors.hpp"

#include <oaicompat/parsers/hint.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

namespace {

using namespace oaicompat;

const std::string weather_schema = R"({"type":"object","properties":{"city":{"type":"string"}}})";

std::vector<ParserTool> one_tool() { return {{"w", weather_schema}}; }

// What a model would write that is held to a hint: every tool once, with arguments in the style.
std::string constrained(const OutputHint& hint, const Format& format) {
  std::string out;
  if (!format.spelling.recipient_begin.empty()) {  // the model's own choice, before the trigger
    out = std::string{format.spelling.recipient_begin} + "w" + std::string{format.spelling.recipient_end};
  }
  out += hint.section_begin;
  std::size_t index = 0;
  std::string last;
  for (const auto& tool : hint.tools) {
    if (std::exchange(last, tool.name) == tool.name) continue;  // another spelling of the same
    if (index > 0) out += hint.separator;
    out += tool.begin;
    if (!tool.after_index.empty()) out += std::to_string(index) + tool.after_index;
    const std::string mark{format.string_mark};
    switch (hint.style) {
      case ArgumentStyle::json: out += R"({"city": "Rome"})"; break;
      case ArgumentStyle::tagged: out += hint.keys.begin + "city" + hint.keys.text + "Rome" + hint.keys.end; break;
      case ArgumentStyle::elements:
        out += hint.keys.begin + "city" + hint.keys.text + "Rome" + hint.keys.end + "city>";
        break;
      case ArgumentStyle::python: out += "city='Rome'"; break;
      case ArgumentStyle::python_object: out += "{'city': 'Rome'}"; break;
      case ArgumentStyle::gemma: out += "{city:" + mark + "Rome" + mark + "}"; break;
    }
    out += tool.end;
    ++index;
  }
  return out + hint.section_end;
}

}  // namespace

TEST_CASE("what is written by a format's hint is what the format's parser reads") {
  for (const auto* format : formats()) {
    if (format->spelling.form == Spelling::Form::bare) continue;
    CAPTURE(format->name);
    const auto told = hint(*format, {{"w", weather_schema}, {"v", weather_schema}});
    REQUIRE(told);
    const auto raw = constrained(*told, *format);
    CAPTURE(raw);
    Parser parser{*format,
                  {.tools = {{"w", weather_schema}, {"v", weather_schema}}, .start = ReasoningRule::Start::text}};
    std::vector<std::string> calls;
    const auto add = [&](std::span<const ParserEvent> events) {
      for (const auto& event : events) {
        if (event.kind == ParserEvent::Kind::call) calls.emplace_back(event.text);
        if (event.kind == ParserEvent::Kind::arguments) calls.back() += event.text;
        if (event.kind == ParserEvent::Kind::call_end) CHECK(event.end == ParserEvent::End::complete);
      }
    };
    add(parser.feed(raw));
    add(parser.finish(TextEnd::stopped));
    for (auto& call : calls) std::erase(call, ' ');
    CHECK(calls == std::vector<std::string>{R"(w{"city":"Rome"})", R"(v{"city":"Rome"})"});
  }
}

TEST_CASE("a trigger is where the first call begins, and free text may not hold markers of reasoning") {
  for (const auto* format : formats()) {
    const auto told = hint(*format, one_tool());
    if (!told) continue;
    CAPTURE(format->name);
    REQUIRE(!told->triggers.empty());
    auto spelled = told->section_begin + told->tools.front().begin;
    spelled.erase(0, spelled.find_first_not_of('\n'));
    const bool begins = std::any_of(told->triggers.begin(), told->triggers.end(),
                                    [&](const auto& trigger) { return spelled.starts_with(trigger); });
    CAPTURE(spelled);
    CAPTURE(told->triggers.front());
    CHECK(begins);
    CHECK(told->excludes.size() == format->reasoning.open.size() + format->reasoning.close.size());
    for (const auto& stop : told->stops) {
      CHECK(told->tools.front().end.find(stop) == std::string::npos);
      CHECK(told->section_end.find(stop) == std::string::npos);
    }
  }
}

TEST_CASE("hints have the texts that engines know these formats by") {
  struct Case {
    const char *format, *trigger, *begin, *end, *style;
  };
  for (const auto& one : std::initializer_list<Case>{
           {"hermes", "<tool_call>", "<tool_call>\n{\"name\": \"w\", \"arguments\": ", "}\n</tool_call>", "json"},
           {"exaone4", "<tool_call>", "<tool_call>{\"name\": \"w\", \"arguments\": ", "}</tool_call>", "json"},
           {"llama3_json", "{\"name\": ", "{\"name\": \"w\", \"parameters\": ", "}", "json"},
           {"qwen3_coder", "<tool_call>\n<function=", "<tool_call>\n<function=w>\n", "</function>\n</tool_call>",
            "qwen_xml"},
           {"deepseek_v31", "<｜tool▁calls▁begin｜>", "<｜tool▁call▁begin｜>w<｜tool▁sep｜>", "<｜tool▁call▁end｜>",
            "json"},
           {"deepseek_dsml", "<｜DSML｜function_calls>", "<｜DSML｜invoke name=\"w\">\n", "</｜DSML｜invoke>\n",
            "deepseek_xml"},
           {"kimi_k2", "<|tool_calls_section_begin|>", "<|tool_call_begin|>functions.w:", "<|tool_call_end|>", "json"},
           {"glm47", "<tool_call>", "<tool_call>w", "</tool_call>", "glm_xml"},
           {"minimax_m2", "<minimax:tool_call>", "<invoke name=\"w\">\n", "</invoke>\n", "minimax_xml"},
           {"harmony", "<|channel|>commentary to=", "<|channel|>commentary to=functions.w <|constrain|>json<|message|>",
            "", "json"},
           {"gemma4", "<|tool_call>", "<|tool_call>call:w", "<tool_call|>", ""},
           {"mistral_v11", "[TOOL_CALLS]", "[TOOL_CALLS]w[ARGS]", "", "json"},
           {"lfm2", "<|tool_call_start|>", "w(", ")", ""},
       }) {
    CAPTURE(one.format);
    const auto told = hint(*find_format(one.format), one_tool());
    REQUIRE(told);
    CHECK(told->triggers.front() == one.trigger);
    CHECK(told->tools.front().begin == one.begin);
    CHECK(told->tools.front().end == one.end);
    CHECK(told->tools.front().schema == weather_schema);
    CHECK(told->xgrammar_style == one.style);
  }
  CHECK(hint(*find_format("kimi_k2"), one_tool())->tools.front().after_index == "<|tool_call_argument_begin|>");
  CHECK(hint(*find_format("harmony"), one_tool())->tools.size() == 3);
  CHECK(hint(*find_format("harmony"), one_tool())->stops == std::vector<std::string>{"<|return|>", "<|call|>"});
}

TEST_CASE("a request's choice of tools is in the hint") {
  const auto& hermes = *find_format("hermes");
  const std::vector<ParserTool> tools{
      {"w", weather_schema}, {.name = "v", .parameters = weather_schema, .strict = false}, {"u", ""}};
  const auto free = hint(hermes, tools);
  CHECK(free->tools.size() == 3);
  CHECK(free->tools[1].schema == "true");
  CHECK(free->tools[2].schema == "true");
  CHECK(!free->at_least_one);
  CHECK(!free->stop_after_first);
  CHECK(free->reasoning_end == "</think>");
  CHECK(free->in_reasoning);
  CHECK(!free->only_at_start);
  CHECK(hint(hermes, tools, {.choice = HintOptions::Choice::required})->at_least_one);
  CHECK(hint(hermes, tools, {.parallel = HintOptions::Parallel::first})->stop_after_first);
  const auto named = hint(hermes, tools, {.named = "v"});
  CHECK(named->tools.size() == 1);
  CHECK(named->at_least_one);
  CHECK(named->stop_after_first);
  const auto none = hint(hermes, tools, {.choice = HintOptions::Choice::none});
  CHECK(none->triggers.empty());
  CHECK(none->tools.empty());
  CHECK(none->stops.size() == 1);
  CHECK(hint(hermes, tools, {.named = "x"}).error().code == "unknown_tool");
  CHECK(hint(*find_format("json_arguments"), tools).error().code == "no_spelling");
  CHECK(hint(*find_format("json_arguments"), tools, {.named = "w"})->tools[0].schema == weather_schema);
  CHECK(hint(*find_format("llama3_json"), tools)->only_at_start);
  CHECK(!hint(*find_format("jamba"), tools)->in_reasoning);
}
