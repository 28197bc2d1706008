// SPDX-License-Identifier: MIT
#include "stage.hpp"

#include <oaicompat/transport/asio/mount.hpp>
#include <oaicompat/transport/memory.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// A host's loop with a mounted stage on it, and a client of that on it too: one thread for all three.
struct AsioHost {
  AsioHost() {
    const auto port = mounted->start();
    REQUIRE(port.has_value());
    client = asio_client(*io, {.origin = "http://127.0.0.1:" + std::to_string(*port)});
  }
  // Runs the loop on this thread until that is so.
  template <class F>
  bool until(F holds) {
    for (const auto deadline = now() + 10s; !holds();) {
      if (now() > deadline) return false;
      io->restart();
      io->run_one_for(10ms);
    }
    return true;
  }
  Pull pull(Stream<Part>& answer, Part& part) {
    auto got = Pull::wait;
    REQUIRE(until([&] { return (got = answer.pull(part)) != Pull::wait; }));
    return got;
  }
  Stage::Call next() {
    REQUIRE(until([&] { return !stage.calls.empty(); }));
    return stage.next();
  }

  Stage stage;
  std::unique_ptr<boost::asio::io_context> io = std::make_unique<boost::asio::io_context>(1);
  std::unique_ptr<AsioMount> mounted = std::make_unique<AsioMount>(*io, stage.handler());
  Handler client;
};

void drop_io(AsioHost& host) {
  host.mounted.reset();
  host.io.reset();
}

}  // namespace

TEST_CASE("a client asks a server on the same loop, and one thread runs both") {
  AsioHost host;
  for (int i = 0; i < 3; ++i) {
    auto answer = host.client({.method = "POST", .path = "/p", .body = "question"});
    auto call = host.next();
    CHECK(call.request.body == "question");
    call.writer.send(event_stream());
    Part part;
    CHECK(host.pull(*answer, part) == Pull::some);
    CHECK(std::get<Head>(part).headers.get("content-type") == "text/event-stream");
    for (std::string piece : {"one", "two"}) {
      call.writer.send(piece);
      CHECK(host.pull(*answer, part) == Pull::some);
      CHECK(std::get<Bytes>(part) == piece);
    }
    call.writer.end();
    CHECK(host.pull(*answer, part) == Pull::end);
  }
  CHECK(host.mounted->connections() == 1);
}

TEST_CASE("an answer that is dropped on the loop's thread has left the server when the loop has turned") {
  AsioHost host;
  auto answer = host.client({.path = "/p"});
  auto call = host.next();
  answer.reset();
  CHECK(host.until([&] { return call.writer.gone(); }));
  CHECK(call.request.context.stop.stop_requested());
}

TEST_CASE("a wake of a client on a host's loop is called on that loop") {
  AsioHost host;
  auto answer = host.client({.path = "/p"});
  auto call = host.next();
  Part part;
  REQUIRE(answer->pull(part) == Pull::wait);
  std::optional<std::thread::id> woken_on;
  answer->when_ready([&] { woken_on = std::this_thread::get_id(); });
  call.writer.send(event_stream());
  CHECK(host.until([&] { return woken_on.has_value(); }));
  CHECK(woken_on == std::this_thread::get_id());
}

TEST_CASE("other threads may ask a client on a host's loop") {
  AsioHost host;
  Result<Collected> got = local_error(ErrorKind::invalid_argument, "");
  std::atomic<bool> done = false;
  std::thread thread{[&] {
    got = ask(host.client, {.path = "/p"});
    done = true;
  }};
  auto call = host.next();
  call.writer.send(event_stream());
  call.writer.send(Bytes{"hello"});
  call.writer.end();
  CHECK(host.until([&] { return done.load(); }));
  thread.join();
  REQUIRE(got.has_value());
  CHECK(got->body == "hello");
}

TEST_CASE("answers fail as their io_context goes, and requests after it") {
  AsioHost host;
  auto waiting = host.client({.path = "/begun"});
  auto begun = host.next();
  std::thread waiter{[&] {
    const auto got = ask(host.client, {.path = "/waited-for"});
    REQUIRE(!got);
    CHECK(got.error().kind == ErrorKind::cancelled);
  }};
  auto waited_for = host.next();
  auto never_begun = std::make_shared<Answer>();
  std::thread{[&] { *never_begun = host.client({.path = "/later"}); }}.join();
  auto kept = host.client;
  drop_io(host);
  waiter.join();
  for (auto* answer : {&waiting, never_begun.get()}) {
    Part part;
    CHECK((*answer)->pull(part) == Pull::fail);
    CHECK((*answer)->error().kind == ErrorKind::cancelled);
  }
  const auto late = ask(kept, {.path = "/too-late"});
  REQUIRE(!late);
  CHECK(late.error().kind == ErrorKind::cancelled);
}

