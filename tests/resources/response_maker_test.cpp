// Chunks of a chat as the events of a response.
// SPDX-License-Identifier: MIT
#include "derived.hpp"

#include <oaicompat/resources/responses/accumulate.hpp>

using namespace derived;

namespace {

std::vector<ResponseEvent> streamed(std::shared_ptr<ChatScript> script, const std::string& more = "") {
  const auto backend = with_responses(play::backend(std::move(script)), counted());
  return events(play::run<CreateResponse>(backend, request(more, true)));
}
Response accumulated_response(const std::vector<ResponseEvent>& events) {
  ResponseAccumulator all;
  for (const auto& each : events) {
    auto added = all.add(each);
    REQUIRE_MESSAGE(added, added.error().message);
  }
  auto whole = all.finish();
  REQUIRE_MESSAGE(whole, whole.error().message);
  return *whole;
}
ChatEvent call(int index, const std::string& id, const std::string& name, const std::string& arguments) {
  const auto named = name.empty() ? "" : R"("name":")" + name + "\",";
  return delta(R"({"tool_calls":[{"index":)" + std::to_string(index) + (id.empty() ? "" : R"(,"id":")" + id + "\"") +
               R"(,"function":{)" + named + R"("arguments":")" + arguments + "\"}}]}");
}
std::string output_of(const Response& response) {
  std::string out;
  for (const auto& item : response.output) out += to_json(item) + "\n";
  return out;
}

const std::string message_events =
    "output_item.added content_part.added output_text.delta output_text.done content_part.done output_item.done";

}  // namespace

TEST_CASE("each kind of chunk makes its events, in the API's order") {
  struct Row {
    std::vector<std::variant<ChatEvent, play::Wait, Error>> chunks;
    std::string types;
  };
  const std::vector<Row> rows{
      {{delta(R"({"role":"assistant","content":""})"), delta(R"({"content":"Hi"})"), finish("stop")},
       message_events + " completed"},
      {{delta(R"({"content":"Hi"})"), finish("length")}, message_events + " incomplete"},
      {{delta(R"({"content":"Hi"})"), finish("content_filter")}, message_events + " incomplete"},
      {{delta(R"({"refusal":"No"})"), delta(R"({"refusal":"."})"), finish("stop")},
       "output_item.added content_part.added refusal.delta refusal.delta refusal.done content_part.done "
       "output_item.done completed"},
      {{delta(R"({"content":"Hi"})"), delta(R"({"refusal":"No"})"), finish("stop")},
       "output_item.added content_part.added output_text.delta output_text.done content_part.done content_part.added "
       "refusal.delta refusal.done content_part.done output_item.done completed"},
      {{delta(R"({"reasoning_content":"Hm"})"), delta(R"({"content":"Hi"})"), finish("stop")},
       "output_item.added content_part.added reasoning_text.delta reasoning_text.done content_part.done "
       "output_item.done " +
           message_events + " completed"},
      {{delta(R"({"reasoning":"Hm"})"), finish("stop")},
       "output_item.added content_part.added reasoning_text.delta reasoning_text.done content_part.done "
       "output_item.done completed"},
      {{call(0, "call_1", "f", ""), call(0, "", "", "{}"), call(1, "call_2", "g", "{}"), finish("tool_calls")},
       "output_item.added function_call_arguments.delta function_call_arguments.done output_item.done "
       "output_item.added function_call_arguments.delta function_call_arguments.done output_item.done completed"},
      {{call(0, "call_1", "f", "{}"), call(0, "call_2", "g", "{}"), finish("tool_calls")},
       "output_item.added function_call_arguments.delta function_call_arguments.done output_item.done "
       "output_item.added function_call_arguments.delta function_call_arguments.done output_item.done completed"},
      {{delta(R"({"tool_calls":[{"index":0,"id":"c1","type":"custom","custom":{"name":"sh","input":"ls"}}]})"),
        finish("tool_calls")},
       "output_item.added custom_tool_call_input.delta custom_tool_call_input.done output_item.done completed"},
      {{delta(R"({"content":"See"})"),
        delta(
            R"({"annotations":[{"type":"url_citation","url_citation":{"url":"u","title":"t","start_index":0,"end_index":3}}]})"),
        finish("stop")},
       "output_item.added content_part.added output_text.delta output_text.annotation.added output_text.done "
       "content_part.done output_item.done completed"},
      {{finish("stop")}, "completed"},
      {{delta(R"({"content":"Hi"})"), api_error(500, "Broken.")}, message_events + " failed"},
      {{delta(R"({"content":"Hi"})")}, message_events + " failed"},
      {{call(0, "c1", "f", "{}"), call(1, "c2", "g", "{}"), call(0, "", "", "{}"), finish("tool_calls")},
       "output_item.added function_call_arguments.delta function_call_arguments.done output_item.done "
       "output_item.added function_call_arguments.delta function_call_arguments.done output_item.done failed"},
      {{call(0, "c1", "", "{}"), finish("tool_calls")}, "failed"},
  };
  for (const auto& row : rows) {
    const auto got = streamed(play::chat(row.chunks));
    CHECK(types(got) == "created in_progress " + row.types);
    CHECK(to_json(accumulated_response(got)) == to_json(last_response(got)));
  }
}

