// A request for a response as the request for a chat that it becomes.
// SPDX-License-Identifier: MIT
#include "derived.hpp"

#include <oaicompat/resources/responses/input.hpp>

using namespace derived;

namespace {

const ResponsesOptions defaults;

// What the chat backend is asked, as JSON.
std::string chat_of(const std::string& json) {
  const auto made = detail::to_chat(read<ResponseRequest>(json), {}, {defaults.skip_tools});
  return made ? to_json(made->request) : made.error().param + ": " + made.error().message;
}
std::string messages_of(const std::string& input) {
  const detail::ToolRules rules{.unknown = UnknownTools::refuse};
  const auto made = detail::to_chat(read<ResponseRequest>(R"({"model":"m","input":)" + input + "}"), {}, rules);
  if (!made) return made.error().param;
  std::string out;
  for (const auto& each : made->request.messages) out += (out.empty() ? "" : " ") + to_json(each);
  return out;
}

}  // namespace

TEST_CASE("each item becomes a message, or part of one") {
  struct Row {
    std::string input, messages;
  };
  const std::string
      call = R"({"type":"function_call","call_id":"c1","name":"f","arguments":"{}"})",
      call2 = R"({"type":"function_call","call_id":"c2","name":"g","arguments":"{}"})",
      output = R"({"type":"function_call_output","call_id":"c1","output":"42"})",
      output2 = R"({"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"43"}]})";
  const std::string tool = R"({"role":"tool","content":"42","tool_call_id":"c1"})",
                    tool2 = R"({"role":"tool","content":"43","tool_call_id":"c2"})",
                    called = R"({"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}})",
                    called2 = R"({"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}})";
  const std::vector<Row> rows{
      {R"("Hi")", R"({"role":"user","content":"Hi"})"},
      {R"([{"role":"user","content":"Hi"}])", R"({"role":"user","content":"Hi"})"},
      {R"([{"type":"message","role":"developer","content":[{"type":"input_text","text":"Hi"}]}])",
       R"({"role":"developer","content":"Hi"})"},
      {R"([{"role":"system","content":"a"},{"role":"user","content":[{"type":"input_text","text":"b"},{"type":"input_image","image_url":"u","detail":"low"},{"type":"input_file","filename":"n","file_data":"d"}]}])",
       R"({"role":"system","content":"a"} {"role":"user","content":[{"type":"text","text":"b"},{"type":"image_url","image_url":{"url":"u","detail":"low"}},{"type":"file","file":{"filename":"n","file_data":"d"}}]})"},
      {R"([{"role":"user","content":[{"type":"input_file","file_id":"f"}]}])",
       R"({"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]})"},
      {R"([{"role":"assistant","content":[{"type":"output_text","text":"a","annotations":[]},{"type":"refusal","refusal":"b"}]}])",
       R"({"role":"assistant","content":[{"type":"text","text":"a"},{"type":"refusal","refusal":"b"}]})"},
      {"[" + call + "," + output + "]", R"({"role":"assistant","content":null,"tool_calls":[)" + called + "]} " + tool},
      {"[" + call + "," + call2 + "," + output + "," + output2 + "]",
       R"({"role":"assistant","content":null,"tool_calls":[)" + called + "," + called2 + "]} " + tool + " " + tool2},
      {R"([{"role":"assistant","content":"Well"},)" + call + "," + output + "," + call2 + "," + output2 + "]",
       R"({"role":"assistant","content":"Well","tool_calls":[)" + called + "]} " + tool +
           R"( {"role":"assistant","content":null,"tool_calls":[)" + called2 + "]} " + tool2},
      {"[" + call + R"(,{"role":"assistant","content":"Well"},)" + output + "]",
       R"({"role":"assistant","content":"Well","tool_calls":[)" + called + "]} " + tool},
      {R"([{"role":"assistant","content":"a"},{"role":"assistant","content":"b"}])",
       R"({"role":"assistant","content":"a"} {"role":"assistant","content":"b"})"},
      {R"([{"type":"reasoning","id":"r","summary":[],"content":[{"type":"reasoning_text","text":"Hm"}]},)" + call +
           "," + output + "]",
       R"({"role":"assistant","content":null,"tool_calls":[)" + called + R"(],"reasoning_content":"Hm"} )" + tool},
      {R"([{"type":"reasoning","id":"r","summary":[{"type":"summary_text","text":"s"}],"encrypted_content":"other"},{"role":"user","content":"Hi"}])",
       R"({"role":"user","content":"Hi"})"},
      {R"([{"type":"custom_tool_call","call_id":"c","name":"sh","input":"ls"},{"type":"custom_tool_call_output","call_id":"c","output":"x"}])",
       R"({"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"custom","custom":{"name":"sh","input":"ls"}}]} {"role":"tool","content":"x","tool_call_id":"c"})"},
  };
  for (const auto& row : rows) CHECK(messages_of(row.input) == row.messages);
}

