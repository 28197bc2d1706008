// SPDX-License-Identifier: MIT
#include "accepted.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/resources/codec.hpp>
#include <oaicompat/resources/responses/operations.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

ResponseRequest responding(ResponseInput input = Text{"Hi"}) {
  ResponseRequest out;
  out.model = "gpt-4o";
  out.input = std::move(input);
  return out;
}

// The request is accepted, whole and streamed.
void check_response(const std::string& what, const ResponseRequest& request) {
  CAPTURE(what);
  const auto client = stdy();
  const auto reply = client.response(request);
  check_accepted({.status = reply.status(), .headers = reply.headers()}, reply ? "" : reply.error().message);
  auto stream = client.response_stream(request);
  while (stream.next()) {  // events that do not belong together
  }
  check_accepted(stream.head(), stream.error() ? stream.error()->message : "");
}

template <class T>
T read_own(std::string_view json) {
  auto out = parse_owned<T>(json);
  REQUIRE_MESSAGE(out, json << ": " << out.error().message);
  return *std::move(out);
}

template <class T>
void check_asked(const Reply<T>& reply) {
  check_accepted({.status = reply.status(), .headers = reply.headers()}, reply ? "" : reply.error().message);
}

}  // namespace

// But a caller's message of parts, which the description takes for two of its schemas at once where one is asked for,
// and an approval for MCP, of which it requires a member that it does not have.
TEST_CASE("stdy accepts every kind of item that a caller has") {
  for (
      const std::string_view json : {
          R"({"role":"user","content":"Hi"})",
          R"({"type":"message","id":"msg_1","role":"assistant","status":"completed","phase":"commentary","content":[{"type":"output_text","text":"Hm","annotations":[],"logprobs":[]}]})",
          R"({"type":"function_call","call_id":"call_1","name":"f","arguments":"{}"})",
          R"({"type":"function_call_output","call_id":"call_1","output":"42"})",
          R"({"type":"function_call_output","call_id":"call_1","output":[{"type":"input_text","text":"42"},{"type":"input_image","image_url":"https://a/b.png"}]})",
          R"({"type":"custom_tool_call","call_id":"call_1","name":"sh","input":"ls"})",
          R"({"type":"custom_tool_call_output","call_id":"call_1","output":"a.txt"})",
          R"({"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm"}],"content":[{"type":"reasoning_text","text":"Hm"}],"encrypted_content":"AAAA"})",
          R"({"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"cats"}})",
          R"({"type":"compaction","encrypted_content":"AAAA"})",
          R"({"type":"item_reference","id":"msg_1"})",
      }) {
    const std::string what{json};
    check_response(what, responding(std::vector<ResponseItem>{read_own<ResponseItem>(json), user_item("Go on.")}));
  }
}

TEST_CASE("stdy accepts every kind of tool of a response") {
  for (
      const std::string_view json : {
          R"({"type":"function","name":"f","description":"d","parameters":{"type":"object","properties":{}},"strict":true})",
          R"({"type":"custom","name":"sh","description":"d","format":{"type":"grammar","syntax":"lark","definition":"start: \"a\""}})",
          R"({"type":"file_search","vector_store_ids":["vs_1"],"max_num_results":5})",
          R"({"type":"web_search","search_context_size":"low","user_location":{"type":"approximate","country":"IT"}})",
          R"({"type":"web_search_preview"})",
          R"({"type":"code_interpreter","container":{"type":"auto"}})",
          R"({"type":"image_generation","quality":"high"})",
          R"({"type":"mcp","server_label":"s","server_url":"https://a/mcp","require_approval":"never"})",
          R"({"type":"local_shell"})",
          R"({"type":"shell"})",
          R"({"type":"apply_patch"})",
          R"({"type":"computer"})",
      }) {
    auto request = responding();
    request.tools = std::vector<ResponseTool>{read_own<ResponseTool>(json)};
    check_response(std::string{json}, request);
  }
}