TEST_CASE("events are numbered from 0, and their indices and ids fit their items") {
  const auto got = streamed(
      play::chat({delta(R"({"reasoning_content":"Hm"})"), delta(R"({"content":"Hi"})"), delta(R"({"refusal":"No"})"),
                  call(0, "call_1", "f", "{}"), delta(R"({"content":"Bye"})"), finish("stop"), usage()}));
  const auto whole = last_response(got);
  CHECK(whole.output.size() == 4);
  std::int64_t next = 0;
  for (const auto& each : got) {
    each.visit([&](const auto& event) {
      if constexpr (requires { event.sequence_number; }) CHECK(event.sequence_number == next++);
      if constexpr (requires { event.item_id; })
        CHECK(event.item_id == item_id(whole.output.at(static_cast<std::size_t>(event.output_index))));
      if constexpr (requires { event.content_index; }) CHECK(event.content_index <= 1);
    });
  }
}

TEST_CASE("a chunk is said before the next one is asked for") {
  auto script =
      play::chat({delta(R"({"content":"Hi"})"), play::Wait{}, delta(R"({"content":" you"})"), finish("stop")});
  const auto backend = with_responses(play::backend(script), counted());
  auto stream = backend.run<CreateResponse>(request("", true));
  Event<CreateResponse> event;
  std::string seen;
  while (stream->pull(event) == Pull::some) seen = std::get<ResponseEvent>(event).tag();
  CHECK(seen == "response.output_text.delta");
  CHECK(script->pulled == 1);
  stream.reset();
  CHECK(script->dropped);
}

