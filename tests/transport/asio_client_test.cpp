// SPDX-License-Identifier: MIT
#include "scripted.hpp"
#include "stage.hpp"

#include <oaicompat/transport/asio/client.hpp>
#include <oaicompat/transport/asio/server.hpp>

#include <doctest/doctest.h>

#include <future>
#include <string>
#include <utility>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// A part, then what a stream gives.
Answer prepended(Part first, Answer rest) {
  struct Prepended final : Stream<Part> {
    Prepended(Part f, Answer r) : first{std::move(f)}, rest{std::move(r)} {}
    Pull pull(Part& out) override {
      if (std::exchange(given, true)) return rest->pull(out);
      out = std::move(first);
      return Pull::some;
    }
    void when_ready(Wake wake) override { rest->when_ready(std::move(wake)); }
    Error error() const override { return rest->error(); }
    Part first;
    Answer rest;
    bool given = false;
  };
  return std::make_unique<Prepended>(std::move(first), std::move(rest));
}

}  // namespace

TEST_CASE("interim answers are read over, an upgrade is not") {
  const auto answer = answer_of<ByAsio>(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 Made\r\nX: "
      "y\r\nContent-Length: 2\r\n\r\nab");
  REQUIRE(answer.has_value());
  CHECK(answer->head.status == 201);
  CHECK(!answer->head.headers.has("link"));
  CHECK(answer->body == "ab");
  CHECK(!answer_of<ByAsio>("HTTP/1.1 101 Switching\r\n\r\n").has_value());
}

TEST_CASE("an answer that contradicts itself or has no end of its head fails") {
  const std::string rows[] = {
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;" + std::string(100'000, 'x') + "\r\nab\r\n",
      "HTTP/2 200 OK\r\n\r\n",
      "HTTP/1.1 20 OK\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
  };
  for (const auto& bytes : rows) {
    CAPTURE(bytes.substr(0, 100));
    const auto answer = answer_of<ByAsio>(bytes);
    REQUIRE(!answer);
    CHECK(answer.error().kind == ErrorKind::protocol);
  }
}

TEST_CASE("an answer that comes byte by byte comes whole") {
  Scripted server{[](RawSocket& socket, int) {
    socket.read_until("\r\n\r\n");
    for (char c : std::string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\n"
                              "X-Trailer: t\r\n\r\n"})
      socket.send({&c, 1});
    socket.read_all();
  }};
  const auto answer = ask(asio_client({.origin = origin(server.listener.port())}), {.path = "/"});
  REQUIRE(answer.has_value());
  CHECK(answer->body == "abcde");
}

TEST_CASE("an answer that comes while the request is still written is heard") {
  Scripted server{[](RawSocket& socket, int) {
    socket.read_until("\r\n\r\n");
    socket.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
    socket.read_all();
  }};
  const auto client = asio_client({.origin = origin(server.listener.port())});
  const auto answer = ask(client, {.method = "POST", .path = "/", .body = Bytes(std::size_t{32} << 20, 'x')});
  REQUIRE(answer.has_value());
  CHECK(answer->head.status == 413);
}

TEST_CASE("interim answers without end are an error") {
  std::string endless;
  while (endless.size() < 70'000) endless += "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
  const auto answer = answer_of<ByAsio>(endless + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  REQUIRE(!answer);
  CHECK(answer.error().kind == ErrorKind::protocol);
}

TEST_CASE("an answer whose body is wrong from its beginning is a 502 for who asks through a proxy") {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";
  struct Row {
    std::string head, body;
  };
  const Row rows[] = {
      {head + "Content-Type: text/event-stream\r\n\r\nzz\r\n", ""},
      {head + "Content-Type: application/json\r\n\r\nzz\r\n", ""},
      {head + "Content-Type: application/json\r\n\r\n", "zz\r\n"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n", "ab"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.head);
    std::promise<void> head_passed;
    Scripted upstream{[&](RawSocket& socket, int) {
      socket.read_until("\r\n\r\n");
      socket.send(row.head);
      if (row.body.empty()) return;
      head_passed.get_future().wait_for(10s);
      socket.send(row.body);
    }};
    const auto client = asio_client({.origin = origin(upstream.listener.port())});
    AsioServer proxy{[&](Request request) {
      auto answer = client(std::move(request));
      Part part;
      Waiter waiter;
      if (row.body.empty()) return answer;
      const auto pulled = waiter.pull(*answer, part);
      head_passed.set_value();
      if (pulled != Pull::some) return answer;
      return prepended(std::move(part), std::move(answer));
    }};
    const auto port = proxy.start();
    REQUIRE(port.has_value());
    auto socket = RawSocket::connect(*port);
    socket.send(get("/"));
    CHECK(socket.read_answer().status == 502);
  }
}

TEST_CASE("200 streams are read on one thread") {
  Stage stage;
  Serving s{stage.handler()};
  const auto client = asio_client({.origin = origin(s.port)});
  std::vector<Answer> answers;
  std::vector<Stage::Call> calls;
  for (int i = 0; i < 200; ++i) {
    answers.push_back(client({.path = "/" + std::to_string(i)}));
    calls.push_back(stage.next());
    calls.back().writer.send(event_stream());
  }
  for (int round = 0; round < 10; ++round) {
    for (auto& call : calls) call.writer.send(call.request.path + ";");
  }
  for (auto& call : calls) call.writer.end();
  int right = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto all = collect(std::move(answers[i]));
    std::string expected;
    for (int round = 0; round < 10; ++round) expected += calls[i].request.path + ";";
    right += all.has_value() && all->body == expected;
  }
  CHECK(right == 200);
}

TEST_CASE("the last answer may be dropped inside its wake") {
  RawListener listener;
  auto client = asio_client({.origin = origin(listener.port())});
  auto answer = std::make_shared<Answer>(client({.path = "/"}));
  client = nullptr;
  auto peer = listener.accept();
  peer.read_until("\r\n\r\n");
  std::promise<void> dropped;
  Part part;
  REQUIRE((*answer)->pull(part) == Pull::wait);
  (*answer)->when_ready([answer, &dropped] {
    answer->reset();
    dropped.set_value();
  });
  answer.reset();
  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  CHECK(dropped.get_future().wait_for(10s) == std::future_status::ready);
  peer.read_all();
  CHECK(peer.ended());
}
