// Kept chat completions, as they are on the wire.
// SPDX-License-Identifier: MIT
#include "kept.hpp"
#include "map_store.hpp"

#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/chat/stored_service.hpp>

using namespace kept;

namespace {

// A backend whose completions are numbered: `c1`, `c2`; those of the model `chunks` are streamed.
Backend numbered() {
  Backend made;
  made.on<CreateChatCompletion>(
      [count = std::make_shared<int>(0)](const Parsed<ChatRequest>& request,
                                         const Context& context) -> StreamPtr<Event<CreateChatCompletion>> {
        const auto id = Text{"c" + std::to_string(++*count)};
        if (request->model == "chunks") {
          const auto script = play::says_hi();
          for (auto& step : script->steps) std::get<0>(std::get<play::ChatEvent>(step)).id = id;
          return play::backend(script).run<CreateChatCompletion>(request, context);
        }
        auto completion = play::read<ChatCompletion>(play::whole_hi);
        completion.id = id;
        completion.model = request->model;
        return one_item(Event<CreateChatCompletion>{std::move(completion)});
      });
  return made;
}

struct Chats {
  StorePtr store = memory_store();
  Handler http = serve(with_stored_chat(numbered(), store));

  void create(const std::string& model, const std::string& more = "") {
    const auto got =
        tell(http, "POST", "/chat/completions", "",
             R"({"model":")" + model + R"(","messages":[{"role":"user","content":"Hello"}],"store":true)" + more + "}");
    REQUIRE(got.status == 200);
  }
  std::string list(std::string query = "") {
    const auto page = told<ChatCompletionList>(http, "GET", "/chat/completions", std::move(query));
    std::string out;
    for (const auto& each : page.data) out += each.id.str() + " ";
    if (!page.data.empty()) {
      CHECK(page.first_id == page.data.front().id);
      CHECK(page.last_id == page.data.back().id);
    }
    return out + (page.has_more ? "..." : ".");
  }
};

}  // namespace

TEST_CASE("a completion is kept when the request says so") {
  Chats chats;
  chats.create("m", R"(,"metadata":{"topic":"greeting"})");
  tell(chats.http, "POST", "/chat/completions", "", play::ask_whole);
  CHECK(chats.list() == "c1 .");
  const auto found = told<ChatCompletion>(chats.http, "GET", "/chat/completions/c1");
  CHECK(found.text() == "Hi.");
  CHECK(to_json(found.metadata.value_or(Map<Text>{})) == R"({"topic":"greeting"})");
  CHECK(refused(tell(chats.http, "GET", "/chat/completions/c2")) == "404 completion_id");
}

TEST_CASE("a streamed completion is kept as the whole that its chunks make, before its stream ends") {
  Chats chats;
  for (const std::string streamed : {"", R"(,"stream":true)"}) chats.create("chunks", streamed);
  CHECK(chats.list() == "c1 c2 .");
  CHECK(told<ChatCompletion>(chats.http, "GET", "/chat/completions/c2").text() == "Hi.");
}

TEST_CASE("a completion that is cut off or fails is not kept") {
  for (const bool fails : {false, true}) {
    auto script = play::chat({play::chunk(play::role_chunk), play::chunk(play::text_chunk)});
    if (fails) script->steps.emplace_back(api_error(500, "Broken."));
    const auto store = memory_store();
    const auto http = serve(with_stored_chat(play::backend(script), store));
    tell(http, "POST", "/chat/completions", "",
         R"({"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true,"store":true})");
    CHECK(store->list("chat_completions", {}).value().records.empty());
  }
}

TEST_CASE("kept completions are listed by model and labels, in both orders, page by page to the end") {
  Chats chats;
  for (int i = 0; i < 6; ++i) {
    chats.create(i % 2 ? "odd" : "even",
                 R"(,"metadata":{"third":")" + std::string{i % 3 ? "no" : "yes"} + R"(","a b":"ü&="})");
  }
  CHECK(chats.list() == "c1 c2 c3 c4 c5 c6 .");
  CHECK(chats.list("order=desc&limit=4") == "c6 c5 c4 c3 ...");
  CHECK(chats.list("order=desc&limit=4&after=c3") == "c2 c1 .");
  CHECK(chats.list("model=odd") == "c2 c4 c6 .");
  CHECK(chats.list("metadata[third]=yes") == "c1 c4 .");
  CHECK(chats.list("metadata%5Bthird%5D=yes&model=odd") == "c4 .");
  CHECK(chats.list("metadata[third]=no&metadata[a%20b]=%C3%BC%26%3D&limit=1&after=c2") == "c3 ...");
  CHECK(chats.list("metadata[third]=maybe") == ".");
  CHECK(refused(tell(chats.http, "GET", "/chat/completions", "after=c9")) == "404 after");
  CHECK(refused(tell(chats.http, "GET", "/chat/completions", "limit=-1")) == "400 limit");
}

