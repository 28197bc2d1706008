// SPDX-License-Identifier: MIT
#include "certificates.hpp"
#include "stage.hpp"

#include <oaicompat/transport/asio/client.hpp>
#include <oaicompat/transport/asio/mount.hpp>
#include <oaicompat/transport/asio/server.hpp>
#include <oaicompat/transport/httplib/client.hpp>
#include <oaicompat/transport/memory.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// A server with options of its own.
struct AsioServed {
  explicit AsioServed(Handler handler, AsioServerOptions options = {}) : server{std::move(handler), options} {
    auto started = server.start();
    REQUIRE(started.has_value());
    port = *started;
  }
  RawSocket connect() const { return RawSocket::connect(port); }
  AsioServer server;
  int port = 0;
};

// Counts what is pulled of an answer without end.
struct Endless final : Stream<Part> {
  explicit Endless(std::atomic<int>& n) : pulled{n} {}
  Pull pull(Part& out) override {
    if (pulled++ == 0) {
      out = event_stream();
    } else {
      out = Bytes(4096, 'x');
    }
    return Pull::some;
  }
  std::atomic<int>& pulled;
};

}  // namespace

TEST_CASE("a peer that leaves at any point leaves no connection behind") {
  Stage stage;
  AsioServed s{stage.handler(), {.max_body = 1000}};
  for (std::string_view sent : {
           "",
           "\r\n",
           "GET / HT",
           "GET / HTTP/1.1\r\nHost: a\r\nX-Half",
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
           "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
           "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nTrailer: ",
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\nabc",
           "nonsense\r\n\r\n",
       }) {
    CAPTURE(sent);
    for (bool half : {true, false}) {
      auto socket = s.connect();
      socket.send(sent);
      eventually([&] { return s.server.connections() == 1; }, 100ms);
      half ? socket.finish() : socket.close();
      CHECK(eventually([&] { return s.server.connections() == 0; }));
    }
  }
  CHECK(stage.calls.empty());
}

