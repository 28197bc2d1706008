// SPDX-License-Identifier: MIT
#include "support/play.hpp"

using namespace play;

namespace {

// A handler that notes what it is asked, and answers this.
struct Noted {
  std::shared_ptr<Request> request = std::make_shared<Request>();
  Handler handler(std::string body = whole_hi) const {
    return [request = request, body](Request asked) -> Answer {
      *request = std::move(asked);
      return json_answer(200, body);
    };
  }
};

}  // namespace

TEST_CASE("a call is the operation's HTTP request") {
  const Noted noted;
  run<Chat>(call(noted.handler()), chat_request(false));
  CHECK(noted.request->method == "POST");
  CHECK(noted.request->path == "/v1/chat/completions");
  CHECK(noted.request->query.empty());
  CHECK(noted.request->headers == Headers{{"accept", "application/json"}, {"content-type", "application/json"}});
  CHECK(noted.request->body == ask_whole);
  run<Chat>(call(noted.handler()), chat_request(true));
  CHECK(noted.request->headers.get("accept") == "text/event-stream");
  CHECK(noted.request->body == ask_stream);
}

TEST_CASE("the path of the base URL stands before the operation's") {
  const Noted noted;
  run<Chat>(call(noted.handler(), {.prefix = "/openai/deployments/x"}), chat_request(false));
  CHECK(noted.request->path == "/openai/deployments/x/chat/completions");
}

TEST_CASE("members of a request without a body stand in the path and the query, encoded") {
  const Noted noted;
  RetrieveModelRequest request{.model = "org/my model:1"};
  request.extra.set("api-version", Json::string("1 & 2"));
  request.extra.set("n", Json{"3"});
  request.extra.set("nothing", Json{"null"});
  const auto got = run<RetrieveModel>(call(noted.handler(R"({"id":"org/my model:1"})")), request);
  CHECK(noted.request->method == "GET");
  CHECK(noted.request->path == "/v1/models/org%2Fmy%20model%3A1");
  CHECK(noted.request->query == "api-version=1%20%26%202&n=3&nothing=null");
  CHECK(noted.request->body.empty());
  CHECK(noted.request->headers == Headers{{"accept", "application/json"}});
  REQUIRE(got.events.size() == 1);
  CHECK(got.events[0].id == "org/my model:1");
}

TEST_CASE("a model without a name is not asked for") {
  const Noted noted;
  const auto got = run<RetrieveModel>(call(noted.handler()), {});
  REQUIRE(got.error);
  CHECK(got.error->kind == ErrorKind::invalid_argument);
  CHECK(got.error->param == "model");
  CHECK(noted.request->path == "/");
}

TEST_CASE("per-call headers and query are sent, and go no further") {
  const Noted noted;
  Context context;
  context.request_id = "req_3";
  context.call.headers = {{"x-trace", "7"}, {"Accept", "*/*"}};
  context.call.query = "api-version=1";
  context.call.on_head = [](const Head&) {};
  run<Chat>(call(noted.handler()), chat_request(false), context);
  CHECK(noted.request->headers.get("x-trace") == "7");
  CHECK(noted.request->headers.get("accept") == "*/*");
  CHECK(noted.request->query == "api-version=1");
  CHECK(noted.request->context.request_id == "req_3");
  CHECK(noted.request->context.call.headers.empty());
  CHECK(noted.request->context.call.query.empty());
  CHECK(!noted.request->context.call.on_head);
}

TEST_CASE("the head is told before the first event") {
  Context context;
  std::vector<int> statuses;
  context.call.on_head = [&](const Head& head) { statuses.push_back(head.status); };
  const auto stream = call(answers({.status = 429}, "{}")).run<Chat>(chat_request(), context);
  CHECK(statuses.empty());
  ChatEvent event;
  CHECK(stream->pull(event) == Pull::fail);
  CHECK(statuses == std::vector{429});
}

TEST_CASE("a whole answer is one event") {
  const auto got = call_chat(answers({}, whole_hi, 7), false);
  REQUIRE(got.events.size() == 1);
  CHECK(std::get<ChatCompletion>(got.events[0]).text() == "Hi.");
  CHECK(!got.error);
}