TEST_CASE("a kept completion is relabelled in its place, and forgotten") {
  Chats chats;
  chats.create("m", R"(,"metadata":{"a":"1"})");
  chats.create("m");
  const auto changed =
      told<ChatCompletion>(chats.http, "POST", "/chat/completions/c1", "", R"({"metadata":{"b":"2"}})");
  CHECK(to_json(changed.metadata.value_or(Map<Text>{})) == R"({"b":"2"})");
  CHECK(chats.list() == "c1 c2 .");
  CHECK(chats.list("metadata[b]=2") == "c1 .");
  CHECK(chats.list("metadata[a]=1") == ".");
  CHECK(refused(tell(chats.http, "POST", "/chat/completions/c1", "", "{}")) == "400 metadata");
  CHECK(refused(tell(chats.http, "POST", "/chat/completions/c9", "", R"({"metadata":{}})")) == "404 completion_id");
  const auto gone = told<DeletedChatCompletion>(chats.http, "DELETE", "/chat/completions/c1");
  CHECK(gone.id == "c1");
  CHECK(gone.deleted);
  CHECK(chats.list() == "c2 .");
  CHECK(refused(tell(chats.http, "GET", "/chat/completions/c1/messages")) == "404 completion_id");
  CHECK(refused(tell(chats.http, "DELETE", "/chat/completions/c1")) == "404 completion_id");
}

TEST_CASE("the messages that a completion was made from are kept with it") {
  Chats chats;
  tell(
      chats.http, "POST", "/chat/completions", "",
      R"({"model":"m","store":true,"messages":[{"role":"system","content":"Be brief."},{"role":"user","name":"ann","content":[)"
      R"({"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:,x"}}]},)"
      R"({"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]},)"
      R"({"role":"tool","tool_call_id":"call_1","content":"4"}]})");
  const auto page = told<ChatMessageList>(chats.http, "GET", "/chat/completions/c1/messages", "limit=3");
  REQUIRE(page.data.size() == 3);
  CHECK(page.has_more);
  CHECK(to_json(page.data[0]) == R"({"id":"c1-0","role":"system","content":"Be brief.","refusal":null})");
  CHECK(
      to_json(page.data[1]) ==
      R"({"id":"c1-1","role":"user","content":null,"refusal":null,"content_parts":[{"type":"text","text":"What is this?"},)"
      R"({"type":"image_url","image_url":{"url":"data:,x"}}],"name":"ann"})");
  CHECK(page.data[2].tool_calls->size() == 1);
  const auto rest =
      told<ChatMessageList>(chats.http, "GET", "/chat/completions/c1/messages", "after=" + page.last_id.str());
  CHECK(!rest.has_more);
  CHECK(to_json(rest.data.at(0)) ==
        R"({"id":"c1-3","role":"tool","content":"4","refusal":null,"tool_call_id":"call_1"})");
}

TEST_CASE("an answer fails when it cannot be kept, and is refused when its labels are too many") {
  const auto store = std::make_shared<derived::MapStore>();
  store->fails_to_write = true;
  const auto http = serve(with_stored_chat(numbered(), store));
  const std::string ask = R"({"model":"m","messages":[{"role":"user","content":"Hello"}],"store":true)";
  CHECK(tell(http, "POST", "/chat/completions", "", ask + "}").status == 500);
  CHECK(tell(http, "POST", "/chat/completions", "", play::ask_whole).status == 200);
  std::string labels = R"("0":"")";
  for (int i = 1; i < 17; ++i) labels += ",\"" + std::to_string(i) + R"(":"")";
  CHECK(refused(tell(http, "POST", "/chat/completions", "", ask + R"(,"metadata":{)" + labels + "}}")) ==
        "400 metadata");
}

TEST_CASE("kept completions can be asked for through a client's backend") {
  Chats chats;
  chats.create("m", R"(,"metadata":{"a b":"ü&="})");
  const auto upstream = call(chats.http);
  const auto asked = [&]<class Op>(Type<Op>, const std::string& json) {
    auto got = play::run<Op>(upstream, play::read<typename Op::Request>(json));
    REQUIRE_MESSAGE(!got.error, got.error->message);
    return got.events.at(0);
  };
  CHECK(asked(Type<ListChatCompletions>{}, R"({"metadata":{"a b":"ü&="},"model":"m","limit":1})").data.size() == 1);
  CHECK(asked(Type<ListChatCompletions>{}, R"({"metadata":{"a b":"u"}})").data.empty());
  CHECK(asked(Type<UpdateChatCompletion>{}, R"({"completion_id":"c1","metadata":{"x":"y"}})").metadata->find("x"));
  CHECK(asked(Type<ListChatMessages>{}, R"({"completion_id":"c1"})").data.size() == 1);
  CHECK(asked(Type<DeleteChatCompletion>{}, R"({"completion_id":"c1"})").deleted);
}
