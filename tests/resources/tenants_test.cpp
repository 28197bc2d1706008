// What one key has kept is not there for another: every operation on what is kept, over every store.
// SPDX-License-Identifier: MIT
#include "tenants.hpp"

#include "stores/stores.hpp"

#include <oaicompat/http/websocket_session.hpp>
#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/resources/uploads/operations.hpp>
#include <oaicompat/server.hpp>

#include <algorithm>

using namespace tenants;
using test::InMemory;
#if OAICOMPAT_REDIS
using test::InRedis;
#endif
#if OAICOMPAT_SQLITE
using test::InSqlite;
#endif

namespace {

WebSocketSessionPtr session_as(const Handler& handler, const std::string& key) {
  Request handshake{
      .path = "/v1/responses",
      .headers = {{"upgrade", "websocket"}, {"connection", "upgrade"}, {"authorization", "Bearer " + key}}};
  handshake.context.can_upgrade = true;
  auto answer = handler(std::move(handshake));
  Part part;
  REQUIRE(answer->pull(part) == Pull::some);
  REQUIRE(std::get<Head>(part).status == 101);
  return std::get<Head>(part).session;
}
std::string say(WebSocketSession& session, const std::string& previous) {
  session.take(R"({"type":"response.create","model":"m","input":"And?","previous_response_id":")" + previous + "\"}");
  Bytes last;
  Waiter waiter;
  while (waiter.pull(session, last) == Pull::some) {
    if (last.starts_with("{\"type\":\"response.completed\"")) return "completed";
    if (last.starts_with("{\"type\":\"error\"")) return play::read<ErrorBody>(last).error.code.value_or(Text{}).str();
  }
  return "nothing";
}

}  // namespace

STORE_CASE("another key's records are not there, whatever is asked of them") {
  Kind kind;
  const auto server = serving(kind.store, three_keys);
  const auto handler = server.handler();
  const Belongings alices{handler, "a"};
  Belongings nobodys = alices;
  for (auto* id : {&nobodys.response, &nobodys.item, &nobodys.job, &nobodys.conversation, &nobodys.said,
                   &nobodys.completion, &nobodys.file, &nobodys.upload})
    id->back() = id->back() == 'x' ? 'y' : 'x';
  const auto asked = alices.all(), of_nothing = nobodys.all();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    CAPTURE(asked[i].method + " " + asked[i].path + " " + asked[i].body);
    const auto got = ask_as(handler, "b", asked[i]);
    CHECK(got.status == (asked[i].method == "POST" && asked[i].path.starts_with("/responses") &&
                                 asked[i].body.find("previous_response_id") != std::string::npos
                             ? 400
                             : 404));
    // It is told what it would be told of an id that nobody has.
    const auto nothing = ask_as(handler, "b", of_nothing[i]);
    CHECK(got.status == nothing.status);
    CHECK(without(got.body, alices) == without(nothing.body, nobodys));
  }
  CHECK(ask_as(handler, "b", {"GET", "/chat/completions"}).body.find("\"data\":[]") != std::string::npos);
  CHECK(ask_as(handler, "b", {"GET", "/chat/completions?metadata[t]=x"}).body.find("\"data\":[]") != std::string::npos);

  // All of it is there as it was, for each key of the tenant.
  CHECK(ask_as(handler, "a2", {"GET", "/chat/completions"}).body.find(alices.completion) != std::string::npos);
  for (const auto& each : asked) {
    CAPTURE(each.method + " " + each.path + " " + each.body);
    const auto got = ask_as(handler, "a2", each);
    CHECK_MESSAGE(got.status == 200, got.body);
  }
}

TEST_CASE("every operation on what is kept is asked for another key's records") {
  const Server server = serving(memory_store(), three_keys);
  const auto asked = Belongings{server.handler(), "a"}.all();
  for (const auto& endpoint :
       endpoints_of(JoinedLists<StoredChatOperations, ConversationsOperations, ResponsesOperations>{})) {
    if (endpoint.id == CreateConversation::endpoint.id) continue;  // it names nothing
    CAPTURE(endpoint.id);
    CHECK(std::any_of(asked.begin(), asked.end(), [&](const Asked& each) { return is_of(endpoint, each); }));
  }
}

