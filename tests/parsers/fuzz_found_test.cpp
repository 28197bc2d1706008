// What the fuzz target found, each kept as the text that broke a law.
// SPDX-License-Identifier: MIT
#include "vectors.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>

namespace {

using namespace oaicompat;

ParserOptions numbered() {
  return {.make_id = [n = 0]() mutable { return "#" + std::to_string(++n); }};
}

// The events of a text that comes in pieces of so many bytes.
std::string read_in_pieces(std::string_view format, std::string_view text, std::size_t length,
                           TextEnd end = TextEnd::stopped) {
  Parser parser{*find_format(format), numbered()};
  vectors::Summary summary;
  for (; !text.empty(); text.remove_prefix(std::min(length, text.size())))
    summary.add(parser.feed(text.substr(0, length)));
  summary.add(parser.finish(end));
  return summary.whole();
}

}  // namespace

TEST_CASE("the end of a call that is cut off stands where the text ends") {
  Parser parser{*find_format("hermes"), numbered()};
  const std::string_view text = R"(<tool_call>{"name":"w","arguments":{"city":"Ro)";
  parser.feed(text);
  const auto events = parser.finish(TextEnd::cut);
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == ParserEvent::Kind::call_end);
  CHECK(events[0].begin == text.size());
  CHECK(events[0].past == text.size());
}

TEST_CASE("text after a call that broke off begins with a whole character") {
  std::string text = "[w(";
  for (int i = 0; i < 3000; ++i) text += "\xF0";
  Parser parser{*find_format("pythonic"), numbered()};
  for (const auto& event : parser.feed(text)) CHECK((event.text.empty() || (event.text[0] & 0xC0) != 0x80));
  CHECK(read_in_pieces("pythonic", text, 1) == read_in_pieces("pythonic", text, text.size()));
}

TEST_CASE("a quoted key of gemma is as long as may be, however it comes") {
  for (const int length : {200, 250, 251, 252, 256, 300, 600}) {
    CAPTURE(length);
    const auto text = R"(<|tool_call>call:w{a:1,<|"|>)" + std::string(static_cast<std::size_t>(length), 'k') +
                      R"(<|"|>:2}<tool_call|>)";
    const auto whole = read_in_pieces("gemma4", text, text.size());
    CHECK(read_in_pieces("gemma4", text, 1) == whole);
    CHECK(read_in_pieces("gemma4", text, 7) == whole);
  }
}

TEST_CASE("a header that never ends is text, however it is cut") {
  for (const std::string begin : {"<|channel|>", "<|start|><|channel|>", "<|channel|>final<|message|>a<|channel|>"}) {
    const auto text = begin + std::string(1200, 'x') + "<|message|>b";
    const auto whole = read_in_pieces("harmony", text, text.size());
    CAPTURE(begin);
    CHECK(whole.find(std::string(1200, 'x')) != whole.npos);
    for (const auto length : {1U, 7U, 1024U, 1100U}) CHECK(read_in_pieces("harmony", text, length) == whole);
  }
}

TEST_CASE("arguments that no closing makes JSON are malformed where the text ends, and nothing is added to them") {
  auto options = numbered();
  options.truncated = ParserOptions::Truncated::close;
  const auto told = [&](const std::string& arguments) {
    Parser parser{*find_format("harmony"), options};
    std::string out;
    ParserEvent::End end{};
    const auto add = [&](const auto& events) {
      for (const auto& event : events) {
        if (event.kind == ParserEvent::Kind::arguments) out += event.text;
        if (event.kind == ParserEvent::Kind::call_end) end = event.end;
      }
    };
    add(parser.feed("<|channel|>commentary to=functions.w <|constrain|>json<|message|>" + arguments));
    add(parser.finish(TextEnd::cut));
    return std::pair{out, end};
  };
  CHECK(told(R"({"city":"Ro)") == std::pair{std::string{R"({"city":"Ro"})"}, ParserEvent::End::truncated});
  CHECK(told(R"(ty":"Ro)") == std::pair{std::string{R"(ty":"Ro)"}, ParserEvent::End::malformed});
  CHECK(told(R"(["Ro)") == std::pair{std::string{R"(["Ro)"}, ParserEvent::End::malformed});
}
