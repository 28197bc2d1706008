// Responses that are kept: chains, conversations, lists, and what becomes of them.
// SPDX-License-Identifier: MIT
#include "derived.hpp"
#include "map_store.hpp"

#include <oaicompat/resources/responses/accumulate.hpp>

using namespace derived;

namespace {

struct StoredResponses {
  std::shared_ptr<ChatScript> script;
  std::shared_ptr<MapStore> store = std::make_shared<MapStore>();
  Backend backend;

  explicit StoredResponses(std::shared_ptr<ChatScript> says = says_hi(), ResponsesOptions options = counted())
      : script{std::move(says)} {
    options.store = store;
    backend = with_responses(play::backend(script), std::move(options));
  }
  Result<Response> create(const std::string& more = "") { return respond(backend, request(more)); }
  /// The one answer to a request of any operation.
  template <Operation Op>
  Result<typename Op::Response> ask(const std::string& json) {
    const auto got = play::run<Op>(backend, read<typename Op::Request>(json));
    if (got.error) return *got.error;
    REQUIRE(got.events.size() == 1);
    if constexpr (StreamedOperation<Op>) {
      return std::get<typename Op::Response>(got.events[0]);
    } else {
      return got.events[0];
    }
  }
};

std::string by_id(const Response& response, const std::string& more = "") {
  return R"({"response_id":")" + response.id.str() + "\"" + (more.empty() ? "" : "," + more) + "}";
}
std::string after(const Response& response) { return R"("previous_response_id":")" + response.id.str() + "\""; }

}  // namespace

TEST_CASE("a response is kept as it was given, whole or streamed") {
  StoredResponses kept;
  const auto whole = kept.create();
  REQUIRE(whole);
  CHECK(to_json(*kept.ask<RetrieveResponse>(by_id(*whole))) == to_json(*whole));

  const auto streamed = events(play::run<CreateResponse>(kept.backend, request("", true)));
  ResponseAccumulator all;
  for (const auto& each : streamed) REQUIRE(all.add(each));
  const auto accumulated = *all.finish();
  CHECK(to_json(*kept.ask<RetrieveResponse>(by_id(accumulated))) == to_json(accumulated));
}

TEST_CASE("what is not to be kept is not") {
  StoredResponses kept;
  const auto response = kept.create(R"("store":false)");
  REQUIRE(response);
  CHECK(kept.store->size() == 0);
  CHECK(kept.ask<RetrieveResponse>(by_id(*response)).error().status == 404);
}

TEST_CASE("without a store nothing is kept, and what needs one is refused") {
  const auto backend = with_responses(play::backend(says_hi()), counted());
  CHECK(respond(backend, request()));
  CHECK(respond(backend, request(R"("store":true)")).error().param == "store");
  CHECK(respond(backend, request(R"("previous_response_id":"r")")).error().param == "previous_response_id");
  CHECK(respond(backend, request(R"("conversation":"c")")).error().param == "conversation");
  CHECK(respond(backend, request(R"("background":true)")).error().param == "background");
  const auto got = play::run<RetrieveResponse>(backend, read<RetrieveResponseRequest>(R"({"response_id":"r"})"));
  REQUIRE(got.error);
  CHECK(got.error->status == 404);
}

TEST_CASE("a response goes on from all that was said before, without the instructions") {
  StoredResponses kept;
  const auto first = *kept.create(R"("instructions":"Be brief.")");
  const auto second = *kept.create(after(first));
  CHECK(*second.previous_response_id == first.id);
  REQUIRE(kept.create(after(second)));
  const auto chat = read<ChatRequest>(kept.script->request);
  std::string said;
  for (const auto& message : chat.messages) said += std::string{message.role.word()} + ": " + message.text() + "; ";
  CHECK(said == "user: Hello; assistant: Hi you.; user: Hello; assistant: Hi you.; user: Hello; ");
}

