// Formats that are read from a model's own response_template.
// SPDX-License-Identifier: MIT
#include "vectors.hpp"

#include <oaicompat/parsers/hint.hpp>
#include <oaicompat/parsers/render.hpp>
#include <oaicompat/parsers/template_format.hpp>

#include <doctest/doctest.h>

namespace {

using namespace oaicompat;

constexpr const char* chat = R"({
  "version": 1,
  "defaults": {"role": "assistant"},
  "start_anchor": "<|im_start|>assistant\n",
  "fields": {
    "thinking": {"open": "<think>", "close": "</think>", "content": "text"},
    "tool_calls": {"open": "<tool_call>", "close": "</tool_call>", "repeats": true, "content": "json",
                   "transform": {"type": "function", "function": "{content}"}},
    "content": {"close": "<|im_end|>", "content": "text", "optional": true}
  }
})";

constexpr const char* actions = R"({
  "fields": {
    "reasoning_content": {"open": ["<|START_THINKING|>", "<|THINK|>"], "close": "<|END_THINKING|>"},
    "content": {"open": "<|START_RESPONSE|>", "close": ["<|END_RESPONSE|>", "eos"]},
    "tool_calls": {"open": "<|START_ACTION|>", "close": "<|END_ACTION|>", "content": "json",
                   "content_args": {"allow_non_json": true, "unquoted_keys": false}, "transform_each": true,
                   "transform": {"type": "function", "function": {"name": "{tool}", "arguments": "{content.input}"}}}
  }
})";

std::string read(const TemplateFormat& own, std::string_view text, std::string prefix = {}) {
  std::string whole;
  for (const std::size_t size : {text.size(), std::size_t{1}, std::size_t{3}}) {
    Parser parser{own.format(), {.prefix = prefix, .make_id = [n = 0]() mutable { return "#" + std::to_string(++n); }}};
    vectors::Summary summary;
    for (std::size_t at = 0; at < text.size(); at += size) summary.add(parser.feed(text.substr(at, size)));
    summary.add(parser.finish(TextEnd::stopped));
    const auto events = summary.whole();
    if (whole.empty()) whole = events;
    CHECK(events == whole);
  }
  return whole;
}

}  // namespace

