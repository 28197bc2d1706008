// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>

#include <string>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::stress;
using test::eventually;
using test::RawSocket;

namespace {

// While it stands this process may have only so many descriptors more.
class FewDescriptors {
 public:
  explicit FewDescriptors(int more) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = ::dup(0);
    ::close(lowest_free);
    auto few = before_;
    few.rlim_cur = static_cast<rlim_t>(lowest_free + more);
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

detail::Socket unconnected() { return detail::Socket{::socket(AF_INET, SOCK_STREAM, 0)}; }
RawSocket connected(detail::Socket socket, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  return RawSocket{std::move(socket)};
}

}  // namespace

SERVER_CASE("out of descriptors, callers wait for those that others give back, and streams beside them miss nothing") {
  Numbered<Server> s;
  Choir choir{base_url(s.port), voices<Server>, light_transport(s.port, voices<Server>), 3 * Choir::usual_length};
  choir.begin_no_more();  // that could take a descriptor
  constexpr int callers = 40;
  std::vector<detail::Socket> sockets;
  for (int i = 0; i < callers; ++i) sockets.push_back(unconnected());
  int served = 0;
  {
    const FewDescriptors limit{4};
    std::vector<RawSocket> connections;
    for (auto& socket : sockets) {
      connections.push_back(connected(std::move(socket), s.port));
      connections.back().send(chat_post(chat_body("count", 1), "Connection: close\r\n"));
    }
    for (auto& connection : connections) {
      served += connection.read_answer().status == 200;
      connection.close();
    }
  }
  CHECK(served == callers);
  auto after = s.connect();
  after.send(test::get("/health"));
  CHECK(after.read_answer().status == 200);
  CHECK(choir.end() == "");
}

SERVER_CASE("out of descriptors, connections that are idle make room") {
  Numbered<Server> s;
  std::vector<RawSocket> idle;
  for (int i = 0; i < 10; ++i) {
    idle.push_back(s.connect());
    idle.back().send(test::get("/health"));
    REQUIRE(idle.back().read_answer().status == 200);
  }
  std::vector<detail::Socket> sockets;
  for (int i = 0; i < 5; ++i) sockets.push_back(unconnected());
  const FewDescriptors limit{0};
  std::vector<RawSocket> callers;
  for (auto& socket : sockets) {
    callers.push_back(connected(std::move(socket), s.port));
    callers.back().send(test::get("/health"));
  }
  for (auto& caller : callers) CHECK(caller.read_answer().status == 200);
}

#if OAICOMPAT_ASIO
TEST_CASE("connections beyond the most are told to come back, and streams within it miss nothing") {
  const auto most = static_cast<std::size_t>(voices<AsioServer>);
  Numbered<AsioServer> s{AsioServerOptions{.max_connections = most}};
  Choir choir{base_url(s.port), voices<AsioServer>, light_transport(s.port, voices<AsioServer>)};
  REQUIRE(eventually([&] { return s.server.connections() == most; }));
  for (int round = 0; round < scaled(50, 5); ++round) {
    std::vector<RawSocket> more;
    for (int i = 0; i < 200; ++i) more.push_back(s.connect());
    for (auto& one : more) {
      const auto answer = one.read_answer();
      CHECK(why_not_refused(answer, 503) == "");
      CHECK(answer.has("Retry-After: 1\r\n"));
      CHECK(one.read_all().empty());
    }
    more.clear();
    REQUIRE(eventually([&] { return s.server.connections() == most; }));
  }
  CHECK(choir.end() == "");
  CHECK(eventually([&] { return s.server.connections() <= most; }));
}

TEST_CASE("connections far beyond the most are closed unheard, and the server serves again") {
  Numbered<AsioServer> s{AsioServerOptions{.max_connections = 1}};
  auto first = s.connect();
  first.send(test::get("/health"));
  REQUIRE(first.read_answer().status == 200);
  std::vector<RawSocket> crowd;  // they take no notice of their answer, and stay
  for (int i = 0; i < 600; ++i) crowd.push_back(s.connect());
  CHECK(eventually([&] { return s.server.connections() <= 257; }));
  first.send(test::get("/health"));
  CHECK(first.read_answer().status == 200);
  crowd.clear();
  first.close();
  CHECK(s.holds(0, 0));
  auto after = s.connect();
  after.send(test::get("/health"));
  CHECK(after.read_answer().status == 200);
}

TEST_CASE("thousands of requests sent ahead are answered in order, one at a time, beside streams that miss nothing") {
  Numbered<AsioServer> s;
  Choir choir{base_url(s.port), voices<AsioServer>, light_transport(s.port, voices<AsioServer>)};
  auto socket = s.connect();
  const int count = scaled(9'000, 5'000);
  std::string all;
  for (int i = 0; i < count; ++i)
    all += "GET /health HTTP/1.1\r\nHost: a\r\nx-request-id: n" + std::to_string(i) + "\r\n\r\n";
  std::thread sender{[&] { socket.send(all); }};
  int right = 0;
  for (int i = 0; i < count; ++i) right += socket.read_answer().has("x-request-id: n" + std::to_string(i) + "\r\n");
  sender.join();
  CHECK(right == count);
  CHECK(choir.end() == "");
}
#endif
