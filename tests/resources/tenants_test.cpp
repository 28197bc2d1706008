// What one key has kept is not there for another: every operation on what is kept, over every store.
// SPDX-License-Identifier: MIT
#include "kept.hpp"
#include "stores/stores.hpp"

#include <oaicompat/http/websocket_session.hpp>
#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/resources/uploads/operations.hpp>
#include <oaicompat/server.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>

using namespace kept;
using test::InMemory;
#if OAICOMPAT_REDIS
using test::InRedis;
#endif
#if OAICOMPAT_SQLITE
using test::InSqlite;
#endif

namespace {

// A server whose model `m` says "Hi.", and whose model `slow` says nothing until it is cancelled.
Server serving(StorePtr store, std::vector<ApiKey> keys) {
  Server server{{.api_keys = std::move(keys), .store = std::move(store)}};
  server.chat("m", [](const ChatRequest&, ChatWriter& out) {
    out.text("Hi.");
    out.finish(FinishReason::stop);
  });
  server.chat("slow", [](const ChatRequest&, ChatWriter& out) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock{mutex};
    never.wait(lock, out.context().stop, [] { return false; });
  });
  return server;
}
const std::vector<ApiKey> three_keys{{.key = "a", .name = "alice"},
                                     {.key = "b", .name = "bob"},
                                     {.key = "a2", .name = "alice's phone", .tenant = "alice"}};

struct Asked {
  std::string method, path, body = "", type = "application/json";
};
const std::string form_type = "multipart/form-data; boundary=b";
// A form with a file, and the purpose that a file has.
std::string form_with(const std::string& name) {
  return "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nvision\r\n"
         "--b\r\nContent-Disposition: form-data; name=\"" +
         name + "\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n";
}
Told ask_as(const Handler& handler, const std::string& key, const Asked& asked) {
  const auto query = asked.path.find('?');
  Headers headers{{"content-type", asked.type}};
  if (!key.empty()) headers.add("authorization", "Bearer " + key);
  auto got = play::answer(handler, {.method = asked.method,
                                    .path = "/v1" + asked.path.substr(0, query),
                                    .query = query == std::string::npos ? "" : asked.path.substr(query + 1),
                                    .headers = std::move(headers),
                                    .body = asked.body});
  return {got.head.status, std::move(got.body)};
}
std::string first_id(const std::string& body, const std::string& prefix) {
  const auto at = body.find("\"" + prefix);
  REQUIRE_MESSAGE(at != std::string::npos, body);
  return body.substr(at + 1, body.find('"', at + 1) - at - 1);
}

// What a key has kept, of each kind.
struct Belongings {
  std::string response, item, job, conversation, said, completion, file, upload;

  Belongings(const Handler& handler, const std::string& key) {
    const auto made = [&](const Asked& asked, const std::string& prefix) {
      const auto got = ask_as(handler, key, asked);
      REQUIRE_MESSAGE(got.status == 200, got.body);
      return first_id(got.body, prefix);
    };
    const auto answered = ask_as(handler, key, {"POST", "/responses", R"({"model":"m","input":"Hello"})"});
    response = first_id(answered.body, "resp_");
    item = first_id(answered.body, "msg_");
    job = made({"POST", "/responses", R"({"model":"slow","input":"Hello","background":true})"}, "resp_");
    conversation =
        made({"POST", "/conversations", R"({"items":[{"type":"message","role":"user","content":"1"}]})"}, "conv_");
    said = made({"GET", "/conversations/" + conversation + "/items"}, "msg_");
    completion = made({"POST", "/chat/completions",
                       R"({"model":"m","messages":[{"role":"user","content":"1"}],"store":true,"metadata":{"t":"x"}})"},
                      "chatcmpl-");
    file = made({"POST", "/files", form_with("file"), form_type}, "file-");
    upload = made({"POST", "/uploads", R"({"filename":"a","purpose":"vision","mime_type":"a","bytes":0})"}, "upload_");
  }

  // Everything that can be asked of it; the last ones change or remove it.
  std::vector<Asked> all() const {
    const auto history = "/conversations/" + conversation, chat = "/chat/completions/" + completion;
    const auto after = [](const std::string& id) { return R"({"model":"m","previous_response_id":")" + id + "\"}"; };
    const auto go_on = R"({"model":"m","input":"And?","conversation":")" + conversation + "\"}";
    const auto refers = R"({"model":"m","input":[{"type":"item_reference","id":")" + item + "\"}]}";
    return {{"GET", "/responses/" + response},
            {"GET", "/responses/" + response + "?stream=true"},
            {"GET", "/responses/" + response + "/input_items"},
            {"GET", "/responses/" + job},
            {"GET", "/responses/" + job + "/input_items"},
            {"POST", "/responses", R"({"model":"m","input":"And?",)" + after(response).substr(13)},
            {"POST", "/responses/input_tokens", after(response)},
            {"POST", "/responses/compact", after(response)},
            {"POST", "/responses", refers},
            {"POST", "/responses", go_on},
            {"POST", "/responses/input_tokens", go_on},
            {"GET", history},
            {"GET", history + "/items"},
            {"GET", history + "/items/" + said},
            {"POST", history + "/items", R"({"items":[{"type":"message","role":"user","content":"2"}]})"},
            {"POST", history, R"({"metadata":{"a":"b"}})"},
            {"GET", chat},
            {"GET", chat + "/messages"},
            {"GET", "/chat/completions?after=" + completion},
            {"POST", chat, R"({"metadata":{"t":"x"}})"},
            {"GET", "/files/" + file},
            {"GET", "/files/" + file + "/content"},
            {"GET", "/files?after=" + file},
            {"POST", "/uploads/" + upload + "/complete", R"({"part_ids":[]})"},
            {"DELETE", "/files/" + file},
            {"POST", "/responses/" + job + "/cancel"},
            {"DELETE", "/responses/" + job},
            {"DELETE", "/responses/" + response},
            {"DELETE", history + "/items/" + said},
            {"DELETE", history},
            {"DELETE", chat}};
  }
};

// The same message without the ids in it.
std::string without(std::string text, const Belongings& ids) {
  for (const auto* id :
       {&ids.response, &ids.item, &ids.job, &ids.conversation, &ids.said, &ids.completion, &ids.file, &ids.upload}) {
    for (auto at = text.find(*id); at != text.npos; at = text.find(*id)) text.replace(at, id->size(), "x");
  }
  return text;
}

// Whether a request is one of an operation: the members in braces of its path may be anything.
bool is_of(const Endpoint& endpoint, const Asked& asked) {
  auto path = std::string_view{asked.path}.substr(0, asked.path.find('?'));
  auto shape = endpoint.path;
  while (!shape.empty() && !path.empty()) {
    const auto wanted = shape.substr(0, shape.find('/', 1)), got = path.substr(0, path.find('/', 1));
    if (wanted != got && !wanted.starts_with("/{")) return false;
    shape.remove_prefix(wanted.size());
    path.remove_prefix(got.size());
  }
  return shape.empty() && path.empty() && endpoint.method == asked.method;
}
template <class... Ops>
std::vector<Endpoint> endpoints_of(OperationList<Ops...>) {
  return {Ops::endpoint...};
}

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
