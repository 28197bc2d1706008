// What the structs of responses can do by themselves.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/codec.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;

TEST_CASE("items are made by role and kind") {
  CHECK(to_json(user_item("u")) == R"({"type":"message","role":"user","content":"u"})");
  CHECK(to_json(developer_item("d")) == R"({"type":"message","role":"developer","content":"d"})");
  CHECK(to_json(assistant_item("a")) == R"({"type":"message","role":"assistant","content":"a"})");
  CHECK(to_json(function_output("call_1", "4")) ==
        R"({"type":"function_call_output","call_id":"call_1","output":"4"})");
  CHECK(to_json(custom_output("call_1", "4")) ==
        R"({"type":"custom_tool_call_output","call_id":"call_1","output":"4"})");
  const auto asked = user_item({input_text("What is this?"), input_image("data:image/png;base64,AA=="),
                                input_file("a.pdf", "data:application/pdf;base64,AA=="), input_file_id("file-1")});
  CHECK(to_json(asked) == R"({"type":"message","role":"user","content":[{"type":"input_text","text":"What is this?"},)"
                          R"({"type":"input_image","image_url":"data:image/png;base64,AA==","detail":"auto"},)"
                          R"({"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="},)"
                          R"({"type":"input_file","file_id":"file-1"}]})");
  CHECK(*parse_owned<ResponseItem>(to_json(asked)) == asked);
}

TEST_CASE("a request for a response names its members") {
  const ResponseRequest request{
      .model = "m",
      .input = std::vector{user_item("u")},
      .instructions = "i",
      .stream = true,
      .tools = std::vector{response_function("f", "", {R"({"type":"object"})"})},
      .tool_choice = ToolMode::required,
      .text = text_schema("city", {R"({"type":"object"})"}),
      .reasoning = ReasoningOptions{.effort = ReasoningEffort::low},
      .include = std::vector<OpenEnum<ResponseInclude>>{ResponseInclude::encrypted_reasoning},
  };
  CHECK(to_json(request) ==
        R"({"model":"m","input":[{"type":"message","role":"user","content":"u"}],"instructions":"i","stream":true,)"
        R"("tools":[{"type":"function","name":"f","parameters":{"type":"object"},"strict":true}],)"
        R"("tool_choice":"required","text":{"format":{"type":"json_schema","name":"city","schema":{"type":"object"},)"
        R"("strict":true}},"reasoning":{"effort":"low"},"include":["reasoning.encrypted_content"]})");
  CHECK(*parse_owned<ResponseRequest>(to_json(request)) == request);
  CHECK(to_json(ResponseRequest{.model = "m", .input = "hi"}) == R"({"model":"m","input":"hi"})");
}

TEST_CASE("an item without a type is a message if it has a role, else a reference") {
  const auto message = parse_owned<ResponseItem>(R"({"role":"user","content":"hi","id":"msg_1"})");
  REQUIRE(message);
  REQUIRE(message->get_if<MessageItem>());
  CHECK(to_json(*message) == R"({"type":"message","id":"msg_1","role":"user","content":"hi"})");
  for (const auto* json : {R"({"id":"msg_1"})", R"({"type":null,"id":"msg_1"})"}) {
    const auto reference = parse_owned<ResponseItem>(json);
    REQUIRE(reference);
    CHECK(to_json(*reference) == R"({"type":"item_reference","id":"msg_1"})");
  }
  const auto neither = parse_owned<ResponseRequest>(R"({"model":"m","input":[{"content":"hi"}]})");
  REQUIRE(!neither);
  CHECK(neither.error().param == "input[0].type");
  CHECK(parse_owned<ResponsePart>(R"({"text":"hi"})").error().param == "type");
}

TEST_CASE("unknown items, parts, tools, choices and events are kept byte for byte") {
  const auto same = []<class T>(Type<T>, const std::string& json) {
    for (const auto reading : {Reading::strict, Reading::lenient}) {
      const auto read = parse_owned<T>(json, {.reading = reading});
      REQUIRE_MESSAGE(read, read.error().message);
      CHECK(to_json(*read) == json);
    }
  };
  const std::string odd = R"({ "x":[1e400, 12345678901234567890123] ,"type":"new_thing"})";
  same(Type<ResponseItem>{}, odd);
  same(Type<ResponsePart>{}, odd);
  same(Type<ResponseTool>{}, odd);
  same(Type<ResponseEvent>{}, odd);
  same(Type<ResponseItem>{}, R"({"type":"message","role":"user","content":[)" + odd + "]}");
  same(Type<ResponseRequest>{}, R"({"input":[)" + odd + R"(],"tools":[)" + odd + R"(],"tool_choice":)" + odd + "}");
  CHECK(parse_owned<ResponseItem>(odd)->tag() == "new_thing");
}

TEST_CASE("an event holds its type, the word that came first") {
  const auto event = parse_owned<ResponseEvent>(
      R"({"type":"response.refusal.delta","item_id":"i","output_index":0,"content_index":0,"delta":"d","sequence_number":3,"type":"error"})");
  REQUIRE(event);
  CHECK(event->tag() == "response.refusal.delta");
  CHECK(event->get_if<PartDelta>()->type == ResponseEventType::refusal_delta);
  TextDelta text;
  text.delta = "hi";
  CHECK(text_of(text) == "hi");
  static_assert(std::is_same_v<decltype(text_of(text)), std::string>);
  CHECK(text_of(*event) == "");
  CHECK(
      to_json(ResponseEvent{text}) ==
      R"({"type":"response.output_text.delta","item_id":"","output_index":0,"content_index":0,"delta":"hi","logprobs":[],"sequence_number":0})");
}

TEST_CASE("a response writes each key that must be there") {
  CHECK(
      to_json(Response{.id = "r", .created_at = 1741476542, .model = "m"}) ==
      R"({"id":"r","object":"response","created_at":1741476542,"status":"completed","completed_at":null,"error":null,)"
      R"("incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":"m","output":[],)"
      R"("parallel_tool_calls":true,"previous_response_id":null,"reasoning":null,"tools":[],"tool_choice":"auto",)"
      R"("temperature":null,"top_p":null,"truncation":null,"metadata":null})");
}

TEST_CASE("a response's text and calls are found in its output, which goes into the next request") {
  Response response;
  CHECK(response.output_text() == "");
  CHECK(response.function_calls().empty());
  FunctionCallItem call;
  call.call_id = "call_1";
  call.arguments = R"({"city":"Rome"})";
  response.output = {message_item(MessageRole::assistant, std::vector{output_text("a"), output_text("b")}), call,
                     message_item(MessageRole::assistant, std::vector{output_text("c")})};
  CHECK(response.output_text() == "abc");
  REQUIRE(response.function_calls().size() == 1);
  CHECK(response.function_calls()[0]->arguments == R"({"city":"Rome"})");
  CHECK(item_id(response.output[1]) == "");

  ResponseRequest next;
  auto items = response.output;
  items.push_back(function_output("call_1", "sunny"));
  next.input = std::move(items);
  CHECK(*parse_owned<ResponseRequest>(to_json(next)) == next);
}

TEST_CASE("a lenient reader takes null for what is absent") {
  const auto response = parse_owned<Response>(R"({"id":"r","tool_choice":null,"output":null,"tools":null})",
                                              {.reading = Reading::lenient});
  REQUIRE(response);
  CHECK(*response->tool_choice.get_if<OpenEnum<ToolMode>>() == ToolMode::auto_);
}
