// SPDX-License-Identifier: MIT
#include "serving.hpp"

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/channel.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// Hands each request's writer and stop token to the test, which then plays the engine.
struct Stage {
  struct Call {
    Request request;
    ChannelWriter<Part> writer;
  };
  Handler handler(ChannelOptions options = {}) {
    return [this, options](Request request) -> Answer {
      auto [writer, stream] = channel<Part>(options);
      std::lock_guard lock{mutex};
      calls.push_back({std::move(request), std::move(writer)});
      return std::move(stream);
    };
  }
  // The next call; waits for it.
  Call next() {
    Call* call = nullptr;
    REQUIRE(eventually([&] {
      std::lock_guard lock{mutex};
      if (calls.empty()) return false;
      call = &calls.front();
      return true;
    }));
    std::lock_guard lock{mutex};
    Call taken = std::move(calls.front());
    calls.erase(calls.begin());
    return taken;
  }
  std::mutex mutex;
  std::vector<Call> calls;
};

Head event_stream() { return {.headers = {{"content-type", "text/event-stream"}}}; }

// Measures from now until the token fires.
struct Watch {
  explicit Watch(std::stop_token token) : callback{std::move(token), Note{this}} {}
  bool fired() const { return ms >= 0; }
  struct Note {
    Watch* watch;
    void operator()() const { watch->ms = static_cast<int>(ms_since(watch->from)); }
  };
  SteadyTime from = now();
  std::atomic<int> ms = -1;
  std::stop_callback<Note> callback;
};

}  // namespace

TEST_CASE("each piece leaves when it is ready, and all that is ready leaves at once") {
  Stage stage;
  Serving s{stage.handler()};
  auto socket = s.connect();
  socket.send(get("/stream"));
  auto call = stage.next();
  CHECK(call.request.context.may_block);
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

TEST_CASE("an answer whose bytes are all there has a length, an event stream never") {
  Serving s{[](Request request) -> Answer {
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

TEST_CASE("a length that the handler gives is kept, and a body that belies it is cut off") {
  Stage stage;
  Serving s{stage.handler()};
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

TEST_CASE("a stream that fails late has no end on the wire, one that fails early has its status") {
  Stage stage;
  Serving s{stage.handler()};
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

TEST_CASE("HEAD, 204 and 304 have no body and drop what there would be") {
  Stage stage;
  Serving s{stage.handler()};
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

TEST_CASE("a peer that leaves is noticed within 100 ms, while streaming, waiting for the answer, or half closing") {
  for (std::string how : {"close streamed", "close whole", "finish streamed", "finish whole", "pipelined whole"}) {
    CAPTURE(how);
    Stage stage;
    Serving s{stage.handler()};
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
    CHECK(watch.ms <= 100);
    MESSAGE(how << ": noticed after " << watch.ms.load() << " ms");
    CHECK(eventually([&] { return s.server.connections() == 0; }));
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
  CHECK(ms_since(from) <= 150);
}

TEST_CASE("a slow reader holds its writer back") {
  Stage stage;
  Serving s{stage.handler({.capacity = 4})};
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

TEST_CASE("a reader that takes nothing is given up, and one that leaves while it is written to at once") {
  for (bool leaves : {false, true}) {
    Stage stage;
    Serving s{stage.handler(), {.write_timeout = leaves ? 30s : 200ms}};
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
    if (leaves) CHECK(ms_since(from) <= 150);
    engine.join();
  }
}

TEST_CASE("a graceful stop lets what runs finish and takes nothing new") {
  Stage stage;
  Serving s{stage.handler()};
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

TEST_CASE("at the deadline a running request is stopped, may end its answer in form, and is closed if it does not") {
  for (bool ends : {true, false}) {
    Stage stage;
    Serving s{stage.handler(), {.stop_grace = 200ms}};
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

TEST_CASE("a server runs until another thread stops it") {
  HttplibServer server{echo};
  std::thread thread{[&] { CHECK(server.run().has_value()); }};
  CHECK(eventually([&] { return server.port() != 0; }));
  auto socket = RawSocket::connect(server.port());
  socket.send(get("/"));
  CHECK(socket.read_answer().status == 200);
  server.stop();
  thread.join();
  server.stop();
}

TEST_CASE("500 clients that arrive together are all served") {
  Serving s{echo};
  std::vector<RawSocket> clients;
  for (int i = 0; i < 500; ++i) clients.push_back(s.connect());
  for (int i = 0; i < 500; ++i) clients[static_cast<std::size_t>(i)].send(get("/" + std::to_string(i)));
  int served = 0;
  for (int i = 0; i < 500; ++i) {
    served += clients[static_cast<std::size_t>(i)].read_answer().body.starts_with("GET /" + std::to_string(i) + "?");
  }
  CHECK(served == 500);
}

TEST_CASE("200 streams at once mix nothing up") {
  constexpr int count = 200;
  Stage stage;
  Serving s{stage.handler()};
  std::vector<RawSocket> clients;
  for (int i = 0; i < count; ++i) {
    clients.push_back(s.connect());
    clients.back().send(get("/" + std::to_string(i)));
  }
  std::vector<Stage::Call> calls;
  for (int i = 0; i < count; ++i) calls.push_back(stage.next());
  for (auto& call : calls) call.writer.send(event_stream());
  for (int round = 0; round < 10; ++round) {
    for (auto& call : calls) call.writer.send(call.request.path + ";");
  }
  for (auto& call : calls) call.writer.end();
  for (int i = 0; i < count; ++i) {
    std::string expected;
    for (int round = 0; round < 10; ++round) expected += "/" + std::to_string(i) + ";";
    CHECK(clients[static_cast<std::size_t>(i)].read_answer().body == expected);
  }
}

TEST_CASE("when all threads are taken the reserve answers: cheap requests in full, others with 503") {
  Stage stage;
  Serving s{[&](Request request) { return request.method == "GET" ? echo(std::move(request)) : stage.handler()(std::move(request)); },
            {.max_threads = 2, .reserve_threads = 2}};
  std::vector<RawSocket> streams;
  std::vector<Stage::Call> calls;
  for (int i = 0; i < 2; ++i) {
    streams.push_back(s.connect());
    streams.back().send(post("x"));
    calls.push_back(stage.next());
  }
  CHECK(s.ask(get("/health")).status == 200);
  const auto refused = s.ask(post("x"));
  CHECK(refused.status == 503);
  CHECK(refused.has("Retry-After: 1\r\n"));
  CHECK(refused.has("Connection: close"));
  CHECK(refused.body.starts_with(R"({"error":{)"));
  for (auto& call : calls) {
    call.writer.send(Head{});
    call.writer.end();
  }
  for (auto& stream : streams) CHECK(stream.read_answer().status == 200);
}