TEST_CASE("the response says what its request said, and what became of it") {
  const auto got = streamed(
      says_hi(),
      R"("instructions":"Be brief.","metadata":{"a":"b"},"temperature":0.5,"top_p":0.9,)"
      R"("max_output_tokens":9,"user":"u","tools":[{"type":"function","name":"f","parameters":{},"strict":true},)"
      R"({"type":"web_search"}],"tool_choice":"none","parallel_tool_calls":false,"prompt_cache_key":"k")");
  const auto first = got.front().get_if<ResponseStateEvent>()->response;
  CHECK(first.status == ResponseStatus::in_progress);
  CHECK_FALSE(first.usage.has_value());
  CHECK(first.output.empty());
  const auto whole = last_response(got);
  CHECK(whole.id == first.id);
  CHECK(whole.status == ResponseStatus::completed);
  CHECK(*whole.completed_at == 1'700'000'000);
  CHECK(whole.created_at == 1'700'000'000);
  CHECK(whole.output_text() == "Hi you.");
  CHECK(whole.usage->input_tokens == 3);
  CHECK(whole.usage->input_tokens_details.cached_tokens == 1);
  CHECK(whole.usage->output_tokens_details.reasoning_tokens == 1);
  CHECK(whole.usage->total_tokens == 5);
  CHECK(*whole.instructions->get_if<Text>() == "Be brief.");
  CHECK(*whole.metadata->find("a") == "b");
  CHECK(*whole.temperature == 0.5);
  CHECK(*whole.top_p == 0.9);
  CHECK(*whole.max_output_tokens == 9);
  CHECK(*whole.user == "u");
  CHECK(*whole.prompt_cache_key == "k");
  CHECK_FALSE(whole.parallel_tool_calls);
  CHECK(whole.tools.size() == 1);  // what is skipped is not offered
  CHECK(whole.error.is_null());
  CHECK(whole.incomplete_details.is_null());
}

TEST_CASE("what there is nothing to say of is left out, and what only says what to do comes back") {
  const auto member = [](const Response& response, const std::string& name) {
    const auto json = to_json(response);
    return json.find("\"" + name + "\":") != json.npos;
  };
  const auto plain = streamed(says_hi());
  const auto first = plain.front().get_if<ResponseStateEvent>()->response;
  for (const char* name : {"user", "usage", "context_management"}) CHECK_FALSE(member(first, name));
  CHECK(member(last_response(plain), "usage"));
  CHECK_FALSE(member(last_response(plain), "user"));
  const auto whole = last_response(streamed(
      says_hi(),
      R"("truncation":"auto","context_management":[{"type":"compaction","compact_threshold":1000,"more":1},{"type":"new"}])"));
  CHECK(*whole.truncation == ResponseTruncation::auto_);
  CHECK(whole.extra.find("context_management")->view() ==
        R"([{"type":"compaction","compact_threshold":1000,"more":1},{"type":"new"}])");
}

TEST_CASE("what is cut off is incomplete, with the reason") {
  for (const auto& [finish_reason, reason] :
       {std::pair{"length", "max_output_tokens"}, std::pair{"content_filter", "content_filter"}}) {
    const auto whole = last_response(streamed(play::chat({delta(R"({"content":"Hi"})"), finish(finish_reason)})));
    CHECK(whole.status == ResponseStatus::incomplete);
    CHECK((*whole.incomplete_details).reason->word() == reason);
    CHECK(*whole.output.at(0).get_if<MessageItem>()->status == ItemStatus::incomplete);
    CHECK(whole.completed_at.is_null());
  }
}

TEST_CASE("a chat that fails on the way makes a failed response") {
  struct Row {
    Error error;
    std::string code;
  };
  for (const auto& [error, code] :
       {Row{api_error(500, "Broken.", "odd"), "server_error"}, Row{api_error(429, "Slow down."), "rate_limit_exceeded"},
        Row{api_error(400, "Bad image.", "invalid_image"), "invalid_image"}}) {
    const auto whole = last_response(streamed(play::chat({delta(R"({"content":"Hi"})"), error})));
    CHECK(whole.status == ResponseStatus::failed);
    CHECK(whole.error->code.word() == code);
    CHECK(whole.error->message == error.message);
    CHECK(whole.output_text() == "Hi");
  }
}

TEST_CASE("log probabilities come with their deltas, and with bytes in the part") {
  const auto chunk =
      delta(R"({"content":"Hé"})", R"(,"logprobs":{"content":[{"token":"Hé","logprob":-0.5,"bytes":null,)"
                                   R"("top_logprobs":[{"token":"H","logprob":-1,"bytes":[72]}]}],"refusal":null})");
  const auto got = streamed(play::chat({chunk, finish("stop")}), R"("include":["message.output_text.logprobs"])");
  const auto* first = got.at(4).get_if<TextDelta>();
  REQUIRE(first);
  CHECK(first->logprobs.at(0).token == "Hé");
  CHECK_FALSE(first->logprobs[0].bytes.has_value());
  const auto whole = last_response(got);
  const auto& parts = *whole.output.at(0).get_if<MessageItem>()->content.get_if<std::vector<ResponsePart>>();
  const auto& token = parts.at(0).get_if<OutputTextPart>()->logprobs.at(0);
  CHECK(*token.bytes == std::vector<std::int64_t>{72, 195, 169});
  CHECK(*token.top_logprobs->at(0).bytes == std::vector<std::int64_t>{72});
}

TEST_CASE("reasoning is sealed where that is included, and goes back in") {
  const auto chunks = [] {
    return play::chat({delta(R"({"reasoning_content":"Hm."})"), delta(R"({"content":"Hi"})"), finish("stop")});
  };
  CHECK(output_of(last_response(streamed(chunks()))).find("encrypted_content") == std::string::npos);
  const auto whole = last_response(streamed(chunks(), R"("include":["reasoning.encrypted_content"])"));
  auto thought = *whole.output.at(0).get_if<ReasoningItem>();
  REQUIRE(thought.encrypted_content);
  thought.content.reset();
  auto script = says_hi();
  auto again = request();
  again.input = std::vector<ResponseItem>{user_item("Hello"), thought, whole.output.at(1), user_item("More")};
  CHECK(respond(with_responses(play::backend(script), counted()), again));
  CHECK(script->request.find(R"("reasoning_content":"Hm.")") != std::string::npos);
}

TEST_CASE("a response has no more bytes than it may") {
  auto options = counted();
  options.max_bytes = 2000;
  std::vector<std::variant<ChatEvent, play::Wait, Error>> chunks(
      40, delta(R"({"content":"01234567890123456789012345678901234567890123456789"})"));
  chunks.push_back(finish("stop"));
  const auto backend = with_responses(play::backend(play::chat(chunks)), options);
  const auto got = events(play::run<CreateResponse>(backend, request("", true)));
  CHECK(got.back().tag() == "response.failed");
}
