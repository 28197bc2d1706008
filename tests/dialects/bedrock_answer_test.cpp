// Answers of Bedrock's Converse, whole and streamed, as a chat's.
// SPDX-License-Identifier: MIT
#include "bedrock_cases.hpp"

namespace bedrock_tests {

// Blocks of an answer that thinks between its calls, as Claude's answers do.
const std::string interleaved =
    R"([{"reasoningContent":{"reasoningText":{"text":"a","signature":"s1"}}},{"text":"One."},{"toolUse":{"toolUseId":"t1","name":"f","input":{}}},{"reasoningContent":{"reasoningText":{"text":"b","signature":"s2"}}},{"reasoningContent":{"redactedContent":"xx"}},{"text":"Two."},{"toolUse":{"toolUseId":"t2","name":"f","input":{"a":1}}},{"text":"Three."}])";
Json goes_back(const AssistantMessage& message) {
  auto next = hello();
  next.messages.push_back(to_message(message));
  next.messages.push_back(tool_result("t1", "done"));
  next.messages.push_back(tool_result("t2", "done"));
  return sent(std::move(next)).body.at("messages").at(std::size_t{1}).at("content");
}

TEST_SUITE("bedrock answers") {
  TEST_CASE("reasoning, text and calls of a whole answer are a message, and go back as the same blocks") {
    Upstream upstream;
    const std::string blocks =
        R"([{"reasoningContent":{"reasoningText":{"text":"think","signature":"sig"}}},{"reasoningContent":{"redactedContent":"xx"}},{"text":"Hi"},{"toolUse":{"toolUseId":"t","name":"f","input":{"a":[1,2]}}}])";
    upstream.pieces = {
        R"({"output":{"message":{"role":"assistant","content":)" + blocks +
        R"(}},"stopReason":"tool_use","usage":{"inputTokens":3,"outputTokens":2,"totalTokens":115,"cacheReadInputTokens":100,"cacheWriteInputTokens":10}})"};
    const auto answer = upstream.client().chat(hello());
    REQUIRE(answer);
    const auto& message = answer->choices.front().message;
    CHECK(answer->reasoning() == "think");
    CHECK(message.tool_calls->front().function->arguments == R"({"a":[1,2]})");
    CHECK(answer->choices.front().finish_reason == FinishReason::tool_calls);
    CHECK(answer->usage->prompt_tokens == 113);
    CHECK(answer->usage->total_tokens == 115);
    CHECK(answer->usage->prompt_tokens_details->cached_tokens == 100);
    CHECK(answer->usage->prompt_tokens_details->cache_write_tokens == 10);
    auto next = hello();
    next.messages.push_back(to_message(message));
    next.messages.push_back(tool_result("t", "done"));
    CHECK(sent(std::move(next)).body.at("messages").at(std::size_t{1}).at("content").view() == blocks);
  }

  TEST_CASE("thoughts, texts and calls of an answer go back in their order") {
    Upstream upstream;
    upstream.pieces = {R"({"output":{"message":{"role":"assistant","content":)" + interleaved +
                       R"(}},"stopReason":"tool_use"})"};
    const auto answer = upstream.client().chat(hello());
    REQUIRE(answer);
    CHECK(answer->text() == "One.Two.Three.");
    CHECK(goes_back(answer->choices.front().message).view() == interleaved);
  }

  TEST_CASE(
      "where a thought was left out, the turn still begins with one, and a text that was changed stands in one piece") {
    Upstream upstream;
    upstream.pieces = {R"({"output":{"message":{"role":"assistant","content":)" + interleaved +
                       R"(}},"stopReason":"tool_use"})"};
    auto message = upstream.client().chat(hello())->choices.front().message;
    message.content = Text{"Four."};
    message.extra.set(
        "reasoning_details",
        Json{
            R"([{"type":"reasoning.text","text":"a","format":"anthropic-claude-v1","index":0},{"type":"reasoning.text","text":"b","signature":"s2","format":"anthropic-claude-v1","index":1}])"});
    CHECK(
        goes_back(message).view() ==
        R"([{"reasoningContent":{"reasoningText":{"text":"b","signature":"s2"}}},{"text":"Four."},{"toolUse":{"toolUseId":"t1","name":"f","input":{}}},{"toolUse":{"toolUseId":"t2","name":"f","input":{"a":1}}}])");
  }

  TEST_CASE("every reason of an end has its word, and malformed output is an error") {
    const std::pair<const char*, const char*> words[] = {{"end_turn", "stop"},
                                                         {"stop_sequence", "stop"},
                                                         {"max_tokens", "length"},
                                                         {"model_context_window_exceeded", "length"},
                                                         {"content_filtered", "content_filter"},
                                                         {"guardrail_intervened", "content_filter"},
                                                         {"brand_new", "brand_new"}};
    for (const auto& [word, finish] : words) {
      Upstream upstream;
      upstream.pieces = {R"({"output":{"message":{"role":"assistant","content":[{"text":"x"}]}},"stopReason":")" +
                         std::string{word} + "\"}"};
      const auto answer = upstream.client().chat(hello());
      REQUIRE(answer);
      CHECK(answer->choices.front().finish_reason.word() == finish);
    }
    Upstream upstream;
    upstream.pieces = {R"({"output":{},"stopReason":"malformed_tool_use"})"};
    const auto answer = upstream.client().chat(hello());
    REQUIRE_FALSE(answer);
    CHECK(answer.error().status == 502);
    CHECK(answer.error().code == "malformed_tool_use");
  }

