// A success that is no answer is an error, for every operation.
// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/images/operations.hpp>
#include <oaicompat/resources/moderations/operations.hpp>
#include <oaicompat/resources/responses/operations.hpp>

#include <functional>

using namespace play;

namespace {

// A request that can be sent: its members in the path are not empty.
template <class R>
R some_request() {
  R request;
  if constexpr (requires { request.model = Text{"m"}; }) request.model = Text{"m"};
  if constexpr (requires { request.response_id = Text{"r"}; }) request.response_id = Text{"r"};
  if constexpr (requires { request.conversation_id = Text{"c"}; }) request.conversation_id = Text{"c"};
  if constexpr (requires { request.completion_id = Text{"c"}; }) request.completion_id = Text{"c"};
  if constexpr (requires { request.item_id = Text{"i"}; }) request.item_id = Text{"i"};
  return request;
}

struct Asked {
  std::string_view id;
  std::function<Outcome<Chat>(Handler)> ask;  // its error alone counts
};
template <Operation Op>
Asked asked() {
  return {Op::endpoint.id, [](Handler handler) {
            const auto got = run<Op>(call(std::move(handler)), some_request<typename Op::Request>());
            Outcome<Chat> out;
            out.events.resize(got.events.size());
            out.error = got.error;
            return out;
          }};
}
template <class... Ops>
std::vector<Asked> all_of(OperationList<Ops...>) {
  return {asked<Ops>()...};
}
const auto operations = all_of(
    OperationList<CreateChatCompletion, CreateCompletion, CreateEmbedding, ListModels, RetrieveModel, DeleteModel,
                  CreateResponse, ListInputItems, CancelResponse, CountInputTokens, CompactResponse, RetrieveResponse,
                  DeleteResponse, CreateSpeech, CreateTranscription, CreateTranslation, CreateImage, CreateImageEdit,
                  CreateImageVariation, CreateModeration, ListChatCompletions, ListChatMessages, RetrieveChatCompletion,
                  UpdateChatCompletion, DeleteChatCompletion, CreateConversation, RetrieveConversation,
                  UpdateConversation, DeleteConversation, ListConversationItems, CreateConversationItems,
                  RetrieveConversationItem, DeleteConversationItem>{});

const Head json_head{.headers = {{"content-type", "application/json; charset=utf-8"}, {"x-request-id", "req_1"}}};

}  // namespace

TEST_CASE("an error in the place of an answer is that error, for every operation") {
  struct Row {
    const char *body, *message, *code;
    int status;
  };
  const Row rows[] = {
      {R"({"detail":"Not Found"})", "Not Found", "", 0},
      {R"({"base_resp":{"status_code":1004,"status_msg":"login fail"}})", "login fail", "1004", 0},
      {R"({"id":"","choices":null,"base_resp":{"status_code":1004,"status_msg":"login fail"}})", "login fail", "1004",
       0},
      {R"({"code":"InvalidApiKey","message":"No such key.","request_id":"x"})", "No such key.", "InvalidApiKey", 401},
      {R"({"code":500,"msg":"404 NOT_FOUND","success":false})", "404 NOT_FOUND", "500", 500},
      {R"({"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"result":null})",
       "Authentication error", "10000", 0},
      {R"({"error":{"message":"m","type":"invalid_request_error","code":"c"}})", "m", "c", 400},
      {R"({"error":"insufficient_quota","message":"Pay first."})", "Pay first.", "insufficient_quota", 429},
      {R"([{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED"}}])", "m", "429", 429},
      {"\xEF\xBB\xBF{\"error\":{\"message\":\"m\",\"code\":\"c\"}}", "m", "c", 0},
      {R"({"message":"m"})", "m", "", 0},
  };
  for (const auto& operation : operations) {
    CAPTURE(operation.id);
    for (const auto& row : rows) {
      CAPTURE(row.body);
      const auto got = operation.ask(answers(json_head, row.body, 7));
      CHECK(got.events.empty());
      REQUIRE(got.error);
      CHECK(got.error->kind == ErrorKind::api);
      CHECK(got.error->message == row.message);
      CHECK(got.error->code == row.code);
      CHECK(got.error->status == row.status);
      CHECK(got.error->request_id == "req_1");
    }
  }
}

TEST_CASE("what is no answer at all is named by its status, its type and how it begins") {
  struct Row {
    Head head;
    const char *body, *told;
  };
  const Row rows[] = {
      {{.headers = {{"content-type", "text/html"}}},
       "<html>Log in</html>",
       "status 200, content type text/html, which begins: <html>Log in</html>"},
      {{.status = 204}, "", "status 204, no content type, an empty body"},
      {json_head, "", "status 200, content type application/json; charset=utf-8, an empty body"},
      {json_head, R"(["a"])", R"(which begins: ["a"])"},
      {json_head, R"({"ok":true})", R"(which begins: {"ok":true})"},
      {json_head, "\x1F\x8B\x08\x01z", R"(which begins: \x1f\x8b\x08\x01z)"},
  };
  for (const auto& operation : operations) {
    CAPTURE(operation.id);
    for (const auto& row : rows) {
      CAPTURE(row.told);
      const auto got = operation.ask(answers(row.head, row.body, 3));
      CHECK(got.events.empty());
      REQUIRE(got.error);
      CHECK(got.error->kind == ErrorKind::parse);
      CHECK(got.error->code == "unreadable_answer");
      CHECK(got.error->status == row.head.status);
      CHECK_MESSAGE(got.error->message.find(row.told) != std::string::npos, got.error->message);
    }
  }
}

