// Servers that share a port.
// SPDX-License-Identifier: MIT
#include "raw_socket.hpp"

#include <oaicompat/transport/asio/server.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace oaicompat;
using namespace oaicompat::test;

namespace asio_share_port_test {

Handler says(std::string body) {
  return [body = std::move(body)](const Request&) { return ready_answer({.status = 200}, body); };
}

}  // namespace asio_share_port_test

TEST_CASE("servers that share a port both get connections, and no other server gets the port") {
  using namespace asio_share_port_test;
  AsioServer first{says("first"), {.share_port = true}};
  const auto port = first.start();
  REQUIRE(port.has_value());
  AsioServer second{says("second"), {.port = *port, .share_port = true}};
  REQUIRE(second.start().has_value());
  AsioServer third{says("third"), {.port = *port}};
  CHECK_FALSE(third.start().has_value());
  std::set<std::string> answered;
  for (int i = 0; i < 200 && answered.size() < 2; ++i) {
    auto socket = RawSocket::connect(*port);
    socket.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    answered.insert(socket.read_answer().body);
  }
  CHECK(answered == std::set<std::string>{"first", "second"});
}
