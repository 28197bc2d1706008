// SPDX-License-Identifier: MIT
#include "../layers/fakes.hpp"
#include "asked.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/dialects.hpp>
#include <oaicompat/layers/drain.hpp>
#include <oaicompat/layers/keep_alive.hpp>

using namespace asked_server;
using namespace std::chrono_literals;

namespace {

Bytes toy_error(const Error& error) { return "bad " + error.code + " " + error.request_id; }

// Speaks `/toy`, with a key in a field of its own.
Dialect toy(Handler handler) {
  return {.name = "toy",
          .speaks = [](const Request& head) { return head.path.starts_with("/toy"); },
          .serve = [handler = std::move(handler)](const Backend&) { return handler; },
          .normalize =
              [](Request& head) {
                const std::string key{head.headers.get("x-toy-key")};
                if (!key.empty()) head.headers.set("authorization", "Bearer " + key);
              },
          .finish_head = [](Head& head) { head.headers.set("toy-id", std::string{head.headers.get("x-request-id")}); },
          .error =
              [](const Error& error) {
                return ready_answer({.status = error_status(error), .headers = {{"content-type", "text/toy"}}},
                                    toy_error(error));
              },
          .late_error = [](const Error& error) { return "event: bad\ndata: " + error.code + "\n\n"; },
          .comments = AnswerForm::Comments::none,
          .open_paths = {"/toy/hello"}};
}
Handler says(int status, Bytes body) {
  return fakes::always(status, {{"content-type", "text/plain"}}, std::move(body));
}
Collected toy_asked(const Handler& handler, Headers headers = {}, std::string path = "/toy", Bytes body = {}) {
  headers.add("x-request-id", "mine");
  return asked_server::asked(
      handler, {.method = "POST", .path = std::move(path), .headers = std::move(headers), .body = std::move(body)});
}
ServerOptions keyed() { return {.api_keys = {{.key = "sk-1"}}}; }

}  // namespace

TEST_CASE("a server answers a dialect's requests by its handler, and all others itself") {
  Server server;
  server.chat("my-model", hello).dialect(toy(says(200, "toy")));
  const auto handler = server.handler();
  CHECK(toy_asked(handler).body == "toy");
  CHECK(toy_asked(handler).head.headers.get("toy-id") == "mine");
  const auto own = asked_chat(handler, chat_body());
  CHECK(own.head.status == 200);
  CHECK_FALSE(own.head.headers.has("toy-id"));
}

TEST_CASE("a dialect's key is found where its clients put it, also before the body is taken") {
  Server server{keyed()};
  server.dialect(toy(says(200, "toy")));
  CHECK(toy_asked(server.handler(), {{"x-toy-key", "sk-1"}}).body == "toy");
  CHECK(toy_asked(server.handler(), {}, "/toy/hello").body == "toy");
  const auto wanted =
      detail::dialect_heads({std::make_shared<const Dialect>(toy(nullptr))}, lets_in({.keys = {{.key = "sk-1"}}}));
  CHECK(wanted({.path = "/toy", .headers = {{"x-toy-key", "sk-1"}}}));
  CHECK_FALSE(wanted({.path = "/toy", .headers = {{"x-toy-key", "sk-2"}}}));
  CHECK_FALSE(wanted({.path = "/v1/models", .headers = {{"x-toy-key", "sk-1"}}}));
}

TEST_CASE("what a layer refuses is told in the dialect, with the layer's status and fields") {
  auto options = keyed();
  options.limits.max_body_bytes = 4;
  Server server{std::move(options)};
  server.dialect(toy(says(400, "its own")));
  const auto no_key = toy_asked(server.handler());
  CHECK(no_key.head.status == 401);
  CHECK(no_key.body == "bad invalid_api_key mine");
  CHECK(no_key.head.headers.get("content-type") == "text/toy");
  CHECK(no_key.head.headers.get("www-authenticate") == "Bearer");
  CHECK(no_key.head.headers.get("toy-id") == "mine");
  const auto large = toy_asked(server.handler(), {{"x-toy-key", "sk-1"}}, "/toy", "12345");
  CHECK(large.head.status == 413);
  CHECK(large.body == "bad request_too_large mine");
  CHECK(toy_asked(server.handler(), {{"x-toy-key", "sk-1"}}).body == "its own");
}

TEST_CASE("an answer of a dialect that fails before its head is an error in the dialect") {
  Server server;
  server.dialect(toy([](const Request&) { return failed<Part>(local_error(ErrorKind::timeout, "Late.", "late")); }));
  const auto got = toy_asked(server.handler());
  CHECK(got.head.status == 504);
  CHECK(got.body == "bad late mine");
}

TEST_CASE("a stream of a dialect that a layer breaks off ends with the dialect's error") {
  const auto clock = std::make_shared<ManualClock>();
  fakes::Inner inner;
  Drain drain{{.grace = 500ms, .clock = clock}};
  const detail::Dialects dialects{std::make_shared<const Dialect>(toy(inner.handler()))};
  const auto handler =
      stack({detail::dialect_edge(dialects), drain.layer(), keep_alive({.interval = 1s, .clock = clock})},
            detail::dialect_router(dialects, {}, fakes::fine()));
  auto answer = handler(fakes::get("/toy"));
  inner.last().stream_head().bytes("event: a\ndata: 1\n\n");
  fakes::Taken taken;
  fakes::take(*answer, taken);
  clock->advance(2s);
  fakes::take(*answer, taken);  // no comment: the dialect knows none
  CHECK(taken.body == "event: a\ndata: 1\n\n");
  drain.end();
  clock->advance(1s);
  fakes::take(*answer, taken);
  CHECK(taken.body == "event: a\ndata: 1\n\nevent: bad\ndata: shutting_down\n\n");
  CHECK(taken.last == Pull::end);
}

TEST_CASE("an error is put between the lines of a dialect's stream of lines, and into no half line") {
  const auto clock = std::make_shared<ManualClock>();
  const std::pair<const char*, const char*> cases[] = {{"{}\n", "{}\nevent: bad\ndata: shutting_down\n\n"},
                                                       {"{}", "{}"}};
  for (const auto& [sent, whole] : cases) {
    fakes::Inner inner;
    Drain drain{{.grace = 500ms, .clock = clock}};
    const detail::Dialects dialects{std::make_shared<const Dialect>(toy(inner.handler()))};
    auto answer = drain.layer()(detail::dialect_router(dialects, {}, fakes::fine()))(fakes::get("/toy"));
    inner.last().head(200, {{"content-type", "application/x-ndjson"}}).bytes(sent);
    fakes::Taken taken;
    fakes::take(*answer, taken);
    drain.end();
    clock->advance(1s);
    fakes::take(*answer, taken);
    CHECK(taken.body == whole);
    CHECK((taken.last == Pull::fail) == (taken.body == sent));
  }
}
