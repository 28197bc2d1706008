// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::stress;
using test::eventually;
using test::RawSocket;

namespace {

// Has callers who behave sing beside what happens, and looks at every one of their events.
template <class Listening>
void beside_a_choir(const std::function<void(Numbered<Listening>&)>& happens) {
  Numbered<Listening> s{tight_limits()};
  Choir choir{base_url(s.port), voices<Listening>, light_transport(s.port, voices<Listening>)};
  for (int i = 0; i < scaled(20, 1) || i == 0; ++i) happens(s);
  CHECK(choir.end() == "");
  CHECK(choir.events() == choir.streams() * Choir::usual_length);
  CHECK(eventually([&] { return s.engine.live() == 0; }));
}

// What is wrong with how an attack was met; empty when nothing is.
std::string why_not_met(int port, const Attack& attack) {
  auto socket = RawSocket::connect(port);
  launch(socket, attack);
  if (auto why = why_not_refused(socket.read_answer(), attack.status); !why.empty()) return why;
  if (attack.after == Attack::After::goes_on) {
    socket.send(test::get("/health"));
    return socket.read_answer().status == 200 ? "" : "the connection does not go on";
  }
  return socket.read_all().empty() && socket.ended() ? "" : "the connection does not end";
}

// Sends a byte at a time until the server answers or hangs up.
void drip(RawSocket& socket, std::string_view bytes, std::chrono::milliseconds pause) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (!socket.send(bytes.substr(i, 1)) || socket.fill(pause) || socket.ended()) return;
  }
}

// A caller who takes little at a time: the system keeps few bytes for it.
RawSocket slow_reader(int port) {
  detail::Socket socket{::socket(AF_INET, SOCK_STREAM, 0)};
  socket.set(SOL_SOCKET, SO_RCVBUF, 1);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  return RawSocket{std::move(socket)};
}
// The next byte; 0 when none comes.
char next_byte(const RawSocket& socket, std::chrono::milliseconds patience = 10s) {
  auto entry = detail::poll_entry(socket.socket(), POLLIN);
  char byte = 0;
  if (detail::poll_entries({&entry, 1}, patience) > 0) detail::receive(socket.socket(), {&byte, 1});
  return byte;
}

}  // namespace

SERVER_CASE("hostile bytes are refused in the API's shape while the streams beside them miss nothing") {
  beside_a_choir<Server>([](Numbered<Server>& s) {
    const auto list = attacks();
    std::vector<std::string> wrong(list.size());
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = t; i < list.size(); i += 4) wrong[i] = why_not_met(s.port, list[i]);
      });
    }
    for (auto& thread : threads) thread.join();
    for (std::size_t i = 0; i < list.size(); ++i) CHECK_MESSAGE(wrong[i].empty(), list[i].name << ": " << wrong[i]);
  });
}

SERVER_CASE("nothing smuggled in behind a refused request is heard") {
  Numbered<Server> s{tight_limits()};
  for (const auto& attack : attacks()) {
    auto socket = s.connect();
    launch(socket, attack);
    socket.read_answer();
  }
  CHECK(s.engine.begun() == 0);
}

SERVER_CASE("requests that never become whole are told so within their limit, beside streams that miss nothing") {
  beside_a_choir<Server>([](Numbered<Server>& s) {
    const auto whole = chat_post(chat_body("count", 1));
    std::vector<RawSocket> silent, halves;
    for (int i = 0; i < 20; ++i) {
      silent.push_back(s.connect());
      for (const auto size : {std::size_t{5}, std::size_t{60}, whole.size() - 1}) {
        halves.push_back(s.connect());
        halves.back().send(whole.substr(0, size));
      }
      halves.push_back(s.connect());
      halves.back().send(chunked_post("5\r\nhel"));
    }
    const auto from = test::now();
    for (auto& half : halves) {
      CHECK(why_not_refused(half.read_answer(), 408) == "");
      CHECK(half.read_all().empty());
    }
    for (auto& one : silent) CHECK((one.read_all().empty() && one.ended()));
    CHECK(test::ms_since(from) < 10'000);
  });
}

SERVER_CASE("a writer of single bytes is served, but not for ever, beside streams that miss nothing") {
  beside_a_choir<Server>([](Numbered<Server>& s) {
    auto patient = s.connect();
    const auto whole = chat_post(chat_body("count", 3) + std::string(2000, ' '));
    for (std::size_t i = 0; i < whole.size(); ++i) patient.send(std::string_view{whole}.substr(i, 1));
    const auto answer = patient.read_answer();
    CHECK(answer.status == 200);
    CHECK(answer.body.find(R"("content":"2")") != std::string::npos);

    const std::string begun[] = {"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ", whole.substr(0, whole.size() - 1000),
                                 chunked_post("fff\r\n"), chunked_post("1;slow=")};
    const auto from = test::now();
    std::vector<std::string> wrong;
    std::mutex mutex;
    std::vector<std::thread> writers;
    for (const auto& begin : begun) {
      writers.emplace_back([&] {
        auto socket = s.connect();
        socket.send(begin);
        drip(socket, std::string(1000, 'x'), 20ms);
        auto why = why_not_refused(socket.read_answer(), 408);
        std::lock_guard lock{mutex};
        if (!why.empty()) wrong.push_back(begin + ": " + why);
      });
    }
    for (auto& writer : writers) writer.join();
    CHECK(wrong == std::vector<std::string>{});
    CHECK(test::ms_since(from) < 10'000);
  });
}

SERVER_CASE("who takes nothing is cut off within the limit; who takes little gets all of it in order") {
  beside_a_choir<Server>([](Numbered<Server>& s) {
    std::vector<RawSocket> stuck;
    for (int i = 0; i < 10; ++i) {
      stuck.push_back(slow_reader(s.port));
      stuck.back().send(chat_post(chat_body("flood")));
    }
    auto slow = slow_reader(s.port);
    slow.send(chat_post(chat_body("count", 50)));
    std::string got;
    while (!got.ends_with("[DONE]")) {
      const char byte = next_byte(slow);
      REQUIRE(byte != 0);
      got += byte;
    }
    std::size_t at = 0;
    for (int i = 0; i < 50; ++i) {
      at = got.find(R"("content":")" + std::to_string(i) + '"', at);
      REQUIRE(at != std::string::npos);
    }
    // A byte now and then opens no window: it is as good as none.
    CHECK(eventually(
        [&] {
          for (const auto& socket : stuck) next_byte(socket, 0ms);
          return s.engine.endless() == 0;
        },
        30s));
  });
}
