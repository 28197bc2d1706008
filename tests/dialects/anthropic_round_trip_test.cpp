// Bodies of the Anthropic Messages API with every block that it documents, and with what nobody knows, through
// serve_anthropic over call_anthropic.
// SPDX-License-Identifier: MIT
#include "round_trip.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/dialects/anthropic/call.hpp>
#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/sse/decoder.hpp>
#include <oaicompat/sse/encoder.hpp>

namespace anthropic_round_trip {

using namespace round_trip;

const auto served = [](Backend backend) { return serve_anthropic(std::move(backend)); };
const auto called = [](Handler handler) {
  return call_anthropic(std::move(handler), {.clock = std::make_shared<ManualClock>()});
};

// What a model says, block by block.
const std::string blocks[] = {
    R"({"type":"thinking","thinking":"Hm.","signature":"sig=="})",
    R"({"type":"thinking","thinking":"","signature":"omitted=="})",
    R"({"type":"redacted_thinking","data":"sealed"})",
    R"({"type":"text","text":"I search."})",
    R"({"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"x","n":1e400},"caller":{"type":"direct"}})",
    R"({"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://x","title":"X","encrypted_content":"e","page_age":null}]})",
    R"({"type":"text","text":"As X says.","citations":[{"type":"web_search_result_location","url":"https://x","title":"X","cited_text":"c","encrypted_index":"i"},{"type":"char_location","cited_text":"c","document_index":0,"document_title":null,"start_char_index":0,"end_char_index":1,"file_id":null}]})",
    R"({"type":"text","text":"And more.","citations":[{"type":"page_location","cited_text":"c","document_index":0,"document_title":"T","start_page_number":1,"end_page_number":2,"file_id":null},{"type":"content_block_location","cited_text":"c","document_index":0,"document_title":"T","start_block_index":0,"end_block_index":1,"file_id":null},{"type":"search_result_location","cited_text":"c","search_result_index":0,"source":"s","title":"T","start_block_index":0,"end_block_index":1}]})",
    R"({"type":"web_fetch_tool_result","tool_use_id":"srvtoolu_2","content":{"type":"web_fetch_result","url":"https://x","retrieved_at":"2026-01-01T00:00:00Z","content":{"type":"document","source":{"type":"text","media_type":"text/plain","data":"d"},"title":null,"citations":{"enabled":true}}}})",
    R"({"type":"code_execution_tool_result","tool_use_id":"srvtoolu_3","content":{"type":"code_execution_result","stdout":"2","stderr":"","return_code":0,"content":[{"type":"code_execution_output","file_id":"file_1"}]}})",
    R"({"type":"bash_code_execution_tool_result","tool_use_id":"srvtoolu_4","content":{"type":"bash_code_execution_tool_result_error","error_code":"unavailable"}})",
    R"({"type":"text_editor_code_execution_tool_result","tool_use_id":"srvtoolu_5","content":{"type":"text_editor_code_execution_create_result","is_file_update":false}})",
    R"({"type":"tool_search_tool_result","tool_use_id":"srvtoolu_6","content":{"type":"tool_search_tool_search_result","tool_references":[{"type":"tool_reference","tool_name":"f"}]}})",
    R"({"type":"container_upload","file_id":"file_2"})",
    R"({"type":"mcp_tool_use","id":"mcptoolu_1","name":"m","server_name":"s","input":{"a":1}})",
    R"({"type":"mcp_tool_result","tool_use_id":"mcptoolu_1","is_error":false,"content":[{"type":"text","text":"r","citations":null}]})",
    R"({"type":"mcp_tool_listing","server_name":"s","tools":[]})",
    R"({"type":"compaction","content":"so far","encrypted_content":"e","signature":"s","tool_changes":[]})",
    R"({"type":"fallback","from":{"model":"a"},"to":{"model":"b"},"trigger":{"type":"refusal"}})",
    R"({"type":"advisor_tool_result","tool_use_id":"srvtoolu_7","content":{"type":"advisor_result","text":"t"}})",
    R"({"type":"brand_new","stuff":{"a":[1,null]}})",
    R"({"type":"tool_use","id":"toolu_1","name":"f","input":{"b":[],"a":1.50},"caller":{"type":"code_execution_20260120","tool_id":"srvtoolu_3"}})",
    R"({"type":"thinking","thinking":"Then.","signature":"sig2=="})",
    R"({"type":"text","text":"One more."})",
    R"({"type":"tool_use","id":"toolu_2","name":"g","input":{},"caller":{"type":"direct"},"toolset_name":"computer"})",
    R"({"type":"text","text":"Done."})"};
