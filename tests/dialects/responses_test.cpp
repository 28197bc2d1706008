// Responses over chats that other providers answer: what they signed comes back to them as it was.
// SPDX-License-Identifier: MIT
#include "dialects/anthropic_cases.hpp"

#include <oaicompat/dialects/gemini/call.hpp>
#include <oaicompat/resources/responses/accumulate.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/resources/responses/service.hpp>
#include <oaicompat/stores/memory_store.hpp>

namespace responses_over_dialects_test {
using namespace anthropic_cases;

const std::string thought = R"({"type":"thinking","thinking":"Let me \"see\".","signature":"sig/1+a=="})";
const std::string sealed = R"({"type":"redacted_thinking","data":"RED/+=="})";
const std::string second = R"({"type":"thinking","thinking":"And then","signature":"sig2"})";
const std::string call_f = R"({"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1}})";
const std::string call_g = R"({"type":"tool_use","id":"toolu_2","name":"g","input":{}})";
const std::string tools =
    R"(,"tools":[{"type":"function","name":"f","parameters":{}},{"type":"function","name":"g","parameters":{}}])";
const std::string outputs = R"({"type":"function_call_output","call_id":"toolu_1","output":"1"},)"
                            R"({"type":"function_call_output","call_id":"toolu_2","output":"2"})";

std::string message(const std::string& content) {
  return R"({"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[)" + content +
         R"(],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}})";
}
std::string block_events(const std::string& block, int index) {
  const Json json{Text{block}};
  const auto at = R"(,"index":)" + std::to_string(index);
  auto begun = block;
  std::string deltas;
  const auto delta = [&](const std::string& type, std::string_view member, const Json& value) {
    deltas += R"(data: {"type":"content_block_delta")" + at + R"(,"delta":{"type":")" + type + "\",\"" +
              std::string{member} + "\":" + std::string{value.view()} + "}}\n\n";
  };
  if (const auto text = json.find("thinking")) {
    begun = R"({"type":"thinking","thinking":"","signature":""})";
    delta("thinking_delta", "thinking", *text);
    delta("signature_delta", "signature", json.at("signature"));
  } else if (const auto input = json.find("input")) {
    begun = R"({"type":"tool_use","id":)" + json.at("id").text.str() + R"(,"name":)" + json.at("name").text.str() +
            R"(,"input":{}})";
    delta("input_json_delta", "partial_json", Json::string(input->view()));
  } else if (const auto words = json.find("text")) {
    begun = R"({"type":"text","text":""})";
    delta("text_delta", "text", *words);
  }
  return R"(data: {"type":"content_block_start")" + at + R"(,"content_block":)" + begun + "}\n\n" + deltas +
         R"(data: {"type":"content_block_stop")" + at + "}\n\n";
}
std::string stream_of(const std::vector<std::string>& blocks) {
  std::string out =
      R"(data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}})"
      "\n\n";
  int index = 0;
  for (const auto& each : blocks) out += block_events(each, index++);
  return out +
         R"(data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":2}})"
         "\n\ndata: {\"type\":\"message_stop\"}\n\n";
}
std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& each : parts) out += (out.empty() ? "" : ",") + each;
  return out;
}

// A provider that says the same again and again, whole or streamed as it is asked, behind derived Responses.
struct Provider {
  explicit Provider(std::vector<std::string> blocks)
      : Provider{[=](Request request) -> Answer {
          const bool streamed = Json{Text{request.body.view()}}.at("stream").as_bool().value_or(false);
          const Head head{.status = 200,
                          .headers = {{"content-type", streamed ? "text/event-stream" : "application/json"}}};
          return ready_answer(head, streamed ? stream_of(blocks) : message(joined(blocks)));
        }} {}
  explicit Provider(const Handler& answers) {
    const auto handler = [this, answers](Request request) {
      asked = Json{Text{request.body.view()}};
      return answers(std::move(request));
    };
    const auto clock = std::make_shared<ManualClock>();
    served =
        with_responses(call_anthropic(handler, at_noon()), {.store = memory_store({.clock = clock}), .clock = clock});
  }
  Response ask(const std::string& body, bool streamed) {
    const auto request = read<ResponseRequest>(R"({"model":"claude")" + tools + "," + body +
                                               (streamed ? R"(,"stream":true)" : "") + "}");
    const auto out = run<CreateResponse>(served, request);
    REQUIRE_MESSAGE(!out.error, out.error->message);
    if (!streamed) return std::get<Response>(out.events.at(0));
    ResponseAccumulator all;
    for (const auto& each : out.events) REQUIRE(all.add(std::get<ResponseEvent>(each)).has_value());
    auto whole = all.finish();
    REQUIRE(whole.has_value());
    return *whole;
  }
  // What the provider was told that it said in its latest turn.
  std::string said_before() const {
    const auto messages = asked.at("messages");
    const auto content = messages.at(messages.size() - 2).at("content").text.str();
    return content.substr(1, content.size() - 2);
  }

  Json asked;
  Backend served;
};

