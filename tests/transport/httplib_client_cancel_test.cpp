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

namespace {

// Cancels a request while the server is silent; how many ms until the answer had failed and the connection was closed.
template <class Client>
long long cancel(std::string_view how) {
  RawListener listener;
  const auto client = Client::make({.origin = origin(listener.port())});
  std::stop_source stop;
  Request request{.path = "/"};
  request.context.stop = stop.get_token();
  auto answer = client(request);
  auto peer = listener.accept();
  CHECK(!peer.read_until("\r\n\r\n").empty());
  Part part;
  Waiter waiter;
  if (how.ends_with("late")) {
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
    REQUIRE(waiter.pull(*answer, part) == Pull::some);
    REQUIRE(waiter.pull(*answer, part) == Pull::some);
  }
  const auto from = now();
  if (how.starts_with("stop")) {
    std::thread stopper{[&] { stop.request_stop(); }};
    CHECK(waiter.pull(*answer, part) == Pull::fail);
    CHECK(answer->error().kind == ErrorKind::cancelled);
    stopper.join();
  } else {
    answer.reset();
  }
  peer.read_all();
  CHECK(peer.ended());
  return ms_since(from);
}

}  // namespace

CLIENT_CASE("a cancelled request ends within 100 ms while the server is silent, by stop or by dropping the answer") {
  for (std::string how : {"stop early", "stop late", "drop early", "drop late"}) {
    CAPTURE(how);
    const auto ms = best_of_five(100, [&] { return cancel<Client>(how); });
    CHECK(ms <= 100);
    MESSAGE(how << ": the answer failed and the connection was closed within " << ms << " ms");
  }
}

CLIENT_CASE("a cancelled connect ends at once") {
  RawListener full{0};  // its queue takes one or two, the others wait for an answer to their SYN
  std::vector<RawSocket> waiting;
  std::vector<detail::Socket> begun;
  for (int i = 0; i < 8; ++i) {
    detail::Socket socket{::socket(AF_INET, SOCK_STREAM, 0)};
    socket.set_blocking(false);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(full.port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
    begun.push_back(std::move(socket));
  }
  const auto from = now();
  {
    const auto client = Client::make({.origin = origin(full.port())});
    auto answer = client({.path = "/"});
    std::this_thread::sleep_for(30ms);
    Part part;
    CHECK(answer->pull(part) == Pull::wait);
  }
  CHECK(ms_since(from) <= 5000);
  const auto late = ask(Client::make({.origin = origin(full.port()), .connect_timeout = 100ms}), {.path = "/"});
  REQUIRE(!late);
  CHECK(late.error().kind == ErrorKind::timeout);
}

CLIENT_CASE("a stop that has fired before sends nothing") {
  RawListener listener;
  std::stop_source stop;
  stop.request_stop();
  Request request{.path = "/"};
  request.context.stop = stop.get_token();
  const auto answer = ask(Client::make({.origin = origin(listener.port())}), request);
  REQUIRE(!answer);
  CHECK(answer.error().kind == ErrorKind::cancelled);
  CHECK(!listener.accept(20ms).is_open());
}

CLIENT_CASE("who does not pull holds the server back") {
  std::atomic<int> sent = 0;
  std::atomic<bool> done = false;
  Serving s{[&](Request) -> Answer {
    auto made = channel<Part>({.capacity = 2});
    std::thread{[&, w = std::move(made.writer)]() mutable {
      w.send(Head{});
      const Bytes piece(64 << 10, 'x');
      while (sent < 2000 && w.send(piece)) ++sent;
      w.end();
      done = true;
    }}.detach();
    return std::move(made.stream);
  }};
  const auto client = Client::make({.origin = origin(s.port), .read_ahead = 4});
  auto answer = client({.path = "/"});
  int seen = -1;
  CHECK(eventually([&] {
    std::this_thread::sleep_for(50ms);
    return sent > 0 && std::exchange(seen, sent.load()) == sent;
  }));
  CHECK(sent < 1900);
  const auto all = collect(std::move(answer));
  REQUIRE(all.has_value());
  CHECK(all->body.size() == std::size_t{2000} * (64 << 10));
  CHECK(eventually([&] { return done.load(); }));
}

CLIENT_CASE("an answer outlives its handler, and a crowd of them is bounded") {
  RawListener listener;
  auto client = Client::make({.origin = origin(listener.port()), .max_requests = 2});
  auto first = client({.path = "/"});
  auto second = client({.path = "/"});
  const auto third = ask(client, {.path = "/"});
  REQUIRE(!third);
  CHECK(third.error().kind == ErrorKind::connection);
  client = nullptr;
  auto peer = listener.accept();
  auto other = listener.accept();
  for (auto* socket : {&peer, &other}) {
    socket->read_until("\r\n\r\n");
    socket->send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }
  CHECK(collect(std::move(first))->body == "ok");
  CHECK(collect(std::move(second))->body == "ok");
}

CLIENT_CASE("many threads share a client") {
  Serving s{echo};
  const auto client = Client::make({.origin = origin(s.port), .max_idle_connections = 4});
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        const auto path = "/" + std::to_string(t) + "/" + std::to_string(i);
        const auto answer = ask(client, {.method = "POST", .path = path, .body = path});
        right += answer && answer->body.starts_with("POST " + path + "?") && answer->body.ends_with("\n\n" + path);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(right == 320);
}

CLIENT_CASE("a server behind a client passes bytes on, and a hang-up all the way") {
  std::optional<ChannelWriter<Part>> writer;
  std::atomic<bool> there = false;
  Serving upstream{[&](Request) -> Answer {
    auto [w, stream] = channel<Part>();
    w.send(Head{.headers = {{"content-type", "text/event-stream"}}});
    w.send(Bytes{"data: 1\n\n"});
    writer.emplace(std::move(w));
    there = true;
    return std::move(stream);
  }};
  Serving proxy{Client::make({.origin = origin(upstream.port)})};
  auto socket = proxy.connect();
  socket.send(get("/"));
  CHECK(socket.read_until("\r\n\r\n").find("text/event-stream") != std::string::npos);
  CHECK(socket.read_chunk() == "data: 1\n\n");
  REQUIRE(eventually([&] { return there.load(); }));
  const auto from = now();
  socket.close();
  CHECK(eventually([&] { return writer->gone(); }));
  MESSAGE("a hang-up passed through a proxy in " << ms_since(from) << " ms");
  CHECK(ms_since(from) <= 5000);
}
