// Lists and content in parts, which engines stream in pieces.
// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/api/event_stream.hpp>

using namespace play;

namespace {

ChatCompletion joined(const std::vector<std::string>& deltas) {
  ChatAccumulator all;
  for (const auto& delta : deltas) {
    const auto chunk = R"({"id":"c","created":1,"model":"m","choices":[{"index":0,"delta":)" + delta + "}]}";
    REQUIRE_MESSAGE(all.add(read<ChatChunk>(chunk)).has_value(), delta);
  }
  REQUIRE(all.add(read<ChatChunk>(R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})")).has_value());
  auto made = all.finish();
  REQUIRE(made.has_value());
  return *std::move(made);
}
std::string extra_of(const std::vector<std::string>& deltas, const char* key) {
  const auto made = joined(deltas);
  const auto* json = made.choices[0].message.extra.find(key);
  return json ? std::string{json->view()} : "";
}

}  // namespace

TEST_CASE("lists in the extras of deltas are joined: by index, their texts too, and at the end where there is none") {
  struct Row {
    const char* what;
    std::vector<std::string> pieces;
    const char* joined;
  };
  const Row rows[] = {
      {"texts of one index are joined, what an item is stays",
       {R"([{"type":"reasoning.text","text":"2","format":"f","index":0}])",
        R"([{"type":"reasoning.text","text":"+2","format":"f","index":0}])",
        R"([{"type":"reasoning.text","signature":"sig","format":"f","index":0}])"},
       R"([{"type":"reasoning.text","text":"2+2","format":"f","index":0,"signature":"sig"}])"},
      {"indices in turns",
       {R"([{"index":0,"text":"a"}])", R"([{"index":1,"text":"b"}])",
        R"([{"index":0,"text":"A"},{"index":1,"text":"B"}])"},
       R"([{"index":0,"text":"aA"},{"index":1,"text":"bB"}])"},
      {"another type under one index is another item",
       {R"([{"index":0,"type":"reasoning.summary","summary":"s"}])",
        R"([{"index":0,"type":"reasoning.encrypted","data":"x"}])"},
       R"([{"index":0,"type":"reasoning.summary","summary":"s"},{"index":0,"type":"reasoning.encrypted","data":"x"}])"},
      {"a null says nothing, a number counts last",
       {R"([{"index":0,"text":"a","id":null,"n":1}])", R"([{"index":0,"text":null,"id":"i","n":2}])"},
       R"([{"index":0,"text":"a","id":"i","n":2}])"},
      {"no index: one after the other",
       {R"([{"type":"image_url","image_url":{"url":"a"}}])", R"([{"type":"image_url","image_url":{"url":"b"}}])"},
       R"([{"type":"image_url","image_url":{"url":"a"}},{"type":"image_url","image_url":{"url":"b"}}])"},
      {"lists of anything", {"[1,\"a\"]", "[]", "null", "[[2],null]"}, R"([1,"a",[2],null])"},
      {"objects inside",
       {R"([{"index":0,"a":{"t":"x","l":[1]}}])", R"([{"index":0,"a":{"t":"y","l":[2]}}])"},
       R"([{"index":0,"a":{"t":"xy","l":[1,2]}}])"},
      {"a list after something else, and something else after a list", {"1", "[2]", "[3]"}, "[2,3]"},
      {"the last counts where it is no list", {"[2]", "\"x\""}, "\"x\""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    std::vector<std::string> deltas;
    for (const auto& piece : row.pieces) deltas.push_back(R"({"things":)" + piece + "}");
    CHECK(extra_of(deltas, "things") == row.joined);
  }
}

TEST_CASE("lists of a choice are joined too") {
  ChatAccumulator all;
  for (const char* chunk : {R"({"choices":[{"index":0,"delta":{},"token_ids":[1,2]}]})",
                            R"({"choices":[{"index":0,"delta":{},"token_ids":[3],"finish_reason":"stop"}]})"}) {
    REQUIRE(all.add(read<ChatChunk>(chunk)).has_value());
  }
  CHECK(all.finish()->choices[0].extra.find("token_ids")->view() == "[1,2,3]");
}

TEST_CASE("joining a list takes a time that grows with its length") {
  ChatAccumulator all;
  const auto chunk = read<ChatChunk>(
      R"({"choices":[{"index":0,"delta":{"reasoning_details":[{"index":0,"text":"0123456789"}]},"finish_reason":"stop"}]})");
  for (int i = 0; i < 20'000; ++i) REQUIRE(all.add(chunk).has_value());
  CHECK(all.finish()->choices[0].message.extra.find("reasoning_details")->text.size() > 200'000);
  ChatAccumulator bounded{{.max_bytes = 10'000}};
  auto added = bounded.add(chunk);
  for (int i = 0; i < 1'000 && added; ++i) added = bounded.add(chunk);
  REQUIRE(!added);
  CHECK(added.error().code == "answer_too_large");
}

TEST_CASE("reasoning under two names is kept under both, and the one that says something is read") {
  const auto made =
      joined({R"({"reasoning":"","reasoning_content":"th"})", R"({"reasoning":"","reasoning_content":"ink"})"});
  CHECK(made.reasoning() == "think");
  CHECK(made.choices[0].message.extra.get(ext::reasoning) == "");
  CHECK(made.choices[0].message.extra.get(ext::reasoning_content) == "think");
  CHECK(joined({R"({"reasoning_content":"","reasoning":"why"})"}).reasoning() == "why");
  CHECK(joined({R"({"reasoning_content":"a","reasoning":"a"})"}).reasoning() == "a");
  CHECK(read<ChatChunk>(R"({"choices":[{"delta":{"reasoning":"","reasoning_content":"think"}}]})").reasoning() ==
        "think");
  CHECK(read<ChatChunk>(R"({"choices":[{"delta":{"reasoning":"think","reasoning_content":""}}]})").reasoning() ==
        "think");
}

TEST_CASE("content in parts is kept as it came; its text and its thinking can be read") {
  const std::string parts =
      R"([{"type":"thinking","thinking":[{"type":"text","text":"2+2 is "},{"type":"text","text":"4\n"}]},{"type":"text","text":"It is "},"4",{"type":"other"}])";
  const auto whole = read<ChatCompletion>(R"({"choices":[{"message":{"role":"assistant","content":)" + parts + "}}]}");
  CHECK(whole.text() == "It is 4");
  CHECK(whole.reasoning() == "2+2 is 4\n");
  CHECK(to_json(whole.choices[0].message) == R"({"role":"assistant","content":)" + parts + R"(,"refusal":null})");

  const auto piece = read<ChatChunk>(R"({"choices":[{"delta":{"content":)" + parts + "}}]}");
  CHECK(piece.text() == "It is 4");
  CHECK(piece.reasoning() == "2+2 is 4\n");
  CHECK(to_json(piece.choices[0].delta) == R"({"content":)" + parts + "}");
  // A strict reader takes it too, and what has been changed is written instead.
  auto strict = parse_owned<AssistantMessage>(R"({"role":"assistant","refusal":null,"content":)" + parts + "}");
  REQUIRE(strict.has_value());
  CHECK(*strict->content == "It is 4");
  strict->content = "Other words.";
  CHECK(to_json(*strict) == R"({"role":"assistant","content":"Other words.","refusal":null})");
  CHECK(!parse_owned<AssistantMessage>(R"({"role":"assistant","refusal":null,"content":[7]})"));
  CHECK(!parse_owned<AssistantMessage>(R"({"role":"assistant","refusal":null,"content":{}})"));
  // It goes back to the model in parts; as text where they are no objects.
  CHECK(to_json(to_message(whole.choices[0].message)) == R"({"role":"assistant","content":"It is 4"})");
  const std::string objects = R"([{"type":"thinking","thinking":"2+2"},{"type":"text","text":"4"}])";
  const auto plain =
      read<ChatCompletion>(R"({"choices":[{"message":{"role":"assistant","content":)" + objects + "}}]}");
  CHECK(plain.reasoning() == "2+2");
  CHECK(to_json(to_message(plain.choices[0].message)) == R"({"role":"assistant","content":)" + objects + "}");
}

TEST_CASE("content in parts is joined in parts") {
  const auto made =
      joined({R"({"role":"assistant","content":""})",
              R"({"content":[{"type":"thinking","thinking":[{"type":"text","text":"2"}]}]})",
              R"({"content":[{"type":"thinking","thinking":[{"type":"text","text":"+2"}]}]})",
              R"({"content":[{"type":"text","text":"It"}]})", R"({"content":" is"})", R"({"content":" 4"})",
              R"({"content":[{"type":"reference","reference_ids":[1]}]})", R"({"content":""})"});
  CHECK(made.text() == "It is 4");
  CHECK(made.reasoning() == "2+2");
  CHECK(to_json(made.choices[0].message) ==
        R"({"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"2+2"}]},)"
        R"({"type":"text","text":"It is 4"},{"type":"reference","reference_ids":[1]}],"refusal":null})");
  const auto late = joined({R"({"content":"It"})", R"({"content":[{"type":"text","text":" is"}]})"});
  CHECK(to_json(late.choices[0].message) ==
        R"({"role":"assistant","content":[{"type":"text","text":"It is"}],"refusal":null})");
  // And comes apart again in parts.
  ChatAccumulator again;
  for (const auto& chunk : ChatStreaming::split(made)) REQUIRE(again.add(chunk).has_value());
  CHECK(to_json(*again.finish()) == to_json(made));
}

TEST_CASE("what came of a stream that is no whole answer can be had beside the error") {
  const auto stream_of = [](std::string body) {
    return ChatStream{call(streams(std::move(body))).run<Chat>(chat_request()), {}, std::make_shared<Head>(), {}, {}};
  };
  const std::string hi = R"(data: {"id":"c","choices":[{"index":0,"delta":{"content":"Hi"}}]})"
                         "\n\n";
  auto unfinished = stream_of(hi + "data: [DONE]\n\n");
  CHECK(!unfinished.so_far());
  const auto all = unfinished.collect();
  REQUIRE(!all);
  CHECK(all.error().code == "no_finish_reason");
  REQUIRE(unfinished.so_far());
  CHECK(unfinished.so_far()->text() == "Hi");
  CHECK(unfinished.so_far()->choices[0].finish_reason.word() == "");

  auto cut = stream_of(hi + "data: {\"id\":\"c\",\"cho");
  CHECK(cut.collect().error().code == "stream_cut_off");
  CHECK(cut.so_far()->text() == "Hi");
}

TEST_CASE("an end that is cut within [DONE] is an end once there is a finish reason") {
  const std::string finish =
      R"(data: {"id":"c","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]})"
      "\n\n";
  const std::string open = R"(data: {"id":"c","choices":[{"index":0,"delta":{"content":"Hi"}}]})"
                           "\n\n";
  for (const std::string end : {"", "data:", "data: [", "data: [DO", "data: [DONE", "data: [DONE]", "data: [DONE]\n"}) {
    CAPTURE(end);
    const auto whole = call_chat(streams(finish + end));
    CHECK(!whole.error);
    CHECK(whole.events.size() == 1);
    if (!end.ends_with("DONE]") && !end.ends_with("\n"))
      CHECK(call_chat(streams(open + end)).error->code == "stream_cut_off");
  }
}