TEST_CASE("an answer of another kind is none") {
  const std::string model = R"({"id":"m","object":"model","created":1,"owned_by":"o"})";
  const auto list = R"({"object":"list","data":[)" + model + "]}";
  const auto asked_for = [](const Handler& handler, auto request) {
    using R = decltype(request);
    if constexpr (std::is_same_v<R, ListModelsRequest>) {
      return run<ListModels>(call(handler), request).error;
    } else {
      return run<RetrieveModel>(call(handler), request).error;
    }
  };
  CHECK(asked_for(answers(json_head, list), RetrieveModelRequest{.model = "m"})->param == "id");
  CHECK(asked_for(answers(json_head, model), ListModelsRequest{})->param == "data");
  CHECK(!asked_for(answers(json_head, model), RetrieveModelRequest{.model = "m"}));
  CHECK(!asked_for(answers(json_head, list), ListModelsRequest{}));
}

TEST_CASE("an answer with nothing in it is one all the same") {
  CHECK(!call_chat(answers(json_head, R"({"id":"c","choices":[]})"), false).error);
  CHECK(!run<ListModels>(call(answers(json_head, R"({"object":"list","data":[]})")), {}).error);
  CHECK(!run<ListModels>(call(answers(json_head, R"({"code":0,"msg":"success","data":[]})")), {}).error);
  CHECK(!run<CreateTranscription>(call(answers(json_head, R"({"text":""})")), {}).error);
  CHECK(!run<CountInputTokens>(call(answers(json_head, R"({"object":"x","input_tokens":0})")), {}).error);
}

TEST_CASE("models may come as a bare array") {
  const auto got = run<ListModels>(call(answers(json_head, " [{\"id\":\"a\"},{\"id\":\"b\",\"type\":\"chat\"}]")), {});
  REQUIRE(!got.error);
  REQUIRE(got.events.at(0).data.size() == 2);
  CHECK(got.events[0].data[1].id == "b");
}

TEST_CASE("an embedding that is null, missing or holds null is an error") {
  const auto embedded = [](const std::string& data) {
    return run<CreateEmbedding>(call(answers(json_head, R"({"object":"list","data":[)" + data + "]}")), {}).error;
  };
  CHECK(!embedded(R"({"index":0,"embedding":[1,2]},{"index":1,"embedding":"AAAA","note":null})"));
  CHECK(embedded(R"({"embedding":[1,2]},{"embedding":null})")->param == "data[1].embedding");
  CHECK(embedded(R"({"index":0})")->param == "data[0].embedding");
  const auto holes = embedded(R"({"embedding":[0.5,null]})");
  REQUIRE(holes);
  CHECK(holes->kind == ErrorKind::parse);
  CHECK(holes->message.find("'data[0].embedding' holds null.") != std::string::npos);
}

TEST_CASE("text that was asked for is read as it stands, but a page or an error is none") {
  TranscriptionRequest request{.model = "m"};
  request.response_format = TranscriptionFormat::text;
  const auto said = [&](const char* type, const char* body) {
    return run<CreateTranscription>(call(answers({.headers = {{"content-type", type}}}, body)), request);
  };
  CHECK(std::get<Transcription>(said("text/plain", "Hello.").events.at(0)).text == "Hello.");
  CHECK(!said("text/plain", "").error);
  CHECK(said("text/html", "<html>").error->code == "unreadable_answer");
  CHECK(said("text/plain", R"({"detail":"Not Found"})").error->message == "Not Found");
}

TEST_CASE("an error or a page in a stream's place, and a chunk that is an error, fail the stream") {
  struct Row {
    const char *type, *body, *message;
  };
  const Row rows[] = {
      {"text/html", "<html>Log in</html>", "content type text/html, which begins: <html>Log in</html>"},
      {"text/plain", "upstream is away", "content type text/plain, which begins: upstream is away"},
      {"text/event-stream", "<html>", "content type text/event-stream, which begins: <html>"},
      {"text/event-stream", "", "content type text/event-stream, an empty body"},
      {"application/json", R"({"code":"InvalidApiKey","message":"No such key."})", "No such key."},
      {"application/json", "\xEF\xBB\xBF {\"detail\":\"Not Found\"}", "Not Found"},
      {"text/event-stream", "data: {\"detail\":\"Not Found\"}\n\n", "Not Found"},
      {"text/event-stream", "data: {\"code\":\"Throttling\",\"message\":\"Slow down.\"}\n\n", "Slow down."},
      {"text/event-stream",
       "data: {\"id\":\"c\",\"choices\":null,\"base_resp\":{\"status_code\":1027,\"status_msg\":\"sensitive\"}}\n\n",
       "sensitive"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.body);
    for (const std::size_t piece : {std::size_t{1}, std::string::npos}) {
      const auto got = call_chat(answers({.headers = {{"content-type", row.type}}}, row.body, piece));
      CHECK(got.events.empty());
      REQUIRE(got.error);
      CHECK_MESSAGE(got.error->message.find(row.message) != std::string::npos, got.error->message);
    }
  }
}
