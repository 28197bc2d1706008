// SPDX-License-Identifier: MIT
#include "support/play.hpp"

using namespace play;

TEST_CASE("a whole answer to a whole request is given as it is") {
  const auto script = chat({whole(whole_hi)});
  const auto got = answer(serve(backend(script)), ask_whole);
  CHECK(got.head.status == 200);
  CHECK(got.head.headers.get("content-type") == "application/json");
  CHECK(got.body == whole_hi);
  CHECK(script->request == ask_whole);
  CHECK(script->dropped);
}

TEST_CASE("a streamed answer to a whole request is accumulated") {
  CHECK(answer(serve(backend(says_hi())), ask_whole).body == whole_hi);
}

TEST_CASE("a streamed answer is an event stream that ends with [DONE]") {
  const auto got = answer(serve(backend(says_hi())), ask_stream);
  CHECK(got.head.status == 200);
  CHECK(got.head.headers.get("content-type") == "text/event-stream; charset=utf-8");
  CHECK(got.head.headers.get("cache-control") == "no-cache");
  CHECK(got.head.headers.get("x-accel-buffering") == "no");
  CHECK(got.body ==
        "data: " + role_chunk + "\n\ndata: " + text_chunk + "\n\ndata: " + finish_chunk + "\n\ndata: [DONE]\n\n");
}

TEST_CASE("a whole answer to a streamed request is split into chunks") {
  const auto got = answer(serve(backend(chat({whole(whole_hi)}))), ask_stream);
  CHECK(events(got.body) == std::vector<std::string>{role_chunk, text_chunk, finish_chunk, "[DONE]"});
}

TEST_CASE("the body alone decides whether an answer is streamed") {
  const auto handler = serve(backend(says_hi()));
  const auto asked = [&](std::string body, Headers headers) {
    return answer(handler, post("/v1/chat/completions", std::move(body), std::move(headers)))
               .head.headers.get("content-type") == "application/json";
  };
  CHECK(asked(ask_whole, {{"accept", "text/event-stream"}}));
  CHECK(!asked(ask_stream, {{"accept", "application/json"}}));
  CHECK(asked(R"({"model":"m","messages":[],"stream":false})", {}));
  CHECK(asked(R"({"model":"m","messages":[],"stream":null})", {}));
}

TEST_CASE("a JSON body is read whatever the Content-Type says") {
  const auto handler = serve(backend(says_hi()));
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "nonsense", ""}) {
    CHECK(answer(handler, post("/v1/chat/completions", ask_whole, {{"content-type", type}})).head.status == 200);
  }
}

TEST_CASE("a stream that waits makes the answer wait, whole or streamed") {
  for (const auto& body : {ask_whole, ask_stream}) {
    const auto script =
        chat({Wait{}, chunk(role_chunk), Wait{}, chunk(text_chunk), Wait{}, chunk(finish_chunk), Wait{}});
    auto got = serve(backend(script))(post("/v1/chat/completions", body));
    Part part;
    CHECK(got->pull(part) == Pull::wait);
    const auto rest = collect(std::move(got));
    REQUIRE(rest.has_value());
    CHECK(rest->head.status == 200);
    CHECK(script->pulled == 3);
  }
}

TEST_CASE("every event is its own piece, given as soon as it is pulled") {
  const auto script = says_hi();
  auto got = serve(backend(script))(post("/v1/chat/completions", ask_stream));
  Part part;
  CHECK(script->pulled == 0);
  CHECK(got->pull(part) == Pull::some);
  CHECK(std::holds_alternative<Head>(part));
  CHECK(script->pulled == 1);
  CHECK(got->pull(part) == Pull::some);
  CHECK(std::get<Bytes>(part) == "data: " + role_chunk + "\n\n");
  CHECK(script->pulled == 1);
  CHECK(got->pull(part) == Pull::some);
  CHECK(script->pulled == 2);
  CHECK(!script->dropped);
  got.reset();
  CHECK(script->dropped);
}