TEST_CASE("an io_context may go while a client that outlives it keeps a connection, or is half way to one") {
  for (const bool idle : {true, false}) {
    AsioHost host;
    Answer answer;
    if (idle) {
      answer = host.client({.path = "/p"});
      host.next().writer.fail(local_error(ErrorKind::invalid_argument, "no"));
      Part part;
      CHECK(host.pull(*answer, part) == Pull::some);
      while (host.pull(*answer, part) == Pull::some) {
      }
    } else {
      boost::asio::post(*host.io, [&] { answer = host.client({.path = "/p"}); });
      host.until([&] { return answer != nullptr; });
    }
    drop_io(host);
  }
}

TEST_CASE("a client leaves a host's loop without work once it has nothing under way") {
  AsioHost host;
  const auto client = asio_client(*host.io, {.origin = "http://127.0.0.1:1"});
  auto refused = client({.path = "/"});
  Part part;
  CHECK(host.pull(*refused, part) == Pull::fail);
  CHECK(refused->error().kind == ErrorKind::connection);

  auto answer = host.client({.path = "/p"});
  {
    auto call = host.next();
    call.writer.send(event_stream());
    call.writer.end();
  }
  CHECK(host.pull(*answer, part) == Pull::some);
  CHECK(host.pull(*answer, part) == Pull::end);
  answer.reset();
  host.client = nullptr;  // its connection goes with it
  CHECK(host.until([&] { return host.mounted->connections() == 0; }));
  host.mounted.reset();
  host.io->restart();
  host.io->run();  // returns
}

TEST_CASE("a connection that a client keeps for later gives a host's loop nothing to do") {
  Serving<> s{echo};
  boost::asio::io_context io{1};
  const auto client = asio_client(io, {.origin = "http://127.0.0.1:" + std::to_string(s.port), .idle_timeout = 1h});
  for (int i = 0; i < 3; ++i) {
    auto answer = client({.path = "/p"});
    io.restart();
    io.run_for(10s);
    CHECK(io.stopped());  // it ran out of work
    Part part;
    CHECK(answer->pull(part) == Pull::some);
    CHECK(answer->pull(part) == Pull::some);
    CHECK(answer->pull(part) == Pull::end);
  }
  CHECK(s.server.connections() == 1);  // it was kept all the while
}

TEST_CASE("a mounted server that stops lets what runs end, stops it at the deadline, and then gives the loop back") {
  enum class Ends { by_itself, when_stopped, never };
  for (const auto ends : {Ends::by_itself, Ends::when_stopped, Ends::never}) {
    CAPTURE(static_cast<int>(ends));
    Stage stage;
    boost::asio::io_context io{1};
    AsioMount mounted{io, stage.handler(), {.stop_grace = ends == Ends::never ? 10ms : 10s}};
    const auto port = mounted.start();
    REQUIRE(port.has_value());
    std::thread loop{[&] { io.run(); }};
    auto running = RawSocket::connect(*port), idle = RawSocket::connect(*port);
    running.send(get("/run"));
    auto call = stage.next();
    call.writer.send(event_stream());
    running.read_until("\r\n\r\n");
    boost::asio::post(io, [&] { mounted.stop(ends == Ends::by_itself ? 1h : 0ms); });
    CHECK(idle.read_all().empty());
    CHECK(idle.ended());
    const auto stop = call.request.context.stop;
    if (ends == Ends::by_itself) {
      CHECK(!stop.stop_requested());
    } else {
      CHECK(eventually([&] { return stop.stop_requested(); }));
    }
    if (ends != Ends::never) {
      call.writer.send(Bytes{"last words"});
      call.writer.end();
      CHECK(running.read_chunk() == "last words");
      CHECK(running.read_chunk().empty());
    }
    CHECK(running.read_all().empty());
    loop.join();  // run has returned
    CHECK(mounted.connections() == 0);
  }
}

TEST_CASE("requests begun on a loop and by other threads all come to their end") {
  boost::asio::io_context io{1};
  AsioMount mounted{io, echo};
  const auto port = mounted.start();
  REQUIRE(port.has_value());
  auto client = asio_client(io, {.origin = "http://127.0.0.1:" + std::to_string(*port)});
  AsioMount proxy{io, client};
  const auto proxied = proxy.start();
  REQUIRE(proxied.has_value());
  auto work = boost::asio::make_work_guard(io);
  std::thread loop{[&] { io.run(); }};
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      auto socket = RawSocket::connect(*proxied);
      for (int i = 0; i < 100; ++i) {
        if (t % 2 == 0) {
          const auto got = ask(client, {.path = "/asked"});
          right += got.has_value() && got->body.starts_with("GET /asked?");
        } else {
          socket.send(get("/proxied"));
          right += socket.read_answer().body.starts_with("GET /proxied?");
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(right == 400);
  work.reset();
  io.stop();
  loop.join();
}
