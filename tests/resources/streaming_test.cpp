// SPDX-License-Identifier: MIT
#include "support/play.hpp"

using namespace play;

namespace {

std::vector<std::string> split(const std::string& json) {
  std::vector<std::string> out;
  for (const auto& chunk : ChatStreaming::split(read<ChatCompletion>(json))) {
    CHECK(chunk.id == "c");
    CHECK(chunk.created == 1);
    CHECK(chunk.model == "m");
    for (const auto& choice : chunk.choices) out.push_back(to_json(choice));
  }
  return out;
}
std::string completion(const std::string& message,
                       const std::string& rest = R"(,"logprobs":null,"finish_reason":"stop")") {
  return R"({"id":"c","created":1,"model":"m","choices":[{"index":0,"message":)" + message + rest + "}]}";
}
std::string piece(const std::string& delta, const std::string& logprobs = "null") {
  return R"({"index":0,"delta":)" + delta + R"(,"logprobs":)" + logprobs + R"(,"finish_reason":null})";
}
const std::string end_of_choice = R"({"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"})";

// What a whole completion is after it was split and put together again.
std::string rejoined(const std::string& json) {
  ChatAccumulator all;
  for (const auto& chunk : ChatStreaming::split(read<ChatCompletion>(json))) CHECK(all.add(chunk).has_value());
  auto made = all.finish();
  REQUIRE(made.has_value());
  return to_json(*made);
}

}  // namespace

TEST_CASE("a whole text becomes its role, its words and its end_of_choice reason") {
  CHECK(split(completion(R"({"role":"assistant","content":"Hi."})")) ==
        std::vector{piece(R"({"role":"assistant","content":"","refusal":null})"), piece(R"({"content":"Hi."})"),
                    end_of_choice});
  CHECK(split(completion(R"({"role":"assistant","content":""})")) ==
        std::vector{piece(R"({"role":"assistant","content":"","refusal":null})"), end_of_choice});
}

TEST_CASE("a whole refusal becomes a refusal's chunks") {
  CHECK(split(completion(R"({"role":"assistant","content":null,"refusal":"No."})")) ==
        std::vector{piece(R"({"role":"assistant","content":null,"refusal":""})"), piece(R"({"refusal":"No."})"),
                    end_of_choice});
}

TEST_CASE("thoughts of a whole answer come where they came among its text and calls") {
  const auto thought = [](const std::string& text, int index) {
    return R"({"type":"reasoning.text","text":")" + text + R"(","signature":"s","index":)" + std::to_string(index) +
           "}";
  };
  const auto piece_of = [&](const std::string& text, int index) {
    return piece(R"({"reasoning_content":")" + text + R"(","reasoning_details":[)" + thought(text, index) + "]}");
  };
  const auto call =
      piece(R"({"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]})");
  const auto message = [&](const std::string& text, const std::string& details) {
    return R"({"role":"assistant","content":"Hi","reasoning_content":")" + text + R"(","reasoning_details":[)" +
           details + R"(],"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":""}}]})";
  };
  const auto details = thought("A", 0) + "," + thought("B", 2) + "," + thought("C", 4);
  const auto role = piece(R"({"role":"assistant","content":"","refusal":null})");
  CHECK(split(completion(message("ABC", details))) == std::vector{role, piece_of("A", 0), piece(R"({"content":"Hi"})"),
                                                                  piece_of("B", 2), call, piece_of("C", 4),
                                                                  end_of_choice});
  const auto unplaced = R"("reasoning_content":"other","reasoning_details":[)" + details + "]";
  CHECK(split(completion(message("other", details))) ==
        std::vector{role, piece("{" + unplaced + "}"), piece(R"({"content":"Hi"})"), call, end_of_choice});
}

TEST_CASE("a whole answer's calls become an opening and their arguments each") {
  const auto message = R"({"role":"assistant","content":null,"tool_calls":[
      {"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},
      {"id":"b","type":"custom","custom":{"name":"t","input":"x"}},
      {"id":"c","type":"function","function":{"name":"g","arguments":""}}]})";
  CHECK(split(completion(message)) ==
        std::vector{
            piece(R"({"role":"assistant","content":null,"refusal":null})"),
            piece(R"({"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]})"),
            piece(R"({"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]})"),
            piece(R"({"tool_calls":[{"index":1,"id":"b","type":"custom","custom":{"name":"t","input":"x"}}]})"),
            piece(R"({"tool_calls":[{"index":2,"id":"c","type":"function","function":{"name":"g","arguments":""}}]})"),
            end_of_choice});
}

