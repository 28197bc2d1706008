// SPDX-License-Identifier: MIT
#include "dialects/anthropic_cases.hpp"

namespace anthropic_stream_test {
using namespace anthropic_cases;

Story told(const std::vector<std::string>& chunks) {
  return story(posted(serve_anthropic(gives_chunks(chunks)), streaming()).body);
}

TEST_CASE("a stream of text is one block, and its end says how much it took") {
  const auto answer =
      posted(serve_anthropic(gives_chunks({delta(R"("role":"assistant","content":"")"), delta(R"("content":"a")"),
                                           delta(R"("content":"b")"), done("stop"), usage(7, 2)})),
             streaming());
  CHECK(answer.head.headers.get("content-type") == "text/event-stream; charset=utf-8");
  CHECK(story(answer.body) == Story{"start", "0 text", "0 + a", "0 + b", "0 stop", "end end_turn", "stop"});
  const auto events = events_of(answer.body);
  CHECK(events[0].at("message").at("usage").at("input_tokens").as_integer().value_or(0) > 0);
  CHECK(events[0].at("message").at("usage").at("output_tokens").as_integer() == 1);
  CHECK(events[5].at("usage").at("input_tokens").as_integer() == 7);
  CHECK(events[5].at("usage").at("output_tokens").as_integer() == 2);
  CHECK(answer.body.find("[DONE]") == answer.body.npos);
  const auto ping = answer.body.find("event: ping\ndata: {\"type\":\"ping\"}\n\n");  // behind the first block's start
  CHECK(ping > answer.body.find("content_block_start"));
  CHECK(ping < answer.body.find("content_block_delta"));
}

TEST_CASE("each segment of reasoning has a block of its own, also after a call") {
  CHECK(
      told({delta(R"("content":"a")"), delta(R"("reasoning_content":"t")"), delta(R"("content":"b")"),
            delta(R"("tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}])"),
            delta(R"("reasoning_content":"u")"), done("tool_calls")}) ==
      Story{"start", "0 text", "0 + a", "0 stop", "1 thinking", "1 + t", "1 stop", "2 text", "2 + b", "2 stop",
            "3 tool_use f", "3 + {}", "3 stop", "4 thinking", "4 + u", "4 stop", "end tool_use", "stop"});
}

TEST_CASE("one message_start, and blocks are numbered from 0 without a gap, whatever chunks number") {
  CHECK(told({delta(R"("role":"assistant")"), delta(R"("role":"assistant","reasoning_content":"t")"),
              delta(R"("tool_calls":[{"index":3,"id":"c","function":{"name":"f","arguments":"{}"}}])"),
              done("tool_calls")}) ==
        Story{"start", "0 thinking", "0 + t", "0 stop", "1 tool_use f", "1 + {}", "1 stop", "end tool_use", "stop"});
}

TEST_CASE("a chunk may say everything at once, and nothing of it is lost") {
  CHECK(
      told(
          {delta(
               R"("reasoning_content":"t","content":"\n","tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{\"a\":1}"}}])"),
           done("tool_calls")}) == Story{"start", "0 thinking", "0 + t", "0 stop", "1 text", "1 + \n", "1 stop",
                                         "2 tool_use f", "2 + {\"a\":1}", "2 stop", "end tool_use", "stop"});
}

TEST_CASE("text within the arguments of a call waits for their end") {
  CHECK(told({delta(R"("tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{\"a\""}}])"),
              delta(R"("content":"\n","tool_calls":[{"index":0,"function":{"arguments":":1}"}}])"),
              done("tool_calls")}) == Story{"start", "0 tool_use f", "0 + {\"a\"", "0 + :1}", "0 stop", "1 text",
                                            "1 + \n", "1 stop", "end tool_use", "stop"});
}

TEST_CASE("pieces of calls that come in turns are put together, one block open at a time") {
  CHECK(told({delta(R"("tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{\"a\":"}}])"),
              delta(R"("tool_calls":[{"index":1,"id":"d","function":{"name":"g","arguments":"{\"b\":"}}])"),
              delta(R"("tool_calls":[{"index":0,"function":{"arguments":"1}"}}])"),
              delta(R"("tool_calls":[{"index":1,"function":{"arguments":"2}"}}])"), done("tool_calls")}) ==
        Story{"start", "0 tool_use f", "0 + {\"a\":", "0 + 1}", "0 stop", "1 tool_use g", "1 + {\"b\":", "1 + 2}",
              "1 stop", "end tool_use", "stop"});
}

TEST_CASE("a call ends the message with tool_use, and no empty text comes with it") {
  CHECK(told({delta(R"("content":"")"),
              delta(R"("tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":""}}])"), done("stop")}) ==
        Story{"start", "0 tool_use f", "0 stop", "end tool_use", "stop"});
  CHECK(told({delta(R"("tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{\"a"}}])"),
              done("length")}) == Story{"start", "0 tool_use f", "0 + {\"a", "0 stop", "end max_tokens", "stop"});
}

