// What the API's structs can do by themselves.
// SPDX-License-Identifier: MIT
#include <oaicompat/base/bytes.hpp>
#include <oaicompat/resources/codec.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;

TEST_CASE("messages are made by role") {
  CHECK(to_json(oaicompat::system("s")) == R"({"role":"system","content":"s"})");
  CHECK(to_json(oaicompat::system(std::string{"s"})) == R"({"role":"system","content":"s"})");
  CHECK(to_json(developer("d")) == R"({"role":"developer","content":"d"})");
  CHECK(to_json(user("u")) == R"({"role":"user","content":"u"})");
  CHECK(to_json(assistant("a")) == R"({"role":"assistant","content":"a"})");
  CHECK(to_json(tool_result("call_1", "4")) == R"({"role":"tool","content":"4","tool_call_id":"call_1"})");
  CHECK(to_json(message("critic", "c")) == R"({"role":"critic","content":"c"})");
}

TEST_CASE("a message is made of parts") {
  const auto asked = user({text_part("What is this?"), image_part("data:image/png;base64,AA=="),
                           audio_part("AA==", InputAudioFormat::mp3),
                           file_part("a.pdf", "data:application/pdf;base64,AA=="), file_id_part("file-1")});
  CHECK(to_json(asked) ==
        R"({"role":"user","content":[{"type":"text","text":"What is this?"},)"
        R"({"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}},)"
        R"({"type":"input_audio","input_audio":{"data":"AA==","format":"mp3"}},)"
        R"({"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="}},)"
        R"({"type":"file","file":{"file_id":"file-1"}}]})");
  CHECK(*parse_owned<ChatMessage>(to_json(asked)) == asked);
}

TEST_CASE("a message's text is its text parts together") {
  CHECK(user("whole").text() == "whole");
  CHECK(user({text_part("a"), image_part("u"), text_part("b")}).text() == "ab");
  CHECK(user(std::vector<ContentPart>{}).text() == "");
  CHECK(ChatMessage{}.text() == "");
  ChatMessage nothing;
  nothing.content = null;
  CHECK(nothing.text() == "");
}

TEST_CASE("a request names its members") {
  const ChatRequest request{
      .model = "m",
      .messages = {oaicompat::system("s"), user("u")},
      .stream = true,
      .stream_options = StreamOptions{.include_usage = true},
      .temperature = 0.5,
      .n = 2,
      .stop = std::vector<Text>{"a", "b"},
      .tools = std::vector{function_tool("f", "", {R"({"type":"object"})"})},
      .tool_choice = ToolMode::required,
      .response_format = json_schema_format("city", {R"({"type":"object"})"}),
      .reasoning_effort = ReasoningEffort::low,
      .modalities = std::vector<OpenEnum<Modality>>{Modality::text},
  };
  CHECK(
      to_json(request) ==
      R"({"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}],"stream":true,)"
      R"("stream_options":{"include_usage":true},"temperature":0.5,"n":2,"stop":["a","b"],)"
      R"("tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":"required",)"
      R"("response_format":{"type":"json_schema","json_schema":{"name":"city","schema":{"type":"object"},"strict":true}},)"
      R"("reasoning_effort":"low","modalities":["text"]})");
  CHECK(*parse_owned<ChatRequest>(to_json(request)) == request);
}

TEST_CASE("every form of tool choice is read and written") {
  for (
      const auto* json :
      {R"("none")", R"("auto")", R"("required")", R"("any")", R"({"type":"function","function":{"name":"f"}})",
       R"({"type":"custom","custom":{"name":"c"}})",
       R"({"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}})",
       R"({"type":"web","x":1})"}) {
    const auto body = R"({"model":"m","messages":[],"tool_choice":)" + std::string{json} + "}";
    CHECK(to_json(*parse_owned<ChatRequest>(body)) == body);
  }
  ChatRequest request;
  request.tool_choice = call_function("f");
  CHECK(to_json(request) == R"({"model":"","messages":[],"tool_choice":{"type":"function","function":{"name":"f"}}})");
}

TEST_CASE("every form of prompt and input is read and written") {
  for (const auto* json : {R"("text")", R"(["a","b"])", "[1,2,3]", "[[1,2],[3]]", "[]", R"(["a",[1]])"}) {
    const auto completion = R"({"model":"m","prompt":)" + std::string{json} + "}";
    CHECK(to_json(*parse_owned<CompletionRequest>(completion)) == completion);
    const auto embedding = R"({"input":)" + std::string{json} + R"(,"model":"m"})";
    CHECK(to_json(*parse_owned<EmbeddingRequest>(embedding)) == embedding);
  }
  CHECK(parse_owned<CompletionRequest>(R"({"model":"m","prompt":null})")->prompt.is_null());
  CHECK(parse_owned<CompletionRequest>(R"({"model":"m"})").error().param == "prompt");
  CHECK(parse_owned<EmbeddingRequest>(R"({"input":null,"model":"m"})").error().param == "input");
  CHECK(parse_owned<EmbeddingRequest>(R"({"input":["a",{}],"model":"m"})").error().param == "input[1]");
}