TEST_CASE("a tool's output goes on from its call") {
  StoredResponses kept{calls_weather()};
  const auto first = *kept.create();
  CHECK(first.output.at(0).get_if<FunctionCallItem>()->arguments == R"({"a":1})");
  CHECK(kept.create(after(first)).error().status == 400);  // a call without its output
  auto next = request(after(first));
  next.input = std::vector<ResponseItem>{function_output("call_1", "Sunny.")};
  CHECK(respond(kept.backend, next));
  CHECK(read<ChatRequest>(kept.script->request).messages.size() == 3);
}

TEST_CASE("a previous response that is not there is a 400 with the API's code") {
  StoredResponses kept;
  for (const char* id : {"resp_unknown", "", "../responses", "resp_1/input"}) {
    const auto error = kept.create(R"("previous_response_id":")" + std::string{id} + "\"");
    CHECK(error.error().status == 400);
    CHECK(error.error().code == "previous_response_not_found");
    CHECK(error.error().param == "previous_response_id");
  }
  const auto first = *kept.create();
  const auto second = *kept.create(after(first));
  REQUIRE(kept.ask<DeleteResponse>(by_id(first)));
  CHECK(kept.create(after(second)).error().code == "previous_response_not_found");
}

TEST_CASE("a chain is as long as it may be") {
  auto options = counted();
  options.max_items = 7;
  StoredResponses kept{says_hi(), options};
  auto last = *kept.create();
  last = *kept.create(after(last));
  last = *kept.create(after(last));
  CHECK(kept.create(after(last)).error().code == "context_length_exceeded");
}

TEST_CASE("a conversation takes what is said in it") {
  StoredResponses kept;
  CHECK(kept.create(R"("conversation":"conv_1")").error().status == 404);
  REQUIRE(kept.store->write({{.collection = "conversations", .put = Record{.id = "conv_1"}, .remove = {}}}));
  const auto first = *kept.create(R"("conversation":"conv_1")");
  CHECK(first.conversation->id == "conv_1");
  REQUIRE(kept.create(R"("conversation":{"id":"conv_1"})"));
  CHECK(read<ChatRequest>(kept.script->request).messages.size() == 3);
  const auto items = kept.store->list("conversations/conv_1/items", {.limit = 100});
  CHECK(items->records.size() == 4);
  CHECK(kept.create(after(first)).error().param == "previous_response_id");
}

TEST_CASE("a response is kept without its conversation where that is deleted meanwhile") {
  const auto store = std::make_shared<MapStore>();
  auto options = counted();
  options.store = store;
  Backend chat;
  chat.on<CreateChatCompletion>([store](const Parsed<ChatRequest>& asked, const Context& context) {
    CHECK(store->write({{.collection = "conversations", .remove = "conv_1"}}));
    return play::backend(says_hi()).run<CreateChatCompletion>(asked, context);
  });
  REQUIRE(store->write({{.collection = "conversations", .put = Record{.id = "conv_1"}}}));
  const auto made = respond(with_responses(chat, options), request(R"("conversation":"conv_1")")).value();
  CHECK(made.output_text() == "Hi you.");
  CHECK(store->read("responses", made.id).value());
  CHECK(store->list("conversations/conv_1/items", {})->records.empty());
}

TEST_CASE("a reference stands for an item that is kept") {
  StoredResponses kept;
  const auto first = *kept.create();
  auto next = request();
  next.input = std::vector<ResponseItem>{ItemReference{Text{item_id(first.output.at(0))}, {}}, user_item("More")};
  REQUIRE(respond(kept.backend, next));
  CHECK(read<ChatRequest>(kept.script->request).messages.at(0).text() == "Hi you.");
  next.input = std::vector<ResponseItem>{ItemReference{"msg_unknown", {}}, user_item("More")};
  CHECK(respond(kept.backend, next).error().status == 404);
}