TEST_CASE("signed and redacted thoughts go back to their provider as they were, in their places, turn after turn") {
  const std::vector<std::vector<std::string>> turns{
      {thought, call_f, call_g},
      {sealed, call_f, call_g},
      {thought, sealed, R"({"type":"text","text":"Hi"})", call_f, call_g},
      {thought, call_f, second, call_g},
      {thought, R"({"type":"text","text":"Hi"})", second, call_f, call_g},
      {thought, R"({"type":"text","text":"Hi"})", call_f, second, call_g, sealed},
  };
  for (const bool streamed : {false, true}) {
    for (const auto& blocks : turns) {
      Provider provider{blocks};
      CAPTURE(joined(blocks));
      CAPTURE(streamed);
      std::string items = R"({"role":"user","content":"Go"})";
      auto answer = provider.ask("\"input\":[" + items + "]", streamed);
      for (int turn = 0; turn < 3; ++turn) {
        for (const auto& item : answer.output) items += "," + to_json(item);
        items += "," + outputs;
        answer = provider.ask("\"input\":[" + items + R"(],"store":false)", streamed);
        CHECK(provider.said_before() == joined(blocks));
      }
    }
  }
}

TEST_CASE("previous_response_id works over an Anthropic provider: calls, outputs and signatures are found again") {
  for (const bool streamed : {false, true}) {
    Provider provider{std::vector{thought, call_f, second, call_g}};
    auto answer = provider.ask(R"("input":"Go")", streamed);
    for (int turn = 0; turn < 3; ++turn) {
      const auto before = R"("previous_response_id":")" + answer.id.str() + "\",";
      answer = provider.ask(before + "\"input\":[" + outputs + "]", streamed);
      CHECK(provider.said_before() == joined({thought, call_f, second, call_g}));
    }
    CHECK(provider.asked.at("messages").size() == 7);
  }
}

TEST_CASE("signatures pass through a served Anthropic dialect under a called one, whole and streamed") {
  const auto asked = std::make_shared<Asked>();
  const std::string details =
      R"("reasoning_content":"Hm","reasoning_details":[{"type":"reasoning.text","text":"Hm","signature":"s+/=","format":"anthropic-claude-v1","index":0},{"type":"reasoning.encrypted","data":"x","format":"anthropic-claude-v1","index":1}])";
  const std::string calls =
      R"("tool_calls":[{"index":0,"id":"toolu_1","type":"function","function":{"name":"f","arguments":"{}"}},{"index":1,"id":"toolu_2","type":"function","function":{"name":"g","arguments":"{}"}}])";
  ChatEvents chunks;
  for (const auto& each : {delta(details), delta(calls), done("tool_calls")})
    chunks.emplace_back(std::in_place_index<0>, read<ChatChunk>(each));
  const auto whole = read<ChatCompletion>(
      R"({"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,)" + details + "," +
      calls + R"(},"finish_reason":"tool_calls"}]})");
  for (const bool streamed : {false, true}) {
    Provider provider{serve_anthropic(streamed ? gives(chunks, asked) : gives_whole(whole, asked))};
    const auto first = provider.ask(R"("input":"Go")", streamed);
    provider.ask(R"("previous_response_id":")" + first.id.str() + R"(","input":[)" + outputs + "]", streamed);
    CHECK(
        provider.said_before() ==
        R"({"type":"thinking","thinking":"Hm","signature":"s+/="},{"type":"redacted_thinking","data":"x"},)"
        R"({"type":"tool_use","id":"toolu_1","name":"f","input":{}},{"type":"tool_use","id":"toolu_2","name":"g","input":{}})");
    REQUIRE(asked->request.messages.size() == 4);
    const auto* back = asked->request.messages[1].extra.find("reasoning_details");
    REQUIRE(back != nullptr);
    CHECK(back->at(std::size_t{0}).at("signature").as_string() == "s+/=");
    CHECK(back->at(std::size_t{1}).at("data").as_string() == "x");
  }
}

TEST_CASE("a signed call of Gemini's comes back signed") {
  Json asked;
  const Handler gemini = [&](Request request) -> Answer {
    asked = Json{Text{request.body.view()}};
    return ready_answer(
        {.status = 200, .headers = {{"content-type", "application/json"}}},
        R"({"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"id":"c1","name":"f","args":{}},"thoughtSignature":"c2ln"}]},"finishReason":"STOP"}]})");
  };
  const auto served = with_responses(call_gemini(gemini));
  const auto ask = [&](const std::string& input) {
    return std::get<Response>(run<CreateResponse>(served, read<ResponseRequest>(R"({"model":"gemini-3")" + tools +
                                                                                ",\"input\":[" + input + "]}"))
                                  .events.at(0));
  };
  const std::string begin = R"({"role":"user","content":"Go"})";
  const auto first = ask(begin);
  ask(begin + "," + to_json(first.output.at(0)) + R"(,{"type":"function_call_output","call_id":"c1","output":"1"})");
  CHECK(asked.at("contents").at(std::size_t{1}).at("parts").at(std::size_t{0}).at("thoughtSignature").as_string() ==
        "c2ln");
}

}  // namespace responses_over_dialects_test
