// SPDX-License-Identifier: MIT
#include "serving.hpp"

#include <oaicompat/base/channel.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <thread>

using namespace oaicompat;
using namespace oaicompat::test;

SERVER_CASE("a request reaches the handler as it stood on the wire") {
  Serving<Server> s{echo};
  const auto answer = s.ask(
      "POST /v1/models/a%2Fb?x=%20y HTTP/1.1\r\nHost: a\r\nX-One: 50%25 off\r\nx-two:\t v \r\nContent-Length: "
      "4\r\n\r\nbody");
  CHECK(answer.status == 200);
  CHECK(answer.body == "POST /v1/models/a%2Fb?x=%20y\nHost=a\nX-One=50%25 off\nx-two=v\nContent-Length=4\n\nbody");
  CHECK(answer.has("Content-Length: "));
  CHECK(answer.has("Date: "));
  CHECK(answer.has("content-type: text/plain"));
}

SERVER_CASE("every method reaches the handler") {
  Serving<Server> s{echo};
  for (std::string method : {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"}) {
    const auto answer = s.ask(method + " /x HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(answer.status == 200);
    CHECK(answer.body.substr(0, answer.body.find('\n')) == method + " /x?");
  }
  auto socket = s.connect();
  socket.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n" + get("/y"));
  const auto head = socket.read_answer("HEAD");
  CHECK(head.has("Content-Length: 17\r\n"));
  CHECK(socket.read_answer().body == "GET /y?\nHost=a\n\n");
}

SERVER_CASE("a request may come in pieces of one byte") {
  Serving<Server> s{echo};
  auto socket = s.connect();
  for (char c : post("hello")) socket.send({&c, 1});
  CHECK(socket.read_answer().body.ends_with("\n\nhello"));
}

SERVER_CASE("pipelined requests are answered in order on one connection") {
  Serving<Server> s{echo};
  auto socket = s.connect();
  std::string all;
  for (int i = 0; i < 50; ++i) all += i % 2 ? post("n" + std::to_string(i)) : get("/n" + std::to_string(i));
  socket.send(all);
  for (int i = 0; i < 50; ++i) {
    const auto answer = socket.read_answer();
    CHECK(answer.body.find("n" + std::to_string(i)) != std::string::npos);
  }
}

SERVER_CASE("a chunked body is put together, whatever its content type") {
  Serving<Server> s{echo};
  auto socket = s.connect();
  socket.send(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: "
      "chunked\r\n\r\n");
  socket.send("5\r\nhello\r\n1;x=y\r\n \r\n");
  socket.send("5\r\nworld\r\n0\r\nTrailer: t\r\n\r\n" + get("/next"));
  CHECK(socket.read_answer().body.ends_with("\n\nhello world"));
  CHECK(socket.read_answer().body.starts_with("GET /next"));
}

SERVER_CASE("a large form is a body as any other") {
  Serving<Server> s{echo};
  const std::string body(1 << 20, 'x');
  const auto answer = s.ask(post(body, "Content-Type: application/x-www-form-urlencoded\r\n"));
  CHECK(answer.body.ends_with("\n\n" + body));
}

SERVER_CASE("a body that is too large is refused before it is read") {
  Serving<Server> s{echo, {.max_body = 1000}};
  auto declared = s.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");
  CHECK(declared.status == 413);
  CHECK(declared.body.find(R"("type":"invalid_request_error")") != std::string::npos);
  CHECK(declared.has("Connection: close"));
  auto chunked = s.ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" +
                       std::string(1000, 'x') + "\r\n1\r\n");
  CHECK(chunked.status == 413);
  auto sent = s.ask(post(std::string(4 << 20, 'x'), "X-Request-Id: mine\r\n"));
  CHECK(sent.status == 413);
  CHECK(sent.has("x-request-id: mine\r\n"));
  CHECK(s.ask(post(std::string(1000, 'x'))).status == 200);
}

SERVER_CASE("malformed HTTP is refused in the API's error shape") {
  Serving<Server> s{echo, {.max_head = 2000}};
  struct Row {
    int status;
    std::string request;
  };
  const Row rows[] = {
      {400, "nonsense\r\n\r\n"},
      {400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET / HTTP/1.1\nHost: a\n\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
      {400, "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n"},
      {400, std::string{"GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 36}},
      {400, "G@T / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "GET / HTTX/1.1\r\nHost: a\r\n\r\n"},
      {505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n"},
      {501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"},
      {400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"},
      {400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n"},
      {417, "POST / HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\nContent-Length: 3\r\n\r\nabc"},
      {431, "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(2000, 'x') + "\r\n\r\n"},
      {431, "GET /" + std::string(9000, 'x')},
  };
  for (const auto& row : rows) {
    CAPTURE(row.request.substr(0, 100));
    const auto answer = s.ask(row.request);
    CHECK(answer.status == row.status);
    CHECK(answer.body.starts_with(R"({"error":{"message":)"));
    CHECK(answer.has("content-type: application/json"));
    CHECK(answer.has("x-request-id: req_"));
    CHECK(answer.has("Connection: close"));
  }
}

SERVER_CASE("a client that asks first is told to continue") {
  Serving<Server> s{echo, {.max_body = 10}};
  auto socket = s.connect();
  socket.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  CHECK(socket.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  socket.send("hello");
  CHECK(socket.read_answer().body.ends_with("\n\nhello"));
  socket.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 50\r\n\r\n");
  CHECK(socket.read_answer().status == 413);
}

SERVER_CASE("HTTP/1.0 gets no chunks, and its connection closes unless it asks otherwise") {
  Serving<Server> s{[](Request request) -> Answer {
    if (request.path == "/whole") return ready_answer({}, "whole");
    auto [writer, stream] = channel<Part>();
    std::thread{[w = std::move(writer)]() mutable {
      w.send(Head{.headers = {{"content-type", "text/event-stream"}}});
      w.send(Bytes{"one "});
      w.send(Bytes{"two"});
      w.end();
    }}.detach();
    return std::move(stream);
  }};
  auto socket = s.connect();
  socket.send("GET /whole HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const auto kept = socket.read_answer();
  CHECK(kept.has("Connection: keep-alive"));
  socket.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const auto all = socket.read_all();
  CHECK(all.find("chunked") == std::string::npos);
  CHECK(all.ends_with("\r\n\r\none two"));
  CHECK(socket.ended());
}

SERVER_CASE("a connection closes when it was asked to, and after its last request") {
  Serving<Server> s{echo, {.max_requests = 2}};
  auto asked = s.connect();
  asked.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n");
  CHECK(asked.read_answer().has("Connection: close"));
  CHECK(asked.read_all().empty());
  CHECK(asked.ended());
  auto many = s.connect();
  many.send(get("/") + get("/") + get("/"));
  CHECK(!many.read_answer().has("Connection: close"));
  CHECK(many.read_answer().has("Connection: close"));
  CHECK(many.read_all().empty());
}

SERVER_CASE("a handler that throws is a 500, and the server lives") {
  Serving<Server> s{[](Request request) -> Answer {
    if (request.path == "/now") throw 1;
    if (request.path == "/none") return nullptr;
    if (request.path == "/fail") return failed<Part>(api_error(429, "Slow down."));
    struct Later final : Stream<Part> {
      Pull pull(Part&) override { throw std::runtime_error{"secret"}; }
    };
    return std::make_unique<Later>();
  }};
  for (auto path : {"/now", "/later", "/none"}) {
    const auto answer = s.ask(get(path));
    CHECK(answer.status == 500);
    CHECK(answer.body.find("secret") == std::string::npos);
  }
  CHECK(s.ask(get("/fail")).status == 429);
}

SERVER_CASE("header values cannot break out of their line") {
  Serving<Server> s{[](Request) {
    return ready_answer({.headers = {{"x-bad", "a\r\nx-evil: 1"},
                                     {"bad name", "v"},
                                     {"Transfer-Encoding", "gzip"},
                                     {"Content-Length", "999"}}},
                        "ok");
  }};
  const auto answer = s.ask(get("/"));
  CHECK(answer.has("x-bad: a  x-evil: 1\r\n"));
  CHECK(!answer.has("bad name"));
  CHECK(!answer.has("gzip"));
  CHECK(answer.has("Content-Length: 2\r\n"));
  CHECK(answer.body == "ok");
}

SERVER_CASE("an idle connection is kept without a thread, then closed") {
  Serving<Server> s{echo, {.max_threads = 1, .keep_alive = 2s}};
  auto first = s.connect();
  first.send(get("/1"));
  CHECK(first.read_answer().status == 200);
  auto second = s.connect();
  CHECK(eventually([&] {
    second.send(get("/2"));
    const auto status = second.read_answer().status;
    if (status == 200) return true;
    second = s.connect();
    return false;
  }));
  first.send(get("/3"));
  CHECK(first.read_answer().status == 200);
  CHECK(first.read_all().empty());
  CHECK(first.ended());
  CHECK(eventually([&] { return s.server.connections() == 0; }));
}

SERVER_CASE("a port in use is refused") {
  Serving<Server> s{echo};
  Server other{echo, {.port = s.port}};
  auto started = other.start();
  REQUIRE(!started);
  CHECK(started.error().kind == ErrorKind::connection);
  auto again = s.server.start();
  REQUIRE(!again);
  CHECK(again.error().kind == ErrorKind::invalid_argument);
}

SERVER_CASE("a slow head and a stalled body time out") {
  Serving<Server> s{echo, {.read_timeout = 100ms}};
  auto head = s.connect();
  head.send("GET / HT");
  CHECK(head.read_answer().status == 408);
  auto body = s.connect();
  body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  CHECK(body.read_answer().status == 408);
}
