// Conversations over a store, as they are on the wire.
// SPDX-License-Identifier: MIT
#include "kept.hpp"
#include "map_store.hpp"

#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/conversations/service.hpp>
#include <oaicompat/resources/stored_records.hpp>

#include <set>
#include <thread>

using namespace kept;

namespace {

struct Sessions {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr store = memory_store({.clock = clock});
  Handler http = serve(with_conversations({}, store, {.clock = clock, .id = derived::counted().id}));

  Conversation begin(std::string body = "{}") {
    return told<Conversation>(http, "POST", "/conversations", "", std::move(body));
  }
  ConversationItemList add(const Conversation& to, std::string items, std::string query = "") {
    return told<ConversationItemList>(http, "POST", path(to) + "/items", std::move(query),
                                      R"({"items":[)" + items + "]}");
  }
  static std::string path(const Conversation& of) { return "/conversations/" + of.id.str(); }
};

std::string says(const std::string& text, const std::string& id = "") {
  return R"({"type":"message","role":"user","content":")" + text + "\"" + (id.empty() ? "" : R"(,"id":")" + id + "\"") +
         "}";
}
std::string item_ids(const ConversationItemList& page) {
  std::string out;
  for (const auto& item : page.data) out += oaicompat::detail::stored_id(item) + " ";
  return out;
}

}  // namespace

TEST_CASE("a conversation is made, found, relabelled and forgotten") {
  Sessions sessions;
  const auto made = sessions.begin(R"({"metadata":{"topic":"demo"}})");
  CHECK(made.id == "conv_1");
  CHECK(made.created_at == sessions.clock->unix_time());
  CHECK(told<Conversation>(sessions.http, "GET", Sessions::path(made)) == made);
  const auto other = told<Conversation>(sessions.http, "POST", Sessions::path(made), "", R"({"metadata":{"a":"b"}})");
  CHECK(to_json(other.metadata.value_or(Map<Text>{})) == R"({"a":"b"})");
  CHECK(told<Conversation>(sessions.http, "GET", Sessions::path(made)) == other);
  const auto gone = told<DeletedConversation>(sessions.http, "DELETE", Sessions::path(made));
  CHECK(gone.id == made.id);
  CHECK(gone.deleted);
  CHECK(refused(tell(sessions.http, "GET", Sessions::path(made))) == "404 conversation_id");
}

TEST_CASE("a conversation without labels has an empty map of them") {
  Sessions sessions;
  CHECK(to_json(sessions.begin()).find(R"("metadata":{})") != std::string::npos);
  CHECK(to_json(sessions.begin(R"({"metadata":null,"items":null})")).find(R"("metadata":{})") != std::string::npos);
}

TEST_CASE("items are listed newest first, page by page to the end, and in the other order") {
  Sessions sessions;
  const auto made = sessions.begin(R"({"items":[)" + says("1", "a") + "," + says("2", "b") + "]}");
  const auto added = sessions.add(made, says("3", "c") + "," + says("4", "d"));
  CHECK(item_ids(added) == "c d ");
  CHECK(added.first_id == "c");
  CHECK(added.last_id == "d");
  const auto path = Sessions::path(made) + "/items";
  const auto first = told<ConversationItemList>(sessions.http, "GET", path, "limit=3");
  CHECK(item_ids(first) == "d c b ");
  CHECK(first.has_more);
  const auto rest = told<ConversationItemList>(sessions.http, "GET", path, "limit=3&after=" + first.last_id.str());
  CHECK(item_ids(rest) == "a ");
  CHECK(!rest.has_more);
  CHECK(item_ids(told<ConversationItemList>(sessions.http, "GET", path,
                                            "order=asc&include[]=reasoning.encrypted_content")) == "a b c d ");
}

