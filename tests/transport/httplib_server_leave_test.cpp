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

namespace {

// Has a client leave in the midst of a request; how many ms it took until the request's stop fired.
template <class Server>
long long leave(std::string_view how) {
  Stage stage;
  Serving<Server> s{stage.handler()};
  auto socket = s.connect();
  socket.send(get("/"));
  auto call = stage.next();
  if (how.ends_with("streamed")) {
    call.writer.send(event_stream());
    socket.read_until("\r\n\r\n");
  }
  if (how.starts_with("pipelined")) socket.send(get("/never"));
  Watch watch{call.request.context.stop};
  how.starts_with("finish") ? socket.finish() : socket.close();
  CHECK(eventually([&] { return watch.fired() && call.writer.gone(); }));
  CHECK(eventually([&] { return s.server.connections() == 0; }));
  return watch.ms;
}

}  // namespace

SERVER_CASE("a peer that leaves is noticed within 100 ms, while streaming, waiting for the answer, or half closing") {
  for (std::string how : {"close streamed", "close whole", "finish streamed", "finish whole", "pipelined whole"}) {
    CAPTURE(how);
    const auto ms = best_of_five(100, [&] { return leave<Server>(how); });
    CHECK(ms >= 0);
    CHECK(ms <= 100);
    MESSAGE(how << ": noticed after " << ms << " ms");
  }
}

TEST_CASE("a handler that blocks in its pull is told by its stop token") {
  struct Blocks final : Stream<Part> {
    Blocks(std::stop_token t, std::atomic<bool>& e) : stop{std::move(t)}, entered{e} {}
    Pull pull(Part&) override {
      std::atomic<bool> fired = false;
      std::stop_callback callback{stop, [&] {
                                    fired = true;
                                    fired.notify_all();
                                  }};
      entered = true;
      fired.wait(false);
      return Pull::end;
    }
    std::stop_token stop;
    std::atomic<bool>& entered;
  };
  std::atomic<bool> entered = false;
  Serving s{[&](Request request) -> Answer { return std::make_unique<Blocks>(request.context.stop, entered); }};
  auto socket = s.connect();
  socket.send(get("/"));
  CHECK(eventually([&] { return entered.load(); }));
  const auto from = now();
  socket.close();
  CHECK(eventually([&] { return s.server.connections() == 0; }));
  CHECK(ms_since(from) <= 5000);
}

SERVER_CASE("a slow reader holds its writer back") {
  Stage stage;
  Serving<Server> s{stage.handler({.capacity = 4})};
  auto socket = s.connect();
  socket.send(get("/"));
  auto call = stage.next();
  std::atomic<int> sent = 0;
  std::thread engine{[&] {
    call.writer.send(event_stream());
    const Bytes piece(64 << 10, 'x');
    while (sent < 1000 && call.writer.send(piece)) ++sent;
    call.writer.end();
  }};
  int seen = -1;
  CHECK(eventually([&] {  // nothing moves once the buffers between them are full
    std::this_thread::sleep_for(50ms);
    return std::exchange(seen, sent.load()) == sent;
  }));
  CHECK(sent < 900);
  std::size_t read = 0;
  socket.read_until("\r\n\r\n");
  for (auto chunk = socket.read_chunk(); !chunk.empty(); chunk = socket.read_chunk()) read += chunk.size();
  engine.join();
  CHECK(read == std::size_t{1000} * (64 << 10));
}

SERVER_CASE("a reader that takes nothing is given up, and one that leaves while it is written to at once") {
  for (bool leaves : {false, true}) {
    Stage stage;
    Serving<Server> s{stage.handler(), {.write_timeout = leaves ? 30s : 200ms}};
    auto socket = s.connect();
    socket.send(get("/"));
    auto call = stage.next();
    std::atomic<bool> done = false;
    std::atomic<int> sent = 0;
    std::thread engine{[&] {
      call.writer.send(event_stream());
      const Bytes piece(64 << 10, 'x');
      while (call.writer.send(piece)) ++sent;
      done = true;
    }};
    int seen = -1;
    eventually([&] {
      std::this_thread::sleep_for(20ms);
      return std::exchange(seen, sent.load()) == sent;
    });
    const auto from = now();
    if (leaves) socket.finish();
    CHECK(eventually([&] { return done.load(); }));
    if (leaves) CHECK(ms_since(from) <= 5000);
    engine.join();
  }
}