  TEST_CASE("errors have the API's words, with Bedrock's id and wait") {
    const auto ask = [](int status, std::string name, std::string body) {
      Upstream upstream;
      upstream.head = {status,
                       {{"content-type", "application/json"},
                        {"x-amzn-errortype", name},
                        {"x-amzn-requestid", "r9"},
                        {"retry-after", "3"}}};
      upstream.pieces = {std::move(body)};
      const auto stream = call_bedrock(upstream.handler(), upstream.options());
      const auto answer = detail::send<CreateChatCompletion>(stream, hello(), {});
      REQUIRE_FALSE(answer);
      return answer.error();
    };
    const auto slow =
        ask(429, "ThrottlingException:http://internal.amazon.com/coral/", R"({"message":"Too many requests."})");
    CHECK(slow.code == "rate_limit_exceeded");
    CHECK(slow.message == "Too many requests.");
    CHECK(slow.request_id == "r9");
    CHECK(slow.retry_after == std::chrono::seconds{3});
    CHECK(ask(400, "ValidationException", R"({"message":"Input is too long for requested model."})").code ==
          "context_length_exceeded");
    CHECK(ask(404, "ResourceNotFoundException", R"({"Message":"x"})").code == "model_not_found");
    CHECK(ask(400, "ServiceQuotaExceededException", "{}").status == 429);
    CHECK(ask(424, "ModelErrorException", R"({"message":"x","originalStatusCode":503})").status == 503);
    CHECK(ask(408, "ModelTimeoutException", "{}").status == 408);
    CHECK(ask(403, "AccessDeniedException", "{}").type == "permission_error");
    CHECK(ask(500, "", "<html>").status == 500);
    CHECK(ask(400, "", R"({"__type":"com.amazon.coral.service#ThrottlingException","message":"m"})").code ==
          "rate_limit_exceeded");
  }

  TEST_CASE("an answer that is none of Converse's fails") {
    for (const auto* body : {"", "{}", "[]", "<html>", R"({"output":{}})"}) {
      Upstream upstream;
      upstream.pieces = {body};
      const auto answer = upstream.client().chat(hello());
      REQUIRE_FALSE(answer);
    }
  }
}

TEST_SUITE("bedrock streams") {
  TEST_CASE("text, reasoning, calls and usage come as chunks; the usage comes after the stop") {
    Upstream upstream;
    upstream.stream(
        {begins, delta(0, R"({"reasoningContent":{"text":"th"}})"), delta(0, R"({"reasoningContent":{"text":"ink"}})"),
         delta(0, R"({"reasoningContent":{"signature":"sig"}})"),
         event("contentBlockStop", R"({"contentBlockIndex":0})"), delta(1, R"({"text":"Hel"})"),
         delta(1, R"({"text":"lo"})"), event("contentBlockStop", R"({"contentBlockIndex":1})"),
         event("contentBlockStart", R"({"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"t1","name":"f"}}})"),
         delta(2, R"({"toolUse":{"input":"{\"a\":"}})"), delta(2, R"({"toolUse":{"input":"1}"}})"),
         event("contentBlockStop", R"({"contentBlockIndex":2})"),
         event("contentBlockStart", R"({"contentBlockIndex":3,"start":{"toolUse":{"toolUseId":"t2","name":"g"}}})"),
         event("contentBlockStop", R"({"contentBlockIndex":3})"), event("brandNew", "{}"),
         event("messageStop", R"({"stopReason":"tool_use"})"), counted});
    auto request = hello();
    request.stream_options.emplace().include_usage = true;
    auto stream = upstream.client().chat_stream(request);
    const auto whole = stream.collect();
    REQUIRE_MESSAGE(whole, (whole ? "" : whole.error().message));
    CHECK(upstream.request.path.ends_with("/converse-stream"));
    CHECK(whole->id == "chatcmpl-r1");
    CHECK(whole->text() == "Hello");
    CHECK(whole->reasoning() == "think");
    const auto& message = whole->choices.front().message;
    REQUIRE(message.tool_calls);
    CHECK(message.tool_calls->at(0).function->arguments == R"({"a":1})");
    CHECK(message.tool_calls->at(1).id == "t2");
    CHECK(message.tool_calls->at(1).function->arguments == "{}");
    CHECK(whole->choices.front().finish_reason == FinishReason::tool_calls);
    REQUIRE(whole->usage);
    CHECK(whole->usage->prompt_tokens == 13);
    auto next = hello();
    next.messages.push_back(to_message(message));
    CHECK(sent(std::move(next)).body.at("messages").at(std::size_t{1}).at("content").at(std::size_t{0}).view() ==
          R"({"reasoningContent":{"reasoningText":{"text":"think","signature":"sig"}}})");
  }

  TEST_CASE("thoughts, texts and calls of a stream go back in their order") {
    Upstream upstream;
    const auto over = [](int block) {
      return event("contentBlockStop", R"({"contentBlockIndex":)" + std::to_string(block) + "}");
    };
    const auto call = [](int block, const std::string& id) {
      return event("contentBlockStart", R"({"contentBlockIndex":)" + std::to_string(block) +
                                            R"(,"start":{"toolUse":{"toolUseId":")" + id + R"(","name":"f"}}})");
    };
    upstream.stream({begins,
                     delta(0, R"({"reasoningContent":{"text":"a"}})"),
                     delta(0, R"({"reasoningContent":{"signature":"s1"}})"),
                     over(0),
                     delta(1, R"({"text":"On"})"),
                     delta(1, R"({"text":"e."})"),
                     over(1),
                     call(2, "t1"),
                     over(2),
                     delta(3, R"({"reasoningContent":{"text":"b"}})"),
                     delta(3, R"({"reasoningContent":{"signature":"s2"}})"),
                     over(3),
                     delta(4, R"({"reasoningContent":{"redactedContent":"xx"}})"),
                     over(4),
                     delta(5, R"({"text":"Two."})"),
                     over(5),
                     call(6, "t2"),
                     delta(6, R"({"toolUse":{"input":"{\"a\":1}"}})"),
                     over(6),
                     delta(7, R"({"text":"Th"})"),
                     delta(7, R"({"text":"ree."})"),
                     over(7),
                     event("messageStop", R"({"stopReason":"tool_use"})"),
                     counted});
    const auto whole = upstream.client().chat_stream(hello()).collect();
    REQUIRE_MESSAGE(whole, (whole ? "" : whole.error().message));
    CHECK(whole->text() == "One.Two.Three.");
    CHECK(goes_back(whole->choices.front().message).view() == interleaved);
  }

  TEST_CASE("a chunk is given as soon as its frame is there, and usage only where it is asked for") {
    Upstream upstream;
    upstream.stream({begins, delta(0, R"({"text":"a"})"), ends, counted});
    auto stream = upstream.client().chat_stream(hello());
    std::vector<std::string> seen;
    for (const auto& chunk : stream) {
      CHECK(chunk.usage.absent());
      CHECK_FALSE(chunk.choices.empty());
      seen.push_back(chunk.text());
    }
    CHECK_FALSE(stream.error());
    CHECK(seen == std::vector<std::string>{"", "a", ""});
  }

  TEST_CASE("a stream that is cut never ends as if whole") {
    std::string all;
    for (const auto& frame : {begins, delta(0, R"({"text":"a"})"), ends}) all += aws_event_bytes(frame);
    for (std::size_t at = 0; at <= all.size(); ++at) {
      CAPTURE(at);
      Upstream upstream;
      upstream.stream({});
      upstream.pieces = {all.substr(0, at)};
      auto stream = upstream.client().chat_stream(hello());
      while (stream.next()) {
      }
      CHECK(stream.error().has_value() == (at < all.size()));
    }
  }

  TEST_CASE("pieces of a call that has not begun, and a stop without a reason, are errors") {
    const auto piece = delta(1, R"({"toolUse":{"input":"{}"}})");
    for (const auto& frames : {std::vector<AwsEventFrame>{begins, piece, ends},
                               {begins, delta(0, R"({"text":"a"})"), event("messageStop", "{}")}}) {
      Upstream upstream;
      upstream.stream(frames);
      auto stream = upstream.client().chat_stream(hello());
      while (stream.next()) {
      }
      REQUIRE(stream.error());
      CHECK(stream.error()->code == "unreadable_answer");
    }
  }

  TEST_CASE("calls whose end is not told have arguments all the same") {
    const auto call = [](const char* id) {
      return event("contentBlockStart", R"({"contentBlockIndex":0,"start":{"toolUse":{"name":"f","toolUseId":")" +
                                            std::string{id} + "\"}}}");
    };
    Upstream upstream;
    upstream.stream({begins, call("a"), call("b"), event("messageStop", R"({"stopReason":"tool_use"})")});
    const auto whole = upstream.client().chat_stream(hello()).collect();
    REQUIRE(whole);
    const auto& calls = *whole->choices.front().message.tool_calls;
    REQUIRE(calls.size() == 2);
    for (const auto& each : calls) CHECK(each.function->arguments == "{}");
  }

  TEST_CASE("an exception is the stream's error, first or late") {
    const AwsEventFrame slow{
        .message_type = "exception", .type = "throttlingException", .payload = R"({"message":"slow"})"};
    for (const bool late : {false, true}) {
      Upstream upstream;
      late ? upstream.stream({begins, delta(0, R"({"text":"a"})"), slow}) : upstream.stream({slow});
      auto stream = upstream.client().chat_stream(hello());
      std::string text;
      for (const auto& chunk : stream) text += chunk.text();
      REQUIRE(stream.error());
      CHECK(text == (late ? "a" : ""));
      CHECK(stream.error()->message == "slow");
      CHECK(stream.error()->code == "rate_limit_exceeded");
      CHECK(stream.error()->status == 429);
    }
    Upstream upstream;
    upstream.stream({begins, {.message_type = "error", .type = "InternalServerException"}});
    auto stream = upstream.client().chat_stream(hello());
    while (stream.next()) {
    }
    CHECK(stream.error()->type == "server_error");
  }

  TEST_CASE("payloads that are no JSON, and frames that are none, fail") {
    Upstream upstream;
    upstream.stream({begins, event("contentBlockDelta", "{")});
    auto stream = upstream.client().chat_stream(hello());
    while (stream.next()) {
    }
    CHECK(stream.error());
    upstream.pieces = {std::string(64, 'x')};
    auto other = upstream.client().chat_stream(hello());
    while (other.next()) {
    }
    CHECK(other.error()->code == "malformed_event_stream");
  }

  TEST_CASE("a whole answer to a streamed request is split") {
    Upstream upstream;
    const auto whole = upstream.client().chat_stream(hello()).collect();
    REQUIRE(whole);
    CHECK(whole->text() == "Hi");
  }

  TEST_CASE("random texts, arguments and cuts come through as they were said") {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      CAPTURE(seed);
      laws::Random r{seed};
      std::vector<AwsEventFrame> frames{begins};
      std::string text, thought;
      std::vector<std::string> arguments;
      int block = 0;
      for (auto n = r.below(5); n > 0; --n, ++block) {
        const auto piece = r.text();
        switch (r.below(3)) {
          case 0:
            text += piece;
            frames.push_back(delta(block, R"({"text":)" + laws::Random::quoted(piece) + "}"));
            break;
          case 1:
            thought += piece;
            frames.push_back(delta(block, R"({"reasoningContent":{"text":)" + laws::Random::quoted(piece) + "}}"));
            break;
          default: {
            const auto json = R"({"x":)" + laws::Random::quoted(piece) + "}";
            arguments.push_back(json);
            const auto at = r.below(json.size());
            frames.push_back(event("contentBlockStart", R"({"contentBlockIndex":)" + std::to_string(block) +
                                                            R"(,"start":{"toolUse":{"toolUseId":"t)" +
                                                            std::to_string(block) + R"(","name":"f"}}})"));
            // A text is cut between characters.
            auto cut = at;
            while (cut > 0 && (static_cast<unsigned char>(json[cut]) & 0xC0) == 0x80) --cut;
            for (const auto& part : {json.substr(0, cut), json.substr(cut)})
              frames.push_back(delta(block, R"({"toolUse":{"input":)" + laws::Random::quoted(part) + "}}"));
          }
        }
        frames.push_back(event("contentBlockStop", R"({"contentBlockIndex":)" + std::to_string(block) + "}"));
      }
      frames.push_back(
          event("messageStop", arguments.empty() ? R"({"stopReason":"end_turn"})" : R"({"stopReason":"tool_use"})"));
      frames.push_back(counted);
      Upstream upstream;
      upstream.stream(frames);
      std::string all;
      for (const auto& piece : upstream.pieces) all += piece;
      upstream.pieces.clear();
      for (std::size_t at = 0; at < all.size();) {
        const auto size = 1 + r.below(200);
        upstream.pieces.push_back(all.substr(at, size));
        at += size;
      }
      const auto whole = upstream.client().chat_stream(hello()).collect();
      REQUIRE(whole);
      CHECK(whole->text() == text);
      CHECK(whole->reasoning().value_or("") == thought);
      const auto& calls = whole->choices.front().message.tool_calls;
      REQUIRE((calls ? calls->size() : 0) == arguments.size());
      for (std::size_t i = 0; i < arguments.size(); ++i) CHECK(calls->at(i).function->arguments == arguments[i]);
    }
  }
}

}  // namespace bedrock_tests