TEST_CASE("a call may be followed by the place of a text, whose text comes later") {
  CHECK(
      told({delta(R"("tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}])"),
            delta(R"("content_blocks":[{"index":1,"type":"text"}])"), delta(R"("content":"b")"), done("tool_calls")}) ==
      Story{"start", "0 tool_use f", "0 + {}", "0 stop", "1 text", "1 + b", "1 stop", "end tool_use", "stop"});
}

TEST_CASE("a whole answer to a streamed request says its thoughts where they came, also after text") {
  const auto whole = read<ChatCompletion>(
      R"({"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"a","reasoning_content":"tu","reasoning_details":[{"type":"reasoning.text","text":"t","signature":"s","index":0},{"type":"reasoning.text","text":"u","signature":"v","index":2}],"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]})");
  CHECK(story(posted(serve_anthropic(gives_whole(whole)), streaming()).body) ==
        Story{"start", "0 thinking", "0 + t", "0 + s", "0 stop", "1 text", "1 + a", "1 stop", "2 thinking", "2 + u",
              "2 + v", "2 stop", "3 tool_use f", "3 + {}", "3 stop", "end tool_use", "stop"});
}

TEST_CASE("signatures come just before the end of their thought, and sealed thoughts whole") {
  CHECK(told({delta(R"("reasoning_details":[{"type":"reasoning.text","text":"t","index":0}],"reasoning_content":"t")"),
              delta(R"("reasoning_details":[{"type":"reasoning.text","signature":"s","index":0}])"),
              delta(R"("reasoning_details":[{"type":"reasoning.encrypted","data":"x","index":1}])"),
              delta(R"("content":"a")"), done("stop")}) == Story{"start", "0 thinking", "0 + t", "0 + s", "0 stop",
                                                                 "1 redacted_thinking", "1 stop", "2 text", "2 + a",
                                                                 "2 stop", "end end_turn", "stop"});
}

TEST_CASE("a stream without its finish, or that fails, ends with an error and with no message_stop") {
  const auto cut = told({delta(R"("content":"a")")});
  CHECK(cut == Story{"start", "0 text", "0 + a", "error api_error"});
  const auto failing =
      posted(serve_anthropic(gives_chunks({delta(R"("content":"a")")}, api_error(529, "Busy."))), streaming());
  CHECK(story(failing.body) == Story{"start", "0 text", "0 + a", "error overloaded_error"});
  const auto early = posted(serve_anthropic(gives_chunks({}, api_error(429, "Slow down.", "slow_down"))), streaming());
  CHECK(early.head.status == 429);
  CHECK(
      early.body ==
      R"({"type":"error","error":{"type":"rate_limit_error","message":"Slow down.","details":{"error_code":"slow_down"}},"request_id":null})");
}

TEST_CASE("a refusal is a stop reason, with what was said of it") {
  const auto answer =
      posted(serve_anthropic(gives_chunks({delta(R"("refusal":"No.")"), done("content_filter")})), streaming());
  CHECK(story(answer.body) == Story{"start", "0 text", "0 stop", "end refusal", "stop"});
  CHECK(answer.body.find(R"("stop_details":{"type":"refusal","category":null,"explanation":"No."})") !=
        answer.body.npos);
}

// --- called --------------------------------------------------------------------------------------------------------

std::string sse(const std::vector<std::string>& data) {
  std::string out;
  for (const auto& each : data) append_sse_event(out, *Json{Text{each}}.at("type").as_string(), each);
  return out;
}
const std::string start =
    R"({"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":5,"cache_read_input_tokens":3,"output_tokens":1}}})";
std::string begin(int index, const std::string& block) {
  return R"({"type":"content_block_start","index":)" + std::to_string(index) + R"(,"content_block":)" + block + "}";
}
std::string more(int index, const std::string& delta) {
  return R"({"type":"content_block_delta","index":)" + std::to_string(index) + R"(,"delta":)" + delta + "}";
}
std::string stop(int index) { return R"({"type":"content_block_stop","index":)" + std::to_string(index) + "}"; }
std::string end(const std::string& reason) {
  return R"({"type":"message_delta","delta":{"stop_reason":")" + reason +
         R"(","stop_sequence":null},"usage":{"output_tokens":9}})";
}
const std::string over = R"({"type":"message_stop"})";
Ran called(const std::vector<std::string>& data, bool usage = true) {
  auto request = read<ChatRequest>(R"({"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true})");
  if (usage) request.stream_options.emplace().include_usage = true;
  return run_stream(call_anthropic(answers(sse(data), {}, 200, "text/event-stream"), at_noon()), request);
}