TEST_CASE("what a chat cannot be told is refused, and where it stands is said") {
  struct Row {
    std::string input, param;
  };
  const std::vector<Row> rows{
      {"[]", "input"},
      {R"([{"role":"critic","content":"x"}])", "input[0].role"},
      {R"([{"role":"user","content":"x"},{"type":"compaction_trigger"}])", "input[1].type"},
      {R"([{"type":"web_search_call","id":"w","status":"completed"}])", "input"},
      {R"([{"type":"new_item","x":1}])", "input[0].type"},
      {R"([{"role":"user","content":[{"type":"input_image","file_id":"f"}]}])", "input[0].content[0].file_id"},
      {R"([{"role":"user","content":[{"type":"input_image"}]}])", "input[0].content[0].image_url"},
      {R"([{"role":"user","content":[{"type":"input_text","text":"x"},{"type":"input_file","file_url":"u"}]}])",
       "input[0].content[1].file_url"},
      {R"([{"role":"user","content":[{"type":"input_file"}]}])", "input[0].content[0].file_data"},
      {R"([{"role":"user","content":[{"type":"input_audio","x":1}]}])", "input[0].content[0].type"},
      {R"([{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}])", "input"},
      {R"([{"type":"function_call_output","call_id":"c","output":"x"}])", "input"},
      {R"([{"type":"function_call_output","output":"x"}])", "input[0].call_id"},
      {R"([{"type":"item_reference","id":"msg_1"}])", "input"},
      {R"([{"type":"compaction","encrypted_content":"AAAA"}])", "input[0].encrypted_content"},
  };
  for (const auto& row : rows) CHECK(messages_of(row.input) == row.param);
}

TEST_CASE("each parameter becomes the chat's") {
  const auto chat = [](const std::string& more) {
    const auto all = chat_of(R"({"model":"m","input":"Hi",)" + more + "}");
    const std::string begins = R"({"model":"m","messages":[{"role":"user","content":"Hi"}])";
    return all.starts_with(begins) ? all.substr(begins.size()) : all;
  };
  CHECK(chat(R"("max_output_tokens":5)") == R"(,"max_completion_tokens":5})");
  CHECK(chat(R"("temperature":0.5,"top_p":0.25)") == R"(,"temperature":0.5,"top_p":0.25})");
  CHECK(chat(R"("include":["message.output_text.logprobs"],"top_logprobs":2)") ==
        R"(,"logprobs":true,"top_logprobs":2})");
  CHECK(chat(R"("reasoning":{"effort":"low","summary":"auto"})") == R"(,"reasoning_effort":"low"})");
  CHECK(chat(R"("text":{"verbosity":"low","format":{"type":"json_object"}})") ==
        R"(,"response_format":{"type":"json_object"},"verbosity":"low"})");
  CHECK(chat(R"("text":{"format":{"type":"json_schema","name":"n","schema":{"a":1},"strict":true}})") ==
        R"(,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"a":1},"strict":true}}})");
  CHECK(
      chat(
          R"("tools":[{"type":"function","name":"f","description":"d","parameters":{"a":1},"strict":true}],"tool_choice":"required","parallel_tool_calls":false)") ==
      R"(,"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"a":1},"strict":true}}],"tool_choice":"required","parallel_tool_calls":false})");
  CHECK(
      chat(
          R"("tools":[{"type":"custom","name":"c","format":{"type":"grammar","definition":"d","syntax":"lark"}}],"tool_choice":{"type":"custom","name":"c"})") ==
      R"(,"tools":[{"type":"custom","custom":{"name":"c","format":{"type":"grammar","grammar":{"definition":"d","syntax":"lark"}}}}],"tool_choice":{"type":"custom","custom":{"name":"c"}}})");
  CHECK(
      chat(
          R"("tools":[{"type":"function","name":"f","parameters":{}}],"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"},{"type":"web_search"}]})") ==
      R"(,"tools":[{"type":"function","function":{"name":"f","parameters":{}}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}}})");
  CHECK(
      chat(
          R"("tools":[{"type":"web_search"},{"type":"image_generation"}],"tool_choice":"auto","parallel_tool_calls":true)") ==
      "}");
  CHECK(chat(R"("user":"u","safety_identifier":"s","prompt_cache_key":"k","service_tier":"flex")") ==
        R"(,"service_tier":"flex","user":"u","safety_identifier":"s","prompt_cache_key":"k"})");
  CHECK(chat(R"("stream":true,"stream_options":{"include_obfuscation":false})") ==
        R"(,"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false}})");
  CHECK(chat(R"("truncation":"auto","context_management":[{"type":"compaction","compact_threshold":1000}])") == "}");
  CHECK(chat(R"("truncation":"disabled","store":false,"metadata":{"a":"b"},"top_k":40)") == R"(,"top_k":40})");
  CHECK(chat_of(R"({"model":"m","input":"Hi","instructions":"Be brief."})") ==
        R"({"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}]})");
}

