// SPDX-License-Identifier: MIT
#include "scripted.hpp"
#include "serving.hpp"

#include <oaicompat/base/channel.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

CLIENT_CASE("a request goes out as it is, and its answer comes back") {
  Serving s{echo};
  const auto client = Client::make({.origin = origin(s.port)});
  Request request{.method = "POST", .path = "/v1/models/a%2Fb", .query = "x=%20y&z=a%2Bb"};
  request.headers = {
      {"X-One", "50%25 off"}, {"Content-Type", "application/json"}, {"Content-Length", "999"}, {"X-One", "again"}};
  request.body = "{}";
  const auto answer = ask(client, request);
  REQUIRE(answer.has_value());
  CHECK(answer->head.status == 200);
  CHECK(answer->head.headers.get("content-type") == "text/plain");
  CHECK(answer->body.starts_with("POST /v1/models/a%2Fb?x=%20y&z=a%2Bb\n"));
  for (std::string line : {"X-One=50%25 off\n", "X-One=again\n", "Content-Type=application/json\n",
                           "Content-Length=2\n", "Accept-Encoding=identity\n", "Host=127.0.0.1:"}) {
    CHECK(answer->body.find(line) != std::string::npos);
  }
  CHECK(answer->body.ends_with("\n\n{}"));
}

CLIENT_CASE("every method goes out, with and without a body") {
  Serving s{echo};
  const auto client = Client::make({.origin = origin(s.port)});
  for (std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    const auto answer = ask(client, {.method = method, .path = "/x"});
    REQUIRE(answer.has_value());
    CHECK(answer->body.starts_with(method + " /x?\n"));
  }
  const auto head = ask(client, {.method = "HEAD", .path = "/x"});
  REQUIRE(head.has_value());
  CHECK(head->head.status == 200);
  CHECK(head->body.empty());
  const auto deleted = ask(client, {.method = "DELETE", .path = "/x", .body = "why"});
  CHECK(deleted->body.ends_with("\n\nwhy"));
}

CLIENT_CASE("an answer streams piece by piece") {
  std::optional<ChannelWriter<Part>> writer;
  std::atomic<bool> there = false;
  Serving s{[&](Request) -> Answer {
    auto [w, stream] = channel<Part>();
    w.send(Head{.headers = {{"content-type", "text/event-stream"}, {"x-request-id", "r1"}}});
    writer.emplace(std::move(w));
    there = true;
    return std::move(stream);
  }};
  const auto client = Client::make({.origin = origin(s.port)});
  auto answer = client({.method = "POST", .path = "/", .body = "{}"});
  Waiter waiter;
  Part part;
  REQUIRE(waiter.pull(*answer, part) == Pull::some);
  CHECK(std::get<Head>(part).headers.get("X-Request-Id") == "r1");
  REQUIRE(eventually([&] { return there.load(); }));
  for (std::string piece : {"one", "two", "three"}) {
    writer->send(piece);
    REQUIRE(waiter.pull(*answer, part) == Pull::some);
    CHECK(std::get<Bytes>(part) == piece);
  }
  writer->end();
  CHECK(waiter.pull(*answer, part) == Pull::end);
  CHECK(waiter.pull(*answer, part) == Pull::end);
}

CLIENT_CASE("large bodies go both ways") {
  Serving s{[](Request request) { return ready_answer({}, request.body.take()); }};
  const auto client = Client::make({.origin = origin(s.port)});
  const std::string body(20 << 20, 'x');
  const auto answer = ask(client, {.method = "POST", .path = "/", .body = body});
  REQUIRE(answer.has_value());
  CHECK(answer->body == body);
}

CLIENT_CASE("connections are used again") {
  Scripted server{[](RawSocket& socket, int) {
    while (!socket.read_until("\r\n\r\n").empty()) socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }};
  {
    const auto client = Client::make({.origin = origin(server.listener.port())});
    for (int i = 0; i < 20; ++i) CHECK(ask(client, {.path = "/"}).has_value());
    CHECK(server.accepted == 1);
    const auto other = Client::make({.origin = origin(server.listener.port()), .idle_timeout = 0ms});
    for (int i = 0; i < 3; ++i) CHECK(ask(other, {.path = "/"}).has_value());
    CHECK(server.accepted == 4);
  }
}