TEST_CASE("what has no end is refused: a head, a chunk's line, trailers") {
  struct Row {
    int status;
    std::string begin, again;
  };
  const std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const Row rows[] = {
      {431, "GET / HTTP/1.1\r\nHost: a\r\n", "X-Again: and again\r\n"},
      {431, "GET /", "endless"},
      {431, "GET / HTTP/1.1\r\nHost: a\r\nX: ", "endless"},
      {400, chunked + "5;", "endless"},
      {400, chunked + "1\r\na\r\n0\r\n", "X-Again: and again\r\n"},
      {413, chunked, "64\r\n" + std::string(100, 'x') + "\r\n"},
  };
  AsioServed s{echo, {.max_head = 8000, .max_body = 8000}};
  for (const auto& row : rows) {
    CAPTURE(row.begin);
    auto socket = s.connect();
    socket.send(row.begin);
    std::string more;
    while (more.size() < 100'000) more += row.again;
    socket.send(more);
    const auto answer = socket.read_answer();
    CHECK(answer.status == row.status);
    CHECK(answer.body.starts_with(R"({"error":{"message":)"));
  }
  CHECK(eventually([&] { return s.server.connections() == 0; }));
}

TEST_CASE("a slow reader costs a bounded buffer: nothing is pulled that cannot be written") {
  std::atomic<int> pulled = 0;
  AsioServed s{[&](Request) -> Answer { return std::make_unique<Endless>(pulled); }};
  auto socket = s.connect();
  socket.send(get("/"));
  int seen = -1;
  CHECK(eventually([&] {
    std::this_thread::sleep_for(50ms);
    return pulled > 0 && std::exchange(seen, pulled.load()) == pulled;
  }));
  CHECK(pulled < 16'384);  // 64 MiB: the system's buffers are smaller
  socket.read_until("\r\n\r\n");
  for (int i = 0; i < 100; ++i) CHECK(!socket.read_chunk().empty());
  socket.close();
  CHECK(eventually([&] { return s.server.connections() == 0; }));
}

TEST_CASE("who sends ahead of a pending answer is read up to a bound, then waits, and is answered in order") {
  Stage stage;
  AsioServed s{[&](Request request) {
    return request.path == "/hold" ? stage.handler()(std::move(request)) : echo(std::move(request));
  }};
  auto socket = s.connect();
  socket.send(get("/hold"));
  auto call = stage.next();
  constexpr int count = 600;
  std::atomic<int> sent = 0;
  std::thread sender{[&] {
    for (; sent < count; ++sent) socket.send(post(std::string(50'000, 'x') + std::to_string(sent)));
  }};
  int seen = -1;
  CHECK(eventually([&] {
    std::this_thread::sleep_for(50ms);
    return std::exchange(seen, sent.load()) == sent;
  }));
  CHECK(sent < count);
  CHECK(!call.request.context.stop.stop_requested());
  call.writer.send(Head{});
  call.writer.end();
  CHECK(socket.read_answer().status == 200);
  int right = 0;
  for (int i = 0; i < count; ++i) right += socket.read_answer().body.ends_with("x" + std::to_string(i));
  sender.join();
  CHECK(right == count);
}

TEST_CASE("one connection too many is told to come back") {
  AsioServed s{echo, {.max_connections = 2}};
  auto first = s.connect();
  {
    auto second = s.connect();
    for (auto* socket : {&first, &second}) {
      socket->send(get("/"));
      CHECK(socket->read_answer().status == 200);
    }
    auto third = s.connect();
    const auto refused = third.read_answer();
    CHECK(refused.status == 503);
    CHECK(refused.has("Retry-After: 1\r\n"));
    CHECK(refused.has("x-request-id: req_"));
    CHECK(third.read_all().empty());
  }
  CHECK(eventually([&] { return s.server.connections() <= 1; }));
  auto again = s.connect();
  again.send(get("/"));
  CHECK(again.read_answer().status == 200);
}

TEST_CASE("400 streams wait and flow on one thread") {
  Stage stage;
  AsioServed s{stage.handler()};
  std::vector<RawSocket> clients;
  std::vector<Stage::Call> calls;
  for (int i = 0; i < 400; ++i) {
    clients.push_back(s.connect());
    clients.back().send(get("/" + std::to_string(i)));
    calls.push_back(stage.next());
    CHECK(!calls.back().request.context.may_block);
    calls.back().writer.send(event_stream());
  }
  std::vector<std::thread> engines;
  for (int t = 0; t < 4; ++t) {
    engines.emplace_back([&, t] {
      for (int round = 0; round < 20; ++round) {
        for (std::size_t i = static_cast<std::size_t>(t); i < calls.size(); i += 4)
          calls[i].writer.send(calls[i].request.path + ";");
      }
      for (std::size_t i = static_cast<std::size_t>(t); i < calls.size(); i += 4) calls[i].writer.end();
    });
  }
  int right = 0;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    std::string expected;
    for (int round = 0; round < 20; ++round) expected += "/" + std::to_string(i) + ";";
    right += clients[i].read_answer().body == expected;
  }
  for (auto& engine : engines) engine.join();
  CHECK(right == 400);
}

TEST_CASE("an engine may go on after its server has gone") {
  Stage stage;
  std::optional<Stage::Call> call;
  {
    AsioServed s{stage.handler(), {.stop_grace = 10ms}};
    auto socket = s.connect();
    socket.send(get("/"));
    call.emplace(stage.next());
  }
  CHECK(call->writer.gone());
  CHECK(call->request.context.stop.stop_requested());
  CHECK(!call->writer.send(Head{}));
}

TEST_CASE("TLS is served to both clients, streams end with their peer, and other bytes are turned away") {
  Certificates made;
  const auto authority = made.authority("asio-authority");
  const auto own = made.signed_by(authority, "asio-server", "DNS:localhost,IP:127.0.0.1");
  Stage stage;
  AsioServed s{[&](Request request) {
                 return request.path == "/stage" ? stage.handler()(std::move(request)) : echo(std::move(request));
               },
               {.certificate_file = own.certificate_file, .key_file = own.key_file}};
  const auto origin = "https://localhost:" + std::to_string(s.port);
  const Handler clients[] = {httplib_client({.origin = origin, .ca_file = authority.certificate_file}),
                             asio_client({.origin = origin, .ca_file = authority.certificate_file})};
  for (const auto& client : clients) {
    const std::string body(3 << 20, 'x');
    for (int i = 0; i < 3; ++i) {
      const auto answer = ask(client, {.method = "POST", .path = "/x", .body = body});
      REQUIRE(answer.has_value());
      CHECK(answer->body.ends_with("\n\n" + body));
    }
    auto streamed = client({.path = "/stage"});
    auto call = stage.next();
    call.writer.send(event_stream());
    call.writer.send(Bytes{"one"});
    Waiter waiter;
    Part part;
    CHECK(waiter.pull(*streamed, part) == Pull::some);
    CHECK(waiter.pull(*streamed, part) == Pull::some);
    CHECK(std::get<Bytes>(part) == "one");
    streamed.reset();
    CHECK(eventually([&] { return call.writer.gone() && call.request.context.stop.stop_requested(); }));
  }
  auto plain = s.connect();
  plain.send(get("/"));
  plain.read_all();
  CHECK(plain.ended());
}

TEST_CASE("a certificate that cannot be read is said at the start") {
  AsioServer server{echo, {.certificate_file = "/nowhere/a.pem", .key_file = "/nowhere/a.key"}};
  const auto started = server.start();
  REQUIRE(!started);
  CHECK(started.error().kind == ErrorKind::invalid_argument);
}

TEST_CASE("a handler lives on the host's own event loop") {
  boost::asio::io_context io;
  std::optional<AsioMount> mounted;
  mounted.emplace(io, echo, AsioServerOptions{});
  const auto port = mounted->start();
  REQUIRE(port.has_value());
  CHECK(!mounted->start());
  auto work = boost::asio::make_work_guard(io);
  std::thread thread{[&] { io.run(); }};
  auto socket = RawSocket::connect(*port);
  for (int i = 0; i < 3; ++i) {
    socket.send(get("/host"));
    CHECK(socket.read_answer().body.starts_with("GET /host?"));
  }
  boost::asio::post(io, [&] { mounted->drain(); });
  CHECK(socket.read_all().empty());
  CHECK(eventually([&] { return mounted->connections() == 0; }));
  boost::asio::post(io, [&] {
    mounted.reset();
    work.reset();
  });
  thread.join();
}

TEST_CASE("a proxy on event loops passes bytes on as they come, and a hang-up all the way") {
  Stage stage;
  AsioServed upstream{stage.handler()};
  AsioServed proxy{asio_client({.origin = "http://127.0.0.1:" + std::to_string(upstream.port)})};
  auto socket = proxy.connect();
  socket.send(post("question"));
  auto call = stage.next();
  CHECK(call.request.body == "question");
  call.writer.send(event_stream());
  socket.read_until("\r\n\r\n");
  for (std::string piece : {"data: 1\n\n", "data: 2\n\n"}) {
    call.writer.send(piece);
    CHECK(socket.read_chunk() == piece);
  }
  socket.close();
  CHECK(eventually([&] { return call.writer.gone(); }));
}
