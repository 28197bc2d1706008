// SPDX-License-Identifier: MIT
#include "stage.hpp"

#include <oaicompat/http/multipart.hpp>
#include <oaicompat/transport/asio/mount.hpp>
#include <oaicompat/transport/asio/server.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <doctest/doctest.h>

#include <future>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// Has who reads something long wait until the loop has answered something short: on the loop that would wait for ever.
struct LongReads {
  bool read() { return short_answered.get_future().wait_for(10s) == std::future_status::ready; }
  Answer answer(Request request) {
    if (request.path == "/short") {
      short_answered.set_value();
      return ready_answer({}, "short");
    }
    read_on = std::this_thread::get_id();
    return ready_answer({}, read() ? "the loop went on" : "the loop stood still");
  }
  std::promise<void> short_answered;
  std::thread::id read_on{};
};

// A session whose long messages take long to read.
class LongSession final : public WebSocketSession {
 public:
  explicit LongSession(LongReads& reads) : reads_{reads} {}
  void take(Bytes message) override { said_ = std::move(message); }
  bool is_open() const override { return said_.empty(); }
  void finish() override {}
  Pull pull(Bytes& out) override {
    if (said_.empty()) return Pull::wait;
    out = said_.size() < 100 ? "short" : reads_.read() ? "the loop went on" : "the loop stood still";
    said_.clear();
    return Pull::some;
  }
  void when_ready(Wake) override {}

 private:
  LongReads& reads_;
  Bytes said_;
};

struct LongServer {
  explicit LongServer(Handler handler, AsioServerOptions options = {}) : server{std::move(handler), options} {
    const auto started = server.start();
    REQUIRE(started.has_value());
    port = *started;
  }
  AsioServer server;
  int port = 0;
};

std::string long_form() {
  Bytes body;
  append_part(body, "XX", {.name = "file", .filename = "a"}, Bytes(2000, 'x'));
  append_multipart_end(body, "XX");
  return post(body, "Content-Type: multipart/form-data; boundary=XX\r\n");
}

}  // namespace

TEST_CASE("what takes long to inflate or to parse does not hold up the loop's other streams") {
  const std::string rows[] = {
      post(std::string(1001, 'x')),
      post("zip", "Content-Encoding: gzip\r\n"),
      "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n600\r\n" + std::string(0x600, 'x') +
          "\r\n0\r\n\r\n",
      long_form(),
  };
  for (const auto& bytes : rows) {
    CAPTURE(bytes.substr(0, 100));
    LongReads reads;
    LongServer s{[&](Request request) { return reads.answer(std::move(request)); },
                 {.spool_over = 1500, .pool_over = 1000}};
    auto reader = RawSocket::connect(s.port), other = RawSocket::connect(s.port);
    reader.send(bytes);
    CHECK(eventually([&] { return s.server.connections() == 2; }));
    other.send(get("/short"));
    CHECK(other.read_answer().body == "short");
    CHECK(reader.read_answer().body == "the loop went on");
  }
}

TEST_CASE("a long message of a WebSocket does not hold up the loop's other streams") {
  namespace ws = boost::beast::websocket;
  LongReads reads;
  LongServer s{[&](Request request) -> Answer {
                 if (!request.context.can_upgrade) return reads.answer(std::move(request));
                 return ready_answer({.status = 101, .session = std::make_shared<LongSession>(reads)}, {});
               },
               {.pool_over = 1000}};
  boost::asio::io_context io;
  ws::stream<boost::asio::ip::tcp::socket> socket{io};
  socket.next_layer().connect({boost::asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(s.port)});
  socket.handshake("localhost", "/");
  const auto hear = [&] {
    boost::beast::flat_buffer buffer;
    socket.read(buffer);
    return boost::beast::buffers_to_string(buffer.data());
  };
  socket.write(boost::asio::buffer(std::string(2000, 'x')));
  socket.write(boost::asio::buffer(std::string{"hello"}));
  auto other = RawSocket::connect(s.port);
  other.send(get("/short"));
  CHECK(other.read_answer().body == "short");
  CHECK(hear() == "the loop went on");
  CHECK(hear() == "short");  // in order
}

TEST_CASE("short bodies are read on the loop, and all are where there is no pool") {
  for (const std::size_t pool_threads : {std::size_t{2}, std::size_t{0}}) {
    boost::asio::io_context io;
    std::thread::id small, large;
    AsioMount mounted{io,
                      [&](Request request) {
                        (request.body.size() > 1000 ? large : small) = std::this_thread::get_id();
                        return ready_answer({}, "read");
                      },
                      {.pool_over = 1000, .pool_threads = pool_threads}};
    const auto port = mounted.start();
    REQUIRE(port.has_value());
    for (const std::size_t size : {std::size_t{10}, std::size_t{1001}}) {
      auto socket = RawSocket::connect(*port);
      socket.send(post(std::string(size, 'x'), "Connection: close\r\n"));
      std::future<SocketAnswer> answer = std::async(std::launch::async, [&] { return socket.read_answer(); });
      while (answer.wait_for(0ms) != std::future_status::ready) io.run_one_for(10ms);
      CHECK(answer.get().body == "read");
    }
    CHECK(small == std::this_thread::get_id());
    CHECK((large == std::this_thread::get_id()) == (pool_threads == 0));
  }
}

TEST_CASE("who leaves while a long body is read takes nothing with it, and a server that stops waits for the reader") {
  for (const bool stops : {false, true}) {
    std::promise<void> entered, may_end;
    std::atomic<bool> ended = false;
    std::stop_token stop;
    LongServer s{[&](Request request) {
                   stop = request.context.stop;
                   entered.set_value();
                   may_end.get_future().wait();
                   ended = true;
                   return ready_answer({}, "late");
                 },
                 {.pool_over = 1000, .stop_grace = 10ms}};
    auto socket = RawSocket::connect(s.port);
    socket.send(post(std::string(2000, 'x')));
    entered.get_future().wait();
    if (!stops) socket.close();
    std::thread stopper;
    if (stops) stopper = std::thread{[&] { s.server.stop(0ms); }};
    CHECK(eventually([&] { return stop.stop_requested(); }));
    CHECK(eventually([&] { return s.server.connections() == 0; }));
    may_end.set_value();
    if (stops) stopper.join();
    if (stops) CHECK(ended);
    CHECK(eventually([&] { return ended.load(); }));
  }
}
