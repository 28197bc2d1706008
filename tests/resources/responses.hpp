// Responses to take apart and put together.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/codec.hpp>
#include <oaicompat/resources/responses/accumulate.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace responses {

using namespace oaicompat;

inline Response response(const std::string& output, const std::string& more = "") {
  const auto json =
      R"({"id":"resp_1","object":"response","created_at":1,"status":"completed","completed_at":2,"error":null,)"
      R"("incomplete_details":null,"instructions":null,"model":"m","output":[)" +
      output +
      R"(],"parallel_tool_calls":true,"tools":[],"tool_choice":"auto","temperature":1,"top_p":1,"metadata":{},)" +
      R"("usage":{"input_tokens":1,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"output_tokens":2,)"
      R"("output_tokens_details":{"reasoning_tokens":0},"total_tokens":3})" +
      more + "}";
  auto read = parse_owned<Response>(json);
  REQUIRE_MESSAGE(read, read.error().message);
  return *parse_owned<Response>(to_json(*read));  // with the keys that are always written
}

/// An item of each kind that grows, and some that do not.
inline const std::vector<std::string> items{
    R"({"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Short."},{"type":"other","x":1}],)"
    R"("content":[{"type":"reasoning_text","text":"Long."}],"encrypted_content":"e","status":"completed"})",
    R"({"type":"message","id":"msg_1","role":"assistant","status":"completed","phase":"final_answer","content":[)"
    R"({"type":"output_text","text":"Hi there","annotations":[{"type":"file_path","file_id":"f","index":1},)"
    R"({"type":"new_note"}],"logprobs":[{"token":"Hi","logprob":-0.5,"bytes":[72,105],"top_logprobs":[]}]},)"
    R"({"type":"refusal","refusal":"No."},{"type":"new_part","x":1},{"type":"output_text","text":"","annotations":[],"logprobs":[]}],)"
    R"("more":1})",
    R"({"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":"{\"a\":1}","status":"completed"})",
    R"({"type":"custom_tool_call","id":"ctc_1","call_id":"call_2","name":"c","input":"words"})",
    R"({"type":"mcp_call","id":"mcp_1","server_label":"s","name":"t","arguments":"{}","output":"o","status":"completed"})",
    R"({"type":"mcp_call","id":"mcp_2","server_label":"s","name":"t","arguments":"{}","error":{"type":"http_error","code":500,"message":"m"}})",
    R"({"type":"mcp_list_tools","id":"mcpl_1","server_label":"s","tools":[{"name":"t","input_schema":{}}]})",
    R"({"type":"code_interpreter_call","id":"ci_1","status":"completed","container_id":"c","code":"1+1","outputs":[{"type":"logs","logs":"2"}]})",
    R"({"type":"code_interpreter_call","id":"ci_2","status":"completed","container_id":"c","code":null,"outputs":null})",
    R"({"type":"file_search_call","id":"fs_1","status":"completed","queries":["q"],"results":[{"file_id":"f"}]})",
    R"({"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q"}})",
    R"({"type":"image_generation_call","id":"ig_1","status":"completed","result":"AA=="})",
    R"({"type":"shell_call","id":"sh_1","call_id":"call_3","action":{"commands":["ls"]},"status":"completed"})",
    R"({"type":"new_item","id":"n_1"})",
    R"({"type":"message","id":"msg_2","role":"assistant","status":"incomplete","content":[]})"};

inline Response everything() {
  std::string output;
  for (const auto& item : items) output += (output.empty() ? "" : ",") + item;
  return response(output);
}

inline ResponseEvent event(const std::string& json) {
  auto read = parse_owned<ResponseEvent>(json, {.reading = Reading::lenient});
  REQUIRE_MESSAGE(read, read.error().message);
  return *std::move(read);
}

/// What accumulating these events gives.
inline Result<Response> response_of(const std::vector<ResponseEvent>& events, AccumulateOptions options = {}) {
  ResponseAccumulator accumulator{options};
  for (const auto& each : events) {
    if (auto added = accumulator.add(each); !added) return added.error();
  }
  return accumulator.finish();
}

}  // namespace responses
