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

SERVER_CASE("a graceful stop lets what runs finish and takes nothing new") {
  Stage stage;
  Serving<Server> s{stage.handler()};
  auto running = s.connect(), idle = s.connect();
  running.send(get("/run"));
  auto call = stage.next();
  std::thread stopper{[&] { s.server.stop(10s); }};
  CHECK(idle.read_all().empty());
  CHECK(idle.ended());
  CHECK(eventually([&] { return !RawSocket::connect(s.port).is_open(); }));
  CHECK(!call.request.context.stop.stop_requested());
  running.send(get("/late"));
  call.writer.send(Head{});
  call.writer.send(Bytes{"done"});
  call.writer.end();
  const auto answer = running.read_answer();
  CHECK(answer.body == "done");
  CHECK(answer.complete);
  stopper.join();
  CHECK(s.server.connections() == 0);
}

SERVER_CASE("at the deadline a running request is stopped, may end its answer in form, and is closed if it does not") {
  for (bool ends : {true, false}) {
    Stage stage;
    Serving<Server> s{stage.handler(), {.stop_grace = 200ms}};
    auto socket = s.connect();
    socket.send(get("/"));
    auto call = stage.next();
    call.writer.send(event_stream());
    socket.read_until("\r\n\r\n");
    std::stop_callback on_stop{call.request.context.stop, [&] {
                                 if (!ends) return;
                                 call.writer.send(Bytes{"data: the server stops\n\n"});
                                 call.writer.end();
                               }};
    const auto from = now();
    s.server.stop(50ms);
    CHECK(ms_since(from) < 5000);
    if (ends) {
      CHECK(socket.read_chunk() == "data: the server stops\n\n");
      CHECK(socket.read_chunk().empty());
    }
    CHECK(socket.read_all().empty());
    CHECK(socket.ended());
    CHECK(call.writer.gone());
  }
}

SERVER_CASE("a server runs until another thread stops it") {
  Server server{echo};
  std::thread thread{[&] { CHECK(server.run().has_value()); }};
  CHECK(eventually([&] { return server.port() != 0; }));
  auto socket = RawSocket::connect(server.port());
  socket.send(get("/"));
  CHECK(socket.read_answer().status == 200);
  server.stop();
  thread.join();
  server.stop();
}
