// The proxy before what a test serves.
// SPDX-License-Identifier: MIT
#pragma once

#include "proxy/proxy.hpp"
#include "transport/stage.hpp"

#include <oaicompat/transport/asio/mount.hpp>

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace examples_test {

using namespace oaicompat;
using oaicompat::test::RawSocket;
using oaicompat::test::SocketAnswer;

// The proxy on a loop of its own, in front of what listens on that port.
class RunningProxy {
 public:
  explicit RunningProxy(int upstream, proxy::Options options = {}) {
    options.upstream = "http://127.0.0.1:" + std::to_string(upstream) + "/v1";
    auto handler = proxy::handler(io_, options);
    REQUIRE(handler.has_value());
    mounted_.emplace(io_, *std::move(handler));
    const auto started = mounted_->start();
    REQUIRE(started.has_value());
    port = *started;
    thread_ = std::thread{[this] { io_.run(); }};
  }
  ~RunningProxy() {
    io_.stop();
    thread_.join();
    mounted_.reset();
  }
  RawSocket connect() const {
    auto socket = RawSocket::connect(port);
    REQUIRE(socket.is_open());
    return socket;
  }
  SocketAnswer ask(std::string_view bytes, std::string_view method = "GET") const {
    auto socket = connect();
    socket.send(bytes);
    return socket.read_answer(method);
  }
  int port = 0;

 private:
  boost::asio::io_context io_{1};
  std::optional<AsioMount> mounted_;
  std::thread thread_;
};

}  // namespace examples_test
