// What of heads goes through a served client, both ways.
// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/server.hpp>

using namespace play;
using namespace std::chrono_literals;

namespace {

const Headers upstream_fields{{"Retry-After", "7"},       {"retry-after-ms", "6500"},
                              {"x-should-retry", "true"}, {"x-ratelimit-remaining-requests", "3"},
                              {"x-request-id", "req_up"}, {"x-own", "1"},
                              {"set-cookie", "a=b"}};
Head head_of(int status, std::string type) {
  Head head{.status = status, .headers = upstream_fields};
  head.headers.add("content-type", std::move(type));
  return head;
}
// A whole server before a client of this upstream.
Collected through(Handler upstream, Request request, std::vector<std::string> forward_headers = {}) {
  const Client client{{.base_url = "http://test/v1",
                       .max_retries = 0,
                       .forward_headers = std::move(forward_headers),
                       .transport = std::move(upstream)}};
  Server server{{.cors = std::nullopt}};
  server.backend(client);
  auto got = ask(server.handler(), std::move(request));
  REQUIRE(got.has_value());
  return *std::move(got);
}
void check_passed(const Head& head) {
  CHECK(head.headers.get("retry-after") == "7");
  CHECK(head.headers.get("retry-after-ms") == "6500");
  CHECK(head.headers.get("x-should-retry") == "true");
  CHECK(head.headers.get("x-ratelimit-remaining-requests") == "3");
  CHECK(head.headers.get("x-upstream-request-id") == "req_up");
  CHECK(head.headers.get("x-request-id") != "req_up");
  CHECK(!head.headers.has("set-cookie"));
  CHECK(!head.headers.has("x-own"));
  std::size_t waits = 0;
  for (const auto& field : head.headers) waits += iequals(field.name, "retry-after");
  CHECK(waits == 1);
}
const std::string path = "/v1/chat/completions";

}  // namespace

TEST_CASE("what an upstream's head says of asking again reaches the caller of a served client") {
  const auto stream = "data: " + text_chunk + "\n\ndata: " + finish_chunk + "\n\ndata: [DONE]\n\n";
  const auto whole = through(answers(head_of(200, "application/json"), whole_hi), post(path, ask_whole));
  CHECK(whole.head.status == 200);
  check_passed(whole.head);
  const auto streamed = through(answers(head_of(200, "text/event-stream"), stream), post(path, ask_stream));
  CHECK(streamed.head.status == 200);
  check_passed(streamed.head);
  const auto media = through(answers(head_of(200, "audio/wav"), "RIFF"),
                             post("/v1/audio/speech", R"({"model":"m","input":"x","voice":"v"})"));
  CHECK(media.body == "RIFF");
  check_passed(media.head);
  for (const auto& body : {ask_whole, ask_stream}) {
    const auto failed =
        through(answers(head_of(429, "application/json"), R"({"error":{"message":"m"}})"), post(path, body));
    CHECK(failed.head.status == 429);
    check_passed(failed.head);
    const auto inside =
        through(answers(head_of(200, "application/json"), R"({"error":{"message":"m","code":"rate_limit_exceeded"}})"),
                post(path, body));
    CHECK(inside.head.status == 429);
    check_passed(inside.head);
    const auto page = through(answers(head_of(200, "text/html"), "<html>"), post(path, body));
    CHECK(page.head.status == 502);
    check_passed(page.head);
  }
}

TEST_CASE("a host lists what else goes on") {
  const auto whole = through(answers(head_of(200, "application/json"), whole_hi), post(path, ask_whole), {"X-Own"});
  CHECK(whole.head.headers.get("x-own") == "1");
  const auto failed = through(answers(head_of(500, "application/json"), "{}"), post(path, ask_whole), {"X-Own"});
  CHECK(failed.head.headers.get("x-own") == "1");
}

