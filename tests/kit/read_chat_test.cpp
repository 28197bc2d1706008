// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/kit/read_chat.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace read_chat_test {

using namespace oaicompat;
using Told = std::vector<std::string>;

/// A stream with these deltas of the first choice, one a chunk, and what ends it.
std::string stream_of(const std::vector<std::string>& deltas, const std::string& reason = "stop") {
  std::string out;
  const auto chunk = [&](const std::string& rest) {
    out += R"(data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m",)" + rest + "}\n\n";
  };
  for (const auto& delta : deltas) chunk(R"("choices":[{"index":0,"delta":{)" + delta + R"(},"finish_reason":null}])");
  if (reason.empty()) return out;
  chunk(R"("choices":[{"index":0,"delta":{},"finish_reason":")" + reason + R"("}])");
  chunk(R"("choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5})");
  return out + "data: [DONE]\n\n";
}
std::string piece(const std::string& rest) { return R"("tool_calls":[{)" + rest + "}]"; }

/// What is told of a stream, one line each, and what it comes to.
struct Reading {
  explicit Reading(const std::string& body)
      : result{read_chat(client(body).chat_stream({.model = "m", .messages = {user("Hi")}}), events())} {}
  static Client client(const std::string& body) {
    return Client{{.base_url = "http://test", .max_retries = 0, .transport = [body](const Request&) {
                     return ready_answer({.headers = {{"content-type", "text/event-stream"}}}, body);
                   }}};
  }
  ChatEvents events() {
    return {
        .on_text = [this](std::string_view text) { told.push_back("text " + std::string{text}); },
        .on_refusal = [this](std::string_view text) { told.push_back("refusal " + std::string{text}); },
        .on_reasoning = [this](std::string_view text) { told.push_back("reasoning " + std::string{text}); },
        .on_tool_call_done =
            [this](const RequestedCall& call) {
              calls.push_back(call);
              told.push_back("call " + call.name + " " + call.arguments);
            },
        .on_finish =
            [this](const OpenEnum<FinishReason>& reason) { told.push_back("finish " + std::string{reason.word()}); },
        .on_usage = [this](const Usage& usage) { told.push_back("usage " + std::to_string(usage.total_tokens)); }};
  }
  Told told;
  std::vector<RequestedCall> calls;
  Result<ChatCompletion> result;
};

TEST_CASE("text, reasoning, refusal, finish and usage of a chat are told as they come, then the whole is given") {
  const Reading reading{stream_of({R"("role":"assistant","content":"")", R"("reasoning_content":"Hm.")",
                                   R"("content":"Hel")", R"("content":"lo")", R"("refusal":"No.")"})};
  CHECK(reading.told == Told{"reasoning Hm.", "text Hel", "text lo", "refusal No.", "finish stop", "usage 5"});
  REQUIRE(reading.result.has_value());
  CHECK(reading.result->text() == "Hello");
  CHECK(reading.result->usage->total_tokens == 5);
}

TEST_CASE("a call is told once it is whole: when the next one begins, or at the end") {
  const Reading reading{
      stream_of({piece(R"("index":0,"id":"a","type":"function","function":{"name":"f","arguments":""})"),
                 piece(R"("index":0,"function":{"arguments":"{\"x\":"})"),
                 piece(R"("index":0,"function":{"arguments":"1}"})"), R"("content":"between")",
                 piece(R"("index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{}"})"),
                 R"("content":"after")"},
                "tool_calls")};
  CHECK(reading.told ==
        Told{"text between", "call f {\"x\":1}", "text after", "call g {}", "finish tool_calls", "usage 5"});
  REQUIRE(reading.result.has_value());
  REQUIRE(reading.calls.size() == 2);
  CHECK(reading.calls[0].id == "a");
  CHECK(reading.calls[1].id == "b");
}

TEST_CASE("calls whose pieces come in turn are told whole, in their order, as the completion has them") {
  const Reading reading{stream_of(
      {piece(R"("index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\""})"),
       piece(R"("index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{\"y\""})"),
       piece(R"("index":0,"function":{"arguments":":1}"})"), piece(R"("index":1,"function":{"arguments":":2}"})"),
       piece(R"("index":2,"type":"function","function":{"name":"h","arguments":"{}"})"),
       piece(R"("index":3,"id":"d","type":"custom","custom":{"name":"k","input":"free"})")},
      "tool_calls")};
  REQUIRE(reading.result.has_value());
  CHECK(reading.told ==
        Told{"call f {\"x\":1}", "call g {\"y\":2}", "call h {}", "call k free", "finish tool_calls", "usage 5"});
  const auto& made = *reading.result->choices.at(0).message.tool_calls;
  REQUIRE(made.size() == 4);
  for (std::size_t i = 0; i < made.size(); ++i) CHECK(reading.calls.at(i).id == made[i].id);
  CHECK(!reading.calls[2].id.empty());
}

TEST_CASE("of several answers the first one is told") {
  const auto body = R"(data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[)"
                    R"({"index":1,"delta":{"content":"other"},"finish_reason":"stop"},)"
                    R"({"index":0,"delta":{"content":"first"},"finish_reason":"length"}]})"
                    "\n\ndata: [DONE]\n\n";
  const Reading reading{body};
  CHECK(reading.told == Told{"text first", "finish length"});
  REQUIRE(reading.result.has_value());
  CHECK(reading.result->choices.size() == 2);
}

TEST_CASE("a stream that breaks off tells no end, and gives its error") {
  const Reading reading{stream_of(
      {R"("content":"Hel")", piece(R"("index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"})")},
      "")};
  CHECK(reading.told == Told{"text Hel"});
  REQUIRE(!reading.result);
  CHECK(reading.result.error().code == "stream_cut_off");
}

TEST_CASE("an answer that came whole is told too, and nobody need listen") {
  const auto client =
      Client{{.base_url = "http://test", .transport = [](const Request&) {
                return json_answer(200, R"({"id":"c","object":"chat.completion","created":1,"model":"m",)"
                                        R"("choices":[{"index":0,"message":{"role":"assistant",)"
                                        R"("content":"Hi."},"finish_reason":"stop"}]})");
              }}};
  std::string text;
  auto stream = client.chat_stream({.model = "m", .messages = {user("Hi")}});
  const auto whole = read_chat(stream, {.on_text = [&](std::string_view more) { text += more; }});
  REQUIRE(whole.has_value());
  CHECK(text == "Hi.");
  CHECK(read_chat(client.chat_stream({.model = "m", .messages = {user("Hi")}}), {})->text() == "Hi.");
}

}  // namespace read_chat_test
