// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/server.hpp>

using namespace play;
using namespace std::chrono_literals;

namespace request_test {
namespace {

// A provider that answers all requests alike, in pieces.
struct Provider {
  Head head{};
  std::string body = "{}";
  std::size_t piece = std::string::npos;
  std::vector<Request> asked{};

  Client client(ClientOptions options = {}) {
    options.base_url = "http://test/v1?v=1";
    options.api_key = "sk-1";
    options.transport = [this](Request request) -> Answer {
      asked.push_back(std::move(request));
      return answers(head, body, piece)(Request{});
    };
    return Client{std::move(options)};
  }
};
const Head events_head{.headers = {{"content-type", "text/event-stream"}, {"x-request-id", "req_1"}}};

}  // namespace

TEST_CASE("a raw request goes through what every call goes through") {
  Provider provider{.head = {.status = 202, .headers = {{"x-a", "1"}, {"x-request-id", "req_1"}}}, .body = "hello"};
  const auto answer = provider.client().request(
      {.method = "PUT", .path = "/foo/b%20c?x=1", .query = "y=2", .headers = {{"x-own", "1"}}, .body = "{\"a\":1}"},
      {.headers = {{"x-own", "2"}}, .query = "z=3"});
  REQUIRE(answer.has_value());
  CHECK(answer->status == 202);
  CHECK(answer->headers.get("x-a") == "1");
  CHECK(answer->body == "hello");
  CHECK(answer.status() == 202);
  CHECK(answer.request_id() == "req_1");
  CHECK(answer.body().empty());
  const auto& sent = provider.asked.at(0);
  CHECK(sent.method == "PUT");
  CHECK(sent.path == "/v1/foo/b%20c");
  CHECK(sent.query == "v=1&x=1&y=2&z=3");
  CHECK(sent.headers.get("authorization") == "Bearer sk-1");
  CHECK(sent.headers.get("content-type") == "application/json");
  CHECK(sent.headers.get("x-own") == "2");
  CHECK(sent.headers.get("x-stainless-retry-count") == "0");
  CHECK(sent.body == "{\"a\":1}");
}

TEST_CASE("a raw request without a body, or with a type of its own, gets none") {
  Provider provider;
  CHECK(provider.client().request({.path = "foo"}).has_value());
  CHECK(provider.asked.at(0).method == "GET");
  CHECK(provider.asked[0].path == "/v1/foo");
  CHECK(!provider.asked[0].headers.has("content-type"));
  CHECK(provider.client()
            .request({.method = "POST", .path = "/foo", .headers = {{"Content-Type", "text/plain"}}, .body = "x"})
            .has_value());
  CHECK(provider.asked.at(1).headers.get("content-type") == "text/plain");
}

TEST_CASE("fields of the options are added to a raw body that is an object") {
  Provider provider;
  RequestOptions options;
  options.body.set("b", Json{"2"});
  CHECK(provider.client().request({.method = "POST", .path = "/foo", .body = R"({"a":1,"b":0})"}, options).has_value());
  CHECK(provider.asked.at(0).body == R"({"a":1,"b":2})");
  CHECK(provider.client().request({.method = "POST", .path = "/foo"}, options).has_value());
  CHECK(provider.asked.at(1).body == R"({"b":2})");
  const auto refused = provider.client().request({.method = "POST", .path = "/foo", .body = "[1]"}, options);
  REQUIRE(!refused);
  CHECK(refused.error().kind == ErrorKind::invalid_argument);
  CHECK(provider.asked.size() == 2);
}

TEST_CASE("a raw answer of 400 or more is an error in the API's shape") {
  Provider provider{.head = {.status = 429, .headers = {{"retry-after", "7"}, {"x-request-id", "req_2"}}},
                    .body = R"({"error":{"message":"Too much.","type":"t","param":null,"code":"c"}})"};
  const auto answer = provider.client().request({.path = "/foo"}, {.max_retries = 0, .keep_body = true});
  REQUIRE(!answer);
  CHECK(answer.error().kind == ErrorKind::api);
  CHECK(answer.error().status == 429);
  CHECK(answer.error().message == "Too much.");
  CHECK(answer.error().code == "c");
  CHECK(answer.error().request_id == "req_2");
  CHECK(answer.error().retry_after == 7s);
  CHECK(answer.status() == 429);
  CHECK(answer.body() == provider.body);
}

TEST_CASE("a raw answer may be a redirect, or anything below 400") {
  Provider provider{.head = {.status = 304, .headers = {{"etag", "x"}}}, .body = ""};
  const auto answer = provider.client().request({.path = "/foo"});
  REQUIRE(answer.has_value());
  CHECK(answer->status == 304);
  CHECK(answer->body.empty());
}

TEST_CASE("a raw request reaches what a server has no operation for") {
  Server server{{.host = "127.0.0.1"}};
  const Client client{{.base_url = "http://test/v1", .max_retries = 0, .transport = server.handler()}};
  const auto answer = client.request({.path = "/nothing"});
  REQUIRE(!answer);
  CHECK(answer.error().status == 404);
  CHECK(answer.error().code == "unknown_url");
}

TEST_CASE("a raw stream gives events as strings, however they are cut") {
  const std::string body =
      ": hi\nevent: a\nid: 7\ndata: {\"x\":1}\n\ndata: one\ndata: two\n\ndata: [DONE]\n\ndata: x\n\n";
  for (std::size_t piece = 1; piece <= body.size(); ++piece) {
    Provider provider{.head = events_head, .body = body, .piece = piece};
    auto stream = provider.client().request_stream({.method = "POST", .path = "/foo", .body = "{}"});
    std::vector<std::string> got;
    for (const auto& event : stream) got.push_back(event.name + "|" + event.data + "|" + event.id);
    CHECK(got == std::vector<std::string>{"a|{\"x\":1}|7", "|one\ntwo|7"});
    CHECK(!stream.error());
    CHECK(stream.head().status == 200);
    CHECK(provider.asked.at(0).headers.get("accept") == "text/event-stream");
  }
}

TEST_CASE("a raw stream ends with the error that it carries") {
  struct Row {
    Head head;
    std::string body, message;
    std::size_t events;
  };
  const Row rows[] = {
      {events_head, "data: a\n\nevent: error\ndata: {\"message\":\"Broken.\"}\n\n", "Broken.", 1},
      {events_head, "data: a\n\ndata: {\"error\":{\"message\":\"Broken.\"}}\n\ndata: b\n\n", "Broken.", 1},
      {events_head, "data: a\n\ndata: b", "The stream was cut off before its end.", 1},
      {{.status = 404, .headers = {}}, R"({"error":{"message":"None."}})", "None.", 0},
      {{.status = 503, .headers = {{"content-type", "text/event-stream"}}},
       R"({"error":{"message":"Busy."}})",
       "Busy.",
       0},
  };
  for (const auto& [head, body, message, events] : rows) {
    Provider provider{.head = head, .body = body};
    auto stream = provider.client().request_stream({.path = "/foo"}, {.max_retries = 0});
    std::size_t count = 0;
    while (stream.next()) ++count;
    CHECK(count == events);
    REQUIRE(stream.error());
    CHECK(stream.error()->message == message);
    CHECK(stream.next() == nullptr);
  }
}

TEST_CASE("a raw answer that is no event stream is one event") {
  Provider provider{.head = {.headers = {{"content-type", "application/json"}}}, .body = "{\"a\":1}", .piece = 3};
  auto stream = provider.client().request_stream({.path = "/foo"});
  const auto* event = stream.next();
  REQUIRE(event);
  CHECK(event->data == "{\"a\":1}");
  CHECK(stream.next() == nullptr);
  CHECK(!stream.error());
}

TEST_CASE("a raw call that is cancelled says so") {
  struct Silent final : Stream<Part> {
    Pull pull(Part&) override { return Pull::wait; }
    void when_ready(Wake) override {}
  };
  const Client client{
      {.base_url = "http://test", .transport = [](const Request&) -> Answer { return std::make_unique<Silent>(); }}};
  std::stop_source stop;
  stop.request_stop();
  CHECK(client.request({.path = "/foo"}, {.stop = stop.get_token()}).error().kind == ErrorKind::cancelled);
  auto stream = client.request_stream({.path = "/foo"});
  stream.cancel();
  CHECK(stream.next() == nullptr);
  CHECK(stream.error()->kind == ErrorKind::cancelled);
}

TEST_CASE("a raw answer is bounded") {
  Provider provider{.body = std::string(100, 'x'), .piece = 30};
  const auto handler = answers(provider.head, provider.body, provider.piece);
  const auto got = detail::send_raw(handler, {.max_answer_bytes = 64}, {.path = "/foo"}, {.keep_body = true});
  REQUIRE(!got);
  CHECK(got.error().code == "answer_too_large");
  CHECK(got.body() == std::string(64, 'x'));
}

}  // namespace request_test