TEST_CASE("an error holds the wait and the fields of the answer that it came in") {
  const auto clock = std::make_shared<ManualClock>(0);
  const Client client{{.base_url = "http://test/v1",
                       .max_retries = 0,
                       .transport = answers({.status = 429,
                                             .headers = {{"Retry-After", "Thu, 01 Jan 1970 00:01:00 GMT"},
                                                         {"x-ratelimit-limit", "5"},
                                                         {"x-other", "1"}}},
                                            "{}"),
                       .clock = clock}};
  const auto error = client.chat({.model = "m", .messages = {user("x")}}).error();
  CHECK(error.retry_after == 60s);
  CHECK(error.headers == Headers{{"Retry-After", "Thu, 01 Jan 1970 00:01:00 GMT"}, {"x-ratelimit-limit", "5"}});
}

TEST_CASE("a handler's error may say how long to wait, and answer with headers") {
  Server server{{.cors = std::nullopt}};
  server.chat("m", [](const ChatRequest&, ChatWriter& out) {
    auto error = api_error(503, "Loading.");
    error.retry_after = 90s;
    error.headers = {{"x-queue", "12"}};
    out.fail(error);
  });
  for (const auto& body : {ask_whole, ask_stream}) {
    const auto got = answer(server.handler(), post(path, body));
    CHECK(got.head.status == 503);
    CHECK(got.head.headers.get("retry-after") == "90");
    CHECK(got.head.headers.get("x-queue") == "12");
  }
}

TEST_CASE("fields that name a request, its app and its trace go on to the upstream") {
  const Headers named{
      {"Idempotency-Key", "k"}, {"HTTP-Referer", "https://app"},  {"X-Title", "App"}, {"traceparent", "00-1-2-01"},
      {"tracestate", "a=b"},    {"authorization", "Bearer mine"}, {"cookie", "c"}};
  Request seen;
  const Handler upstream = [&](Request request) {
    seen = std::move(request);
    return json_answer(200, whole_hi);
  };
  through(upstream, post(path, ask_whole, named));
  for (const auto* name : {"idempotency-key", "http-referer", "x-title", "traceparent", "tracestate"})
    CHECK(seen.headers.get(name) == named.get(name));
  CHECK(!seen.headers.has("cookie"));
  CHECK(seen.headers.get("authorization") != "Bearer mine");
  // The host says otherwise.
  answer(serve(call(upstream), {.forward_headers = {"cookie"}}), post(path, ask_whole, named));
  CHECK(seen.headers.get("cookie") == "c");
  CHECK(!seen.headers.has("x-title"));
}

TEST_CASE("a gateway's errors name no address of its upstream") {
  auto at = [](Error error) { return [error](const Request&) -> Answer { return failed<Part>(error); }; };
  const Handler upstreams[] = {
      at(local_error(ErrorKind::connection, "Cannot connect to 10.0.0.7 port 8000: refused.")),
      at(local_error(ErrorKind::timeout, "Connecting to 10.0.0.7 took too long.", "connect_timeout")),
      answers({.status = 307, .headers = {{"location", "http://u:p@10.0.0.7/v1"}}}, ""),
  };
  for (const auto& upstream : upstreams) {
    for (const auto& body : {ask_whole, ask_stream}) {
      const auto got = through(upstream, post(path, body));
      CHECK(got.head.status >= 502);
      CHECK(got.body.find("10.0.0.7") == std::string::npos);
      CHECK(got.body.find("upstream server") != std::string::npos);
    }
    const auto derived = through(upstream, post("/v1/responses", R"({"model":"m","input":"x"})"));
    CHECK(derived.body.find("10.0.0.7") == std::string::npos);
  }
  // Who calls it directly is told.
  const Client client{{.base_url = "http://test/v1", .transport = upstreams[2]}};
  const auto told = client.models().error();
  CHECK(told.status == 307);
  CHECK(told.message == "The server answered with status 307, which leads to http://***@10.0.0.7/v1.");
}