TEST_CASE("a called stream is text, thoughts and calls, numbered as calls, with one usage") {
  const auto ran = called(
      {start, begin(0, R"({"type":"thinking","thinking":"","signature":""})"),
       more(0, R"({"type":"thinking_delta","thinking":"t"})"), more(0, R"({"type":"signature_delta","signature":"s"})"),
       stop(0), begin(1, R"({"type":"text","text":""})"), R"({"type":"ping"})",
       more(1, R"({"type":"text_delta","text":"a\u00e9"})"), more(1, R"({"type":"text_delta","text":"b"})"), stop(1),
       begin(2, R"({"type":"tool_use","id":"c","name":"f","input":{}})"),
       more(2, R"({"type":"input_json_delta","partial_json":""})"),
       more(2, R"({"type":"input_json_delta","partial_json":"{\"a\":1}"})"), stop(2),
       begin(3, R"({"type":"tool_use","id":"d","name":"g","input":{}})"), stop(3), end("tool_use"), over});
  CHECK(ran.last == Pull::end);
  const auto whole = ran.whole();
  CHECK(whole.text() ==
        "a\u00e9"
        "b");
  CHECK(whole.reasoning() == "t");
  const auto& message = whole.choices[0].message;
  REQUIRE(message.tool_calls.has_value());
  CHECK((*message.tool_calls)[0].function->arguments == "{\"a\":1}");
  CHECK((*message.tool_calls)[1].function->arguments == "{}");
  CHECK(message.extra.find("reasoning_details")->view() ==
        R"([{"type":"reasoning.text","text":"t","format":"anthropic-claude-v1","index":0,"signature":"s"}])");
  CHECK(whole.choices[0].finish_reason == FinishReason::tool_calls);
  CHECK(whole.usage->prompt_tokens == 8);
  CHECK(whole.usage->prompt_tokens_details->cached_tokens == 3);
  CHECK(whole.usage->completion_tokens == 9);
  CHECK(whole.usage->total_tokens == 17);
  CHECK_FALSE(called({start, begin(0, R"({"type":"text","text":""})"), stop(0), end("end_turn"), over}, false)
                  .whole()
                  .usage.has_value());
}

TEST_CASE("a called stream that is cut off, or broken by an error, fails and has no finish") {
  const std::vector<std::string> all{start,
                                     begin(0, R"({"type":"text","text":""})"),
                                     more(0, R"({"type":"text_delta","text":"a"})"),
                                     stop(0),
                                     end("end_turn"),
                                     over};
  for (std::size_t n = 0; n < all.size(); ++n) {
    const auto ran = called({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n)});
    CHECK(ran.last == Pull::fail);
    CHECK(ran.error.code == "stream_cut_off");
  }
  const auto ran = called({start, R"({"type":"error","error":{"type":"overloaded_error","message":"Busy."}})"});
  CHECK(ran.error.status == 503);
  CHECK(ran.error.message == "Busy.");
  CHECK(ran.last == Pull::fail);
}

TEST_CASE("a called stream may be cut at every byte, and hostile events end in an error or in nothing") {
  const auto bytes = sse({start, begin(0, R"({"type":"text","text":""})"),
                          more(0, R"({"type":"text_delta","text":"a"})"), stop(0), end("end_turn"), over});
  const auto request = read<ChatRequest>(R"({"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true})");
  for (std::size_t n = 0; n + 2 < bytes.size(); ++n) {
    const auto ran =
        run_stream(call_anthropic(answers(bytes.substr(0, n), {}, 200, "text/event-stream"), at_noon()), request);
    CHECK((ran.last == Pull::fail || n + 3 >= bytes.size()));
  }
  for (const char* data :
       {"[]", "{}", "{\"type\":1}", "null",
        R"({"type":"content_block_delta","index":-9223372036854775808,"delta":{"type":"text_delta","text":"x"}})",
        R"({"type":"content_block_start","index":0,"content_block":[]})", R"({"type":"message_start","message":[]})"}) {
    const auto ran = run_stream(
        call_anthropic(answers("data: " + std::string{data} + "\n\n", {}, 200, "text/event-stream"), at_noon()),
        request);
    CHECK(ran.last == Pull::fail);
  }
}

TEST_CASE("a piece of a block that has not begun, or has ended, is an error and is not lost") {
  const auto text = more(0, R"({"type":"text_delta","text":"a"})");
  const auto block = begin(0, R"({"type":"text","text":""})");
  std::vector<std::string> many{start};
  for (int i = 0; i < 100; ++i) many.push_back(begin(i, R"({"type":"tool_use","id":"c","name":"f","input":{}})"));
  for (const auto& events :
       {std::vector<std::string>{start, text, end("end_turn"), over},
        {start, begin(0, "null"), text, stop(0), end("end_turn"), over},
        {start, block, stop(0), text, end("end_turn"), over},
        {start, more(1, R"({"type":"input_json_delta","partial_json":"{}"})"), end("tool_use"), over},
        many}) {
    const auto ran = called(events);
    CHECK(ran.last == Pull::fail);
    CHECK(ran.error.code == "unreadable_answer");
  }
}

