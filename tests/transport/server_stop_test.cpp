// How a whole Server stops.
// SPDX-License-Identifier: MIT
#include "stage.hpp"

#include <oaicompat/server.hpp>
#include <oaicompat/transport/memory.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <csignal>
#include <optional>
#include <string>
#include <thread>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// A server whose innermost handler a test plays by hand.
Server staged(Stage& stage, ServerOptions options = {}) {
  options.host = "127.0.0.1";
  options.port = 0;
  Server server{std::move(options)};
  server.use([&stage](const Handler&) { return stage.handler(); });
  return server;
}

constexpr std::string_view shutting_down = R"("code":"shutting_down")";

void on_signal(int) {}

}  // namespace

TEST_CASE("a server that stops ends streams that do not end themselves with an event, and refuses what is new") {
  Stage stage;
  auto server = staged(stage);
  const auto port = server.start();
  REQUIRE(port.has_value());
  auto socket = RawSocket::connect(*port);
  socket.send(get("/v1/stream"));
  auto call = stage.next();
  call.writer.send(event_stream());
  call.writer.send(Bytes{"data: 1\n\n"});
  CHECK(socket.read_until("\r\n\r\n").find("200") != std::string::npos);
  CHECK(socket.read_chunk() == "data: 1\n\n");
  server.stop(0ms);
  CHECK(call.request.context.stop.stop_requested());
  CHECK(socket.read_chunk().find(shutting_down) != std::string::npos);
  CHECK(socket.read_chunk().empty());
  CHECK(!RawSocket::connect(*port).is_open());
}

TEST_CASE("a handler that is mounted elsewhere is emptied by its server") {
  Stage stage;
  auto server = staged(stage);
  const auto handler = server.handler();
  auto answer = handler({.path = "/v1/stream"});
  auto call = stage.next();
  call.writer.send(event_stream());
  std::thread stopper{[&] { server.stop(0ms); }};
  const auto all = collect(std::move(answer));
  stopper.join();
  REQUIRE(all.has_value());
  CHECK(all->body.find(shutting_down) != std::string::npos);
  const auto late = ask(handler, {.path = "/v1/models"});
  REQUIRE(late.has_value());
  CHECK(late->head.status == 503);
  CHECK(late->head.headers.get("retry-after") == "1");
  CHECK(ask(handler, {.path = "/health"})->head.status == 503);
}

TEST_CASE("a server runs until a signal comes, and gives the handlers back") {
  Stage stage;
  std::atomic<Listener*> listening = nullptr;
  auto server = staged(stage, {.transport = [&](Handler handler, const ListenOptions& at) {
                         auto made = over_httplib()(std::move(handler), at);
                         listening = made.get();
                         return made;
                       }});
  const auto before = std::signal(SIGUSR1, on_signal);
  std::optional<Result<void>> ran;
  std::thread thread{[&] { ran = server.run_until({SIGUSR1, SIGUSR2}, 10s); }};
  REQUIRE(eventually([&] { return listening.load() && listening.load()->port() != 0; }));
  auto socket = RawSocket::connect(listening.load()->port());
  socket.send(get("/v1/x"));
  auto call = stage.next();
  ::kill(::getpid(), SIGUSR1);
  CHECK(eventually([&] { return !RawSocket::connect(listening.load()->port()).is_open(); }));
  call.writer.send(Head{});
  call.writer.send(Bytes{"finished"});
  call.writer.end();
  CHECK(socket.read_answer().body == "finished");
  thread.join();
  REQUIRE(ran.has_value());
  CHECK(ran->has_value());
  CHECK((std::signal(SIGUSR1, before) == on_signal));
}

TEST_CASE("a server that waits for signals can be stopped without one, and only one waits at a time") {
  Stage stage;
  std::atomic<Listener*> listening = nullptr;
  auto server = staged(stage, {.transport = [&](Handler handler, const ListenOptions& at) {
                         auto made = over_httplib()(std::move(handler), at);
                         listening = made.get();
                         return made;
                       }});
  std::optional<Result<void>> ran;
  std::thread thread{[&] { ran = server.run_until({SIGUSR1}); }};
  REQUIRE(eventually([&] { return listening.load() && listening.load()->port() != 0; }));
  auto other = staged(stage);
  const auto refused = other.run_until({SIGUSR1});
  REQUIRE(!refused);
  CHECK(refused.error().kind == ErrorKind::invalid_argument);
  server.stop(1s);
  thread.join();
  REQUIRE(ran.has_value());
  CHECK(ran->has_value());
}