TEST_CASE("log probabilities stand beside their words") {
  const std::string logprobs =
      R"({"content":[{"token":"Hi.","logprob":-1,"bytes":null,"top_logprobs":[]}],"refusal":null})";
  const auto rest = R"(,"logprobs":)" + logprobs + R"(,"finish_reason":"stop")";
  CHECK(split(completion(R"({"role":"assistant","content":"Hi."})", rest)) ==
        std::vector{piece(R"({"role":"assistant","content":"","refusal":null})"),
                    piece(R"({"content":"Hi."})", logprobs), end_of_choice});
  CHECK(split(completion(R"({"role":"assistant","content":null})", rest)) ==
        std::vector{piece(R"({"role":"assistant","content":null,"refusal":null})"), piece("{}", logprobs),
                    end_of_choice});
}

TEST_CASE("what engines add to a message is a chunk of its own, before the words") {
  CHECK(split(completion(R"({"role":"assistant","content":"x","reasoning_content":"why"})")) ==
        std::vector{piece(R"({"role":"assistant","content":"","refusal":null})"),
                    piece(R"({"reasoning_content":"why"})"), piece(R"({"content":"x"})"), end_of_choice});
}

TEST_CASE("a whole completion is the same after it was split and joined") {
  const std::string full =
      R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant",)"
      R"("content":"Hi.","refusal":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}","z":1},"y":2},)"
      R"({"id":"b","type":"custom","custom":{"name":"t","input":"x","w":0}}],"annotations":[{"type":"url_citation","url_citation":)"
      R"({"end_index":2,"start_index":1,"url":"u","title":"t"}}],"function_call":{"name":"g","arguments":"1"},"audio":{"id":"d",)"
      R"("expires_at":5,"data":"QQ==","transcript":"A"},"reasoning":"why"},"logprobs":{"content":[{"token":"Hi.","logprob":-0.5,)"
      R"("bytes":[72],"top_logprobs":[]}],"refusal":null},"finish_reason":"tool_calls","stop_reason":7},{"index":1,"message":)"
      R"({"role":"assistant","content":null,"refusal":"No."},"logprobs":null,"finish_reason":"eos"}],"usage":{"prompt_tokens":1,)"
      R"("completion_tokens":2,"total_tokens":3},"service_tier":"flex","system_fingerprint":"fp","metadata":{"k":"v\n"},)"
      R"("timings":{"ms":1.50}})";
  CHECK(rejoined(full) == full);
  CHECK(rejoined(whole_hi) == whole_hi);
  const std::string none = R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[]})";
  CHECK(rejoined(none) == none);
}

TEST_CASE("a whole legacy completion is the same after it was split and joined") {
  const std::string full =
      R"({"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"text":"a","index":0,"logprobs":null,)"
      R"("finish_reason":"stop"},{"text":"b","index":1,"logprobs":{"tokens":["b"]},"finish_reason":"length","x":1}],)"
      R"("usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},"system_fingerprint":"fp","y":2})";
  const auto chunks = CompletionStreaming::split(read<Completion>(full));
  REQUIRE(chunks.size() == 3);
  CHECK(chunks[2].choices.empty());
  CompletionAccumulator all;
  for (const auto& chunk : chunks) CHECK(all.add(chunk).has_value());
  auto made = all.finish();
  REQUIRE(made.has_value());
  CHECK(to_json(*made) == full);
}

TEST_CASE("asking for a whole answer takes the stream's options away") {
  auto request = chat_request(true);
  request.stream_options.emplace().include_usage = true;
  ChatStreaming::want(request, false);
  CHECK(to_json(request) == R"({"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":false})");
  ChatStreaming::want(request, true);
  CHECK(ChatStreaming::wanted(request));
  ChatRequest plain = chat_request(false);
  ChatStreaming::want(plain, false);
  CHECK(to_json(plain) == ask_whole);
}

TEST_CASE("progress is complete once every choice that has come has its end_of_choice reason") {
  ChatProgress progress;
  const auto add = [&](const char* choices) {
    return progress.add(read<ChatChunk>(R"({"choices":[)" + std::string{choices} + "]}")).has_value();
  };
  CHECK(!progress.complete());
  CHECK(add(R"({"index":2,"finish_reason":"stop"})"));
  CHECK(progress.complete());
  CHECK(add(R"({"index":0,"finish_reason":null})"));
  CHECK(!progress.complete());
  CHECK(add(R"({"index":0,"finish_reason":""})"));
  CHECK(!progress.complete());
  CHECK(add(R"({"index":-1,"finish_reason":"new"})"));
  CHECK(progress.complete());
  CHECK(!add(R"({"index":128})"));
  CHECK(!add(R"({"index":-2})"));
}
