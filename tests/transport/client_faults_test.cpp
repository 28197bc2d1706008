// What servers do wrong, and what they may do that few clients expect.
// SPDX-License-Identifier: MIT
#include "scripted.hpp"
#include "serving.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <thread>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// Ends a connection as a crash does: by a reset.
void crash(RawSocket& socket) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket.socket().get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket.close();
}

const std::string fine_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

}  // namespace

CLIENT_CASE("interim answers are passed over, whatever they carry, and a reason may be missing") {
  for (std::string before : {"HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 102 Processing\r\n\r\n",
                             "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n",
                             "HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\nHTTP/1.1 100\r\n\r\n"}) {
    CAPTURE(before);
    const auto answer = answer_of<Client>(before + "HTTP/1.1 200\r\nX-A: b\r\nContent-Length: 2\r\n\r\nok");
    REQUIRE(answer.has_value());
    CHECK(answer->head.status == 200);
    CHECK(answer->head.headers.get("x-a") == "b");
    CHECK(!answer->head.headers.has("link"));
    CHECK(answer->body == "ok");
  }
}

CLIENT_CASE("a head of 60 KB is read, one beyond 64 KiB is an error of the server's") {
  const auto with = [](std::size_t size) {
    std::string fields;
    for (int i = 0; fields.size() < size; ++i)
      fields += "X-" + std::to_string(i) + ": " + std::string(1000, 'x') + "\r\n";
    return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 2\r\n\r\nok";
  };
  const auto answer = answer_of<Client>(with(60'000));
  REQUIRE(answer.has_value());
  CHECK(answer->head.headers.size() >= 59);
  CHECK(answer->body == "ok");
  const auto one_line = answer_of<Client>("HTTP/1.1 200 OK\r\nX: " + std::string(60'000, 'x') + "\r\n\r\n");
  REQUIRE(one_line.has_value());
  CHECK(one_line->head.headers.get("x").size() == 60'000);
  const auto huge = answer_of<Client>(with(80'000));
  REQUIRE(!huge);
  CHECK(huge.error().kind == ErrorKind::protocol);
}

CLIENT_CASE("contradictory lengths are refused") {
  for (std::string fields : {"Content-Length: 2\r\nContent-Length: 2\r\n", "Content-Length: 2\r\nContent-Length: 3\r\n",
                             "Content-Length: -2\r\n", "Content-Length: +2\r\n", "Content-Length: 2, 2\r\n",
                             "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n"}) {
    CAPTURE(fields);
    const auto answer = answer_of<Client>("HTTP/1.1 200 OK\r\n" + fields + "\r\nok");
    REQUIRE(!answer);
    CHECK(answer.error().kind == ErrorKind::protocol);
  }
}

CLIENT_CASE("an answer whose body is malformed from the start is a 502 where its bytes are passed on") {
  Scripted upstream{[](RawSocket& socket, int) {
    socket.read_until("\r\n\r\n");
    socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n");
    socket.read_all();
  }};
  Serving proxy{Client::make({.origin = origin(upstream.listener.port())})};
  CHECK(proxy.ask(get("/")).status == 502);
}

CLIENT_CASE("a reset is no end of an answer that runs until the close") {
  Scripted rude{[](RawSocket& socket, int) {
    socket.read_until("\r\n\r\n");
    socket.send("HTTP/1.1 200 OK\r\n\r\nhalf of it");
    crash(socket);
  }};
  const auto answer = ask(Client::make({.origin = origin(rude.listener.port())}), {.path = "/"});
  CHECK(!answer);
}

CLIENT_CASE("an answer that comes while the request is still being sent is read") {
  const Bytes large(std::size_t{32} << 20, 'x');
  for (const bool polite : {true, false}) {
    for (std::string status : {"413 Content Too Large", "401 Unauthorized"}) {
      CAPTURE(polite);
      CAPTURE(status);
      Scripted server{[&](RawSocket& socket, int) {
        socket.read_until("\r\n\r\n");
        socket.send("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
        socket.finish();
        if (polite) socket.read_all();
      }};
      const auto answer =
          ask(Client::make({.origin = origin(server.listener.port())}), {.method = "POST", .path = "/", .body = large});
      REQUIRE(answer.has_value());
      CHECK(answer->head.status == std::stoi(status));
      CHECK(answer->body == "no");
    }
  }
}

CLIENT_CASE("an answer may begin before the request has come whole, and both go on") {
  Scripted server{[&](RawSocket& socket, int) {
    const auto head = socket.read_until("\r\n\r\n");
    socket.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nwait");
    const auto length = std::size_t{4} << 20;
    socket.send(socket.read_exactly(length).size() == length ? "done" : "less");
  }};
  const auto answer = ask(Client::make({.origin = origin(server.listener.port())}),
                          {.method = "POST", .path = "/", .body = Bytes(std::size_t{4} << 20, 'x')});
  REQUIRE(answer.has_value());
  CHECK(answer->body == "waitdone");
}

CLIENT_CASE("a request that a kept connection lost goes out again only where nothing shows that it was read") {
  struct Row {
    std::string what;
    std::chrono::milliseconds silent;
    std::string says;
    int accepted;
  };
  const Row rows[] = {
      {"a close that crossed with it", 0ms, "", 2},
      {"silence, then a close", 400ms, "", 1},
      {"an interim answer", 0ms, "HTTP/1.1 100 Continue\r\n\r\n", 1},
      {"a piece of a head", 0ms, "HTTP/1.1 2", 1},
  };
  const auto times_accepted = [](const Row& row) {
    Scripted server{[&](RawSocket& socket, int i) {
      socket.read_until("\r\n\r\n");
      socket.send(fine_answer);
      if (i > 0) return;
      socket.read_until("\r\n\r\n");
      std::this_thread::sleep_for(row.silent);
      socket.send(row.says);
    }};
    const auto client = Client::make({.origin = origin(server.listener.port())});
    REQUIRE(ask(client, {.path = "/"}).has_value());
    const auto answered = ask(client, {.method = "POST", .path = "/", .body = "{}"}).has_value();
    CHECK(answered == (server.accepted == 2));
    return server.accepted.load();
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    auto accepted = times_accepted(row);
    // A machine that is busy with something else can make a close that crossed late: silence, to the client.
    for (int i = 1; i < 5 && accepted < row.accepted; ++i) accepted = times_accepted(row);
    CHECK(accepted == row.accepted);
  }
}
