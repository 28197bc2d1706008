// Faults of other parsers that were reported in public: none of them is ours.
// SPDX-License-Identifier: MIT
#include "vectors.hpp"

#include <oaicompat/parsers/render.hpp>

#include <doctest/doctest.h>

#include <array>

namespace {

using namespace oaicompat;

std::vector<vectors::Vector> faults() { return vectors::all("parser_faults.tsv"); }

}  // namespace

TEST_CASE("text that made other parsers fail gives what its model said") {
  REQUIRE(faults().size() >= 140);
  for (const auto& fault : faults()) {
    CAPTURE(fault.id);
    CAPTURE(fault.raw);
    REQUIRE(find_format(fault.format));
    CHECK(vectors::parsed(fault, {}) == fault.events);
  }
}

TEST_CASE("such text gives the same in pieces of any size, as tokens of several characters come") {
  for (const auto& fault : faults()) {
    const auto whole = vectors::parsed(fault, {});
    for (const std::size_t size : {1, 2, 3, 5, 8, 13, 64}) {
      CAPTURE(fault.id);
      CAPTURE(fault.raw);
      CAPTURE(size);
      CHECK(vectors::parsed(fault, vectors::cuts_of(fault.raw.size(), size)) == whole);
    }
  }
}

TEST_CASE("such text gives the same cut in two anywhere") {
  for (const auto& fault : faults()) {
    const auto whole = vectors::parsed(fault, {});
    for (std::size_t at = 1; at < fault.raw.size(); ++at) {
      CAPTURE(fault.id);
      CAPTURE(at);
      CHECK(vectors::parsed(fault, {at}) == whole);
    }
  }
}

TEST_CASE("calls are counted in the order of their beginning, whatever the order of the tools") {
  Parser parser{*find_format("hermes"), {.tools = vectors::tools()}};
  std::vector<std::pair<std::string, std::size_t>> begun;
  for (const auto& event : parser.feed("<tool_call>{\"name\":\"z\"}</tool_call><tool_call>{\"name\":\"w\"}</tool_call>"
                                       "<tool_call>{\"name\":\"z\"}</tool_call>")) {
    if (event.kind == ParserEvent::Kind::call) begun.emplace_back(event.text, event.index);
  }
  CHECK(begun == std::vector<std::pair<std::string, std::size_t>>{{"z", 0}, {"w", 1}, {"z", 2}});
}

// vllm#39757: `get`, then `_weather`.
TEST_CASE("a name comes whole, however its bytes come") {
  const std::vector<ParserTool> tools{{"get_weather-now", R"({"properties":{"city":{"type":"string"}}})"}};
  std::size_t told = 0;
  for (const auto* format : formats()) {
    if (format->spelling.form == Spelling::Form::bare) continue;  // the request has the name
    CAPTURE(format->name);
    const auto raw = render(*format, {.calls = {{"get_weather-now", R"({"city":"A"})"}}}, tools);
    if (!raw) continue;
    Parser parser{*format, {.tools = tools, .start = ReasoningRule::Start::text}};
    std::vector<std::string> names;
    const auto add = [&](std::span<const ParserEvent> events) {
      for (const auto& event : events) {
        if (event.kind == ParserEvent::Kind::call) names.emplace_back(event.text);
      }
    };
    for (const char& byte : *raw) add(parser.feed({&byte, 1}));
    add(parser.finish(TextEnd::stopped));
    CHECK(names == std::vector<std::string>{"get_weather-now"});
    ++told;
  }
  CHECK(told >= 40);
}

TEST_CASE("a section of calls has no bound on its length") {
  const std::string code(100'000, 'x');
  const vectors::Vector vector{.id = "vllm#37184",
                               .format = "kimi_k2",
                               .raw =
                                   "<|tool_calls_section_begin|><|tool_call_begin|>functions.q:0<|tool_call_argument_"
                                   "begin|>{\"code\":\"" +
                                   code + "\"}<|tool_call_end|><|tool_calls_section_end|>",
                               .events = {}};
  CHECK(vectors::parsed(vector, {}) == "C functions.q:0 q{\"code\":\"" + code + "\"}");
}

// pi#7698, pi#9062, vllm-mlx#677, openclaw#113124.
TEST_CASE("a long answer that comes byte by byte is read in linear time") {
  constexpr std::size_t length = 400'000;  // what looks at it all again at every byte does not come to an end
  struct Beginning {
    const char *format, *raw;
  };
  const std::array<Beginning, 8> beginnings = {{
      {"hermes", ""},
      {"hermes", "<think>"},
      {"hermes", "<tool_call>{\"name\":\"q\",\"arguments\":{\"code\":\""},
      {"hermes", "<tool_call>{\"arguments\":{\"code\":\""},
      {"qwen3_coder", "<tool_call><function=q><parameter=code>"},
      {"pythonic", "[q(code='"},
      {"gemma4", "<|tool_call>call:q{code:<|\"|>"},
      {"minimax_m3", "]<]minimax[>[<tool_call>]<]minimax[>[<invoke name=\"q\">]<]minimax[>[<code>"},
  }};
  for (const auto& beginning : beginnings) {
    CAPTURE(beginning.format);
    CAPTURE(beginning.raw);
    Parser parser{*find_format(beginning.format), {.tools = vectors::tools()}};
    std::size_t given = 0;
    const auto count = [&](std::span<const ParserEvent> events) {
      for (const auto& event : events) given += event.text.size();
    };
    count(parser.feed(beginning.raw));
    for (std::size_t i = 0; i < length; ++i) count(parser.feed(std::string_view{"ab <x"}.substr(i % 5, 1)));
    count(parser.finish(TextEnd::cut));
    CHECK(given >= length - 1);
  }
}
