// A response as the events of a stream.
// SPDX-License-Identifier: MIT
#include "responses.hpp"

using namespace responses;

namespace {

std::string types(const Response& whole) {
  std::string out;
  for (const auto& each : ResponseStreaming::split(whole)) out += std::string{each.tag().substr(9)} + " ";
  return out;
}

}  // namespace

TEST_CASE("a message is sent as the API's maker sends it") {
  CHECK(types(response(R"({"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[)"
                       R"({"type":"output_text","text":"Hi","annotations":[],"logprobs":[]}]})")) ==
        "created in_progress output_item.added content_part.added output_text.delta output_text.done content_part.done "
        "output_item.done completed ");
  CHECK(types(response("")) == "created in_progress completed ");
}

TEST_CASE("each kind of item has its events") {
  const auto of = [](std::size_t item) {
    auto all = types(response(items[item]));
    const std::string begins = "created in_progress output_item.added ", ends = "output_item.done completed ";
    REQUIRE(all.starts_with(begins));
    REQUIRE(all.ends_with(ends));
    return all.substr(begins.size(), all.size() - begins.size() - ends.size());
  };
  CHECK(of(2) == "function_call_arguments.delta function_call_arguments.done ");
  CHECK(of(3) == "custom_tool_call_input.delta custom_tool_call_input.done ");
  CHECK(of(4) == "mcp_call.in_progress mcp_call_arguments.delta mcp_call_arguments.done mcp_call.completed ");
  CHECK(of(5) == "mcp_call.in_progress mcp_call_arguments.delta mcp_call_arguments.done mcp_call.failed ");
  CHECK(of(6) == "mcp_list_tools.in_progress mcp_list_tools.completed ");
  CHECK(of(7) ==
        "code_interpreter_call.in_progress code_interpreter_call_code.delta code_interpreter_call_code.done "
        "code_interpreter_call.interpreting code_interpreter_call.completed ");
  CHECK(of(9) == "file_search_call.in_progress file_search_call.searching file_search_call.completed ");
  CHECK(of(10) == "web_search_call.in_progress web_search_call.searching web_search_call.completed ");
  CHECK(of(11) ==
        "image_generation_call.in_progress image_generation_call.generating image_generation_call.completed ");
  CHECK(of(12) == "");
  CHECK(of(13) == "");
}

TEST_CASE("events are numbered from 0 without a gap, and name their items") {
  std::int64_t next = 0;
  for (const auto& each : ResponseStreaming::split(everything())) {
    each.visit([&](const auto& event) {
      if constexpr (requires { event.sequence_number; }) CHECK(event.sequence_number == next++);
      if constexpr (requires { event.item_id; })
        CHECK(event.item_id == item_id(everything().output[static_cast<std::size_t>(event.output_index)]));
    });
  }
}

TEST_CASE("the first events say that nothing is made yet, the last how it ended") {
  const auto ended = [](const std::string& more) {
    const auto events = ResponseStreaming::split(response(items[1], more));
    const auto& first = events[0].get_if<ResponseStateEvent>()->response;
    CHECK(first.status == ResponseStatus::in_progress);
    CHECK(first.output.empty());
    CHECK(first.usage.absent());
    CHECK(first.completed_at.is_null());
    CHECK(first.error.is_null());
    return std::string{events.back().tag()};
  };
  CHECK(ended("") == "response.completed");
  CHECK(ended(R"(,"status":"failed","error":{"code":"server_error","message":"m"})") == "response.failed");
  CHECK(ended(R"(,"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"})") ==
        "response.incomplete");
  CHECK(ended(R"(,"status":"cancelled")") == "response.incomplete");
}