TEST_CASE("an item of a type that is not known is kept as it came, under its id or a new one") {
  Sessions sessions;
  const auto made = sessions.begin();
  const auto added = sessions.add(
      made, R"({"type":"telepathy","of":[1,{"a":2}]},{"type":"telepathy","id":"t"},{"id":"t","type":"telepathy"})");
  CHECK(item_ids(added) == "item_2 t item_3 ");
  CHECK(added.first_id == "item_2");
  const auto path = Sessions::path(made) + "/items";
  CHECK(tell(sessions.http, "GET", path + "/item_2").body == R"({"id":"item_2","type":"telepathy","of":[1,{"a":2}]})");
  CHECK(told<ConversationItemList>(sessions.http, "GET", path, "limit=0").has_more);
  CHECK(told<ConversationItemList>(sessions.http, "GET", path, "limit=0").data.empty());
}

TEST_CASE("an item is found and taken out by its id, which is its own where it has none") {
  Sessions sessions;
  const auto made = sessions.begin();
  const auto added = sessions.add(made, says("Hi."), "include[]=message.output_text.logprobs");
  CHECK(item_ids(added) == "msg_2 ");
  const auto path = Sessions::path(made) + "/items/msg_2";
  const auto item = told<ResponseItem>(sessions.http, "GET", path);
  CHECK(to_json(item) == to_json(added.data[0]));
  REQUIRE(item.get_if<MessageItem>());
  CHECK(item.get_if<MessageItem>()->status == ItemStatus::completed);
  CHECK(told<Conversation>(sessions.http, "DELETE", path) == made);
  CHECK(refused(tell(sessions.http, "GET", path)) == "404 item_id");
  CHECK(refused(tell(sessions.http, "DELETE", path)) == "404 item_id");
}

TEST_CASE("an item never takes the place of another") {
  Sessions sessions;
  const auto made = sessions.begin(R"({"items":[)" + says("1", "a") + "]}");
  CHECK(item_ids(sessions.add(made, says("2", "a"))) == "msg_2 ");
  CHECK(item_ids(told<ConversationItemList>(sessions.http, "GET", Sessions::path(made) + "/items")) == "msg_2 a ");
}

TEST_CASE("what conversations cannot do is refused, and says why") {
  Sessions sessions;
  const auto made = sessions.begin();
  const auto path = Sessions::path(made);
  std::string many = says("x");
  for (int i = 0; i < 20; ++i) many += "," + says("x");
  const std::string labels = R"({"metadata":{")" + std::string(65, 'k') + R"(":"v"}})";
  const struct {
    const char *method, *query;
    std::string path, body;
    const char* told;
  } cases[] = {
      {"POST", "", path + "/items", R"({"items":[)" + many + "]}", "400 items"},
      {"POST", "", "/conversations", R"({"items":[)" + many + "]}", "400 items"},
      {"POST", "", path + "/items", R"({"items":[{"type":"compaction_trigger"}]})", "400 items[0].type"},
      {"POST", "", path + "/items", R"({"items":[{"type":"item_reference","id":"msg_9"}]})", "404 items[0].id"},
      {"POST", "", path + "/items", "{}", "400 items"},
      {"POST", "", path + "/items", "[1]", "400 "},
      {"POST", "", path + "/items", "", "400 items"},
      {"POST", "", path, "{}", "400 metadata"},
      {"POST", "", path, labels, "400 metadata"},
      {"POST", "", "/conversations", labels, "400 metadata"},
      {"POST", "", "/conversations/conv_9", R"({"metadata":{}})", "404 conversation_id"},
      {"POST", "", "/conversations/conv_9/items", R"({"items":[]})", "404 conversation_id"},
      {"GET", "", "/conversations/conv_9/items", "", "404 conversation_id"},
      {"GET", "limit=-1", path + "/items", "", "400 limit"},
      {"GET", "limit=101", path + "/items", "", "400 limit"},
      {"GET", "limit=many", path + "/items", "", "400 limit"},
      {"GET", "order=up", path + "/items", "", "400 order"},
      {"GET", "after=msg_9", path + "/items", "", "404 after"},
      {"DELETE", "", path + "/items", "", "405 "},
      {"GET", "", path + "/items/a/b", "", "404 "},
  };
  for (const auto& each : cases) {
    CAPTURE(each.path);
    CAPTURE(each.body.substr(0, 80));
    CHECK(refused(tell(sessions.http, each.method, each.path, each.query, each.body)) == each.told);
  }
}

