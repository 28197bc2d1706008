// What a chat request asks of a parser, and what an answer becomes of it.
// SPDX-License-Identifier: MIT
#include <oaicompat/parsers/formats.hpp>
#include <oaicompat/parsers/model_output.hpp>
#include <oaicompat/resources/chat/writer.hpp>
#include <oaicompat/resources/codec.hpp>

#include <doctest/doctest.h>

namespace {

using namespace oaicompat;

const std::string tools_json =
    R"("tools":[{"type":"function","function":{"name":"w","parameters":{"type":"object"},"strict":false}},)"
    R"({"type":"function","function":{"name":"z","strict":true}},{"type":"function","function":{"name":"v"}}])";

ChatRequest request(const std::string& members, const std::string& messages = R"([{"role":"user","content":"Hi"}])") {
  auto read =
      parse_owned<ChatRequest>(R"({"model":"m","messages":)" + messages + (members.empty() ? "" : ",") + members + "}");
  REQUIRE_MESSAGE(read.has_value(), (read ? "" : read.error().message));
  return std::move(*read);
}

// The content, the names and arguments of the calls, and the reason of the end.
std::string answered(const ChatRequest& request, std::string_view text, FinishReason end = FinishReason::stop) {
  std::string content, calls, reason;
  ChatWriter out{[&](const ChatChunk& chunk) {
                   for (const auto& choice : chunk.choices) {
                     if (choice.delta.content) content += choice.delta.content->view();
                     if (choice.delta.tool_calls) {
                       for (const auto& call : *choice.delta.tool_calls) {
                         if (!call.function) continue;
                         if (call.function->name) (calls += " ") += call.function->name->view();
                         if (call.function->arguments) calls += call.function->arguments->view();
                       }
                     }
                     if (choice.finish_reason) reason = to_json(choice).substr(to_json(choice).rfind(':') + 1);
                   }
                   return true;
                 },
                 "m", 1};
  ModelOutput parsed{out, *find_format("hermes"), request};
  for (; !text.empty() && parsed.text(text.substr(0, 3)); text.remove_prefix(std::min<std::size_t>(3, text.size()))) {
  }
  parsed.finish(end);
  CHECK(!out.close());
  return content + "|" + calls + "|" + reason;
}

constexpr std::string_view two_calls =
    R"(Hi<tool_call>{"name":"w","arguments":{"a":1}}</tool_call><tool_call>{"name":"z","arguments":{}}</tool_call>)";

}  // namespace

TEST_CASE("a request's tools are the parser's, with their schemas and whether they are strict") {
  const auto options = parser_options(request(tools_json));
  REQUIRE(options.tools.size() == 3);
  CHECK(options.tools[0].name == "w");
  CHECK(options.tools[0].parameters == R"({"type":"object"})");
  CHECK(!options.tools[0].strict);
  CHECK(options.tools[1].strict);
  CHECK(options.tools[2].strict);  // nothing was said
  CHECK(options.calls == ParserOptions::Calls::calls);
}

TEST_CASE("a request's stop texts, and the calls of its messages, are the parser's") {
  const std::string messages =
      R"([{"role":"user","content":"Hi"},{"role":"assistant","tool_calls":[)"
      R"({"id":"a","type":"function","function":{"name":"w","arguments":"{}"}},)"
      R"({"id":"b","type":"function","function":{"name":"z","arguments":"{}"}}]},)"
      R"({"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":"2"}])";
  const auto options = parser_options(request(R"("stop":["A","B"])", messages));
  CHECK(options.stops == std::vector<std::string>{"A", "B"});
  CHECK(options.calls_before == 2);
  CHECK(parser_options(request(R"("stop":"A")")).stops == std::vector<std::string>{"A"});
}

TEST_CASE("calls end an answer as tool_calls, and as stop where the tool was named") {
  CHECK(answered(request(tools_json), two_calls) == R"(Hi| w{"a":1} z{}|"tool_calls"})");
  CHECK(answered(request(tools_json + R"(,"tool_choice":"required")"), two_calls) ==
        R"(Hi| w{"a":1} z{}|"tool_calls"})");
  CHECK(answered(request(tools_json + R"(,"tool_choice":{"type":"function","function":{"name":"w"}})"), two_calls) ==
        R"(Hi| w{"a":1} z{}|"stop"})");
  CHECK(answered(request(tools_json), two_calls, FinishReason::length) == R"(Hi| w{"a":1} z{}|"length"})");
}

TEST_CASE("markers are text without tools and with tool_choice none; one call is all where no more are allowed") {
  const auto none = std::string{two_calls} + R"(||"stop"})";
  CHECK(answered(request(""), two_calls) == none);
  CHECK(answered(request(tools_json + R"(,"tool_choice":"none")"), two_calls) == none);
  CHECK(answered(request(tools_json + R"(,"parallel_tool_calls":false)"), two_calls) ==
        R"(Hi| w{"a":1}|"tool_calls"})");
}

TEST_CASE("a stop text ends the answer before it, across pieces") {
  CHECK(answered(request(R"("stop":"END")"), "one END two", FinishReason::length) == R"(one ||"stop"})");
}