TEST_CASE("blocks whose end is not told end with the message, or where another one has their number") {
  auto request = read<ChatRequest>(
      R"({"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true,"tools":[{"type":"custom","custom":{"name":"c"}}]})");
  const auto call = [](int index, const std::string& name) {
    return begin(index, R"({"type":"tool_use","id":"i","name":")" + name + R"(","input":{}})");
  };
  const auto input = more(0, R"({"type":"input_json_delta","partial_json":"{\"input\":\"abc\"}"})");
  for (const auto& events : {std::vector<std::string>{start, call(0, "c"), input, call(1, "f"), end("tool_use"), over},
                             {start, call(0, "c"), input, call(0, "f"), end("tool_use"), over}}) {
    const auto ran = run_stream(call_anthropic(answers(sse(events), {}, 200, "text/event-stream"), at_noon()), request);
    REQUIRE(ran.last == Pull::end);
    const auto whole = ran.whole();
    const auto& calls = *whole.choices[0].message.tool_calls;
    REQUIRE(calls.size() == 2);
    CHECK(calls[0].custom->input == "abc");
    CHECK(calls[1].function->arguments == "{}");
  }
}

// A message with a block of each kind, as it is streamed, and the story of it.
const std::vector<std::string> every_block{
    start,
    begin(0, R"({"type":"thinking","thinking":"","signature":""})"),
    more(0, R"({"type":"thinking_delta","thinking":"t"})"),
    more(0, R"({"type":"signature_delta","signature":"s"})"),
    stop(0),
    begin(1, R"({"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}})"),
    more(1, R"({"type":"input_json_delta","partial_json":"{\"query\":\"x\"}"})"),
    stop(1),
    begin(
        2,
        R"({"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"u","encrypted_content":"e"}]})"),
    stop(2),
    begin(3, R"({"type":"text","text":""})"),
    more(3, R"({"type":"text_delta","text":"a"})"),
    stop(3),
    begin(4, R"({"type":"text","text":""})"),
    more(4, R"({"type":"text_delta","text":"b"})"),
    more(
        4,
        R"({"type":"citations_delta","citation":{"type":"web_search_result_location","url":"u","title":"T","cited_text":"c","encrypted_index":"i"}})"),
    stop(4),
    begin(5, R"({"type":"thinking","thinking":"","signature":""})"),
    more(5, R"({"type":"signature_delta","signature":"s2"})"),
    stop(5),
    begin(6, R"({"type":"redacted_thinking","data":"zz"})"),
    stop(6),
    begin(7, R"({"type":"brand_new","stuff":{"a":[1]}})"),
    stop(7),
    end("pause_turn"),
    over};
const Story story_of_every_block{"start",
                                 "0 thinking",
                                 "0 + t",
                                 "0 + s",
                                 "0 stop",
                                 "1 server_tool_use web_search",
                                 "1 + {\"query\":\"x\"}",
                                 "1 stop",
                                 "2 web_search_tool_result",
                                 "2 stop",
                                 "3 text",
                                 "3 + a",
                                 "3 stop",
                                 "4 text",
                                 "4 + b",
                                 "4 cites u",
                                 "4 stop",
                                 "5 thinking",
                                 "5 + s2",
                                 "5 stop",
                                 "6 redacted_thinking",
                                 "6 stop",
                                 "7 brand_new",
                                 "7 stop",
                                 "end pause_turn",
                                 "stop"};

TEST_CASE("served over called, a stream keeps its order, its seals, its citations and what nobody knows") {
  const auto both = serve_anthropic(call_anthropic(answers(sse(every_block), {}, 200, "text/event-stream"), at_noon()));
  const auto answer = posted(both, streaming());
  CHECK(story(answer.body) == story_of_every_block);
  CHECK(answer.body.find(R"({"type":"brand_new","stuff":{"a":[1]}})") != answer.body.npos);
  // And whole, of the same stream.
  const auto whole = read<AnthropicMessage>(posted(both, asking()).body);
  CHECK(whole.content.size() == 8);
  CHECK(whole.content[1].get_if<Unknown>()->json.view() ==
        R"({"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"x"}})");
  CHECK(whole.content[4].get_if<AnthropicText>()->text == "b");
  CHECK(whole.content[4].get_if<AnthropicText>()->citations.has_value());
  CHECK(whole.content[5].get_if<AnthropicThinking>()->signature == "s2");
  CHECK(whole.stop_reason == Maybe<Text>{Text{"pause_turn"}});
}

}  // namespace anthropic_stream_test