std::string listed() {
  std::string out;
  for (const auto& each : blocks) out += (out.empty() ? "" : ",") + each;
  return out;
}
const std::string usage =
    R"({"input_tokens":5,"cache_creation_input_tokens":1,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":0},"output_tokens":9,"output_tokens_details":{"thinking_tokens":2},"server_tool_use":{"web_search_requests":1,"web_fetch_requests":0},"service_tier":"standard","inference_geo":"eu","speed":null,"brand_new":{"a":1}})";
std::string message(const std::string& content) {
  return R"({"model":"claude-x","id":"msg_01A","type":"message","role":"assistant","content":[)" + content +
         R"(],"stop_reason":"tool_use","stop_sequence":null,"stop_details":null,"usage":)" + usage +
         R"(,"container":{"id":"c","expires_at":"2026-01-01T00:00:00Z","skills":null},"diagnostics":null,"context_management":{"applied_edits":[]},"brand_new":null})";
}
Request ask(bool streamed = false) {
  return post(
      "/v1/messages",
      std::string{R"({"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"stream":)"} +
          (streamed ? "true}" : "false}"));
}

TEST_SUITE("round trips of Anthropic's bodies") {
  TEST_CASE("a whole answer keeps every block, its order and what nobody knows") {
    const auto body = message(listed());
    check_same(answered(served, called, ask(), body).body, body);
  }

  TEST_CASE("every single block, and every pair of blocks, keeps its place") {
    for (const auto& one : blocks) {
      for (const auto& other : blocks) {
        const auto body = message(one + "," + other);
        const auto came = answered(served, called, ask(), body);
        CHECK(laws::one_form(came.json().at("content").view()) ==
              laws::one_form(Json{Text{body}}.at("content").view()));
      }
    }
  }

  // The events of a message, each block by the deltas that it has.
  std::vector<std::string> events_of(const std::string& whole) {
    std::vector<std::string> out;
    const auto at = [](std::size_t i, const std::string& type, const std::string& rest) {
      return R"({"type":")" + type + R"(","index":)" + std::to_string(i) + rest + "}";
    };
    const Json json{Text{whole}};
    std::string head = "{";
    for (const auto& [key, value] : json.members()) {
      const bool ends = key == "stop_reason" || key == "content";
      head += (head.size() > 1 ? ",\"" : "\"") + key.str() + "\":" +
              (key == "content" ? "[]"
               : ends           ? "null"
                                : value.text.str());
    }
    out.push_back(R"({"type":"message_start","message":)" + head + "}}");
    const auto content = json.at("content").elements();
    for (std::size_t i = 0; i < content.size(); ++i) {
      const auto type = *content[i].at("type").as_string();
      std::string start = R"({"type":")" + type + "\"";
      std::vector<std::string> deltas;
      const auto delta = [&](const std::string& kind, const std::string& member, const std::string& value) {
        deltas.push_back(
            at(i, "content_block_delta", R"(,"delta":{"type":")" + kind + R"(",")" + member + "\":" + value + "}"));
      };
      const bool calls = type == "tool_use" || type == "server_tool_use" || type == "mcp_tool_use";
      for (const auto& [key, value] : content[i].members()) {
        if (key == "type") continue;
        if (type == "text" && key == "text") {
          start += R"(,"text":"")";
          delta("text_delta", "text", value.text.str());
        } else if (type == "text" && key == "citations") {
          for (const auto& each : value.elements()) delta("citations_delta", "citation", each.text.str());
        } else if (type == "thinking") {
          start += ",\"" + key.str() + R"(":"")";
          if (value.view() != "\"\"")
            delta(key == "thinking" ? "thinking_delta" : "signature_delta", key.str(), value.text.str());
        } else if (calls && key == "input") {
          start += R"(,"input":{})";
          delta("input_json_delta", "partial_json", Json::string(value.view()).text.str());
        } else {
          start += ",\"" + key.str() + "\":" + value.text.str();
        }
      }
      out.push_back(at(i, "content_block_start", R"(,"content_block":)" + start + "}"));
      out.insert(out.end(), deltas.begin(), deltas.end());
      out.push_back(at(i, "content_block_stop", ""));
    }
    out.push_back(
        R"({"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null,"stop_details":null,"container":null},"usage":{"input_tokens":5,"cache_creation_input_tokens":1,"cache_read_input_tokens":0,"output_tokens":19,"output_tokens_details":{"thinking_tokens":2},"server_tool_use":{"web_search_requests":1,"web_fetch_requests":0},"newer":1}})");
    out.push_back(R"({"type":"message_stop"})");
    return out;
  }

  TEST_CASE("a stream keeps every event of every block, in order, and what nobody knows") {
    auto whole = message(listed());
    const auto container = whole.find(R"("container":{)");
    whole.replace(container, whole.find("},", container) + 1 - container, R"("container":null)");
    const auto sent = events_of(whole);
    std::string body;
    for (const auto& each : sent) append_sse_event(body, *Json{Text{each}}.at("type").as_string(), each);
    const auto came = answered(served, called, ask(true), body, "text/event-stream", 11);
    std::vector<std::string> got;
    SseDecoder decoder;
    decoder.feed(came.body);
    decoder.finish();
    SseEvent event;
    while (decoder.next(event) == Pull::some) {
      if (event.name != "ping") got.emplace_back(event.data);
    }
    REQUIRE(got.size() == sent.size());
    for (std::size_t i = 0; i < got.size(); ++i) check_same(got[i], sent[i]);
  }

  TEST_CASE("a request keeps every block, its turns and what nobody knows") {
    const std::string body =
        R"({"model":"claude-x","max_tokens":900,"stream":false,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"Be kind."}],"messages":[{"role":"user","content":[{"type":"text","text":"Look","cache_control":{"type":"ephemeral"}},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="},"cache_control":{"type":"ephemeral"}},{"type":"image","source":{"type":"url","url":"https://x/y.png"},"transformations":{"oversized_image":"downsize"}},{"type":"image","source":{"type":"file","file_id":"file_1"}},{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AA=="},"title":"T","context":"C","citations":{"enabled":true}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"words"}},{"type":"document","source":{"type":"content","content":[{"type":"text","text":"w"}]}},{"type":"document","source":{"type":"url","url":"https://x/y.pdf"}},{"type":"document","source":{"type":"file","file_id":"file_2"},"title":"U"},{"type":"search_result","source":"s","title":"T","content":[{"type":"text","text":"w"}],"citations":{"enabled":true}},{"type":"container_upload","file_id":"file_3"},{"type":"brand_new","a":1}]},{"role":"user","content":"Please."},{"role":"assistant","content":[)" + listed() + R"(]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"plain","is_error":false},{"type":"tool_result","tool_use_id":"toolu_2","content":[{"type":"text","text":"t"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}},{"type":"document","source":{"type":"file","file_id":"f"}},{"type":"search_result","source":"s","title":"T","content":[]},{"type":"tool_reference","tool_name":"f"},{"type":"browser_state","url":"u"}],"is_error":true,"cache_control":{"type":"ephemeral"},"toolset_name":"computer"},{"type":"text","text":"So?"}]},{"role":"assistant","content":"Well."},{"role":"system","content":[{"type":"text","text":"Now be quick."}]},{"role":"user","content":"Go on."}],"tools":[{"name":"f","description":"F","input_schema":{"type":"object","properties":{"a":{"type":"integer"}}},"strict":true,"cache_control":{"type":"ephemeral"},"input_examples":[{"a":1}],"defer_loading":true,"eager_input_streaming":true,"allowed_callers":["direct"]},{"type":"web_search_20260318","name":"web_search","max_uses":3},{"type":"bash_20250124","name":"bash"},{"type":"mcp_toolset","mcp_server_name":"s"},{"type":"brand_new_20270101","name":"n","x":1}],"tool_choice":{"type":"auto","disable_parallel_tool_use":true},"thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"high","format":{"type":"json_schema","schema":{"type":"object"}},"task_budget":{"type":"tokens","total":9}},"temperature":0.5,"top_p":0.9,"top_k":3,"stop_sequences":["x"],"metadata":{"user_id":"u"},"service_tier":"auto","cache_control":{"type":"ephemeral"},"container":{"id":"c","skills":[]},"context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},"mcp_servers":[{"type":"url","url":"https://m"}],"inference_geo":"eu","speed":"fast","diagnostics":{"previous_message_id":"msg_0"},"fallbacks":"default","brand_new":{"deep":[]}})";
    check_same(asked(served, called, post("/v1/messages", body), message(blocks[3])), body);
  }
}

}  // namespace anthropic_round_trip