TEST_CASE("a whole answer to a streamed request is taken, whatever its type says") {
  for (const char* type :
       {"application/json", "application/json; charset=utf-8", "text/event-stream", "text/plain", ""}) {
    CAPTURE(type);
    for (const std::size_t piece : {std::size_t{1}, std::string::npos}) {
      const auto got = call_chat(answers({.headers = {{"content-type", type}}}, "\r\n " + whole_hi, piece));
      REQUIRE(got.events.size() == 1);
      CHECK(std::get<ChatCompletion>(got.events[0]).text() == "Hi.");
    }
  }
}

TEST_CASE("a streamed answer is taken, whatever its type says, asked for or not") {
  const auto body = "data: " + text_chunk + "\n\ndata: " + finish_chunk + "\n\ndata: [DONE]\n\n";
  for (const char* type : {"application/json", "text/event-stream", "text/plain", ""}) {
    CAPTURE(type);
    for (const auto& start : {"", "\n", ": hello\n\n", "event: message\n", "id: 1\n", "\xEF\xBB\xBF"}) {
      const auto got = call_chat(answers({.headers = {{"content-type", type}}}, start + body, 1));
      CHECK(got.events.size() == 2);
      CHECK(!got.error);
    }
  }
  CHECK(call_chat(streams(body), false).events.size() == 2);
}

TEST_CASE("an event stream in answer to an operation that has none is an error") {
  const auto got = run<ListModels>(call(streams("data: {}\n\n")), {});
  REQUIRE(got.error);
  CHECK(got.error->kind == ErrorKind::protocol);
}

TEST_CASE("an answer that is too large is an error") {
  const auto whole = run<Chat>(call(answers({}, whole_hi, 10), {.max_answer_bytes = 50}), chat_request(false));
  REQUIRE(whole.error);
  CHECK(whole.error->code == "answer_too_large");
  const auto streamed = run<Chat>(call(streams("data: " + text_chunk, 10), {.max_event_bytes = 50}), chat_request());
  REQUIRE(streamed.error);
  CHECK(streamed.error->code == "event_too_large");
}

TEST_CASE("an answer that is no answer is an error") {
  const auto nothing = [](const Request&) -> Answer { return nullptr; };
  const auto headless = [](const Request&) { return one_item<Part>(Bytes{"hello"}); };
  struct TwoHeads final : Stream<Part> {
    Pull pull(Part& out) override { return out = Head{}, Pull::some; }
  };
  const auto two_heads = [](const Request&) -> Answer { return std::make_unique<TwoHeads>(); };
  for (const Handler& handler : {Handler{nothing}, Handler{headless}, Handler{two_heads}}) {
    for (const bool streamed : {false, true}) {
      const auto got = call_chat(handler, streamed);
      REQUIRE(got.error);
      CHECK(got.error->kind == ErrorKind::protocol);
    }
  }
}

TEST_CASE("an answer that fails passes its error on, with the request's id once that is known") {
  struct Fails final : Stream<Part> {
    explicit Fails(bool headed) : head{headed} {}
    Pull pull(Part& out) override {
      if (!std::exchange(head, false)) return Pull::fail;
      out = Head{.headers = {{"content-type", "text/event-stream"}, {"x-request-id", "req_9"}}};
      return Pull::some;
    }
    Error error() const override { return local_error(ErrorKind::connection, "Lost.", "lost"); }
    bool head;
  };
  for (const bool headed : {false, true}) {
    const auto got = call_chat([&](const Request&) -> Answer { return std::make_unique<Fails>(headed); });
    REQUIRE(got.error);
    CHECK(got.error->kind == ErrorKind::connection);
    CHECK(got.error->code == "lost");
    CHECK(got.error->request_id == (headed ? "req_9" : ""));
  }
}

TEST_CASE("a call pulls no more of an answer than it is pulled for, and lets go of it after the last event") {
  const auto script = says_hi();
  const auto stream = call(serve(backend(script))).run<Chat>(chat_request());
  CHECK(script->pulled == 0);
  ChatEvent event;
  for (int n = 1; n <= 3; ++n) {
    CHECK(stream->pull(event) == Pull::some);
    CHECK(script->pulled == n);
  }
  CHECK(!script->dropped);
  CHECK(stream->pull(event) == Pull::end);
  CHECK(script->dropped);
}