TEST_CASE("the input's items come in pages") {
  StoredResponses kept;
  auto asked = request();
  asked.input = std::vector<ResponseItem>{user_item("1"), assistant_item("2"), user_item("3")};
  const auto response = *respond(kept.backend, asked);
  const auto texts = [](const ResponseItemList& list) {
    std::string out;
    for (const auto& item : list.data) out += item.get_if<MessageItem>()->text();
    return out;
  };
  const auto newest = *kept.ask<ListInputItems>(by_id(response));
  CHECK(texts(newest) == "321");
  CHECK(newest.first_id == item_id(newest.data.front()));
  CHECK(newest.last_id == item_id(newest.data.back()));
  CHECK_FALSE(newest.has_more);
  const auto page = *kept.ask<ListInputItems>(by_id(response, R"("order":"asc","limit":2)"));
  CHECK(texts(page) == "12");
  CHECK(page.has_more);
  const auto next =
      *kept.ask<ListInputItems>(by_id(response, R"("order":"asc","after":")" + page.last_id.str() + "\""));
  CHECK(texts(next) == "3");
  CHECK(kept.ask<ListInputItems>(by_id(response, R"("limit":-1)")).error().param == "limit");
  CHECK(kept.ask<ListInputItems>(by_id(response, R"("limit":101)")).error().param == "limit");
  CHECK(kept.ask<ListInputItems>(by_id(response, R"("order":"odd")")).error().param == "order");
  CHECK(kept.ask<ListInputItems>(by_id(response, R"("after":"msg_unknown")")).error().param == "after");
  CHECK(kept.ask<ListInputItems>(R"({"response_id":"resp_x"})").error().status == 404);
}

TEST_CASE("items with one id, or none, are kept apart") {
  StoredResponses kept;
  auto asked = request();
  asked.input =
      *read<ResponseRequest>(R"({"input":[{"id":"msg_a","role":"user","content":"1"},)"
                             R"({"id":"msg_a","role":"user","content":"2"},{"id":"","role":"user","content":"3"},)"
                             R"({"id":"a/../b","role":"user","content":"4"}]})")
           .input;
  const auto response = *respond(kept.backend, asked);
  CHECK(kept.ask<ListInputItems>(by_id(response))->data.size() == 4);
}

TEST_CASE("a deleted response leaves nothing") {
  StoredResponses kept;
  const auto response = *kept.create();
  const auto deleted = kept.ask<DeleteResponse>(by_id(response));
  CHECK(deleted->id == response.id);
  CHECK(deleted->deleted);
  CHECK(kept.store->size() == 0);
  CHECK(kept.ask<RetrieveResponse>(by_id(response)).error().status == 404);
  CHECK(kept.ask<DeleteResponse>(by_id(response)).error().status == 404);
  CHECK(kept.ask<ListInputItems>(by_id(response)).error().status == 404);
}

TEST_CASE("a response not made in the background is replayed in fewer events, and cannot be cancelled") {
  StoredResponses kept;
  const auto response = *kept.create();
  const auto got = events(
      play::run<RetrieveResponse>(kept.backend, read<RetrieveResponseRequest>(by_id(response, R"("stream":true)"))));
  CHECK(types(got) ==
        "created in_progress output_item.added content_part.added output_text.delta output_text.done "
        "content_part.done output_item.done completed");
  CHECK(to_json(last_response(got)) == to_json(response));
  const auto after_one = play::run<RetrieveResponse>(
      kept.backend, read<RetrieveResponseRequest>(by_id(response, R"("stream":true,"starting_after":1)")));
  CHECK(after_one.error->param == "starting_after");
  CHECK(kept.ask<CancelResponse>(by_id(response)).error().status == 400);
}

TEST_CASE("a store that fails fails the request, or the response whose events are out") {
  StoredResponses kept;
  kept.store->fails_to_write = true;
  CHECK(kept.create().error().status == 500);
  const auto streamed = events(play::run<CreateResponse>(kept.backend, request("", true)));
  CHECK(streamed.back().tag() == "response.failed");
  CHECK(last_response(streamed).error->code == ResponseErrorCode::server_error);
  kept.store->fails_to_write = false;
  const auto response = *kept.create();
  kept.store->fails_to_read = true;
  CHECK(kept.create(after(response)).error().status == 500);
  CHECK(kept.ask<RetrieveResponse>(by_id(response)).error().status == 500);
  CHECK(kept.ask<DeleteResponse>(by_id(response)).error().status == 500);
}

