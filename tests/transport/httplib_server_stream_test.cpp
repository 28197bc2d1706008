// SPDX-License-Identifier: MIT
#include "stage.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

SERVER_CASE("each piece leaves when it is ready, and all that is ready leaves at once") {
  Stage stage;
  Serving<Server> s{stage.handler()};
  auto socket = s.connect();
  socket.send(get("/stream"));
  auto call = stage.next();
  CHECK(call.request.context.may_block == std::is_same_v<Server, HttplibServer>);
  CHECK(call.request.context.peer.starts_with("127.0.0.1:"));
  call.writer.send(event_stream());
  call.writer.send(Bytes{"one"});
  CHECK(socket.read_until("\r\n\r\n").find("Transfer-Encoding: chunked\r\n") != std::string::npos);
  CHECK(socket.read_chunk() == "one");
  call.writer.send(Bytes{"two"});
  CHECK(socket.read_chunk() == "two");
  call.writer.end();
  CHECK(socket.read_chunk().empty());
  socket.send(get("/again"));
  CHECK(stage.next().request.path == "/again");
}

SERVER_CASE("an answer whose bytes are all there has a length, an event stream never") {
  Serving<Server> s{[](Request request) -> Answer {
    auto [writer, stream] = channel<Part>();
    writer.send(request.path == "/events" ? event_stream() : Head{});
    for (int i = 0; i < 5; ++i) writer.send(Bytes{"piece "});
    writer.end();
    return std::move(stream);
  }};
  const auto whole = s.ask(get("/whole"));
  CHECK(whole.has("Content-Length: 30\r\n"));
  CHECK(whole.body == "piece piece piece piece piece ");
  auto socket = s.connect();
  socket.send(get("/events"));
  CHECK(socket.read_until("\r\n\r\n").find("chunked") != std::string::npos);
  CHECK(socket.read_chunk() == whole.body);
  CHECK(socket.read_chunk().empty());
}

SERVER_CASE("a length that the handler gives is kept, and a body that belies it is cut off") {
  Stage stage;
  Serving<Server> s{stage.handler()};
  for (std::string body : {"12345", "1234", "123456"}) {
    auto socket = s.connect();
    socket.send(get("/"));
    auto call = stage.next();
    call.writer.send(Head{.headers = {{"content-length", "5"}}});
    const auto head = socket.read_until("\r\n\r\n");
    CHECK(head.find("Content-Length: 5\r\n") != std::string::npos);
    CHECK(head.find("chunked") == std::string::npos);
    call.writer.send(body);
    call.writer.end();
    if (body == "12345") {
      CHECK(socket.read_exactly(5) == body);
      socket.send(get("/next"));
      stage.next();
    } else {
      CHECK(socket.read_all().size() < 5);
      CHECK(socket.ended());
    }
  }
}

SERVER_CASE("a stream that fails late has no end on the wire, one that fails early has its status") {
  Stage stage;
  Serving<Server> s{stage.handler()};
  auto late = s.connect();
  late.send(get("/"));
  auto call = stage.next();
  call.writer.send(event_stream());
  call.writer.send(Bytes{"one"});
  late.read_until("\r\n\r\n");
  CHECK(late.read_chunk() == "one");
  call.writer.fail(local_error(ErrorKind::protocol, "cut"));
  CHECK(late.read_all().empty());
  CHECK(late.ended());
  auto early = s.connect();
  early.send(get("/"));
  stage.next().writer.fail(local_error(ErrorKind::timeout, "too slow"));
  CHECK(early.read_answer().status == 504);
}

SERVER_CASE("HEAD, 204 and 304 have no body and drop what there would be") {
  Stage stage;
  Serving<Server> s{stage.handler()};
  auto socket = s.connect();
  socket.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  auto call = stage.next();
  call.writer.send(event_stream());
  CHECK(socket.read_answer("HEAD").status == 200);
  CHECK(eventually([&] { return call.writer.gone(); }));
  for (int status : {204, 304}) {
    socket.send(get("/"));
    auto empty = stage.next();
    empty.writer.send(Head{.status = status});
    empty.writer.send(Bytes{"no"});
    empty.writer.end();
    const auto answer = socket.read_answer();
    CHECK(answer.status == status);
    CHECK(!answer.has("Content-Length"));
  }
}