TEST_CASE("a model's own template tells reasoning, calls and text apart") {
  const auto own = format_from_response_template(chat);
  REQUIRE_MESSAGE(own.has_value(), (own ? "" : own.error().message));
  CHECK(read(*own,
             "<think>\nhm <tool_call> {\n</think>\n\nHi <tool_call>\n{\"name\": \"w\", \"arguments\": {\"a\": "
             "\"</tool_call>\"}}\n</tool_call>\n<tool_call>{\"name\":\"z\"}</tool_call><|im_end|>") ==
        R"(R"hm <tool_call> {" T"Hi" C#1 w{"a": "</tool_call>"} C#2 z{})");
  CHECK(read(*own, "plain") == R"(T"plain")");
  CHECK(read(*own, "<tool_call>no call</tool_call>") == R"(T"<tool_call>no call")");
}

TEST_CASE("calls may stand in a list, under keys that the template names") {
  const auto own = format_from_response_template(actions);
  REQUIRE_MESSAGE(own.has_value(), (own ? "" : own.error().message));
  CHECK(read(*own,
             "<|START_THINKING|>hm<|END_THINKING|><|START_RESPONSE|>Hi<|END_RESPONSE|><|START_ACTION|>[\n"
             "{\"id\": 0, \"tool\": \"w\", \"input\": {\"a\": 1}},\n{\"tool\": \"z\", \"input\": null}\n]"
             "<|END_ACTION|>") == R"(R"hm" T"Hi" C#1 w{"a": 1} C#2 z{})");
}

TEST_CASE("what the prompt holds behind the last anchor is read before the answer") {
  const auto own = format_from_response_template(chat);
  REQUIRE(own);
  const std::string prompt = "<|im_start|>assistant\n</think>old<|im_end|>\n<|im_start|>assistant\n<think>\n";
  CHECK(own->prefix_of(prompt) == "<think>\n");
  CHECK(own->prefix_of("without").empty());
  CHECK(format_from_response_template(actions)->prefix_of("all of it") == "all of it");
  CHECK(read(*own, "hm</think>Hi", std::string{own->prefix_of(prompt)}) == R"(R"hm" T"Hi")");
}

TEST_CASE("such a format is written, and has hints, as any other") {
  const std::string config = std::string{R"({"bos_token":null,"response_template":)"} + actions + "}";
  const auto own = format_from_response_template(config);
  REQUIRE(own);
  const auto copy = *own;  // shares what it owns
  const auto raw = render(copy.format(), {.reasoning = "hm", .text = "Hi", .calls = {{"w", "{}"}, {"z", "{}"}}});
  REQUIRE_MESSAGE(raw.has_value(), (raw ? "" : raw.error().message));
  CHECK(*raw ==
        R"(<|START_THINKING|>hm<|END_THINKING|><|START_RESPONSE|>Hi<|END_RESPONSE|><|START_ACTION|>[{"tool": "w", )"
        R"("input": {}}, {"tool": "z", "input": {}}]<|END_ACTION|>)");
  const auto told = hint(copy.format(), {{"w", ""}});
  REQUIRE(told);
  CHECK(told->triggers == std::vector<std::string>{"<|START_ACTION|>"});
  CHECK(told->tools[0].begin == R"({"tool": "w", "input": )");
}

TEST_CASE("what is not written in literals is refused, with its path") {
  struct Case {
    const char *json, *code, *path;
  };
  for (const auto& one : std::initializer_list<Case>{
           {"{", "invalid_template", ""},
           {"[]", "invalid_template", ""},
           {R"({"fields":{}})", "invalid_template", "fields"},
           {R"({"fields":{"content":[]}})", "invalid_template", "fields.content"},
           {R"({"fields":{"content":{"close":7}}})", "invalid_template", "fields.content.close"},
           {R"({"version":2,"fields":{"content":{}}})", "unsupported_template", "version"},
           {R"({"start_anchor_pattern":"a+","fields":{"content":{}}})", "regular_expression", "start_anchor_pattern"},
           {R"({"fields":{"tool_calls":{"open_pattern":"<f=(?P<name>\\w+)>","close":"</f>"}}})", "regular_expression",
            "fields.tool_calls.open_pattern"},
           {R"({"fields":{"thinking":{"open":"a","close_pattern":"b"}}})", "regular_expression",
            "fields.thinking.close_pattern"},
           {R"({"fields":{"tool_calls":{"open":"a","content":"xml-inline","content_args":{"tag_pattern":"b"}}}})",
            "regular_expression", "fields.tool_calls.content_args.tag_pattern"},
           {R"({"fields":{"tool_calls":{"open":"a","content":"json","content_args":{"string_delims":[["b","b"]]}}}})",
            "unsupported_template", "fields.tool_calls.content_args.string_delims"},
           {R"({"fields":{"tool_calls":{"open":"a","content":"kv-lines"}}})", "unsupported_template",
            "fields.tool_calls.content"},
           {R"({"fields":{"tool_calls":{"content":"json"}}})", "unsupported_template", "fields.tool_calls"},
           {R"({"fields":{"tool_calls":{"open":"a","content":"json","transform":{"name":"{name} x"}}}})",
            "unsupported_template", "fields.tool_calls.transform"},
           {R"({"fields":{"thinking":{"close":"b"}}})", "unsupported_template", "fields.thinking"},
           {R"({"fields":{"score":{"open":"a","content":"int"}}})", "unsupported_template", "fields.score"},
           {R"({"fields":{"content":{"shape":1}}})", "unsupported_template", "fields.content.shape"},
       }) {
    CAPTURE(one.json);
    const auto own = format_from_response_template(one.json);
    REQUIRE(!own.has_value());
    CHECK(own.error().code == one.code);
    CHECK(own.error().param == one.path);
  }
}