TEST_CASE("a response that failed on the way is kept as a failed one") {
  StoredResponses kept{play::chat({delta(R"({"content":"Hi"})"), api_error(500, "Broken.")})};
  const auto failed = last_response(events(play::run<CreateResponse>(kept.backend, request("", true))));
  CHECK(kept.ask<RetrieveResponse>(by_id(failed))->status == ResponseStatus::failed);
}

TEST_CASE("a chat that fails before its first chunk fails the request, and nothing is kept") {
  StoredResponses kept{play::chat({api_error(429, "Slow down.", "rate_limited")})};
  CHECK(kept.create().error().status == 429);
  const auto streamed = play::run<CreateResponse>(kept.backend, request("", true));
  CHECK(streamed.events.empty());
  CHECK(streamed.error->status == 429);
  CHECK(kept.store->size() == 0);
}

TEST_CASE("the tokens of an input are counted, with what it goes on from") {
  StoredResponses kept;
  const auto count = [&](const std::string& more) {
    const auto got = kept.ask<CountInputTokens>(R"({"model":"m","input":"12345678")" + more + "}");
    REQUIRE(got);
    return got->input_tokens;
  };
  CHECK(count("") == 6);
  CHECK(count(R"(,"instructions":"1234")") == 11);
  CHECK(count("," + after(*kept.create())) == 6 + 6 + 6);  // "Hello" and "Hi you."
  CHECK(count(R"(,"truncation":"auto")") == 6);            // only says what to do where the input does not fit
  const auto odd = kept.ask<CountInputTokens>(R"({"model":"m","input":"x","truncation":"odd"})");
  REQUIRE_FALSE(odd);
  CHECK(odd.error().param == "truncation");

  auto options = counted();
  options.count = [](const ChatRequest& chat, const Context&) {
    return Result<std::int64_t>{static_cast<std::int64_t>(chat.messages.size())};
  };
  StoredResponses counting{says_hi(), options};
  CHECK(counting.ask<CountInputTokens>(R"({"input":"x","instructions":"y"})")->input_tokens == 2);
}

TEST_CASE("a compaction goes in as what it was made of") {
  StoredResponses kept;
  const auto first = *kept.create();
  const auto compacted =
      *kept.ask<CompactResponse>(R"({"model":"m","input":"More","previous_response_id":")" + first.id.str() + "\"}");
  REQUIRE(compacted.output.size() == 1);
  CHECK(compacted.usage.input_tokens > 0);
  auto next = request();
  next.input = compacted.output;
  next.input->get_if<std::vector<ResponseItem>>()->push_back(user_item("Go on"));
  REQUIRE(respond(kept.backend, next));
  const auto chat = read<ChatRequest>(kept.script->request);
  REQUIRE(chat.messages.size() == 4);
  CHECK(chat.messages[1].text() == "Hi you.");
  CHECK(chat.messages[3].text() == "Go on");
}

TEST_CASE("the host's own compaction is what goes on") {
  auto options = counted();
  options.compact = [](std::vector<ResponseItem> items, const CompactRequest&, const Context&) {
    items.erase(items.begin(), items.end() - 1);
    return Result<std::vector<ResponseItem>>{std::move(items)};
  };
  StoredResponses kept{says_hi(), options};
  const auto compacted =
      *kept.ask<CompactResponse>(R"({"input":[{"role":"user","content":"1"},{"role":"user","content":"2"}]})");
  auto next = request();
  next.input = compacted.output;
  REQUIRE(respond(kept.backend, next));
  CHECK(read<ChatRequest>(kept.script->request).messages.size() == 1);
}