TEST_CASE("a parameter that cannot be honoured is refused by its name") {
  struct Row {
    std::string parameter, param;
  };
  const std::vector<Row> rows{
      {R"("prompt":{"id":"p"})", "prompt"},
      {R"("truncation":"sometimes")", "truncation"},
      {R"("moderation":{})", "moderation"},
      {R"("reasoning":{"summary":"loud"})", "reasoning.summary"},
      {R"("reasoning":{"mode":"pro"})", "reasoning.mode"},
      {R"("reasoning":{"context":"all_turns"})", "reasoning.context"},
      {R"("include":["reasoning.encrypted_content","new.word"])", "include[1]"},
      {R"("tools":[{"type":"function","name":"f","parameters":{}},{"type":"file_search","vector_store_ids":["v"]}])",
       "tools[1].type"},
      {R"("tools":[{"type":"mcp","server_label":"s"}])", "tools[0].type"},
      {R"("tools":[{"type":"new_tool"}])", "tools[0].type"},
      {R"("tools":[{"type":"namespace","name":"n","description":"","tools":[{"type":"new_tool","name":"f"}]}])",
       "tools[0].tools[0].type"},
      {R"("tools":[{"type":"shell","environment":{"type":"container_auto"}}])", "tools[0].environment"},
      {R"("tools":[{"type":"function","name":"f","parameters":{},"allowed_callers":["programmatic"]}])",
       "tools[0].allowed_callers"},
      {R"("tool_choice":"required")", "tool_choice"},
      {R"("tool_choice":{"type":"function","name":"f"})", "tool_choice"},
      {R"("tools":[{"type":"function","name":"f","parameters":{}}],"tool_choice":{"type":"file_search"})",
       "tool_choice.type"},
      {R"("tools":[{"type":"function","name":"f","parameters":{}}],"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"mcp"}]})",
       "tool_choice.tools[0]"},
      {R"("text":{"format":{"type":"new_format"}})", "text.format.type"},
      {R"("background":true,"store":false)", "background"},
      {R"("previous_response_id":"r","conversation":"c")", "previous_response_id"},
  };
  for (const auto& row : rows) {
    const auto made = detail::to_chat(read<ResponseRequest>(R"({"model":"m","input":"Hi",)" + row.parameter + "}"), {},
                                      {defaults.skip_tools, UnknownTools::refuse});
    REQUIRE_FALSE(made);
    CHECK(made.error().status == 400);
    CHECK(made.error().param == row.param);
  }
  CHECK(chat_of(R"({"input":"Hi"})").starts_with("model: "));
}

TEST_CASE("the chat's errors name what the request for a response calls it") {
  const auto param = [](const std::string& chat) {
    return respond(with_responses(play::backend(play::chat({api_error(400, "No.", "bad", chat)})), counted()),
                   request())
        .error()
        .param;
  };
  CHECK(param("messages[1].content") == "input");
  CHECK(param("max_completion_tokens") == "max_output_tokens");
  CHECK(param("response_format.json_schema") == "text.format");
  CHECK(param("model") == "model");
  CHECK(param("messages_of_mine") == "messages_of_mine");
}

TEST_CASE("compactions nested without end are refused") {
  CompactionItem item;
  item.encrypted_content = Text{
      detail::seal(detail::items_seal, R"({"object":"list","data":[],"first_id":"","last_id":"","has_more":false})")};
  for (int i = 0; i < 12; ++i) {
    ResponseItemList list;
    list.data.emplace_back(item);
    item.encrypted_content = Text{detail::seal(detail::items_seal, to_json(list))};
  }
  ResponseRequest asked{.model = "m", .input = std::vector<ResponseItem>{item, user_item("Hi")}};
  const auto made = detail::to_chat(asked, {}, {});
  REQUIRE_FALSE(made);
  CHECK(made.error().param == "input[0]");
}
