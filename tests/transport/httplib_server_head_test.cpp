// SPDX-License-Identifier: MIT
#include "stage.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

std::vector<RawSocket> crowd(int port, int count, std::string_view each) {
  std::vector<RawSocket> sockets;
  for (int i = 0; i < count; ++i) {
    sockets.push_back(RawSocket::connect(port));
    sockets.back().send(each);
  }
  return sockets;
}

std::string unfinished_post(std::size_t length) {
  return "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

}  // namespace

TEST_CASE("heads that do not come whole hold no thread, and are served once they do") {
  Serving s{echo, {.max_threads = 16, .reserve_threads = 1}};
  auto slow = crowd(s.port, 100, "G");
  auto halves = crowd(s.port, 100, "POST /p HTTP/1.1\r\nHost: a\r\nContent-Le");
  REQUIRE(eventually([&] { return s.server.connections() == 200; }));
  for (int i = 0; i < 10; ++i) CHECK(s.ask(post("x")).status == 200);
  for (auto& one : slow) {
    one.send("ET /late HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(one.read_answer().body.starts_with("GET /late?"));
  }
  for (auto& one : halves) {
    one.send("ngth: 2\r\n\r\nok");
    CHECK(one.read_answer().body.ends_with("\n\nok"));
  }
}

TEST_CASE("the second head on a connection may be as slow as the first") {
  Serving s{echo, {.max_threads = 2, .reserve_threads = 0}};
  auto slow = s.connect();
  slow.send(get("/one") + "GET /tw");
  CHECK(slow.read_answer().body.starts_with("GET /one?"));
  CHECK(s.ask(post("x")).status == 200);
  slow.send("o HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(slow.read_answer().body.starts_with("GET /two?"));
}

TEST_CASE("a head that does not come in time is told so, however it dribbles") {
  Serving s{echo, {.read_timeout = 200ms}};
  auto half = s.connect();
  half.send("GET / HTTP/1.1\r\n");
  const auto answer = half.read_answer();
  CHECK(answer.status == 408);
  CHECK(answer.has("Connection: close"));
  CHECK(answer.body.starts_with(R"({"error":{)"));
  auto dribble = s.connect();
  dribble.send("GET / HTTP/1.1\r\nX: ");
  const auto from = now();
  while (ms_since(from) < 5000 && !dribble.fill(10ms)) dribble.send("x");
  CHECK(dribble.read_answer().status == 408);
}

TEST_CASE("where too many connections wait, the one that has waited longest makes room") {
  Serving s{echo, {.max_waiting = 3}};
  std::vector<RawSocket> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.push_back(s.connect());
    REQUIRE(eventually([&] { return s.server.connections() == static_cast<std::size_t>(i) + 1; }));
  }
  auto last = s.connect();
  CHECK(waiting[0].read_all().empty());
  CHECK(waiting[0].ended());
  waiting[1].send(get("/x"));
  CHECK(waiting[1].read_answer().status == 200);
  last.send(get("/x"));
  CHECK(last.read_answer().status == 200);
}

TEST_CASE("heads that are not whole have a bound together") {
  Serving s{echo, {.max_waiting_bytes = 100 << 10}};
  const auto part = "GET / HTTP/1.1\r\nX: " + std::string(40 << 10, 'x');
  auto first = s.connect();
  first.send(part);
  auto idle = s.connect();
  REQUIRE(eventually([&] { return s.server.connections() == 2; }));
  auto others = crowd(s.port, 2, part);
  CHECK(first.read_all().empty());
  CHECK(first.ended());
  for (auto& other : others) {
    other.send("\r\nHost: a\r\n\r\n");
    CHECK(other.read_answer().status == 200);
  }
  idle.send(get("/x"));
  CHECK(idle.read_answer().status == 200);
}

TEST_CASE("the reserve is held by no body, no stream, and no answer that is slow or large") {
  Stage stage;
  Serving s{[&](Request request) {
              if (request.path == "/big") return ready_answer({}, Bytes(std::size_t{64} << 20, 'x'));
              return request.path == "/health" ? echo(std::move(request)) : stage.handler()(std::move(request));
            },
            {.max_threads = 1, .reserve_threads = 1, .reserve_timeout = 500ms}};
  auto busy = s.connect();
  busy.send(post("x"));
  auto call = stage.next();
  CHECK(s.ask(get("/health")).status == 200);
  CHECK(s.ask("GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n").status == 503);
  CHECK(s.ask(unfinished_post(9)).status == 503);
  CHECK(s.ask(get("/silent")).status == 503);
  auto streams = s.connect();
  streams.send(get("/stream"));
  stage.next().writer.send(Head{});  // that of /silent
  auto stream = stage.next();
  stream.writer.send(event_stream());
  stream.writer.send(Bytes{"data: 1\n\n"});
  CHECK(streams.read_answer().status == 503);
  auto deaf = crowd(s.port, 5, get("/big"));
  CHECK(s.ask(get("/health")).status == 200);
  call.writer.send(Head{});
  call.writer.end();
  CHECK(busy.read_answer().status == 200);
}

TEST_CASE("a body that is not worth taking is not taken, and the answer can be read all the same") {
  std::mutex mutex;
  std::vector<std::string> seen;
  const auto handler = [&](Request request) {
    std::lock_guard lock{mutex};
    seen.push_back(request.method + " " + std::to_string(request.body.size()));
    return json_answer(request.headers.has("authorization") ? 200 : 401, "{}");
  };
  Serving s{handler,
            {.wants_body = [](const Request& head) { return head.headers.has("authorization"); }, .linger = 10s}};
  CHECK(s.ask(post("hello", "Authorization: Bearer k\r\n")).status == 200);
  CHECK(s.ask(get("/")).status == 401);

  auto asks_first = s.connect();
  asks_first.send("POST /p HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1000000000\r\n\r\n");
  const auto refused = asks_first.read_answer();
  CHECK(refused.status == 401);
  CHECK(refused.has("Connection: close"));

  auto sends = s.connect();  // and reads nothing until it has sent all
  sends.send(unfinished_post(64 << 20));
  CHECK(sends.send(std::string(64 << 20, 'x')));
  CHECK(sends.read_answer().status == 401);

  auto chunks = s.connect();
  chunks.send("POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" +
              get("/smuggled"));
  CHECK(chunks.read_answer().status == 401);
  CHECK(chunks.read_all().empty());
  CHECK(seen == std::vector<std::string>{"POST 5", "GET 0", "POST 0", "POST 0", "POST 0"});
}

TEST_CASE("who goes on sending what nobody wants is read for a while and no longer") {
  HttplibServerOptions silent{.linger = 200ms}, long_lived{.max_linger = 200ms}, large{.max_linger_bytes = 1 << 20};
  for (auto options : {silent, long_lived, large}) {
    options.wants_body = [](const Request&) { return false; };
    Serving s{echo, options};
    auto flood = s.connect();
    flood.send(unfinished_post(std::size_t{1} << 40));
    if (options.linger == 200ms) {
      CHECK(flood.read_answer().status == 200);
      CHECK(flood.read_all().empty());
    }
    const std::string piece(1 << 20, 'x');
    while (flood.send(piece)) {
    }
    CHECK(eventually([&] { return s.server.connections() == 0; }));
  }
}