CLIENT_CASE("a kept connection that the server lost is replaced, once, and only before the head") {
  struct Row {
    std::string second;  // what the kept connection says to the second request before it closes
    bool answered;
  };
  for (const auto& row : {Row{"", true}, Row{"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no", false}}) {
    Scripted server{[&](RawSocket& socket, int i) {
      socket.read_until("\r\n\r\n");
      socket.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + std::string(5, static_cast<char>('0' + i)));
      if (i > 0) return;
      socket.read_until("\r\n\r\n");
      socket.send(row.second);
    }};
    const auto client = Client::make({.origin = origin(server.listener.port())});
    CHECK(ask(client, {.path = "/"})->body == "00000");
    const auto second = ask(client, {.method = "POST", .path = "/"});
    CHECK(second.has_value() == row.answered);
    if (row.answered) CHECK(second->body == "11111");
    CHECK(server.accepted == (row.answered ? 2 : 1));
  }
}

CLIENT_CASE("a fresh connection that is lost is not tried again") {
  Scripted server{[](RawSocket& socket, int) { socket.read_until("\r\n\r\n"); }};
  const auto answer = ask(Client::make({.origin = origin(server.listener.port())}), {.path = "/"});
  REQUIRE(!answer);
  CHECK(answer.error().kind == ErrorKind::connection);
  CHECK(server.accepted == 1);
}

CLIENT_CASE("an answer that is cut short fails; one that runs until the close ends") {
  struct Row {
    bool whole;
    std::string bytes;
  };
  const Row rows[] = {
      {false, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"},
      {false, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"},
      {false, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n"},
      {false, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"},
      {false, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab"},
      {false, "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"},
      {true, "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"},
      {false, "HTTP/1.1 200 OK\r\nContent-Le"},
      {false, "nonsense\r\n\r\n"},
      {true, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"},
      {true, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"},
      {true, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nab"},
      {true, "HTTP/1.0 200 OK\r\n\r\nab"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.bytes);
    const auto answer = answer_of<Client>(row.bytes);
    CHECK(answer.has_value() == row.whole);
    if (row.whole) CHECK(answer->body == "ab");
    if (!row.whole) CHECK((answer.error().kind == ErrorKind::protocol || answer.error().kind == ErrorKind::connection));
  }
}

CLIENT_CASE("redirects are not followed, compressed bytes stay as they are") {
  const auto moved = answer_of<Client>("HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
  REQUIRE(moved.has_value());
  CHECK(moved->head.status == 307);
  const auto zipped = answer_of<Client>("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc");
  REQUIRE(zipped.has_value());
  CHECK(zipped->body == "abc");
  CHECK(zipped->head.headers.get("content-encoding") == "gzip");
}

CLIENT_CASE("an answer past the limit fails") {
  const auto answer = answer_of<Client>("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world", {.max_answer = 10});
  REQUIRE(!answer);
  CHECK(answer.error().kind == ErrorKind::protocol);
}

CLIENT_CASE("what cannot be sent as it is is refused") {
  const auto client = Client::make({.origin = "http://127.0.0.1:1"});
  const Request bad[] = {
      {.path = "/a\r\nX: y"},
      {.path = "/a b"},
      {.path = "nowhere"},
      {.path = "/a?b"},
      {.path = "/", .query = "a\nb"},
      {.method = "GET /x", .path = "/"},
      {.path = "/", .headers = {{"X", "a\r\nY: b"}}},
      {.path = "/", .headers = {{"X: a\r\nY", "b"}}},
      {.path = "/", .headers = {{"", "b"}}},
  };
  for (const auto& request : bad) {
    const auto answer = ask(client, request);
    REQUIRE(!answer);
    CHECK(answer.error().kind == ErrorKind::invalid_argument);
  }
  for (auto where : {"", "ftp://a", "http://", "127.0.0.1:80"}) {
    const auto answer = ask(Client::make({.origin = where}), {.path = "/"});
    REQUIRE(!answer);
    CHECK(answer.error().kind == ErrorKind::invalid_argument);
  }
}

CLIENT_CASE("nobody listening is a connection error, silence a timeout") {
  int port = 0;
  {
    RawListener gone;
    port = gone.port();
  }
  const auto refused = ask(Client::make({.origin = origin(port)}), {.path = "/"});
  REQUIRE(!refused);
  CHECK(refused.error().kind == ErrorKind::connection);
  CHECK(refused.error().message.find("127.0.0.1") != std::string::npos);
  RawListener silent;
  const auto waited = ask(Client::make({.origin = origin(silent.port()), .read_timeout = 100ms}), {.path = "/"});
  REQUIRE(!waited);
  CHECK(waited.error().kind == ErrorKind::timeout);
  const auto nowhere = ask(Client::make({.origin = "http://no-such-host.invalid"}), {.path = "/"});
  REQUIRE(!nowhere);
  CHECK(nowhere.error().kind == ErrorKind::connection);
}