TEST_CASE("stdy accepts every way to choose a tool of a response") {
  const std::string begins =
      R"({"model":"gpt-4o","input":"Hi","tools":[{"type":"function","name":"f","parameters":{},"strict":false}],)";
  for (const std::string json :
       {R"("none")", R"("auto")", R"("required")", R"({"type":"function","name":"f"})", R"({"type":"file_search"})",
        R"({"type":"custom","name":"sh"})", R"({"type":"mcp","server_label":"s"})", R"({"type":"shell"})",
        R"({"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]})"}) {
    check_response(json, read_own<ResponseRequest>(begins + R"("tool_choice":)" + json + "}"));
  }
}

TEST_CASE("stdy accepts a request for a response with every option") {
  auto request = responding();
  request.instructions = "Be brief.";
  request.max_output_tokens = 100;
  request.max_tool_calls = 3;
  request.temperature = 0.5;
  request.top_p = 0.9;
  request.top_logprobs = 2;
  request.parallel_tool_calls = false;
  request.text = text_schema("city", Json{R"({"type":"object","properties":{}})"});
  request.text->verbosity = Verbosity::low;
  auto& reasoning = request.reasoning.emplace();
  reasoning.effort = ReasoningEffort::low;
  reasoning.summary = ReasoningSummary::detailed;
  auto& include = request.include.emplace();
  for (const auto& known : describe(Type<ResponseInclude>{})) include.push_back(known.value);
  request.truncation = ResponseTruncation::auto_;
  request.store = false;
  request.service_tier = ServiceTier::flex;
  request.metadata = Map<Text>{{{"team", "tests"}}};
  request.user = "someone";
  request.safety_identifier = "someone-hashed";
  request.prompt_cache_key = "rules-1";
  request.prompt_cache_retention = PromptCacheRetention::hours_24;
  check_response("most options", request);
  auto later = responding();
  later.background = true;
  later.store = true;
  later.previous_response_id = "resp_1";
  check_response("in the background", later);
  later.previous_response_id.reset();
  later.conversation = ConversationChoice{ConversationReference{.id = "conv_1"}};
  check_response("in a conversation", later);
}

TEST_CASE("stdy accepts null where a member of a request for a response may be null") {
  auto request = responding();
  request.instructions = null;
  request.max_output_tokens = null;
  request.temperature = null;
  request.parallel_tool_calls = null;
  request.reasoning = null;
  request.include = null;
  request.previous_response_id = null;
  request.truncation = null;
  request.background = null;
  request.store = null;
  request.service_tier = null;
  request.metadata = null;
  check_response("null", request);
}

TEST_CASE("stdy accepts what is asked of a kept response") {
  const auto client = stdy();
  for (const std::string id : {"resp_1", "a b/c?d#e"}) {
    CAPTURE(id);
    check_asked(client.send<RetrieveResponse>({.response_id = Text{id}}));
    check_asked(client.send<CancelResponse>({.response_id = Text{id}}));
    check_asked(client.send<DeleteResponse>({.response_id = Text{id}}));
    ListInputItemsRequest items{.response_id = Text{id}};
    check_asked(client.send<ListInputItems>(items));
    items.limit = 5;
    items.order = ListOrder::asc;
    items.after = "msg_1";
    items.include = {ResponseInclude::input_image_urls, ResponseInclude::encrypted_reasoning};
    check_asked(client.send<ListInputItems>(items));
  }
  auto stream = client.stream<RetrieveResponse>({.response_id = "resp_1", .starting_after = 3});
  while (stream.next()) {
  }
  check_accepted(stream.head(), stream.error() ? stream.error()->message : "");
}

TEST_CASE("stdy accepts an input to count and one to compact") {
  const auto client = stdy();
  CountInputTokensRequest counting;
  counting.model = "gpt-4o";
  counting.input = ResponseInput{std::vector<ResponseItem>{user_item("Hi")}};
  counting.instructions = "Be brief.";
  counting.truncation = ResponseTruncation::disabled;
  check_asked(client.send<CountInputTokens>(counting));
  CompactRequest compacting;
  compacting.model = "gpt-4o";
  compacting.input = ResponseInput{std::vector<ResponseItem>{user_item("Hi"), assistant_item("Hello.")}};
  compacting.instructions = "Be brief.";
  compacting.prompt_cache_key = "rules-1";
  check_asked(client.send<CompactResponse>(compacting));
}
