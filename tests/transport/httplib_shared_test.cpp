// SPDX-License-Identifier: MIT
#include "scripted.hpp"

#include <oaicompat/client.hpp>

#include <doctest/doctest.h>

#include <atomic>

using namespace oaicompat;
using namespace oaicompat::test;

namespace shared_connections {
namespace {

/// A server that answers every request of a connection with an empty list of models.
struct Models {
  std::string base() const { return origin(server.listener.port()) + "/v1"; }

  std::atomic<int> asked = 0;
  Scripted server{[this](RawSocket& socket, int) {
    constexpr std::string_view body = R"({"object":"list","data":[]})";
    while (!server.stop) {
      if (socket.read_until("\r\n\r\n").empty()) return;
      ++asked;
      socket.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                  std::to_string(body.size()) + "\r\n\r\n" + std::string{body});
    }
  }};
};

}  // namespace

TEST_CASE("a client made of another uses its connections, and one for another host its own") {
  Models here, there;
  const auto ask_all = [&] {
    const Client first{{.base_url = here.base(), .api_key = "a"}};
    const auto second = first.with({.api_key = "b", .max_retries = 0});
    const auto third = second.with({.base_url = here.base() + "/other"});
    const auto elsewhere = first.with({.base_url = there.base()});
    for (const auto* client : {&first, &second, &third, &elsewhere}) CHECK(client->models().has_value());
    CHECK(first.request({.path = "/models"}).has_value());
  };
  ask_all();
  CHECK(here.asked == 4);
  CHECK(here.server.accepted == 1);
  CHECK(there.asked == 1);
  CHECK(there.server.accepted == 1);
}

TEST_CASE("a client whose options name a proxy asks it even for this machine") {
  Models proxy;
  const Client client{{.base_url = "http://127.0.0.1:1/v1", .proxy = origin(proxy.server.listener.port())}};
  CHECK(client.models().has_value());
  CHECK(proxy.asked == 1);
}

}  // namespace shared_connections