TEST_CASE("an answer writes each key that must be there") {
  ChatCompletion answer{.id = "c", .created = 1, .model = "m"};
  answer.choices.emplace_back();
  CHECK(to_json(answer) ==
        R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,)"
        R"("message":{"role":"assistant","content":null,"refusal":null},"logprobs":null,"finish_reason":"stop"}]})");
  ChatChunk chunk{.id = "c", .created = 1, .model = "m"};
  chunk.choices.emplace_back();
  CHECK(to_json(chunk) == R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m",)"
                          R"("choices":[{"index":0,"delta":{},"finish_reason":null}]})");
  chunk.usage = null;
  CHECK(to_json(chunk).ends_with(R"(],"usage":null})"));
  CHECK(to_json(Completion{}) == R"({"id":"","object":"text_completion","created":0,"model":"","choices":[]})");
  CHECK(to_json(ModelList{.data = {Model{.id = "m", .owned_by = "o"}}}) ==
        R"({"object":"list","data":[{"id":"m","object":"model","created":0,"owned_by":"o"}]})");
  CHECK(to_json(ErrorBody{.error = {.message = "m", .type = "t"}}) ==
        R"({"error":{"message":"m","type":"t","param":null,"code":null}})");
  CHECK(to_json(ListModelsRequest{}) == "{}");
}

TEST_CASE("an answer's text is its first choice's") {
  ChatCompletion answer;
  CHECK(answer.text() == "");
  answer.choices.emplace_back();
  CHECK(answer.text() == "");
  answer.choices[0].message.content = "hi";
  CHECK(answer.text() == "hi");
  ChatChunk chunk;
  CHECK(chunk.text() == "");
  chunk.choices = {ChunkChoice{.index = 1, .delta = {.content = "other"}}};
  CHECK(chunk.text() == "");
  chunk.choices.push_back({.index = 0, .delta = {.content = "mine"}});
  CHECK(chunk.text() == "mine");
  CHECK(chunk.view() == "mine");
  CHECK(answer.view().data() == answer.choices[0].message.content->view().data());
  // What is asked of a temporary depends on nothing.
  static_assert(std::is_same_v<decltype(answer.text()), std::string>);
  static_assert(std::is_same_v<decltype(chunk.text()), std::string>);
  static_assert(std::is_same_v<decltype(Completion{}.text()), std::string>);
  CHECK(Completion{.choices = {CompletionChoice{.text = "b", .index = 1}, CompletionChoice{.text = "a"}}}.text() ==
        "a");
}

TEST_CASE("an answer goes back into a request") {
  AssistantMessage answer;
  answer.content = "hi";
  answer.refusal = null;
  answer.tool_calls = {ToolCall{.id = "c", .function = FunctionCall{.name = "f", .arguments = "{}"}}};
  answer.annotations.emplace();
  answer.audio = AudioAnswer{.id = "audio_1", .expires_at = 1, .data = "AA==", .transcript = "hi"};
  set_reasoning(answer.extra, "r");
  CHECK(to_json(to_message(answer)) ==
        R"({"role":"assistant","content":"hi","audio":{"id":"audio_1"},"tool_calls":[{"id":"c","type":"function",)"
        R"("function":{"name":"f","arguments":"{}"}}],"reasoning_content":"r"})");
  CHECK(to_json(to_message(AssistantMessage{})) == R"({"role":"assistant","content":null})");
}

TEST_CASE("an embedding's numbers are read however they were sent") {
  const std::vector<float> numbers{0.1F, -2, 3e-10F};
  CHECK(Embedding{.embedding = numbers}.values() == numbers);
  CHECK(Embedding{.embedding = Text{floats_to_base64(numbers)}}.values() == numbers);
  CHECK(Embedding{.embedding = "not base64!"}.values() == std::nullopt);
  const auto list = parse_owned<EmbeddingList>(
      R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.1,-2,3e-10]},{"object":"embedding","index":1,"embedding":"AAAAAA=="}],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}})");
  REQUIRE(list);
  CHECK(list->data[0].values() == numbers);
  CHECK(list->data[1].values() == std::vector<float>{0});
}

TEST_CASE("logprobs of the older form may hold nothing for the first token") {
  const std::string json =
      R"({"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"text":"ab","index":0,"logprobs":{"text_offset":[0,1],"token_logprobs":[null,-0.5],"tokens":["a","b"],"top_logprobs":[null,{"b":-0.5}]},"finish_reason":"stop"}],"usage":null})";
  const auto completion = parse_owned<Completion>(json);
  REQUIRE(completion);
  CHECK(to_json(*completion) == json);
}