TEST_CASE("a backend that ends without a word because it was told to stop is told as stopped") {
  class Heeds final : public Stream<ChatEvent> {
   public:
    explicit Heeds(std::stop_source stop) : stop_{std::move(stop)} {}
    Pull pull(ChatEvent&) override {
      stop_.request_stop();
      return Pull::end;
    }

   private:
    std::stop_source stop_;
  };
  for (const auto& body : {ask_whole, ask_stream}) {
    std::stop_source stop;
    Backend heeding;
    heeding.on<Chat>([&](const Parsed<ChatRequest>&, const Context&) { return std::make_unique<Heeds>(stop); });
    auto request = post("/v1/chat/completions", body);
    request.context.stop = stop.get_token();
    auto got = serve(heeding)(std::move(request));
    Part part;
    CHECK(got->pull(part) == Pull::some);
    CHECK(std::get<Head>(part).status == 503);
  }
}

TEST_CASE("an answer is abandoned when the request's stop fires, asleep or awake") {
  struct Silent final : Stream<ChatEvent> {
    Pull pull(ChatEvent&) override { return Pull::wait; }
    void when_ready(Wake) override {}
  };
  Backend silent;
  silent.on<Chat>([](const Parsed<ChatRequest>&, const Context&) { return std::make_unique<Silent>(); });
  for (const auto& body : {ask_whole, ask_stream}) {
    std::stop_source stop;
    auto request = post("/v1/chat/completions", body);
    request.context.stop = stop.get_token();
    auto got = serve(silent)(std::move(request));
    Part part;
    CHECK(got->pull(part) == Pull::wait);
    int woken = 0;
    got->when_ready([&] { ++woken; });
    CHECK(got->pull(part) == Pull::wait);  // makes the wake void
    stop.request_stop();
    CHECK(woken == 0);
    got->when_ready([&] { ++woken; });
    CHECK(woken == 1);
    CHECK(got->pull(part) == Pull::some);
    CHECK(std::get<Head>(part).status == 503);
  }
}

TEST_CASE("the circumstances of a request reach the backend") {
  const auto script = says_hi();
  auto request = post("/v1/chat/completions", ask_whole);
  request.context.request_id = "req_7";
  request.context.principal = "alice";
  answer(serve(backend(script)), std::move(request));
  CHECK(script->context.request_id == "req_7");
  CHECK(script->context.principal == "alice");
}

TEST_CASE("unknown fields reach the backend unless the server rejects them") {
  const std::string body = R"({"model":"m","messages":[],"top_k":40,"x":{"y": [1,2]}})";
  const auto script = says_hi();
  CHECK(answer(serve(backend(script)), body).head.status == 200);
  CHECK(script->request == body);
  const auto got = answer(serve(backend(says_hi()), {.unknown_fields = UnknownFields::reject}), body);
  CHECK(got.head.status == 400);
  CHECK(got.body ==
        R"({"error":{"message":"Unrecognized request argument supplied: top_k.","type":"invalid_request_error",)"
        R"("param":"top_k","code":"unknown_parameter"}})");
  CHECK(answer(serve(backend(says_hi()), {.unknown_fields = UnknownFields::reject}), ask_whole).head.status == 200);
}

TEST_CASE("a body that is not a request is a 400 that names the place") {
  struct Row {
    const char *body, *param, *code;
  };
  const Row rows[] = {
      {"", "null", "\"invalid_json\""},
      {"{", "null", "\"invalid_json\""},
      {"[]", "null", "\"invalid_type\""},
      {R"({"messages":[]})", "\"model\"", "\"missing_required_parameter\""},
      {R"({"model":"m","messages":[{"role":"user","content":7}]})", "\"messages[0].content\"", "\"invalid_type\""},
      {R"({"model":"m","messages":[],"stream":"yes"})", "\"stream\"", "\"invalid_type\""},
  };
  for (const auto& row : rows) {
    const auto got = answer(serve(backend(says_hi())), row.body);
    CAPTURE(got.body);
    CHECK(got.head.status == 400);
    CHECK(got.body.find("\"type\":\"invalid_request_error\"") != got.body.npos);
    CHECK(got.body.find("\"param\":" + std::string{row.param}) != got.body.npos);
    CHECK(got.body.find("\"code\":" + std::string{row.code}) != got.body.npos);
  }
}