TEST_CASE("the path names the conversation, whatever the body says") {
  Sessions sessions;
  const auto made = sessions.begin();
  const auto other = sessions.begin();
  const auto body = R"({"conversation_id":")" + other.id.str() + R"(","items":[)" + says("1", "a") + "]}";
  told<ConversationItemList>(sessions.http, "POST", Sessions::path(made) + "/items", "", body);
  CHECK(tell(sessions.http, "GET", Sessions::path(made) + "/items/a").status == 200);
  CHECK(tell(sessions.http, "GET", Sessions::path(other) + "/items/a").status == 404);
}

TEST_CASE("a conversation lives as long as items are added, and takes them with it") {
  Sessions sessions;
  const auto made = sessions.begin(R"({"items":[)" + says("1", "a") + "]}");
  sessions.clock->advance(std::chrono::hours{24 * 20});
  sessions.add(made, says("2", "b"));
  sessions.clock->advance(std::chrono::hours{24 * 20});
  CHECK(tell(sessions.http, "GET", Sessions::path(made)).status == 200);
  CHECK(item_ids(told<ConversationItemList>(sessions.http, "GET", Sessions::path(made) + "/items")) == "b ");
  told<DeletedConversation>(sessions.http, "DELETE", Sessions::path(made));
  CHECK(sessions.store->list("conversations/conv_1/items", {}).value().records.empty());
}

TEST_CASE("what many processes add to a conversation at once is all there, each item under an id of its own") {
  Sessions sessions;
  const auto made = sessions.begin();
  const auto work = [&](int number) {
    // Each process counts its ids from 1.
    const auto own =
        serve(with_conversations({}, sessions.store, {.clock = sessions.clock, .id = derived::counted().id}));
    for (int i = 0; i < 20; ++i) {
      const auto added = tell(own, "POST", Sessions::path(made) + "/items", "", R"({"items":[)" + says("Hello") + "]}");
      CHECK(added.status == 200);
      const auto label = R"({"metadata":{"by":")" + std::to_string(number) + "\"}}";
      CHECK(tell(own, "POST", Sessions::path(made), "", label).status == 200);
    }
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) threads.emplace_back(work, t);
  for (auto& thread : threads) thread.join();
  const auto items = told<ConversationItemList>(sessions.http, "GET", Sessions::path(made) + "/items", "limit=100");
  CHECK(items.data.size() == 60);
  std::set<std::string> distinct;
  for (const auto& item : items.data) distinct.insert(oaicompat::detail::stored_id(item));
  CHECK(distinct.size() == 60);
}

TEST_CASE("conversations say when their store fails") {
  const auto store = std::make_shared<derived::MapStore>();
  const auto http = serve(with_conversations({}, store));
  store->fails_to_write = true;
  CHECK(tell(http, "POST", "/conversations", "", "{}").status == 500);
  store->fails_to_read = true;
  CHECK(tell(http, "GET", "/conversations/c").status == 500);
}

TEST_CASE("responses find a conversation in the same store, and add to it") {
  Sessions sessions;
  auto options = derived::counted();
  options.store = sessions.store;
  const auto script = derived::says_hi();
  const auto http = serve(with_conversations(with_responses(play::backend(script), options), sessions.store));
  const auto made =
      told<Conversation>(http, "POST", "/conversations", "", R"({"items":[)" + says("My name is Ann.") + "]}");
  told<Response>(http, "POST", "/responses", "",
                 R"({"model":"m","input":"Who am I?","conversation":")" + made.id.str() + "\"}");
  CHECK(script->request.find("My name is Ann.") != std::string::npos);
  const auto items = told<ConversationItemList>(http, "GET", Sessions::path(made) + "/items", "order=asc");
  REQUIRE(items.data.size() == 3);
  CHECK(items.data[2].get_if<MessageItem>()->role == MessageRole::assistant);
}