STORE_CASE("a list has the records of the key that asks alone, page by page") {
  Kind kind;
  const auto server = serving(kind.store, three_keys);
  const auto handler = server.handler();
  const auto store_one = [&](const std::string& key) {
    const auto body = R"({"model":"m","messages":[{"role":"user","content":"1"}],"store":true})";
    return first_id(ask_as(handler, key, {"POST", "/chat/completions", body}).body, "chatcmpl-");
  };
  std::vector<std::string> alices;
  for (int i = 0; i < 5; ++i) {
    alices.push_back(store_one(i % 2 ? "a" : "a2"));
    store_one("b");
  }
  std::vector<std::string> seen;
  for (std::string query = "?limit=2";;) {
    const auto page = play::read<ChatCompletionList>(ask_as(handler, "a", {"GET", "/chat/completions" + query}).body);
    for (const auto& each : page.data) seen.push_back(each.id.str());
    // The last record of a page may be gone when the next one is asked for.
    REQUIRE(ask_as(handler, "a", {"DELETE", "/chat/completions/" + seen.back()}).status == 200);
    query = "?limit=2&after=" + seen.back();
    if (!page.has_more) break;
  }
  CHECK(seen == alices);
}

STORE_CASE("a WebSocket goes on from its own key's responses alone") {
  Kind kind;
  const auto server = serving(kind.store, three_keys);
  const auto handler = server.handler();
  const Belongings alices{handler, "a"};
  CHECK(say(*session_as(handler, "a"), alices.response) == "completed");
  CHECK(say(*session_as(handler, "a2"), alices.response) == "completed");
  CHECK(say(*session_as(handler, "b"), alices.response) == "previous_response_not_found");
}

STORE_CASE("where there are no keys all share their records, and a key may be given those") {
  Kind kind;
  std::string response;
  {
    const auto open = serving(kind.store, {});
    response =
        first_id(ask_as(open.handler(), "", {"POST", "/responses", R"({"model":"m","input":"Hello"})"}).body, "resp_");
    CHECK(ask_as(open.handler(), "any", {"GET", "/responses/" + response}).status == 200);
  }
  const auto server = serving(kind.store, {{.key = "a", .name = "alice"}, {.key = "old", .name = "", .tenant = ""}});
  CHECK(ask_as(server.handler(), "a", {"GET", "/responses/" + response}).status == 404);
  CHECK(ask_as(server.handler(), "old", {"GET", "/responses/" + response}).status == 200);
}

STORE_CASE("records stay with their key when the server starts again and the keys stand in another order") {
  Kind kind;
  const std::vector<ApiKey> before{{.key = "a"}, {.key = "b"}}, after{{.key = "c"}, {.key = "b"}, {.key = "a"}};
  std::string response;
  {
    const auto server = serving(kind.store, before);
    response = first_id(ask_as(server.handler(), "a", {"POST", "/responses", R"({"model":"m","input":"Hello"})"}).body,
                        "resp_");
  }
  const auto server = serving(kind.store, after);
  CHECK(ask_as(server.handler(), "a", {"GET", "/responses/" + response}).status == 200);
  CHECK(ask_as(server.handler(), "b", {"GET", "/responses/" + response}).status == 404);
  CHECK(ask_as(server.handler(), "c", {"GET", "/responses/" + response}).status == 404);
}

TEST_CASE("a layer of the host's that says who asks keeps their records apart") {
  Server server{{.store = memory_store()}};
  server.chat("m", [](const ChatRequest&, ChatWriter& out) { out.finish(FinishReason::stop); });
  server.use([](Handler inner) -> Handler {
    return [inner = std::move(inner)](Request request) {
      request.context.principal = std::string{request.headers.get("authorization")};
      return inner(std::move(request));
    };
  });
  const auto handler = server.handler();
  const auto id =
      first_id(ask_as(handler, "x", {"POST", "/responses", R"({"model":"m","input":"Hello"})"}).body, "resp_");
  CHECK(ask_as(handler, "x", {"GET", "/responses/" + id}).status == 200);
  CHECK(ask_as(handler, "y", {"GET", "/responses/" + id}).status == 404);
}
